"""docs/faults.md as data: the table that says what a client gets is the table that the tests hold weir to."""

import os
import re

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "faults.md")
COLUMNS = ["fault", "when", "stream", "client gets", "tried again here", "ledger"]


def rows():
    """Rows of the first table whose head is COLUMNS, as dictionaries; cells without their back quotes."""
    out, inside = [], False
    with open(FILE, encoding="utf-8") as file:
        for line in file:
            cells = [c.strip().replace("`", "") for c in line.strip().strip("|").split("|")]
            if cells == COLUMNS:
                inside = True
            elif inside and not line.startswith("|"):
                break
            elif inside and not re.fullmatch(r"[-: |]+", line.strip()):
                out.append(dict(zip(COLUMNS, cells, strict=True)))
    assert out, "docs/faults.md has no table"
    return out


def row(fault, when, stream):
    found = [r for r in rows() if r["fault"] == fault and r["when"] == when and stream in r["stream"]]
    assert len(found) == 1, (fault, when, stream, found)
    return found[0]
