"""Forwarding: weir and nginx proxy_pass in turns over the same upstream, the same body, the same load.

  forward.py [--rounds 5] [--seconds 4] [--json]

Upstream and load stand on one core, the proxy under test on the other. What counts is CPU time of the proxy's processes
per request, from /proc: it does not move with the machine's other load as latency does. weir does all it does for a
client: token, decoding, session, policy, route, durable intent, settlement. "translated" takes a Messages body to a chat
upstream, which nginx cannot: its floor there is forwarding the same bytes. "per event" is what each further event of a
stream costs, from streams with many and with few. "unkept" is the same weir with a ledger that keeps nothing
(bench/unkept); the writer's share is what the ledger's own thread takes.
"""

import argparse
import http.client
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import proxies
from proxies import cpu_by_thread, cpu_seconds, load

AIMS = {"4 KB": "≤ 3.0 ×", "56 KB agent": "≤ 2.5 ×", "56 KB translated": "≤ 300 µs", "240 KB agent": "≤ 600 µs",
        "event of a stream": "≤ 2.0 ×"}
FEW, MANY = 10, 200


def payloads(folder):
    bodies = {"4 KB": proxies.body(4_000), "56 KB agent": proxies.agent_body(56_000),
              "56 KB translated": proxies.agent_body(56_000, "gpt-6.1"), "240 KB agent": proxies.agent_body(240_000)}
    out = {}
    for n, (name, text) in enumerate(bodies.items()):
        out[name] = folder / f"body{n}"
        out[name].write_text(text)
    return out


def one(folder, pid, url, token, payload, seconds):
    """µs of CPU per request: all of it, and that of all threads but the first."""
    before, threads = cpu_seconds(pid), cpu_by_thread(pid)
    requests, errors = load(folder, url, token, payload, seconds)
    if errors or not requests:
        sys.exit(f"forward: {url}: {requests} answers, {errors} errors")
    after = cpu_by_thread(pid)
    others = sum(after[t] - threads.get(t, 0) for t in after if t != pid)
    return (cpu_seconds(pid) - before) / requests * 1e6, others / requests * 1e6


def rounds(args, folder, weir, unkept, floor):
    rows = {}
    for name, payload in payloads(folder).items():
        seen = {"weir": [], "writer": [], "unkept": [], "nginx": []}

        def costs(server, token):
            return one(folder, server.pid, f"http://127.0.0.1:{server.port}/v1/messages", token, payload, args.seconds)

        for _ in range(args.rounds):
            whole, others = costs(weir, weir.token)
            seen["weir"].append(whole)
            seen["writer"].append(others)
            seen["unkept"].append(costs(unkept, unkept.token)[0])
            seen["nginx"].append(costs(floor, "x")[0])
        rows[name] = {who: statistics.median(v) for who, v in seen.items()}
    return rows


class Floor:
    def __init__(self, folder, to):
        self.port = proxies.free_port()
        self.process = proxies.floor(folder, self.port, to)
        self.pid = self.process.pid
        proxies.wait_until(lambda: http.client.HTTPConnection("127.0.0.1", self.port, timeout=1).connect() is None, "nginx")


def streamed(args, folder):
    """µs of CPU that one more event costs each proxy."""
    text = json.loads(proxies.body(2_000))
    text["stream"] = True
    payload = folder / "stream"
    payload.write_text(json.dumps(text))
    costs = {"weir": {}, "nginx": {}}
    for events in (FEW, MANY):
        up = subprocess.Popen([sys.executable, pathlib.Path(__file__).with_name("sse_upstream.py"), str(events), "1"],
                              stdout=subprocess.PIPE, text=True, preexec_fn=proxies.on_core(1))
        to = int(up.stdout.readline())
        weir, floor = proxies.Weir(folder, to), Floor(folder, to)
        seen = {"weir": [], "nginx": []}
        for _ in range(args.rounds):
            for name, server, token in (("weir", weir, weir.token), ("nginx", floor, "x")):
                url = f"http://127.0.0.1:{server.port}/v1/messages"
                seen[name].append(one(folder, server.pid, url, token, payload, args.seconds)[0])
        for name, values in seen.items():
            costs[name][events] = statistics.median(values)
        proxies.stop(weir.process, floor.process, up)
    return {name: (by[MANY] - by[FEW]) / (MANY - FEW) for name, by in costs.items()}


def starts(args, folder, to):
    """Milliseconds from exec to the first 200, and what an idle weir holds."""
    payload, times, rss = proxies.body(2_000).encode(), [], []
    for _ in range(args.rounds):
        begin = time.monotonic()
        weir = proxies.Weir(folder, to)
        request = urllib.request.Request(f"http://127.0.0.1:{weir.port}/v1/messages", payload, {
            "Authorization": f"Bearer {weir.token}", "Content-Type": "application/json", "anthropic-version": "2023-06-01"})
        assert urllib.request.urlopen(request).status == 200
        times.append((time.monotonic() - begin) * 1e3)
        rss.append(proxies.rss_mb(weir.pid))
        proxies.stop(weir.process)
    return statistics.median(times), statistics.median(rss)


def measure(args, folder):
    up_port = proxies.free_port()
    up = proxies.upstream(folder, up_port)
    proxies.wait_until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{up_port}/").status == 200, "the upstream")
    weir, floor = proxies.Weir(folder, up_port), Floor(folder, up_port)
    unkept = proxies.Weir(folder, up_port, program=proxies.UNKEPT)
    try:
        rows = rounds(args, folder, weir, unkept, floor)
        loaded = {"weir": proxies.rss_mb(weir.pid), "nginx": proxies.rss_mb(floor.pid)}
        first_ms, idle = starts(args, folder, up_port)
    finally:
        proxies.stop(weir.process, unkept.process, floor.process, up)
    rows["event of a stream"] = streamed(args, folder)
    return {"cpu_us": rows, "rss_mb": {"weir_idle": idle, **loaded}, "first_200_ms": first_ms, "rounds": args.rounds,
            "seconds": args.seconds}


def show(result):
    print(f"{'':20}{'weir':>10}{'of it writer':>14}{'unkept':>10}{'nginx':>10}{'ratio':>8}   aim")
    for name, row in result["cpu_us"].items():
        ledger = "".join(f"{row[n]:>{w}.0f} µs" if n in row else " " * (w + 3) for n, w in (("writer", 11), ("unkept", 7)))
        print(f"{name:20}{row['weir']:>7.1f} µs{ledger}{row['nginx']:>7.1f} µs{row['weir'] / row['nginx']:>8.1f}   {AIMS[name]}")
    rss = result["rss_mb"]
    print(f"memory: idle {rss['weir_idle']:.1f} MB (aim ≤ 30), after the load {rss['weir']:.1f} MB, nginx {rss['nginx']:.1f} MB")
    print(f"exec to the first 200: {result['first_200_ms']:.0f} ms (aim ≤ 150)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(args, pathlib.Path(folder))
    print(json.dumps(result)) if args.json else show(result)


if __name__ == "__main__":
    main()
