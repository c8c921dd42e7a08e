"""A real weir for a test: its own home, its own configuration, in the foreground under our eyes, gone at the end.

WEIR_BIN names the executable (ctest sets it). WEIR_KEEP_LEDGERS names a folder that gets each ledger when its weir
stops: the label `replay` decides those rows again.
"""

import json
import os
import shutil
import signal
import subprocess
import time

import rawhttp
from upstreamproc import ANTHROPIC_KEY, OPENAI_KEY
from wait import SLOW, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.path.abspath(os.environ.get("WEIR_BIN") or os.path.join(HERE, "..", "..", "build", "dev", "bin", "weir"))
QUIET = "[engine]\nenabled = false\n[discovery]\nenabled = false\n"


def scripted_cloud(upstream, key_env=True, extra=""):
    """Configuration that puts the scripted provider where Anthropic and OpenAI are, as a metered cloud."""
    out = ""
    for kind in ("anthropic", "openai"):
        out += (
            f'[endpoint.{kind}]\nkind = "{kind}"\nbase_url = "{upstream.url}"\nwhere = "cloud"\nbilling = "metered"\n'
        )
        out += f'key_env = "TEST_{kind.upper()}_KEY"\n' if key_env else ""
        out += f'ca_file = "{upstream.ca}"\n' if upstream.ca else ""
    return out + extra


def fresh_ledgers():
    """Forgets what an earlier run has kept: its ledgers may be of an older build."""
    if os.environ.get("WEIR_KEEP_LEDGERS"):
        shutil.rmtree(os.environ["WEIR_KEEP_LEDGERS"], ignore_errors=True)


def engine_for_tests():
    """The environment in which weir serves its default model from the shared cache, or None when model or engine are
    not on this machine."""
    cache = os.environ.get("WEIR_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "weir"
    )
    models = os.path.join(cache, "models")
    have_model = os.path.isdir(models) and any(name.endswith(".gguf") for name in os.listdir(models))
    return (
        {"WEIR_CACHE": cache}
        if have_model and os.path.exists(os.path.join(os.path.dirname(BIN), "weir-engine"))
        else None
    )


class Weir:
    def __init__(self, folder, toml="", env=None, quiet=True, args=(), name="weir"):
        self.folder = str(folder)
        self.home = os.path.join(self.folder, name)
        self.user = os.path.join(self.folder, "user")
        self.stderr = os.path.join(self.folder, f"{name}.stderr")
        self.args, self.process, self.port, self.token, self.code = list(args), None, None, None, None
        os.makedirs(os.path.join(self.home, "config"), mode=0o700, exist_ok=True)
        os.makedirs(self.user, exist_ok=True)
        if quiet or toml:
            self.write_config((QUIET if quiet else "") + toml)
        self.env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": self.user,
            "WEIR_HOME": self.home,
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "TEST_ANTHROPIC_KEY": ANTHROPIC_KEY,
            "TEST_OPENAI_KEY": OPENAI_KEY,
            **(env or {}),
        }
        for kept in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"):
            if kept in os.environ:
                self.env[kept] = os.environ[kept]

    @property
    def config_file(self):
        return os.path.join(self.home, "config", "weir.toml")

    @property
    def ledger(self):
        return os.path.join(self.home, "state", "ledger.db")

    def write_config(self, toml):
        with open(self.config_file, "w", encoding="utf-8") as file:
            file.write(toml)

    # --- life

    def start(self, seconds=20):
        """Starts and waits for the ready line. AssertionError with what weir said when it does not come."""
        with open(self.stderr, "ab") as errors:
            self.process = subprocess.Popen(
                [BIN, "up", "--foreground", "--json", *(self.args or ["--port", "0"])],
                env=self.env,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        os.set_blocking(self.process.stdout.fileno(), False)
        got = b""

        def ready():
            nonlocal got
            got += self.process.stdout.read() or b""
            return b"\n" in got or self.process.poll() is not None

        wait_for(ready, "weir's ready line", seconds)
        line = got.split(b"\n")[0]
        assert self.process.poll() is None and line.startswith(
            b"{"
        ), f"weir did not start (exit {self.process.poll()}): {self.said()[-2000:]}"
        up = json.loads(line)
        self.port = up["port"]
        with open(up.get("token_file") or os.path.join(self.home, "state", "token"), encoding="ascii") as file:
            self.token = file.read().strip()
        return self

    def stop(self, how=signal.SIGTERM, seconds=20):
        """Stops and returns the exit code; a second call returns it again."""
        if self.process is None:
            return self.code
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(seconds * SLOW)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise AssertionError(f"weir (pid {process.pid}) did not stop within {seconds} s") from None
        process.stdout.close()
        self._keep_ledger()
        self.code = process.returncode
        return self.code

    def _keep_ledger(self):
        folder = os.environ.get("WEIR_KEEP_LEDGERS")
        if folder and os.path.exists(self.ledger):
            os.makedirs(folder, exist_ok=True)
            target = os.path.join(folder, f"{os.getpid()}-{time.monotonic_ns()}.db")
            for part in ("", "-wal", "-shm"):
                if os.path.exists(self.ledger + part):
                    shutil.copy(self.ledger + part, target + part)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        code = self.stop()
        assert code == 0, f"weir ended with {code}: {self.said()[-3000:]}"

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def said(self):
        with open(self.stderr, encoding="utf-8", errors="replace") as file:
            return file.read()

    # --- asking

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def login_url(self):
        """The base URL for clients whose Authorization carries their own login."""
        return f"{self.url}/t/{self.token}"

    def auth(self, **more):
        return {"Authorization": f"Bearer {self.token}", **{n.replace("_", "-"): v for n, v in more.items()}}

    def ask(self, method, target, headers=None, body=None, timeout=30.0):
        """One request; weir's token as Bearer unless headers are given."""
        return rawhttp.ask(self.port, method, target, self.auth() if headers is None else headers, body, timeout)

    def messages(self, body, **more):
        return self.ask("POST", "/v1/messages", self.auth(anthropic_version="2023-06-01", **more), body)

    def chat(self, body, **more):
        return self.ask("POST", "/v1/chat/completions", self.auth(**more), body)

    def completions(self, body, **more):
        return self.ask("POST", "/v1/completions", self.auth(**more), body)

    def cli(self, *args, seconds=20, env=None):
        return subprocess.run(
            [BIN, *args],
            env={**self.env, **(env or {})},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds * SLOW,
            check=False,
        )

    def cli_json(self, *args):
        done = self.cli(*args, "--json")
        assert done.returncode == 0, f"weir {' '.join(args)}: exit {done.returncode}: {done.stderr or done.stdout}"
        return json.loads(done.stdout)

    def why(self, ident):
        """What weir says about one exchange, once its end is recorded."""
        assert ident, "the answer has no x-weir-id"

        def settled():
            value = self.cli_json("why", ident)
            return value if is_settled(value["log"]) else None

        return wait_for(settled, f"the settlement of {ident}", 10)

    def log(self, *args):
        """The log's lines, newest first."""
        done = self.cli("log", "--json", *args)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]

    # --- looking for what must not be there

    def leaks(self, *secrets, but=("token",)):
        """(file, secret) for each secret found in a file of weir's or in what it said; `but`: files that may."""
        found = []
        files = [self.stderr] + [os.path.join(base, name) for base, _, names in os.walk(self.home) for name in names]
        for path in files:
            if os.path.basename(path) in but or not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                data = file.read()
            found += [
                (os.path.relpath(path, self.folder), s)
                for s in secrets
                if (s if isinstance(s, bytes) else s.encode()) in data
            ]
        return found


def is_settled(line):
    """Is a log line's end recorded? A refusal's state is known before it."""
    return line["weir.state"] != "unsettled" and line["weir.duration_ms"] is not None


def applied(body, edits):
    """The client's bytes with the edits of `weir why` done. Edits are sorted by where they begin."""
    out, at = b"", 0
    for edit in edits:
        assert edit["at"] >= at, "edits overlap or are not sorted"
        out += body[at : edit["at"]] + edit["bytes"].encode()
        at = edit["at"] + edit["size"]
    return out + body[at:]
