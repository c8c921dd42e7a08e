#!/usr/bin/env python3
"""Measures and learns. train.py NAME=DUMP... [--train FILE] [--folds FOLDER] > REPORT.json

Without --train the dumps' own scores are measured: those of the weights that replay was given. With it, each
repository is measured with weights learned on the others, and FILE gets weights learned on all of them; the
others' weights go to FOLDER/NAME.toml: with them replay measures NAME's slices.
"""
import argparse
import json
import sys

import numpy as np

from fit import logistic, ranking
from measures import auc, caught, ece, ece_floor, interval, recalls
from records import BRIEF, BRIEF_KNOWN, FULL, KNOWN_BEST, KNOWN_RANDOM, TARGETS, read
from width import chance, traits

TEXTS = {FULL: "full text", BRIEF: "short text"}
KNOWNS = {KNOWN_BEST: "best-ranked file known", KNOWN_RANDOM: "random file known"}
WIDTHS = {BRIEF: "short text", FULL: "full text", BRIEF_KNOWN: "short text, best-ranked file known"}
ALL = (0, 1, 2)  # source, tests, configuration
PROMPT = ["bias", "length", "paths", "identifiers", "verbs", "tests", "joins", "body", "body_length", "body_paths",
          "body_identifiers", "body_verbs", "body_tests", "bullets"]
RIDGE = 5e-4


class Model:
    """Weights as data/ripple.toml holds them."""

    def __init__(self, repos, start=None):
        some = repos[0][FULL]
        self.columns, self.traits = some.columns, some.traits
        self.for_text = np.array([not c.startswith("known_") for c in self.columns])
        everything = np.ones(len(self.columns), dtype=bool)
        self.text = self._spread(ranking([r[v] for r in repos for v in TEXTS], self.for_text, ALL,
                                       start=None if start is None else start.text[self.for_text]), self.for_text)
        self.known = self._spread(ranking([r[v] for r in repos for v in KNOWNS], everything, ALL,
                                        start=None if start is None else start.known), everything)
        self._scale([r[v] for r in repos for v in TEXTS])
        self.others = np.array([r[FULL].labels[r[FULL].labels[:, 3], :3].mean(0) for r in repos]).mean(0)
        self.width = [self._width(repos, t, range(len(self.traits))) for t in range(3)]
        prompt = [i for i, name in enumerate(self.traits) if name in PROMPT]
        self.prompt = [self._width(repos, t, prompt) for t in range(3)]

    @staticmethod
    def _spread(values, used):
        out = np.zeros(len(used))
        out[used] = np.round(values, 2)
        return out

    def score(self, repo, variant):
        return repo.x() @ (self.known if variant in (KNOWN_BEST, KNOWN_RANDOM, BRIEF_KNOWN) else self.text)

    def _scale(self, repos):
        xs, ys, ws = [], [], []
        for repo in repos:
            score, truth = repo.x() @ self.text, repo.extra("truth")
            for i in range(len(repo.starts) - 1):
                rows = np.arange(repo.starts[i], repo.starts[i + 1])
                rows = rows[np.argsort(-score[rows])][:30]
                xs.append(score[rows])
                ys.append(truth[rows])
                ws.append(np.full(len(rows), 1 / (len(repo.starts) - 1) / len(repos) / 30))
        x, y, w = (np.concatenate(v) for v in (xs, ys, ws))
        shift, scale = logistic(np.stack([np.ones_like(x), x], axis=1), y, w, 1e-4)
        self.scale, self.shift = round(float(scale), 3), round(float(shift), 3)

    def traits_of(self, repo, variant):
        return traits(repo, self.score(repo, variant), self.scale, self.shift)

    def _width(self, repos, t, used):
        used = list(used)
        xs, ys, ws = [], [], []
        for r in repos:
            for variant in WIDTHS:
                repo = r[variant]
                keep = repo.labels[:, 3]
                xs.append(self._cached(repo, variant)[keep][:, t][:, used])
                ys.append(repo.labels[keep, t].astype(float))
                ws.append(np.full(keep.sum(), 1 / keep.sum() / len(repos) / len(WIDTHS)))
        w = logistic(np.concatenate(xs), np.concatenate(ys), np.concatenate(ws), RIDGE)
        out = np.zeros(len(self.traits))
        out[used] = np.round(w, 3)
        return out

    def _cached(self, repo, variant):
        store = self.__dict__.setdefault("_store", {})
        if id(repo) not in store:
            store[id(repo)] = self.traits_of(repo, variant)
        return store[id(repo)]

    def probabilities(self, repo, variant):
        x = self.traits_of(repo, variant)
        p = np.stack([chance(x[:, t] @ self.width[t]) for t in range(3)], axis=1)
        p[:, 1:] = np.minimum(p[:, 1:], p[:, :1])
        return p, np.stack([chance(x[:, t] @ self.prompt[t]) for t in range(3)], axis=1)

    def toml(self, names):
        lines = [
            "# What the ranker adds up and how the width of a change is told (src/workspace/rank). Learned by",
            "# ./dev bench ripple --train on the public histories of " + ", ".join(names) + ".",
            "# A file's score is the sum of weight x column; columns lie between 0 and about 1 (rank/columns.h).",
            "",
        ]
        for name, weights, used in (("text", self.text, self.for_text), ("known", self.known, np.ones_like(self.for_text))):
            note = "no file at hand" if name == "text" else "with files at hand: opened or edited"
            lines += [f"[rank.{name}]  # {note}"]
            lines += [f"{c} = {w:.2f}" for c, w, u in zip(self.columns, weights, used) if u] + [""]
        lines += [
            "[rank]  # a score as the chance that the file changes: 1 / (1 + e^-(scale score + shift))",
            f"scale = {self.scale}",
            f"shift = {self.shift}",
            "",
        ]
        for t, target in enumerate(TARGETS):
            lines += [f"[width.{target}]"] + [f"{n} = {w:.3f}" for n, w in zip(self.traits, self.width[t])] + [""]
        lines += ["[width.others]  # base rates of these repositories, and how many commits of one's own outweigh them"]
        lines += [f"{target} = {p:.2f}" for target, p in zip(TARGETS, self.others)] + ["commits = 50", ""]
        return "\n".join(lines)


def file_rows(repo, variant, score):
    """method -> recalls"""
    x = repo.x()
    column = lambda name: x[:, repo.columns.index(name)]
    out = {"weir": recalls(repo, score), "weir, configuration too": recalls(repo, score, ALL),
           "weir, source only": recalls(repo, score, (0,)), "BM25": recalls(repo, column("bm25"))}
    if variant in KNOWNS:
        out["co-change"] = recalls(repo, column("known_together"))
    else:
        out["similar commits"] = recalls(repo, column("like"))
    return out


def width_rows(repo, told, prompt):
    keep = repo.labels[:, 3]
    base = repo.told[keep][:, 3:]
    out = {}
    for t, target in enumerate(TARGETS):
        y = repo.labels[keep, t]
        for name, p in (("weir", told[keep, t]), ("prompt only", None if prompt is None else prompt[keep, t]), ("base rate", base[:, t])):
            if p is None:
                continue
            out[target, name] = {"auc": auc(p, y), "caught": caught(p, y), "brier": float(np.mean((p - y) ** 2)),
                                 "ece": ece(p, y, 5), "floor": ece_floor(p, 5), "rate": float(y.mean()), "p": p, "y": y}
    return out


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("dumps", nargs="+")
    args.add_argument("--train")
    args.add_argument("--folds", help="folder for NAME.toml: weights learned on the others")
    args = args.parse_args()
    names = [d.split("=", 1)[0] for d in args.dumps]
    repos = [read(d.split("=", 1)[1], d.split("=", 1)[0]) for d in args.dumps]
    files, widths = {}, {}
    whole = Model(repos) if args.train else None
    for k, repo in enumerate(repos):
        model = Model(repos[:k] + repos[k + 1 :], whole) if args.train and len(repos) > 1 else None
        for variant in {**TEXTS, **KNOWNS}:
            score = model.score(repo[variant], variant) if model else repo[variant].extra("score")
            for method, values in file_rows(repo[variant], variant, score).items():
                files.setdefault((variant, method), []).append(values)
        for variant in WIDTHS:
            told, prompt = model.probabilities(repo[variant], variant) if model else (repo[variant].told[:, :3], None)
            for key, values in width_rows(repo[variant], told, prompt).items():
                widths.setdefault((variant, *key), []).append(values)
        if model and args.folds:
            with open(f"{args.folds}/{names[k]}.toml", "w") as out:
                out.write(model.toml([n for n in names if n != names[k]]))
        if model:
            print(f"{repo[FULL].name}: measured", file=sys.stderr, flush=True)
    if args.train:
        with open(args.train, "w") as out:
            out.write(whole.toml(names))
    print(json.dumps(collect(names, files, widths)))


def collect(names, files, widths):
    said = {**TEXTS, **KNOWNS}
    out = {"repositories": names, "files": [], "width": []}
    for (variant, method), values in files.items():
        columns = dict(zip(("r1", "r5", "r10", "r20", "all10", "mrr"), np.array(values).T))
        row = {"given": said[variant], "method": method}
        row |= {name: [round(v, 4) for v in interval(c)] for name, c in columns.items()}
        row["r10_each"] = [round(float(v), 3) for v in columns["r10"]]
        out["files"].append(row)
    for (variant, target, method), values in widths.items():
        p, y = np.concatenate([v["p"] for v in values]), np.concatenate([v["y"] for v in values])
        row = {"given": WIDTHS[variant], "target": target, "method": method, "rate": round(float(np.mean([v["rate"] for v in values])), 3)}
        row |= {f"{m}_within": [round(v, 4) for v in interval([v[m] for v in values])] for m in ("auc", "caught", "brier", "ece", "floor")}
        row |= {"auc_pooled": round(auc(p, y), 4), "caught_pooled": round(caught(p, y), 4), "ece_pooled": round(ece(p, y), 4)}
        row["auc_each"] = [round(float(v["auc"]), 3) for v in values]
        out["width"].append(row)
    return out


if __name__ == "__main__":
    main()
