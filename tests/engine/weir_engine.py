"""weir-engine spoken to directly: frames over a socket pair, as weir does (src/base/frames.h)."""
import json
import os
import socket
import struct
import subprocess
import sys

TO = {"chat": 1, "fim": 2, "count": 3, "cancel": 4, "ping": 5}
FROM = dict(enumerate(["progress", "ready", "begin", "prefill", "writing", "text", "reasoning", "tool", "usage", "finish",
                       "end", "counted", "pong", "error"], start=32))
LAST = {"end", "error", "counted", "pong"}
MODELS = {"qwen": "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", "smollm2": "smollm2-135m-instruct-q4_1.gguf"}


def model(name):
    default = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "weir")
    path = os.path.join(os.environ.get("WEIR_CACHE", default), "models", MODELS[name])
    if not os.path.exists(path):
        sys.exit(f"the model {path} is missing: ./dev setup fetches it")
    return path


class Engine:
    """One process. Ends with the `with` block, and the block fails if it does not."""

    def __init__(self, path, context=4096, extra=()):
        ours, theirs = socket.socketpair()
        # no threads to spin against other work on the machine: one
        command = [sys.argv[1], "--fd", str(theirs.fileno()), "--model", path, "--ctx", str(context),
                   "--threads", "1", *extra]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env={}, stdin=subprocess.DEVNULL)
        theirs.close()
        self.socket, self.buffer, self.streams, self.waiting = ours, b"", 0, []

    def __enter__(self):
        self.first = self.until(lambda f: f[0] in ("ready", "error"))
        return self

    def __exit__(self, *problem):
        self.socket.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the engine outlived its socket")

    def send(self, kind, payload, stream=None):
        if stream is None:
            self.streams += 1
            stream = self.streams
        data = json.dumps(payload).encode()
        self.socket.sendall(struct.pack("<IBI", len(data), TO[kind], stream) + data)
        return stream

    def receive(self):
        while True:
            if len(self.buffer) >= 9:
                size, kind, stream = struct.unpack("<IBI", self.buffer[:9])
                if len(self.buffer) >= 9 + size:
                    data, self.buffer = self.buffer[9:9 + size], self.buffer[9 + size:]
                    return FROM[kind], stream, json.loads(data)
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError("the engine is gone")
            self.buffer += piece

    def until(self, wanted):
        while True:
            frame = self.receive()
            if wanted(frame):
                return frame

    def frames(self, stream):
        """All frames of that stream, to its last."""
        out = []
        while not out or out[-1][0] not in LAST:
            frame = self.receive()
            if frame[1] == stream:
                out.append((frame[0], frame[2]))
        return Answer(out)

    def ask(self, kind, payload):
        return self.frames(self.send(kind, payload))

    def tokens(self, text):
        return self.ask("count", {"text": text}).one("counted")["tokens"]


class Answer:
    def __init__(self, frames):
        self.all = frames

    def of(self, kind):
        return [payload for name, payload in self.all if name == kind]

    def one(self, kind):
        found = self.of(kind)
        assert len(found) == 1, f"expected one {kind} frame in {self.all}"
        return found[0]

    def text(self):
        return "".join(payload["text"] for payload in self.of("text"))

    def computed(self):
        usage = self.one("usage")
        return usage["prompt"] - usage["cached"]


def user(text):
    return {"role": "user", "content": text}


def check(condition, words):
    if not condition:
        print("FAILED:", words)
        sys.exit(1)
