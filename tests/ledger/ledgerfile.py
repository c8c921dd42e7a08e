"""The ledger's file as any other process reads it: with SQLite, behind weir's back."""

import contextlib
import sqlite3


@contextlib.contextmanager
def opened(path, **options):
    base = sqlite3.connect(path, isolation_level=None, **options)
    try:
        yield base
    finally:
        base.close()


def rows(path, where="1", *values):
    """Exchanges as dictionaries, oldest first; the file must be whole."""
    with opened(path) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        base.row_factory = sqlite3.Row
        return [dict(r) for r in base.execute(f"SELECT * FROM exchanges WHERE {where} ORDER BY seq", values)]
