"""An upstream that streams: Messages events, each in a write of its own, some milliseconds apart. Prints its port.

  sse_upstream.py CHUNKS INTERVAL_MS
"""

import asyncio
import json
import sys


def events(chunks):
    def event(name, **data):
        return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()

    usage = {"input_tokens": 10, "output_tokens": 1}
    yield event("message_start", message={"id": "msg_1", "type": "message", "role": "assistant", "content": [],
                                          "model": "claude-sonnet-5", "stop_reason": None, "usage": usage})
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for n in range(chunks):
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": f" word{n}"})
    yield event("content_block_stop", index=0)
    yield event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": chunks})
    yield event("message_stop")


async def serve(chunks, interval):
    script = list(events(chunks))

    async def one(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(l.split(b":")[1]) for l in head.lower().split(b"\r\n") if l.startswith(b"content-length:"))
                await reader.readexactly(length)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
                for event in script:
                    if writer.is_closing():
                        return
                    writer.write(b"%x\r\n%s\r\n" % (len(event), event))
                    await asyncio.sleep(interval)
                writer.write(b"0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
