"""One client connection of the scripted provider: reads HTTP/1.1 requests strictly, plays replies with their faults."""

import asyncio
import socket
import struct

from record import Connection, now

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Content Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
    529: "Site Overloaded",
}
MAX_HEAD, MAX_BODY = 256 * 1024, 256 * 1024 * 1024


class BadRequest(Exception):
    pass


class Gone(Exception):
    """The connection is over: by the script's cut or because the peer left."""


class Peer(asyncio.StreamReaderProtocol):
    """Notes when the other side closes, also while an answer is being written."""

    def __init__(self, reader, serve, listener):
        self.note = Connection(listener)
        super().__init__(reader, lambda r, w: serve(r, w, self.note))

    def eof_received(self):
        self.note.eof_at = self.note.eof_at or now()
        return super().eof_received()

    def connection_lost(self, exc):
        self.note.closed_at = self.note.closed_at or now()
        super().connection_lost(exc)


async def read_head(reader):
    """The head's bytes with the blank line, or None at a clean end."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as short:
        if short.partial:
            raise BadRequest("the connection ended inside a head") from None
        return None
    except asyncio.LimitOverrunError:
        raise BadRequest("the head is too large") from None


def parse_head(raw):
    """(method, target, {lower name: value}). Doubled Host, Content-Length and credentials are refused."""
    lines = raw[:-4].decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or parts[2] != "HTTP/1.1" or not parts[1].startswith("/"):
        raise BadRequest("bad request line")
    head = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or "\n" in line or "\r" in line:
            raise BadRequest("bad header line")
        key = name.lower()
        if key in head and key in (
            "host",
            "content-length",
            "transfer-encoding",
            "authorization",
            "x-api-key",
            "content-type",
            "anthropic-version",
        ):
            raise BadRequest(f"doubled header {key}")
        head[key] = head[key] + ", " + value.strip() if key in head else value.strip()
    if "host" not in head:
        raise BadRequest("no Host")
    if "content-length" in head and "transfer-encoding" in head:
        raise BadRequest("Content-Length and Transfer-Encoding")
    return parts[0], parts[1], head


async def read_body(reader, writer, head):
    if head.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if head.get("transfer-encoding", "").lower() == "chunked":
        return await read_chunked(reader)
    length = head.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise BadRequest("bad Content-Length")
    return await reader.readexactly(int(length))


async def read_chunked(reader):
    out = bytearray()
    while True:
        line = (await reader.readuntil(b"\r\n"))[:-2].split(b";")[0]
        try:
            size = int(line, 16)
        except ValueError:
            raise BadRequest("bad chunk size") from None
        if size < 0 or len(out) + size > MAX_BODY:
            raise BadRequest("bad chunk size")
        if size == 0:
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            return bytes(out)
        out += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise BadRequest("a chunk without its line end")


class Player:
    """Writes one reply and notes what went out."""

    def __init__(self, writer, entry, note):
        self.writer, self.entry, self.note = writer, entry, note

    async def pause(self, ms):
        """Waits, but not for a peer that has left."""
        end = asyncio.get_running_loop().time() + ms / 1000
        while (left := end - asyncio.get_running_loop().time()) > 0:
            if self.note.closed_at or self.note.eof_at:
                raise Gone
            await asyncio.sleep(min(left, 0.02))

    async def send(self, data):
        if self.note.closed_at or self.writer.transport.is_closing():
            raise Gone
        self.writer.write(data)
        try:
            await self.writer.drain()
        except ConnectionError:
            raise Gone from None

    async def play(self, reply, keep):
        await self.pause(reply.delay_ms)
        whole = b"".join(reply.pieces)
        headers = [("date", "Tue, 24 Nov 2026 08:00:00 GMT")] + reply.headers
        headers += {
            "length": [("content-length", str(len(whole)))],
            "chunked": [("transfer-encoding", "chunked")],
            "close": [],
        }[reply.framing]
        keep = keep and reply.framing != "close"
        headers += [("connection", "keep-alive" if keep else "close")]
        head = (
            f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}\r\n"
            + "".join(f"{n}: {v}\r\n" for n, v in headers)
            + "\r\n"
        )
        self.entry.status, self.entry.answer_head = reply.status, head.encode("latin-1")
        await self.send(self.entry.answer_head)
        self.entry.answered_at = now()
        await self.pieces(reply, keep)
        if reply.framing == "chunked":
            await self.send(b"0\r\n\r\n")
        self.entry.finished_at = now()
        return keep

    async def pieces(self, reply, keep):
        cut = reply.cut or {}
        await self.pause(reply.first_ms)
        for number, piece in enumerate(reply.pieces):
            if number and reply.slow_ms:
                await self.pause(reply.slow_ms)
            if number == cut.get("after_events", -1):
                await self.end(cut["how"], reply.framing)
            room = cut["after_bytes"] - len(self.entry.answer) if "after_bytes" in cut else len(piece) + 1
            await self.body(piece[: max(0, room)], reply)
            if room <= len(piece):
                await self.end(cut["how"], reply.framing)
        if cut:
            await self.end(cut["how"], reply.framing)

    async def body(self, piece, reply):
        size = reply.split or len(piece) or 1
        for at in range(0, len(piece), size):
            part = piece[at : at + size]
            await self.send(b"%x\r\n%s\r\n" % (len(part), part) if reply.framing == "chunked" else part)
            self.entry.answer += part
            if reply.split:
                await asyncio.sleep(0)

    async def end(self, how, framing):
        """The script's cut. Never returns."""
        if how == "silence":
            while True:
                await self.pause(1000)
        if how == "end" and framing == "chunked":
            await self.send(b"0\r\n\r\n")
        if how == "reset":
            await asyncio.sleep(0.05)  # what was written shall arrive: a reset throws away what is still queued
            sock = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        raise Gone
