"""Starts the scripted provider (tests/upstream) for a test and drives it."""

import base64
import json
import os
import subprocess
import sys

from rawhttp import ask
from wait import wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "..", "upstream", "server.py")
ANTHROPIC_KEY = "sk-ant-api03-scripted-upstream"
OPENAI_KEY = "sk-proj-scripted-upstream"
LOGIN = "sk-ant-oat01-scripted-login"


class Received:
    """One request as the provider got it, and its answer."""

    def __init__(self, entry):
        self.__dict__.update(entry)
        for name in ("head", "body", "answer_head", "answer"):
            setattr(self, name, base64.b64decode(entry[name]))

    @property
    def headers(self):
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [tuple(p.strip() for p in line.split(":", 1)) for line in lines if line]

    def header(self, name):
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)


class Upstream:
    def __init__(self, listen=("provider",), cert=None, key=None):
        command = [sys.executable, "-B", SERVER]
        for name in listen:
            command += ["--listen", name]
        command += ["--cert", cert, "--key", key] if cert else []
        self.ca = cert
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = json.loads(self.process.stdout.readline())["ports"]
        self.port = next(iter(self.ports.values()))
        self.url = f"{'https' if cert else 'http'}://127.0.0.1:{self.port}"

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def _control(self, method, path, value=None):
        answer = ask(self.port, method, path, body=value, ca=self.ca)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body!r}"
        return answer.json()

    def script(self, *steps, append=False):
        self._control("POST", "/_script", {"steps": list(steps), "append": append})

    def config(self, **values):
        self._control("POST", "/_config", values)

    def reset(self):
        self._control("POST", "/_reset", {})

    def record(self, path=None):
        """What came, discovery's questions left out unless a path is named."""
        entries = [Received(e) for e in self._control("GET", "/_record")["requests"]]
        return [e for e in entries if (e.path == path if path else e.method == "POST")]

    def all(self):
        return [Received(e) for e in self._control("GET", "/_record")["requests"]]

    def last(self):
        return self.record()[-1]

    def unused(self):
        return self._control("GET", "/_record")["unused"]

    def wait_received(self, count, seconds=10):
        return wait_for(
            lambda: (r := self.record()) and len(r) >= count and r, f"{count} requests at the provider", seconds
        )
