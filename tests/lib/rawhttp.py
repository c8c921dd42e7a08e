"""HTTP by hand: what is sent is exactly what the test says, what came back is kept to the byte, faults included."""

import json
import socket
import ssl
import time
from dataclasses import dataclass, field

from wait import SLOW


@dataclass
class Answer:
    status: int = 0
    headers: list = field(default_factory=list)  # (name as sent, value)
    body: bytes = b""  # without transfer coding
    raw: bytes = b""  # everything that came
    whole: bool = False  # the HTTP layer says that the answer is complete
    ended: str = ""  # "complete", "eof", "reset", "timeout"
    times: list = field(default_factory=list)  # (monotonic time, bytes) of each read

    def header(self, name, default=None):
        return next((v for n, v in self.headers if n.lower() == name.lower()), default)

    def json(self):
        return json.loads(self.body)

    @property
    def id(self):
        return self.header("x-weir-id")


def request_bytes(method, target, headers=(), body=None, host="127.0.0.1"):
    """A request as an ordinary client writes it. `headers` may name Host and Content-Length itself."""
    headers = list(headers.items() if isinstance(headers, dict) else headers)
    named = {n.lower() for n, _ in headers}
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
    if "host" not in named:
        headers.insert(0, ("Host", host))
    if body is not None and not named & {"content-length", "transfer-encoding"}:
        headers.append(("Content-Length", str(len(body))))
    if body is not None and "content-type" not in named:
        headers.append(("Content-Type", "application/json"))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers) + "\r\n"
    return head.encode("latin-1") + (body or b"")


class Connection:
    """One TCP (or TLS) connection with the bytes that were read ahead. `port` may be the path of a Unix socket."""

    def __init__(self, port, timeout=30.0, ca=None, source=None):
        if isinstance(port, str):
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(timeout * SLOW)
            self.sock.connect(port)
        else:
            self.sock = socket.create_connection(("127.0.0.1", port), timeout * SLOW, source)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if ca:
            self.sock = ssl.create_default_context(cafile=ca).wrap_socket(self.sock, server_hostname="127.0.0.1")
        self.timeout, self.ahead, self.answer = timeout * SLOW, b"", Answer()

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        """False when the other side would not take it all (it may already have answered)."""
        try:
            self.sock.sendall(data)
            return True
        except OSError:
            return False

    def more(self):
        """Reads once; False at an end, which `answer.ended` then names."""
        try:
            data = self.sock.recv(65536)
        except TimeoutError:
            self.answer.ended = "timeout"
            return False
        except OSError:
            self.answer.ended = "reset"
            return False
        if not data:
            self.answer.ended = "eof"
            return False
        self.answer.times.append((time.monotonic(), data))
        self.answer.raw += data
        self.ahead += data
        return True

    def until(self, mark):
        while mark not in self.ahead:
            if not self.more():
                return None
        part, self.ahead = self.ahead.split(mark, 1)
        return part

    def exactly(self, size):
        while len(self.ahead) < size and self.more():
            pass
        part, self.ahead = self.ahead[:size], self.ahead[size:]
        self.answer.body += part
        return len(part) == size

    def head(self):
        """Reads status and headers of the next answer; None when none came."""
        self.answer = Answer(raw=self.ahead)
        raw = self.until(b"\r\n\r\n")
        if raw is None:
            return None
        lines = raw.decode("latin-1").split("\r\n")
        self.answer.status = int(lines[0].split(" ")[1])
        self.answer.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        if self.answer.status == 100:
            return self.head()
        return self.answer

    def body(self):
        """Reads the rest of the answer whose head was read, to its end or to a cut."""
        answer, length = self.answer, self.answer.header("content-length")
        if (answer.header("transfer-encoding") or "").lower() == "chunked":
            answer.whole = self._chunked()
        elif length is not None:
            answer.whole = self.exactly(int(length))
        elif answer.status in (204, 304):
            answer.whole = True
        else:
            while self.more():
                pass
            answer.body, self.ahead = answer.body + self.ahead, b""
            answer.whole = answer.ended == "eof"
        answer.ended = "complete" if answer.whole else answer.ended
        return answer

    def _chunked(self):
        while True:
            line = self.until(b"\r\n")
            if line is None:
                self.answer.body += self.ahead
                return False
            size = int(line.split(b";")[0], 16)
            if size == 0:
                return self.until(b"\r\n") is not None
            if not self.exactly(size) or self.until(b"\r\n") is None:
                return False

    def read(self):
        return self.body() if self.head() else self.answer

    def until_body_has(self, mark):
        """Reads chunks of a running stream until `mark` was seen in its raw bytes."""
        while mark not in self.answer.raw:
            if not self.more():
                return False
        return True


def ask(port, method, target, headers=(), body=None, timeout=30.0, ca=None):
    """One request on a connection of its own; Host is 127.0.0.1:PORT unless said."""
    with Connection(port, timeout, ca) as connection:
        connection.send(request_bytes(method, target, headers, body, f"127.0.0.1:{port}"))
        return connection.read()
