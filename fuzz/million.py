#!/usr/bin/python3
"""One fuzzer as a test: a million runs from its seeds and nothing found; or, with a mistake planted, that it is found.

  million.py NAME PROGRAM [--seeds DIR] [--seconds N] [--planted]

Without --seconds it runs WEIR_FUZZ_RUNS inputs (1,000,000), and fewer are a failure. The chance is that of WEIR_FUZZ_SEED
(1; 0: another each time), so that a red run is about the change; ./dev fuzz looks elsewhere each time. What is found is kept in the
working directory and printed in base64; PROGRAM FILE runs it again.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("program")
    parser.add_argument("--seeds")
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--planted", action="store_true")
    return parser.parse_args()


def command(args, runs, corpus, found):
    yield args.program
    if args.seeds:  # longer inputs cost time and show nothing more
        yield f"-max_len={max(256, *(entry.stat().st_size for entry in os.scandir(args.seeds)))}"
    yield from ("-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1")
    yield f"-seed={os.environ.get('WEIR_FUZZ_SEED', '1')}"
    yield f"-artifact_prefix={found}/{args.name}-"
    yield from (f"-max_total_time={args.seconds}",) if args.seconds else (f"-runs={runs}", "-max_total_time=1500")
    yield corpus
    if args.seeds:
        yield args.seeds


def main():
    args = arguments()
    runs = int(os.environ.get("WEIR_FUZZ_RUNS", "1000000"))
    with tempfile.TemporaryDirectory() as corpus:
        found = corpus if args.planted else os.getcwd()
        done = subprocess.run(list(command(args, runs, corpus, found)), capture_output=True, errors="replace", check=False)
    count = int((re.findall(r"number_of_executed_units:\s*(\d+)", done.stderr) or ["0"])[-1])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = f"{count} runs, {used.ru_utime + used.ru_stime:.0f} CPU s"
    stopped = done.returncode != 0 and "Test unit written" in done.stderr
    if args.planted:
        print(f"{args.name}: the planted mistake was {'found' if stopped else 'NOT found'} in {took}")
        return 0 if stopped else 1
    enough = args.seconds or count >= runs
    if done.returncode != 0 or count == 0 or not enough:
        print(done.stderr[-6000:])
    verdict = "FAILED" if done.returncode != 0 or count == 0 else "clean" if enough else "not enough"
    print(f"{args.name}: {verdict}: {took}")
    return 0 if verdict == "clean" else 1


sys.exit(main())
