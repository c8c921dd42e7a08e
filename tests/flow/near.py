"""The near end: a client on a raw socket, which leaves when and how the test says."""

import asyncio
import json
import socket
import struct

from rawhttp import request_bytes
from talk import PATHS

MODEL = {"messages": "claude-sonnet-5", "chat": "gpt-5.4"}


def request(house, dialect, mode, ident, stream=True, model=None, keep=False):
    body = {"model": model or MODEL[dialect], "max_tokens": 64, "stream": stream}
    body["messages"] = [{"role": "user", "content": f"flow {mode} {ident}"}]
    head = {"Authorization": f"Bearer {house.weir.token}", "anthropic-version": "2023-06-01"}
    if not keep:
        head["Connection"] = "close"  # so that the end of the answer is the end of the connection
    return request_bytes("POST", PATHS[dialect], head, json.dumps(body).encode(), f"127.0.0.1:{house.weir.port}")


class Near:
    """One connection, one request."""

    def __init__(self, house, ident):
        self.house, self.ident, self.raw, self.ended = house, ident, b"", None

    async def open(self, limit=2**16, receive_bytes=None):
        sock = socket.socket()
        sock.setblocking(False)
        if receive_bytes:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.house.weir.port))
        self.reader, self.writer = await asyncio.open_connection(sock=sock, limit=limit)
        return self

    async def ask(self, dialect, mode, **more):
        self.writer.write(request(self.house, dialect, mode, self.ident, **more))
        await self.writer.drain()
        return self

    async def until(self, mark):
        while mark not in self.raw:
            data = await self.reader.read(65536)
            assert data, f"{self.ident}: ended before {mark}: {self.raw[-300:]}"
            self.raw += data

    async def rest(self):
        """All that still comes; `ended` says how."""
        try:
            while data := await self.reader.read(65536):
                self.raw += data
            self.ended = "eof"
        except ConnectionError:
            self.ended = "reset"
        return self.raw

    def leave(self, how="closes"):
        """Goes now; returns when that was. "resets" is a killed client's way, "closes" a polite one's."""
        if how == "resets":
            sock = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        at = self.house.clock()
        self.writer.transport.abort()
        return at

    async def leave_and_watch(self):
        """Half closes, so that this end can see when weir has let go; seconds until then."""
        at = self.house.clock()
        self.writer.write_eof()
        await self.rest()
        taken = self.house.clock() - at
        self.writer.transport.abort()
        return taken
