"""Learns weights: a conditional logit for the files, logistic regressions for the width. Small, convex, numpy only."""
import numpy as np

ROWS = 80  # of each commit: a file that no list has near its top teaches nothing


def minimise(f, x, steps=200, memory=10):
    """L-BFGS with backtracking. f gives value and gradient."""
    value, gradient = f(x)
    past = []
    for _ in range(steps):
        d = -gradient
        alphas = []
        for s, y in reversed(past):
            alphas.append(s @ d / (y @ s))
            d = d - alphas[-1] * y
        if past:
            s, y = past[-1]
            d = d * (s @ y) / (y @ y)
        for (s, y), alpha in zip(past, reversed(alphas)):
            d = d + s * (alpha - y @ d / (y @ s))
        step, slope = 1.0, gradient @ d
        while True:
            new_value, new_gradient = f(x + step * d)
            if new_value <= value + 1e-4 * step * slope or step < 1e-8:
                break
            step /= 2
        s, y = step * d, new_gradient - gradient
        gain = value - new_value
        x, value, gradient = x + s, new_value, new_gradient
        if s @ y > 1e-12:
            past = (past + [(s, y)])[-memory:]
        if gain < 1e-7 * abs(value):
            break
    return x


def ranking(repos, used, classes=(0, 1), ridge=1e-3, start=None):
    """Weights of the columns `used` (mask) so that truth files stand above the others; each repository counts the
    same, each commit in it, each truth file in a commit. Other files teach if a model ranks them high: first the sum
    of the columns says which, then the weights learned so far. Convex: `start` saves time, no more."""
    weights = np.ones(int(used.sum()))
    for _ in range(2):
        weights = _conditional_logit(*_teachers(repos, used, classes, weights), ridge, start)
        start = weights
    return weights


def _teachers(repos, used, classes, rough):
    """All truth and the rows that look most like it: columns, where each commit starts, hits, their weights."""
    xs, starts, pairs, weights = [], [], [], []
    rows = 0
    over_all = np.zeros(len(used), dtype=np.float32)
    over_all[used] = rough
    for repo in repos:
        keep = np.isin(repo.extra("class"), classes)
        truth = (repo.extra("truth") > 0.5) & keep
        rough_of = repo.x() @ over_all
        good = np.flatnonzero(np.add.reduceat(truth, repo.starts[:-1]))
        for i in good:
            at = np.flatnonzero(keep[repo.starts[i] : repo.starts[i + 1]]) + repo.starts[i]
            first = np.argsort(-(rough_of[at] + 1e6 * truth[at]), kind="stable")[:ROWS]
            at = np.sort(at[first])
            hits = np.flatnonzero(truth[at])
            starts.append(rows)
            pairs.append(rows + hits)
            weights.append(np.full(len(hits), 1 / len(hits) / len(good) / len(repos)))
            xs.append(repo.x()[at][:, used])
            rows += len(at)
    return np.concatenate(xs), np.array(starts), np.concatenate(pairs), np.concatenate(weights)


def _conditional_logit(x, starts, hits, weight, ridge, start):
    rows = len(x)
    query = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, rows)))
    is_hit = np.zeros(rows, dtype=bool)
    is_hit[hits] = True

    def loss(w):
        s = (x @ w.astype(np.float32)).astype(float)  # no copy of x in doubles: it is large
        top = np.maximum.reduceat(s, starts)
        e = np.exp(s - top[query])
        others = np.add.reduceat(np.where(is_hit, 0, e), starts)
        q = query[hits]
        total = e[hits] + others[q]
        value = -(weight * (np.log(e[hits] + 1e-30) - np.log(total))).sum()
        # of each truth file: its own share, and that of each other file in its commit
        own = weight * (e[hits] / total - 1)
        per_query = np.bincount(q, weight / total, minlength=len(starts))
        g = np.where(is_hit, 0, e * per_query[query])
        g[hits] += own
        return value + ridge * (w @ w), (x.T @ g.astype(np.float32)).astype(float) + 2 * ridge * w

    return minimise(loss, np.zeros(x.shape[1]) if start is None else start)


def logistic(x, y, weight, ridge):
    """Weights for columns x (the first is the constant, not drawn to zero)."""
    keep = np.full(x.shape[1], ridge)
    keep[0] = 0

    def loss(w):
        s = x @ w
        p = 1 / (1 + np.exp(-s))
        value = (weight * (np.logaddexp(0, s) - y * s)).sum()
        return value + (keep * w * w).sum(), x.T @ (weight * (p - y)) + 2 * keep * w

    return minimise(loss, np.zeros(x.shape[1]))
