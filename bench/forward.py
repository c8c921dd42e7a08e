"""Forwarding: weir and nginx proxy_pass in turns over the same upstream, the same body, the same load.

  forward.py [--rounds 5] [--seconds 4] [--json]

The upstream is nginx with one fixed answer; wrk sends a 4 KB or a 56 KB Messages body on kept connections. What counts is
CPU time of the proxy's processes per request, from /proc: it does not move with the machine's other load as latency does.
weir does all it does for a client: authentication, decoding, session, policy, route, durable intent, settlement.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
WEIR = ROOT / "build/release/bin/weir"
TICK = os.sysconf("SC_CLK_TCK")
ANSWER = json.dumps({"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-5",
                     "content": [{"type": "text", "text": "x" * 700}], "stop_reason": "end_turn", "stop_sequence": None,
                     "usage": {"input_tokens": 1000, "output_tokens": 200}})


def body(size):
    turns = []
    while len(json.dumps(turns)) < size - 200:
        turns.append({"role": "user" if len(turns) % 2 == 0 else "assistant", "content": "def f(a, b):\n    return a + b\n" * 8})
    if turns[-1]["role"] == "assistant":
        turns.pop()
    return json.dumps({"model": "claude-sonnet-5", "max_tokens": 256, "messages": turns})


def free_port():
    import socket

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def nginx(folder, name, port, location):
    conf = folder / f"{name}.conf"
    conf.write_text(f"""daemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}.log;
events {{ worker_connections 512; }}
http {{ access_log off; client_max_body_size 10m; client_body_buffer_size 1m; keepalive_requests 1000000;
  client_body_temp_path {folder}/{name}-a; proxy_temp_path {folder}/{name}-b; fastcgi_temp_path {folder}/{name}-c;
  uwsgi_temp_path {folder}/{name}-d; scgi_temp_path {folder}/{name}-e;
  {location.replace('LISTEN', f'listen 127.0.0.1:{port};')} }}""")
    return subprocess.Popen(["nginx", "-c", str(conf), "-e", f"{folder}/{name}.log", "-p", str(folder)])


def family(pid):
    found = [pid]
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = open(f"/proc/{name}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(stat[1]) == pid:
            found.append(int(name))
    return found


def cpu_seconds(pid):
    total = 0
    for p in family(pid):
        stat = open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split()
        total += int(stat[11]) + int(stat[12])
    return total / TICK


def rss_mb(pid):
    return sum(int(l.split()[1]) for p in family(pid) for l in open(f"/proc/{p}/status") if l.startswith("VmRSS")) / 1024


def load(folder, url, token, payload, seconds):
    script = folder / "post.lua"
    script.write_text(f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["anthropic-version"] = "2023-06-01"
wrk.headers["Authorization"] = "Bearer {token}"
local f = io.open("{payload}", "rb"); wrk.body = f:read("*a"); f:close()
done = function(s) io.write(string.format("REQUESTS %d ERRORS %d\\n", s.requests, s.errors.status + s.errors.read + s.errors.connect)) end
""")
    out = subprocess.run(["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(script), url], capture_output=True, text=True, check=True)
    words = next(l for l in out.stdout.splitlines() if l.startswith("REQUESTS")).split()
    return int(words[1]), int(words[3])


def wait_until(check):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if check():
                return
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit("forward: a server did not come up")


def measure(args, folder):
    up_port, proxy_port = free_port(), free_port()
    upstream = nginx(folder, "upstream", up_port, f"server {{ LISTEN default_type application/json; location / {{ return 200 '{ANSWER}'; }} }}")
    proxy = nginx(folder, "proxy", proxy_port, f"upstream up {{ server 127.0.0.1:{up_port}; keepalive 32; }} server {{ LISTEN location / {{ proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off; }} }}")
    home = folder / "home"
    (home / "config").mkdir(parents=True)
    (home / "config/weir.toml").write_text(f'[engine]\nenabled = false\n[discovery]\nenabled = false\n[endpoint.anthropic]\nkind = "anthropic"\nbase_url = "http://127.0.0.1:{up_port}"\nwhere = "cloud"\nbilling = "metered"\nkey_env = "BENCH_KEY"\n')
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "WEIR_HOME": str(home), "BENCH_KEY": "bench"}
    weir = subprocess.Popen([WEIR, "up", "--foreground", "--json", "--port", "0"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    started = json.loads(weir.stdout.readline())
    token = open(started["token_file"]).read().strip()
    try:
        wait_until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{proxy_port}/").status == 200)
        return rounds(args, folder, {"weir": (weir.pid, started["port"]), "nginx": (proxy.pid, proxy_port)}, token)
    finally:
        for process in (weir, proxy, upstream):
            process.terminate()
            process.wait()


def rounds(args, folder, servers, token):
    result = {"idle_rss_mb": {name: round(rss_mb(pid), 1) for name, (pid, _) in servers.items()}, "cpu_us_per_request": {}}
    for size in (4_000, 56_000):
        payload = folder / f"body{size}"
        payload.write_text(body(size))
        seen = {name: [] for name in servers}
        for _ in range(args.rounds):
            for name, (pid, port) in servers.items():
                before = cpu_seconds(pid)
                requests, errors = load(folder, f"http://127.0.0.1:{port}/v1/messages", token, payload, args.seconds)
                assert errors == 0 and requests > 0, (name, requests, errors)
                seen[name].append((cpu_seconds(pid) - before) / requests * 1e6)
        medians = {name: round(statistics.median(v), 1) for name, v in seen.items()}
        result["cpu_us_per_request"][str(size)] = {**medians, "ratio": round(medians["weir"] / medians["nginx"], 2)}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(args, pathlib.Path(folder))
    if args.json:
        print(json.dumps(result))
        return
    for size, row in result["cpu_us_per_request"].items():
        print(f"{int(size):>6} B   weir {row['weir']:>7} µs CPU   nginx {row['nginx']:>7} µs CPU   ratio {row['ratio']}")
    print(f"  idle RSS   weir {result['idle_rss_mb']['weir']} MB   nginx {result['idle_rss_mb']['nginx']} MB")


if __name__ == "__main__":
    main()
