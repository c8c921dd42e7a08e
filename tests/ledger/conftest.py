import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib"), os.path.join(HERE, "..", "transcripts")]

import pytest  # noqa: E402
from upstreamproc import Upstream  # noqa: E402
from weirproc import Weir, scripted_cloud  # noqa: E402


@pytest.fixture(scope="session")
def provider():
    upstream = Upstream(["provider", "ollama"])
    yield upstream
    upstream.close()


@pytest.fixture
def up(provider):
    provider.reset()
    return provider


@pytest.fixture
def own(up, tmp_path):
    """Makes weirs of a test's own: own(toml, **options).start(). Upstreams fail on purpose: no circuit opens."""
    made = []

    def make(toml="", **options):
        text = "[limits]\ncircuit_failures = 0\n" + scripted_cloud(up) + toml
        made.append(Weir(tmp_path, text, name=f"weir{len(made)}", **options))
        return made[-1]

    yield make
    for weir in made:
        weir.stop()
