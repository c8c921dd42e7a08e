"""The label `hostile`: a release build of weir between raw bytes and an upstream that keeps count."""

import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]

import pytest  # noqa: E402
from sink import Sink  # noqa: E402
from upstreamproc import Upstream  # noqa: E402
from weirproc import Weir, scripted_cloud  # noqa: E402

TOML = '[limits]\ncircuit_failures = 0\n[server]\nhosts = ["weir.test"]\n'


@pytest.fixture(scope="session")
def provider():
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture(scope="module")
def running(provider, tmp_path_factory):
    weir = Weir(tmp_path_factory.mktemp("weir"), TOML + scripted_cloud(provider))
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
    """A weir before the scripted provider, which has forgotten the last test."""
    return running


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture
def closed(sink, tmp_path):
    """A weir of the test's own before an upstream that answers nothing and counts the bytes that reach it."""
    weir = Weir(tmp_path, TOML + scripted_cloud(sink))
    weir.start()
    yield weir
    weir.stop()
