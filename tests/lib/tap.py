"""A wire tap between a client and weir: what the client sends is kept to the byte (in memory only), Host is rewritten
to weir's port since weir checks it, all else passes as it is."""

import re
import socket
import threading
import time

# Headers that end at weir: hop by hop, credentials, what a browser says about itself.
HOP = (
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-dest",
    "origin",
    "referer",
    "cookie",
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "authorization",
    "x-api-key",
    "accept-encoding",
    "expect",
    "te",
    "keep-alive",
    "proxy-connection",
)


def end(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


class Sent:
    """One request as the client wrote it."""

    def __init__(self, head, body):
        self.head, self.body, self.at = head, body, time.monotonic()
        self.method, self.target = head.split(b" ", 2)[:2]
        lines = head.decode("latin-1").split("\r\n")[1:]
        self.headers = [tuple(p.strip() for p in line.split(":", 1)) for line in lines if line]

    def header(self, name):
        return next((v for n, v in self.headers if n.lower() == name), None)

    def end_to_end(self):
        """The headers that a proxy has to pass on."""
        return {n.lower(): v for n, v in self.headers if n.lower() not in HOP}


class Tap:
    def __init__(self, port):
        self.target, self.sent = port, []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.accepting = threading.Thread(target=self._accept, daemon=True)
        self.accepting.start()

    def close(self):
        end(self.listener)  # closing alone wakes no thread that waits in accept: it would go on with a later socket
        self.accepting.join(5)
        self.listener.close()

    def posts(self, path=b"/v1/messages"):
        with self.lock:
            return [s for s in self.sent if s.method == b"POST" and s.target.split(b"?")[0].endswith(path)]

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        """One connection, until either side ends; both are closed then, whatever happened."""
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            down = threading.Thread(target=self._down, args=(server, client), daemon=True)
            down.start()
            self._up(client, server)
            down.join(5)

    @staticmethod
    def _down(server, client):
        try:
            while data := server.recv(65536):
                client.sendall(data)
        except OSError:
            pass
        finally:
            end(client)

    def _up(self, client, server):
        try:
            with client.makefile("rb") as stream:
                while self._one(stream, server):
                    pass
        except (OSError, ValueError):
            pass  # the client broke off inside a request
        finally:
            end(server)

    def _one(self, stream, server):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return False
            head += line
        server.sendall(re.sub(rb"(?im)^host:[^\r]*", b"Host: 127.0.0.1:%d" % self.target, head, count=1))
        length = re.search(rb"(?im)^content-length:\s*(\d+)", head)
        body = stream.read(int(length.group(1))) if length else b""
        if re.search(rb"(?im)^transfer-encoding:\s*chunked", head):
            body = self._chunked(stream, server)
        else:
            server.sendall(body)
        with self.lock:
            self.sent.append(Sent(head, body))
        return True

    @staticmethod
    def _chunked(stream, server):
        body = b""
        while True:
            line = stream.readline()
            size = int(line.split(b";")[0], 16)
            chunk = stream.read(size + 2)
            server.sendall(line + chunk)
            body += chunk[:-2]
            if size == 0:
                return body
