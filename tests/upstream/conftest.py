import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

import pytest  # noqa: E402
from upstreamproc import Upstream  # noqa: E402


@pytest.fixture(scope="module")
def running():
    upstream = Upstream(["provider", "ollama", "lmstudio", "llamaserver", "vllm"])
    yield upstream
    upstream.close()


@pytest.fixture
def up(running):
    running.reset()
    return running
