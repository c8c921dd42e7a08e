"""Recall of ranked files; AUC, calibration and catch of the width; intervals by drawing repositories anew."""
import numpy as np

CUTS = (1, 5, 10, 20)


def recalls(repo, score, classes=(0, 1)):
    """Means over records of R@1, 5, 10, 20, all truth in the first ten, reciprocal rank of the first hit. Files of
    other classes are neither wanted nor in the way."""
    keep = np.isin(repo.extra("class"), classes)
    truth = repo.extra("truth") > 0.5
    wanted = repo.wanted[:, list(classes)].sum(axis=1)
    out = []
    for i in np.flatnonzero(wanted):
        at = np.flatnonzero(keep[repo.starts[i] : repo.starts[i + 1]]) + repo.starts[i]
        hits = truth[at][np.argsort(-score[at], kind="stable")]
        found = [hits[:k].sum() / wanted[i] for k in CUTS]
        first = np.flatnonzero(hits)
        out.append(found + [float(hits[:10].sum() == wanted[i]), 1 / (1 + first[0]) if len(first) else 0.0])
    return np.mean(out, axis=0)


def auc(p, y):
    """Chance that a wide change scores above a narrow one; nan if there are none of one kind."""
    pos, neg = p[y], p[~y]
    if len(pos) == 0 or len(neg) == 0:
        return np.nan
    neg = np.sort(neg)
    return float(np.mean(np.searchsorted(neg, pos, "left") + np.searchsorted(neg, pos, "right")) / 2 / len(neg))


def caught(p, y, share=0.3):
    """Of the wide changes, those among the `share` with the highest probability."""
    first = np.argsort(-p, kind="stable")[: int(round(share * len(p)))]
    return float(y[first].sum() / max(1, y.sum()))


def ece(p, y, bins=10):
    """Mean gap between told and happened, in bins of equal numbers."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return float(sum(abs(p[i].mean() - y[i].mean()) * len(i) for i in parts if len(i)) / len(p))


def ece_floor(p, bins=10, draws=200, seed=1):
    """What a forecast that is exactly right would get with so few commits."""
    rng = np.random.default_rng(seed)
    return float(np.mean([ece(p, rng.random(len(p)) < p, bins) for _ in range(draws)]))


def interval(values, draws=4000, seed=1):
    """Mean over repositories with its 95 % bootstrap interval."""
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if len(values) == 0:
        return np.nan, np.nan, np.nan
    rng = np.random.default_rng(seed)
    means = rng.choice(values, (draws, len(values))).mean(axis=1)
    return float(values.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))
