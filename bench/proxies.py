"""What the benchmarks of forwarding share: bodies of agents, nginx as floor and as upstream, weir, load, CPU time.

Nothing here measures: forward.py, stages.py and overhead.py do.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
WEIR = ROOT / "build/release/bin/weir"
UNKEPT = ROOT / "build/release/bin/bench_unkept"
TICK = os.sysconf("SC_CLK_TCK")
ANSWER = json.dumps({"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-5",
                     "content": [{"type": "text", "text": "x" * 700}], "stop_reason": "end_turn", "stop_sequence": None,
                     "usage": {"input_tokens": 1000, "output_tokens": 200}})
CHAT_ANSWER = json.dumps({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-6.1",
                          "choices": [{"index": 0, "message": {"role": "assistant", "content": "x" * 700},
                                       "finish_reason": "stop"}],
                          "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}})
CODE = "def total(items, rate):\n    return sum(item.price for item in items) * (1 + rate)\n"


# --- bodies


def body(size):
    """A conversation without tools, as a script sends it."""
    turns = []
    while len(json.dumps(turns)) < size - 200:
        turns.append({"role": "user" if len(turns) % 2 == 0 else "assistant", "content": CODE * 3})
    if turns[-1]["role"] == "assistant":
        turns.pop()
    return json.dumps({"model": "claude-sonnet-5", "max_tokens": 256, "messages": turns})


def tool(n):
    return {"name": f"tool_{n}", "description": f"Tool {n} of an agent. " + "It reads, lists, edits or runs something. " * 8,
            "input_schema": {"type": "object", "properties": {"path": {"type": "string", "description": "where " * 8},
                                                              "lines": {"type": "integer", "description": "how many " * 6}},
                             "required": ["path"]}}


def agent_body(size, model="claude-sonnet-5"):
    """What a coding agent sends: a system prompt of 9 KB, 20 tools, tool calls and their results up to that size."""
    whole = {"model": model, "max_tokens": 1024, "system": "You help with code. " * 460, "messages": [],
             "tools": [tool(n) for n in range(20)]}
    turns, have = whole["messages"], len(json.dumps(whole))
    turns.append({"role": "user", "content": "Where is the total made, and is the rate right?"})
    while have < size - 100:
        call = f"toolu_{len(turns):04d}"
        pair = [{"role": "assistant", "content": [{"type": "text", "text": "I read the file."},
                                                  {"type": "tool_use", "id": call, "name": "tool_1",
                                                   "input": {"path": f"src/part_{len(turns)}.py", "lines": 40}}]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call, "content": CODE * 8}]}]
        have += len(json.dumps(pair))
        turns += pair
    return json.dumps(whole)


# --- servers


def on_core(core):
    """For Popen's preexec_fn: the process and its threads stay on that core, where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    return lambda: os.sched_setaffinity(0, {cores[core % len(cores)]})


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def nginx(folder, name, port, location, core=1):
    conf = folder / f"{name}.conf"
    conf.write_text(f"""daemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}.log;
events {{ worker_connections 512; }}
http {{ access_log off; client_max_body_size 10m; client_body_buffer_size 1m; keepalive_requests 1000000;
  client_body_temp_path {folder}/{name}-a; proxy_temp_path {folder}/{name}-b; fastcgi_temp_path {folder}/{name}-c;
  uwsgi_temp_path {folder}/{name}-d; scgi_temp_path {folder}/{name}-e;
  {location.replace('LISTEN', f'listen 127.0.0.1:{port};')} }}""")
    return subprocess.Popen(["nginx", "-c", str(conf), "-e", f"{folder}/{name}.log", "-p", str(folder)],
                            preexec_fn=on_core(core))


def upstream(folder, port):
    """Two fixed answers: Messages and chat."""
    return nginx(folder, "upstream", port, f"""server {{ LISTEN default_type application/json;
      location / {{ return 200 '{ANSWER}'; }} location /v1/chat/completions {{ return 200 '{CHAT_ANSWER}'; }} }}""")


def floor(folder, port, to):
    return nginx(folder, "floor", port, f"""upstream up {{ server 127.0.0.1:{to}; keepalive 32; }}
      server {{ LISTEN location / {{ proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection '';
      proxy_buffering off; }} }}""", core=0)


class Weir:
    """weir without engine and discovery, with two metered endpoints at one upstream: `anthropic` and `openai`."""

    def __init__(self, folder, to, wrapper=(), program=WEIR, more=""):
        self.home = folder / f"home{to}-{time.monotonic_ns()}"
        (self.home / "config").mkdir(parents=True)
        endpoints = "".join(f"""[endpoint.{kind}]
kind = "{kind}"
base_url = "http://127.0.0.1:{to}"
where = "cloud"
billing = "metered"
key_env = "BENCH_KEY"
""" for kind in ("anthropic", "openai"))
        (self.home / "config/weir.toml").write_text(
            f"[engine]\nenabled = false\n[discovery]\nenabled = false\n{more}{endpoints}")
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "WEIR_HOME": str(self.home), "BENCH_KEY": "bench"}
        begin = time.monotonic()
        self.process = subprocess.Popen([*wrapper, program, "up", "--foreground", "--json", "--port", "0"],
                                        env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                        preexec_fn=on_core(0))
        started = json.loads(self.process.stdout.readline())
        self.ready_s = time.monotonic() - begin
        self.port, self.pid = started["port"], self.process.pid
        self.token = pathlib.Path(started["token_file"]).read_text().strip()


def stop(*processes):
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()


# --- CPU and memory


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


def cpu_by_thread(pid):
    """Seconds of each thread: the first is weir's I/O thread, the busiest other one the ledger's writer."""
    out = {}
    for tid in os.listdir(f"/proc/{pid}/task"):
        stat = open(f"/proc/{pid}/task/{tid}/stat").read().rsplit(")", 1)[1].split()
        out[int(tid)] = (int(stat[11]) + int(stat[12])) / TICK
    return out


def rss_mb(pid):
    return sum(int(l.split()[1]) for p in family(pid) for l in open(f"/proc/{p}/status") if l.startswith("VmRSS")) / 1024


# --- load


def load(folder, url, token, payload, seconds, connections=16):
    """wrk on kept connections; the requests that were answered and the errors."""
    script = folder / "post.lua"
    script.write_text(f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["anthropic-version"] = "2023-06-01"
wrk.headers["Authorization"] = "Bearer {token}"
local f = io.open("{payload}", "rb"); wrk.body = f:read("*a"); f:close()
done = function(s) io.write(string.format("REQUESTS %d ERRORS %d\\n", s.requests, s.errors.status + s.errors.read + s.errors.connect)) end
""")
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url], capture_output=True,
                         text=True, check=True, preexec_fn=on_core(1))
    words = next(l for l in out.stdout.splitlines() if l.startswith("REQUESTS")).split()
    return int(words[1]), int(words[3])


def wait_until(check, what="a server"):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if check():
                return
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit(f"bench: {what} did not come up")
