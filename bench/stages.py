"""Where a forwarded request goes: instructions in user space by stage, counted by callgrind, which no other load moves.

  stages.py [--requests 100] [--json]

One connection, so that nothing is shared between requests: each intent and each settlement is a transaction of its own.
Under load the ledger's thread commits several at once and its share falls.
"""

import argparse
import http.client
import json
import pathlib
import re
import subprocess
import tempfile

import proxies

# The functions that make up a stage, callees included; no stage lies inside another.
STAGES = {
    "read the request (wire)": [r"wire::messages::decode\("],
    "who asks, which session": [r"relay::ask_of\("],
    "view of all candidates": [r"relay::gather\("],
    "policy": [r"policy::judge\("],
    "decision and advice": [r"route::decide\(", r"route::advise\(", r"print::header\["],
    "what goes up": [r"relay::Exchange::prepare\("],
    "read the answer (wire)": [r"Decoder::whole\(", r"Decoder::event\("],
    "ledger's thread": [r"ledger::Writer::run\("],
}


def count(out, program):
    """Instructions by function, callees included."""
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", out], capture_output=True, text=True,
                          check=True).stdout
    costs, total = {}, 0
    for line in text.splitlines():
        found = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(.*)", line)
        if not found:
            continue
        cost = int(found[1].replace(",", ""))
        if "PROGRAM TOTALS" in found[2]:
            total = cost
        elif program in found[2]:
            costs[found[2]] = max(cost, costs.get(found[2], 0))
    return total, costs


def stages(total, costs, requests):
    rows = {}
    for stage, patterns in STAGES.items():
        rows[stage] = sum(max((c for f, c in costs.items() if re.search(p, f)), default=0) for p in patterns) // requests
    rows["sockets, HTTP, coroutines, the rest"] = total // requests - sum(rows.values())
    return {"instructions": total // requests, "by_stage": rows}


def run(folder, name, body, requests):
    up_port = proxies.free_port()
    up = proxies.upstream(folder, up_port)
    out = folder / f"callgrind.{name.replace(' ', '-')}"
    program = folder / "weir"
    subprocess.run(["strip", "--strip-debug", "-o", program, proxies.WEIR], check=True)  # valgrind reads it sooner
    weir = proxies.Weir(folder, up_port, program=program,
                        wrapper=["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"])
    client = http.client.HTTPConnection("127.0.0.1", weir.port)
    headers = {"Authorization": f"Bearer {weir.token}", "Content-Type": "application/json", "anthropic-version": "2023-06-01"}

    def send(times):
        for _ in range(times):
            client.request("POST", "/v1/messages", body, headers)
            answer = client.getresponse()
            text = answer.read()
            assert answer.status == 200, text

    def instrument(state):
        subprocess.run(["callgrind_control", "-i", state, str(weir.pid)], check=True, capture_output=True)

    try:
        send(10)
        instrument("on")
        send(requests)
        instrument("off")
    finally:
        client.close()
        proxies.stop(weir.process, up)
    return stages(*count(out, str(program)), requests)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    bodies = {"4 KB": proxies.body(4_000), "56 KB agent": proxies.agent_body(56_000),
              "56 KB translated": proxies.agent_body(56_000, "gpt-6.1"), "240 KB agent": proxies.agent_body(240_000)}
    with tempfile.TemporaryDirectory() as folder:
        result = {name: run(pathlib.Path(folder), name, body, args.requests) for name, body in bodies.items()}
    if args.json:
        print(json.dumps(result))
        return
    print(f"{'thousand instructions a request':38}" + "".join(f"{name:>18}" for name in result))
    for stage in [*STAGES, "sockets, HTTP, coroutines, the rest"]:
        print(f"{stage:38}" + "".join(f"{r['by_stage'][stage] / 1e3:>18.0f}" for r in result.values()))
    print(f"{'all':38}" + "".join(f"{r['instructions'] / 1e3:>18.0f}" for r in result.values()))


if __name__ == "__main__":
    main()
