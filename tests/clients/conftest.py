import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lib")]

import pytest  # noqa: E402
import workbench  # noqa: E402
from upstreamproc import Upstream  # noqa: E402
from weirproc import Weir, fresh_ledgers, scripted_cloud  # noqa: E402

TABLE = []  # rows of what the clients did, printed at the end


def pytest_sessionstart():
    fresh_ledgers()


def pytest_collection_modifyitems(items):
    if items and not workbench.installed():
        raise pytest.UsageError("the clients are not installed: run tests/clients/install (or ./dev setup)")


def pytest_terminal_summary(terminalreporter):
    if not TABLE:
        return
    rows = [("client", "case", "requests", "kinds", "went to", "workspace", "wall")] + TABLE
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    terminalreporter.write_line("")
    for row in rows:
        terminalreporter.write_line("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())


@pytest.fixture
def table():
    return TABLE


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


@pytest.fixture
def weir(up, tmp_path):
    """A weir per test: its log then holds this client alone."""
    with Weir(tmp_path, scripted_cloud(up)) as weir:
        yield weir
