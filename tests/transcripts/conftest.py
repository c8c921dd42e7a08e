import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

import pytest  # noqa: E402
from upstreamproc import Upstream  # noqa: E402
from weirproc import Weir, fresh_ledgers, scripted_cloud  # noqa: E402


def pytest_sessionstart():
    fresh_ledgers()


@pytest.fixture(scope="session")
def provider():
    upstream = Upstream(["provider", "ollama", "lmstudio", "llamaserver", "vllm"])
    yield upstream
    upstream.close()


@pytest.fixture(scope="module")
def running(provider, tmp_path_factory):
    """One weir per file, with the scripted provider as both clouds. Its tests let upstreams fail on purpose, so the
    circuit stays closed here; test_retries.py is about it."""
    weir = Weir(tmp_path_factory.mktemp("weir"), "[limits]\ncircuit_failures = 0\n" + scripted_cloud(provider))
    weir.start()
    yield weir
    assert weir.alive(), f"weir went down: {weir.said()[-3000:]}"
    assert weir.stop() == 0, weir.said()[-3000:]


@pytest.fixture
def up(provider):
    provider.reset()
    return provider


@pytest.fixture
def weir(running, up):
    """That weir, and a provider that has forgotten the last test."""
    return running


@pytest.fixture
def own(up, tmp_path):
    """Makes weirs of a test's own: own(toml, **options).start()."""
    made = []

    def make(toml="", cloud=True, **options):
        made.append(Weir(tmp_path, (scripted_cloud(up) if cloud else "") + toml, name=f"weir{len(made)}", **options))
        return made[-1]

    yield make
    for weir in made:
        weir.stop()
