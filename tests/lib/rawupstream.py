"""An upstream by hand: for tests that need its sockets and its clock. Connections are kept, requests come one by one;
what is answered is up to `answer`."""

import asyncio
import re


class RawUpstream:
    def __init__(self):
        self.open, self.server = set(), None

    async def listen(self, **options):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=1024, **options)
        return self.server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        self.open.add(writer)
        try:
            while await self.answer(*await self.request(reader), reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()

    @staticmethod
    async def request(reader):
        """The dialect that its path means, and its body."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        return "messages" if b"/messages" in head.split(b"\r\n")[0] else "chat", await reader.readexactly(length)

    async def answer(self, wire, body, reader, writer):
        """True: the connection is kept."""
        raise NotImplementedError
