import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]

import pytest  # noqa: E402
import workbench  # noqa: E402
from upstreamproc import Upstream  # noqa: E402


def pytest_collection_modifyitems(items):
    if not workbench.installed():
        raise pytest.UsageError("the clients are not installed: run tests/clients/install (or ./dev setup)")


@pytest.fixture(scope="module")
def provider():
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture
def up(provider):
    provider.reset()
    return provider


@pytest.fixture
def bench(tmp_path):
    bench = workbench.Bench(str(tmp_path))
    yield bench
    bench.close()
