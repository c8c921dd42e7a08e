"""Reads what replay wrote: a record for each replayed commit and variant."""
import json
import struct
from dataclasses import dataclass

import numpy as np

FULL, BRIEF, KNOWN_BEST, KNOWN_RANDOM, BRIEF_KNOWN = range(5)
EXTRA = ["score", "truth", "module", "habit_files2", "habit_files4", "habit_units2", "habit_commits", "class", "habit_files"]
TARGETS = ["files2", "files4", "units2"]


@dataclass
class Repo:
    """All records of one variant, rows one after the other; record i has rows starts[i]:starts[i + 1]."""

    name: str
    columns: list
    traits: list
    starts: np.ndarray
    rows: np.ndarray  # float32: columns, then EXTRA
    wanted: np.ndarray  # truth files by class (source, tests, configuration), found or not, the given one left out
    labels: np.ndarray  # of the three questions; and whether they can be asked: a source file changed
    trait: np.ndarray  # record x question x trait
    told: np.ndarray  # the replayer's own probabilities, then its base rates

    def extra(self, name):
        return self.rows[:, len(self.columns) + EXTRA.index(name)]

    def x(self):
        return self.rows[:, : len(self.columns)]


def read(path, name):
    """path -> {variant: Repo}"""
    with open(path, "rb") as file:
        data = file.read()
    (size,) = struct.unpack_from("<I", data)
    head = json.loads(data[4 : 4 + size])
    at = 4 + size
    width, traits = len(head["columns"]) + len(EXTRA), len(head["traits"])
    kept = {}
    while at < len(data):
        n, variant, sources, modules, *wanted = struct.unpack_from("<7I", data, at)
        at += 28
        whole = np.frombuffer(data, "<f4", 3 * traits + 6, at)
        at += 4 * len(whole)
        rows = np.frombuffer(data, "<f2", n * width, at).reshape(n, width)
        at += 2 * n * width
        kept.setdefault(variant, []).append((rows, wanted, (sources >= 2, sources >= 4, modules >= 2, sources >= 1), whole))
    return {v: _repo(name, head, records, traits) for v, records in kept.items()}


def _repo(name, head, records, traits):
    starts = np.cumsum([0] + [len(r[0]) for r in records])
    whole = np.stack([r[3] for r in records])
    return Repo(
        name=name,
        columns=head["columns"],
        traits=head["traits"],
        starts=starts,
        rows=np.concatenate([r[0] for r in records]).astype(np.float32),
        wanted=np.array([r[1] for r in records]),
        labels=np.array([r[2] for r in records], dtype=bool),
        trait=whole[:, : 3 * traits].reshape(len(records), 3, traits),
        told=whole[:, 3 * traits :],
    )
