"""What ripple costs: 56 KB requests to a weir with ripple on and to one with ripple off, in turns. Each request is a new
user turn that asks for something else, so each is ranked anew: the dearest case. A tool's result asks nothing.

  overhead.py [DIR] [--rounds 10] [--seconds 2] [--json]

First a warm index: CPU of the whole process per request, so that the index thread's share counts too. Then the I/O
thread alone while an index is made anew: each round starts a weir with an empty cache and measures until it is ready.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import proxies as forward

SHOP = forward.ROOT / "examples/shop"
SETTINGS = """[engine]
enabled = false
[discovery]
enabled = false
[ripple]
enabled = {ripple}
[endpoint.anthropic]
kind = "anthropic"
base_url = "http://127.0.0.1:{port}"
where = "cloud"
billing = "metered"
key_env = "BENCH_KEY"
"""


def repository(given, folder):
    if given:
        return os.path.realpath(given)
    root = folder / "shop"
    shutil.copytree(SHOP, root)
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.test", "-C", str(root)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "the shop"]):
        subprocess.run(git + words, check=True)
    return str(root)


class Server:
    def __init__(self, folder, name, upstream, ripple):
        self.home = folder / name
        (self.home / "config").mkdir(parents=True)
        (self.home / "config/weir.toml").write_text(SETTINGS.format(ripple=str(ripple).lower(), port=upstream))
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "WEIR_HOME": str(self.home), "BENCH_KEY": "bench"}
        command = [forward.WEIR, "up", "--foreground", "--json", "--port", "0"]
        self.process = subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        started = json.loads(self.process.stdout.readline())
        self.port, self.pid = started["port"], self.process.pid
        self.token = pathlib.Path(started["token_file"]).read_text().strip()

    def states(self):
        done = subprocess.run(
            [forward.WEIR, "status", "--json"], env=self.env, capture_output=True, text=True, check=True
        )
        return [(w["index"] or {}).get("state") for w in json.loads(done.stdout)["workspaces"]]

    def io_seconds(self):
        """CPU of the main thread alone: the I/O thread."""
        stat = open(f"/proc/{self.pid}/task/{self.pid}/schedstat").read().split()
        return int(stat[0]) / 1e9

    def cpu_seconds(self):
        total = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with contextlib.suppress(OSError):
                total += int(open(f"/proc/{self.pid}/task/{task}/schedstat").read().split()[0])
        return total / 1e9

    def close(self):
        self.process.terminate()
        self.process.wait()


ASKED = "the cart of order NUMBER shows a wrong total when its tracking number is empty"


def body(size):
    """A conversation of that size that ends with the user's own words."""
    whole = json.loads(forward.body(size))
    whole["messages"][-1]["content"] = ASKED
    return json.dumps(whole)


def load(folder, server, root, payload, seconds):
    script = folder / "post.lua"
    script.write_text(f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["anthropic-version"] = "2023-06-01"
wrk.headers["Authorization"] = "Bearer {server.token}"
wrk.headers["x-weir-directory"] = "{root}"
local f = io.open("{payload}", "rb"); local text = f:read("*a"); f:close()
local at, ends = text:find("NUMBER"); local head, tail = text:sub(1, at - 1), text:sub(ends + 1)
local n = 0
request = function() n = n + 1; return wrk.format(nil, nil, nil, head .. n .. tail) end
done = function(s) io.write(string.format("REQUESTS %d ERRORS %d\\n", s.requests, s.errors.status)) end
""")
    url = f"http://127.0.0.1:{server.port}/v1/messages"
    out = subprocess.run(
        ["wrk", "-t1", "-c4", f"-d{seconds}s", "-s", str(script), url], capture_output=True, text=True, check=True
    )
    words = next(line for line in out.stdout.splitlines() if line.startswith("REQUESTS")).split()
    assert int(words[3]) == 0 and int(words[1]) > 0, out.stdout
    return int(words[1])


def per_request(folder, server, root, payload, seconds, clock):
    before = clock()
    requests = load(folder, server, root, payload, seconds)
    return (clock() - before) / requests * 1e6


def warm(args, folder, upstream, root, payload):
    servers = {"on": Server(folder, "on", upstream, True), "off": Server(folder, "off", upstream, False)}
    try:
        load(folder, servers["on"], root, payload, 1)
        forward.wait_until(lambda: servers["on"].states() == ["ready"])
        seen = {name: [] for name in servers}
        for _ in range(args.rounds):
            for name, server in servers.items():
                seen[name].append(per_request(folder, server, root, payload, args.seconds, server.cpu_seconds))
    finally:
        for server in servers.values():
            server.close()
    differences = [a - b for a, b in zip(seen["on"], seen["off"], strict=True)]
    return {name: round(statistics.median(v), 1) for name, v in seen.items()} | {
        "added": round(statistics.median(differences), 1)
    }


def while_indexing(args, folder, upstream, root, payload):
    """Pairs: the I/O thread's CPU per request while the first pass runs, and right after it, on the same weir."""
    ratios, lasted = [], []
    for i in range(args.rounds):
        server = Server(folder, f"cold{i}", upstream, True)
        try:
            began = time.monotonic()
            during = per_request(folder, server, root, payload, 1, server.io_seconds)
            indexing = server.states() != ["ready"]
            forward.wait_until(lambda server=server: server.states() == ["ready"])
            lasted.append(time.monotonic() - began)
            after = per_request(folder, server, root, payload, 1, server.io_seconds)
            if indexing or lasted[-1] < 2:
                ratios.append(during / after)
        finally:
            server.close()
    return {"io_cpu_ratio": round(statistics.median(ratios), 3), "index_seconds": round(statistics.median(lasted), 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", nargs="?")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        root = repository(args.repository, folder)
        payload = folder / "body"
        payload.write_text(body(56_000))
        port = forward.free_port()
        where = f"server {{ LISTEN default_type application/json; location / {{ return 200 '{forward.ANSWER}'; }} }}"
        upstream = forward.nginx(folder, "upstream", port, where)
        try:
            result = {"warm_us": warm(args, folder, port, root, payload)}
            result["while_indexing"] = while_indexing(args, folder, port, root, payload)
        finally:
            upstream.terminate()
            upstream.wait()
    if args.json:
        print(json.dumps(result))
        return
    w, c = result["warm_us"], result["while_indexing"]
    print(f"56 KB, warm index   on {w['on']} µs CPU   off {w['off']} µs CPU   added {w['added']} µs (median of pairs)")
    print(f"while indexing      I/O thread {c['io_cpu_ratio']} × of its CPU after; the index took {c['index_seconds']} s")


if __name__ == "__main__":
    main()
