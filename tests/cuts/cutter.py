"""An upstream that cuts: each request says in its user text which script it wants, after how many bytes it ends, and
how. One process, one event loop: thousands of cuts in a minute. Scripts are rendered by the scripted provider's own
code, once, so that every cut of a script is a prefix of the same bytes.

A request's text is "cut SHAPE HOW AT": HOW is reset, eof, silence or none (whole).
"""

import asyncio
import re
import socket
import struct
import sys
import os

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "upstream"), os.path.join(HERE, "..", "lib")]
import chat_render  # noqa: E402
import messages  # noqa: E402
from rawupstream import RawUpstream  # noqa: E402

TEXT = [{"type": "text", "text": "Grüße, one two three"}]
TOOL = [
    {"type": "text", "text": "I look."},
    {"type": "tool_use", "id": "toolu_01scripted", "name": "weather", "arguments": '{"city":"Köln","unit":"celsius"}'},
]
THINKING = [{"type": "thinking", "thinking": "let me see, it is", "signature": "c2NyaXB0ZWQ="}, TEXT[0]]
SHAPES = {"text": TEXT, "tool": TOOL, "thinking": THINKING}
ASKED = re.compile(rb"cut (text|tool|thinking) (reset|eof|silence|none) (\d+)")


def events_of(wire, shape):
    """The events of an answer as bytes, one entry each."""
    blocks, tool = SHAPES[shape], shape == "tool"
    if wire == "messages":
        counts = {"input_tokens": 12, "cache_read_input_tokens": 0, "output_tokens": 9}
        stop = "tool_use" if tool else "end_turn"
        return list(messages.events({"model": "cut-model"}, blocks, counts, stop, None, "msg_01scripted", {}))
    asked = {"model": "cut-model", "stream_options": {"include_usage": True}}
    counts = {"prompt_tokens": 12, "completion_tokens": 9, "total_tokens": 21}
    return list(chat_render.stream(asked, blocks, counts, "tool_calls" if tool else "stop", "chatcmpl-s", 1, {}))


class Cutter(RawUpstream):
    def __init__(self):
        super().__init__()
        self.scripts = {(w, s): b"".join(events_of(w, s)) for w in ("messages", "chat") for s in SHAPES}
        self.requests = 0

    async def start(self):
        return await self.listen()

    async def stop(self):
        self.server.close()
        for writer in list(self.open):
            writer.close()

    async def answer(self, wire, body, reader, writer):
        self.requests += 1
        shape, how, at = ASKED.search(body).groups()
        script = self.scripts[wire, shape.decode()]
        part = script if how == b"none" else script[: int(at)]
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        if part:
            writer.write(b"%x\r\n%s\r\n" % (len(part), part))
        if how == b"none":
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            return True
        await writer.drain()
        if how == b"silence":
            await reader.read(1)  # until weir gives up
        elif how == b"eof":
            writer.write(b"0\r\n\r\n")  # HTTP ends well, the answer does not
            await writer.drain()
            return True
        else:
            await asyncio.sleep(0.004)  # a reset throws away what the other side has not read yet
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
