"""The far end: an upstream whose behaviour each request names in its user text, "flow MODE IDENT". It knows when each
of its requests was closed and how much of an answer the other side took, by the clock that the clients use too."""

import asyncio
import re
import socket
import struct
import time

from cutter import events_of
from rawupstream import RawUpstream

ASKED = re.compile(rb"flow (\w+) ([\w.-]+)")
PIECE = 16 * 1024
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def flood_event(wire, size=4096):
    """One more piece of text, as large as a generous provider sends."""
    text = b"x" * size
    if wire == "messages":
        data = b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}' % text
        return b"event: content_block_delta\ndata: " + data + b"\n\n"
    return b'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"%s"}}]}\n\n' % text


class Far(RawUpstream):
    def __init__(self, drip_s=0.05, drips=20):
        super().__init__()
        self.clock = time.monotonic
        self.arrived, self.closed, self.asked = {}, {}, []
        self.sent, self.moved = {}, {}  # of a flood: bytes that were taken, and when the last of them were
        self.drip_s, self.drips = drip_s, drips

    async def start(self, ssl=None):
        self.port = await self.listen(ssl=ssl, limit=2**20)
        self.url, self.ca = f"http://127.0.0.1:{self.port}", None
        return self

    async def stop(self):
        self.server.close()
        for writer in list(self.open):
            writer.transport.abort()

    async def answer(self, wire, body, reader, writer):
        mode, ident = (part.decode() for part in ASKED.search(body).groups())
        self.arrived[ident] = self.clock()
        self.asked.append(ident)
        try:
            return await getattr(self, mode)(ident, wire, reader, writer)
        except ConnectionError:
            self.closed.setdefault(ident, self.clock())
            return False

    async def _until_left(self, ident, reader):
        while await reader.read(65536):
            pass
        self.closed[ident] = self.clock()
        return False

    # --- what a request may ask for

    async def mute(self, ident, _wire, reader, _writer):
        """Takes the request and says nothing."""
        return await self._until_left(ident, reader)

    async def begin(self, ident, wire, reader, writer):
        """The first words of a stream, then nothing."""
        script = events_of(wire, "text")
        writer.write(HEAD + chunk(b"".join(script[: len(script) // 2])))
        return await self._until_left(ident, reader)

    async def half(self, ident, _wire, reader, writer):
        """Half of an answer that is not streamed."""
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n" + b" " * 500)
        return await self._until_left(ident, reader)

    async def busy(self, _ident, _wire, _reader, writer):
        """Later, please."""
        writer.write(
            b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 6\r\nconnection: close\r\n"
            b"content-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
        )
        await writer.drain()
        return False

    async def whole(self, _ident, wire, _reader, writer):
        writer.write(HEAD + chunk(b"".join(events_of(wire, "text"))) + b"0\r\n\r\n")
        await writer.drain()
        return True

    async def drip(self, ident, wire, reader, writer):
        """A whole answer, a word at a time."""
        script = events_of(wire, "text")
        middle = len(script) // 2
        writer.write(HEAD + chunk(b"".join(script[:middle])))
        for _ in range(self.drips):
            await asyncio.sleep(self.drip_s)
            if reader.at_eof():
                self.closed[ident] = self.clock()
                return False
            writer.write(chunk(flood_event(wire, 8)))
            await writer.drain()
        writer.write(chunk(b"".join(script[middle:])) + b"0\r\n\r\n")
        await writer.drain()
        return True

    async def flood(self, ident, wire, _reader, writer):
        """As much as the other side takes, until it goes."""
        # This end's own buffer is no business of weir's: small, so that what counts is what weir takes.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIECE)
        script = events_of(wire, "text")
        writer.write(HEAD + chunk(b"".join(script[: len(script) // 2])))
        piece = chunk(flood_event(wire) * (PIECE // 4096))
        writer.transport.set_write_buffer_limits(PIECE)
        self.sent[ident] = 0
        while True:
            if writer.transport.is_closing():
                raise ConnectionResetError
            writer.write(piece)
            await writer.drain()
            self.sent[ident] = self.sent.get(ident, 0) + len(piece)
            self.moved[ident] = self.clock()

    async def pings(self, ident, wire, _reader, writer):
        """A flood that says nothing at all."""
        writer.write(HEAD)
        event = b'event: ping\ndata: {"type":"ping"}\n\n' if wire == "messages" else b": still here\n\n"
        writer.transport.set_write_buffer_limits(PIECE)
        self.sent[ident] = 0
        while not writer.transport.is_closing():
            writer.write(chunk(event * 256))
            await writer.drain()
            self.sent[ident] = self.sent.get(ident, 0) + 256 * len(event)
            await asyncio.sleep(0)
        raise ConnectionResetError

    async def _crumbs(self, ident, writer, first, crumb):
        """Never silent, never done."""
        writer.write(first)
        while not writer.transport.is_closing():
            await asyncio.sleep(0.1)
            writer.write(crumb)
        self.closed[ident] = self.clock()
        return False

    async def headless(self, ident, _wire, _reader, writer):
        return await self._crumbs(ident, writer, b"HTTP/1.1 200 OK\r\nx: ", b"x")

    async def bodiless(self, ident, _wire, _reader, writer):
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"
        return await self._crumbs(ident, writer, head, b" ")

    async def eventless(self, ident, _wire, _reader, writer):
        return await self._crumbs(ident, writer, HEAD + chunk(b"data: "), chunk(b"x"))

    async def endless(self, ident, wire, _reader, writer):
        script = events_of(wire, "text")
        first = HEAD + chunk(b"".join(script[: len(script) // 2]))
        return await self._crumbs(ident, writer, first, chunk(flood_event(wire, 8)))

    async def reset(self, _ident, wire, _reader, writer):
        """Half of an answer, then a reset."""
        script = events_of(wire, "text")
        writer.write(HEAD + chunk(b"".join(script[: len(script) // 2])))
        await writer.drain()
        await asyncio.sleep(0.01)  # a reset throws away what the other side has not read yet
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return False

    async def eof(self, _ident, wire, _reader, writer):
        """Half of an answer that HTTP calls whole."""
        script = events_of(wire, "text")
        writer.write(HEAD + chunk(b"".join(script[: len(script) // 2])) + b"0\r\n\r\n")
        await writer.drain()
        return True

    async def broken(self, _ident, wire, _reader, writer):
        """An event that is none, in the middle."""
        script = events_of(wire, "text")
        writer.write(HEAD + chunk(b"".join(script[: len(script) // 2]) + b"data: {\"type\n\n") + b"0\r\n\r\n")
        await writer.drain()
        return True

    async def error(self, _ident, _wire, _reader, writer):
        writer.write(b"HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        return True
