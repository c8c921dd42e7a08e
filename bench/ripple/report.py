#!/usr/bin/env python3
"""The figures of ./dev bench ripple: report.py REPORT.json COSTS_FOLDER [--json]. REPORT.json is train.py's; the folder has
NAME.json for each repository, as replay printed them: slices, time and memory.
"""
import argparse
import json

from measures import interval

BUDGETS = (1000, 2000, 4000, 8000)
GIVEN = ("full text", "short text", "best-ranked file known", "random file known")


def slices(costs):
    """A row for each question and way to fill the room: means over repositories with their intervals."""
    out = []
    for given in GIVEN:
        each = [c["slices"][given] for c in costs if given in c["slices"]]
        for method in sorted(each[0], reverse=True) if each else []:
            row = {"given": given, "method": method}
            for b, budget in enumerate(BUDGETS):
                row[f"lines_{budget}"] = [round(v, 4) for v in interval([e[method][b][0] for e in each])]
                row[f"files_{budget}"] = [round(v, 4) for v in interval([e[method][b][1] for e in each])]
            row["lines_4000_each"] = [round(e[method][2][0], 3) for e in each]
            out.append(row)
    return out


def span(v):
    return f"{v[0]:.3f} [{v[1]:.2f}-{v[2]:.2f}]"


def text(report):
    lines = ["repositories: " + ", ".join(report["repositories"]), "",
             f"{'given':24}{'method':26}{'R@1':>6}{'R@5':>6}{'R@10':>22}{'R@20':>6}{'all@10':>8}{'MRR':>6}  R@10 each"]
    for r in report["files"]:
        each = " ".join(f"{v:.2f}" for v in r["r10_each"])
        lines.append(f"{r['given']:24}{r['method']:26}{r['r1'][0]:6.2f}{r['r5'][0]:6.2f}{span(r['r10']):>22}{r['r20'][0]:6.2f}"
                     f"{r['all10'][0]:8.2f}{r['mrr'][0]:6.2f}  {each}")
    lines += ["", f"{'given':36}{'question':9}{'method':13}{'rate':>5}{'AUC within':>20}{'pooled':>8}{'caught 30 %':>12}{'pooled':>8}"
                  f"{'Brier':>7}{'ECE within (floor)':>19}{'pooled':>8}  AUC each"]
    for r in report["width"]:
        each = " ".join(f"{v:.2f}" for v in r["auc_each"])
        lines.append(f"{r['given']:36}{r['target']:9}{r['method']:13}{r['rate']:5.2f}{span(r['auc_within']):>20}{r['auc_pooled']:8.3f}"
                     f"{r['caught_within'][0]:12.2f}{r['caught_pooled']:8.2f}{r['brier_within'][0]:7.3f}"
                     f"{r['ece_within'][0]:11.3f} ({r['floor_within'][0]:.3f}){r['ece_pooled']:8.3f}  {each}")
    lines += ["", f"{'given':24}{'slice':31}" + "".join(f"{f'{b // 1000}k: lines':>22}{'files':>7}" for b in BUDGETS)]
    for r in report["slices"]:
        lines.append(f"{r['given']:24}{r['method']:31}" + "".join(f"{span(r[f'lines_{b}']):>22}{r[f'files_{b}'][0]:7.2f}" for b in BUDGETS))
    for name, costs in report["costs"].items():
        lines += ["", f"{name}: " + ", ".join(f"{k} {v}" for k, v in costs.items())]
    return "\n".join(lines)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("report")
    args.add_argument("costs")
    args.add_argument("--json", action="store_true")
    args = args.parse_args()
    with open(args.report) as file:
        report = json.load(file)
    costs = {}
    for name in report["repositories"]:
        with open(f"{args.costs}/{name}.json") as file:
            costs[name] = json.load(file)
    report["slices"] = slices(costs.values())
    report["costs"] = {name: {k: v for k, v in c.items() if k != "slices"} for name, c in costs.items()}
    print(json.dumps(report, indent=1) if args.json else text(report))


if __name__ == "__main__":
    main()
