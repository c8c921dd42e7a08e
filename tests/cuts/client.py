"""Many small requests to weir at once, and what each client sees. Raw: no library decides what an end is."""

import asyncio
import json
import re
from dataclasses import dataclass


@dataclass
class Seen:
    status: int = 0
    body: bytes = b""
    whole: bool = False  # HTTP ended properly
    ident: str = ""


def request(port, token, dialect, model, text, tools):
    path = "/v1/messages" if dialect == "messages" else "/v1/chat/completions"
    body = {"model": model, "stream": True, "max_tokens": 64, "messages": [{"role": "user", "content": text}]}
    if tools:
        body["tools"] = tools
    if dialect == "chat":
        body["stream_options"] = {"include_usage": True}
    raw = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nanthropic-version: 2023-06-01\r\nConnection: close\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


def unchunked(raw):
    """(bytes, ended properly) of a chunked body."""
    out, at = b"", 0
    while True:
        end = raw.find(b"\r\n", at)
        if end < 0:
            return out, False
        size = int(raw[at:end], 16)
        piece = raw[end + 2 : end + 2 + size]
        out += piece
        if len(piece) < size:
            return out, False
        if size == 0:
            return out, True
        at = end + 2 + size + 2


async def ask(port, token, dialect, model, text, tools=None):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request(port, token, dialect, model, text, tools))
        try:
            raw = await asyncio.wait_for(reader.read(), 60)
        except ConnectionError:
            raw = b""
    finally:
        writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    seen = Seen(int(head[9:12] or 0))
    ident = re.search(rb"(?i)x-weir-id: (\S+)", head)
    seen.ident = ident.group(1).decode() if ident else ""
    if b"chunked" in head.lower():
        seen.body, seen.whole = unchunked(body)
    else:
        length = re.search(rb"(?i)content-length: (\d+)", head)
        seen.body, seen.whole = body, length is not None and len(body) == int(length.group(1))
    return seen


async def all_of(port, token, jobs, at_once=48):
    """jobs: (key, dialect, model, text, tools). Returns {key: Seen}."""
    out, queue = {}, iter(jobs)

    async def worker():
        for key, dialect, model, text, tools in queue:
            out[key] = await ask(port, token, dialect, model, text, tools)

    await asyncio.gather(*(worker() for _ in range(at_once)))
    return out
