"""A bench for real clients: a fresh home, a git repository of two files, a proxy that lets nothing out, the programs.

The clients are installed by tests/clients/install, outside the tree. Their prompts are theirs: nothing that they
send is written anywhere but into the running provider's memory.
"""

import json
import os
import shutil
import socketserver
import subprocess
import threading

from wait import SLOW

HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "weir", "clients")
NODE = os.path.join(CACHE, "node", "node_modules", ".bin")
NPM = os.path.join(CACHE, "npm", "node_modules", ".bin")
PYTHON = os.path.join(CACHE, "venv", "bin", "python")
WORD = "marmalade"  # what hello.txt says: an answer that knows it has read the file


def installed():
    return subprocess.run([os.path.join(HERE, "install"), "--check"], check=False).returncode == 0


class ClosedProxy:
    """Denies every CONNECT and request, and remembers for whom they were."""

    def __init__(self):
        denied = self.denied = []

        class Deny(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self):
                line = self.rfile.readline(4096).decode("latin-1").split(" ")
                denied.append(line[1] if len(line) > 1 else "?")
                self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Deny)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Bench:
    def __init__(self, folder):
        self.home, self.repo = os.path.join(folder, "home"), os.path.join(folder, "repo")
        for path in (self.home, os.path.join(self.repo, "src")):
            os.makedirs(path)
        self.proxy = ClosedProxy()
        self._repository()

    def close(self):
        self.proxy.close()

    def _repository(self):
        for name, text in (("hello.txt", WORD + "\n"), ("src/main.py", "print('" + WORD + "')\n")):
            with open(os.path.join(self.repo, name), "w", encoding="utf-8") as file:
                file.write(text)
        for command in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "two files"],
        ):
            subprocess.run(
                ["git", *command], cwd=self.repo, check=True, env={"PATH": os.environ["PATH"], "HOME": self.home}
            )

    def env(self, **more):
        """Nothing of the caller's environment but a path; everything but loopback runs into the closed proxy."""
        return {
            "PATH": f"{NODE}:{NPM}:/usr/local/bin:/usr/bin:/bin",
            "HOME": self.home,
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "SHELL": "/bin/bash",
            "HTTPS_PROXY": self.proxy.url,
            "HTTP_PROXY": self.proxy.url,
            "NO_PROXY": "127.0.0.1,localhost",
            **more,
        }

    def claude_env(self, base_url, token, model, quiet=True, **more):
        env = self.env(
            ANTHROPIC_BASE_URL=base_url,
            ANTHROPIC_AUTH_TOKEN=token,
            ANTHROPIC_MODEL=model,
            CLAUDE_CODE_MAX_CONTEXT_TOKENS="131072",
            DISABLE_AUTOUPDATER="1",
            CLAUDE_CODE_GATEWAY_HINT_HEADERS="1",
            **more,
        )
        return {**env, "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"} if quiet else env

    def run(self, command, env, seconds=120, cwd=None):
        try:
            return subprocess.run(
                command,
                cwd=cwd or self.repo,
                env=env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=seconds * SLOW,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            said = [(part or b"")[-1000:] for part in (late.stdout, late.stderr)]
            raise AssertionError(
                f"{os.path.basename(command[0])} hangs; it said {said}; the proxy denied {self.proxy.denied}"
            ) from None

    def claude(self, prompt, base_url, token, model="claude-sonnet-5", *args, **more):
        return self.run(
            [os.path.join(NPM, "claude"), "-p", prompt, *args], self.claude_env(base_url, token, model, **more)
        )

    def pi(self, prompt, base_url, token, model, api="openai-completions", *args):
        """pi against a provider named weir; `base_url` without /v1."""
        folder = os.path.join(self.home, ".pi", "agent")
        os.makedirs(folder, exist_ok=True)
        entry = {
            "id": model,
            "name": model,
            "reasoning": False,
            "input": ["text"],
            "contextWindow": 131072,
            "maxTokens": 8192,
            "cost": {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0},
        }
        url = base_url + ("/v1" if api == "openai-completions" else "")
        with open(os.path.join(folder, "models.json"), "w", encoding="utf-8") as file:
            json.dump({"providers": {"weir": {"baseUrl": url, "apiKey": token, "api": api, "models": [entry]}}}, file)
        return self.run(
            [os.path.join(NPM, "pi"), "-p", "--provider", "weir", "--model", model, *args, prompt],
            self.env(PI_OFFLINE="1"),
        )

    def sdk(self, language, job):
        """Runs an SDK script with a job as JSON; returns what it printed as JSON."""
        program = (
            [os.path.join(NODE, "node"), os.path.join(HERE, "sdk_node.mjs")]
            if language == "node"
            else [PYTHON, "-B", os.path.join(HERE, "sdk_python.py")]
        )
        done = self.run(program + [json.dumps(job)], self.env(WEIR_SDK_MODULES=os.path.join(CACHE, "npm")))
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])


class Terminal:
    """A program in a tmux window of its own server, so that it believes in a person."""

    def __init__(self, folder, command, env, cwd):
        self.socket = os.path.join(folder, "tmux")
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        inner = ["env", "-i", *[f"{k}={v}" for k, v in {**env, "TERM": "tmux-256color"}.items()], *command]
        self._tmux("-f", "/dev/null", "new-session", "-d", "-s", "t", "-x", "120", "-y", "40", "-c", cwd, *inner)

    def _tmux(self, *args):
        return subprocess.run(
            ["tmux", "-S", self.socket, *args], env=self.env, capture_output=True, text=True, check=False
        ).stdout

    def screen(self):
        return self._tmux("capture-pane", "-p", "-t", "t")

    def type(self, text):
        self._tmux("send-keys", "-t", "t", "-l", text)

    def press(self, key):
        self._tmux("send-keys", "-t", "t", key)

    def close(self):
        self._tmux("kill-server")


def claude_trusts(home, repo):
    """What a person clicks away at the first start: theme, key approval and the folder's trust."""
    with open(os.path.join(home, ".claude.json"), "w", encoding="utf-8") as file:
        json.dump(
            {
                "hasCompletedOnboarding": True,
                "theme": "dark",
                "bypassPermissionsModeAccepted": True,
                "projects": {repo: {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}},
            },
            file,
        )


def has_tmux():
    return shutil.which("tmux") is not None
