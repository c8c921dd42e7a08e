"""The traits of a change that hang on the ranker's scores, as src/workspace/rank/width.cpp computes them."""
import numpy as np

from records import TARGETS

LOOKED, HABITS, HABIT_COMMITS = 30, 5, 4


def logit(p):
    p = np.clip(p, 0.02, 0.98)
    return np.log(p / (1 - p))


def chance(x):
    return 1 / (1 + np.exp(-x))


def traits(repo, score, scale, shift):
    """repo.trait with the parts that a score decides computed anew."""
    out = repo.trait.astype(float).copy()
    at = {name: i for i, name in enumerate(repo.traits)}
    module, commits = repo.extra("module"), repo.extra("habit_commits")
    files = repo.extra("habit_files")
    habits = [repo.extra("habit_" + t) for t in TARGETS]
    for i in range(len(out)):
        rows = np.arange(repo.starts[i], repo.starts[i + 1])
        rows = rows[np.argsort(-score[rows], kind="stable")][:LOOKED]
        if len(rows) == 0:
            continue
        s = score[rows]
        share = np.exp(s - s[0])
        share /= share.sum()
        masses = np.bincount(module[rows].astype(int), share)
        common = {
            "expected": np.log1p(chance(scale * s + shift).sum()),
            "spread": -(share * np.log(share + 1e-30)).sum(),
            "modules": 1 - (masses**2).sum(),
            "top": share[0],
            "habit_files": (share[:HABITS] * files[rows[:HABITS]]).sum() / share[:HABITS].sum(),
        }
        for t in range(3):
            base = out[i, t, at["base"]]
            p = chance(base)
            few = rows[:HABITS]
            own = (habits[t][few] * commits[few] + p * HABIT_COMMITS) / (commits[few] + HABIT_COMMITS)
            gains = logit(own) - base
            out[i, t, at["habit"]] = (share[: len(few)] * gains).sum() / share[: len(few)].sum()
            for name, value in common.items():
                out[i, t, at[name]] = value
    return out
