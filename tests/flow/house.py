"""A weir between a far end and its clients, looked at from outside: exchanges that run, descriptors, connections,
memory and CPU."""

import asyncio
import json
import mmap
import os
import time
from contextlib import asynccontextmanager

from wait import SLOW
from weirproc import BIN, Weir, scripted_cloud

STATES = {"01": "ESTABLISHED", "02": "SYN_SENT", "08": "CLOSE_WAIT", "04": "FIN_WAIT1"}


def sanitized():
    """Is it the build with the sanitizers? Its memory is not what a user has."""
    with open(BIN, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as binary:
        return binary.find(b"__asan_init") >= 0


class House:
    def __init__(self, weir):
        self.weir = weir

    @property
    def pid(self):
        return self.weir.process.pid

    async def control(self, path):
        """What the control API answers."""
        reader, writer = await asyncio.open_unix_connection(os.path.join(self.weir.home, "run", "control.sock"))
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            raw = await reader.read()
        finally:
            writer.close()
        return json.loads(raw.partition(b"\r\n\r\n")[2])

    async def running(self):
        return (await self.control("/status"))["counters"]["running"]

    async def until(self, condition, what, seconds=10):
        """The first truthy value of an async condition."""
        end = time.monotonic() + seconds * SLOW
        while not (value := await condition()):
            assert time.monotonic() < end, f"not within {seconds * SLOW:.0f} s: {what}"
            await asyncio.sleep(0.01)
        return value

    async def quiet(self, seconds=10):
        async def nothing_runs():
            return await self.running() == 0

        await self.until(nothing_runs, "no exchange runs", seconds)

    def descriptors(self):
        """None where the system does not let us look."""
        try:
            return len(os.listdir(f"/proc/{self.pid}/fd"))
        except PermissionError:
            return None

    def connections(self, port):
        """States of the sockets that stand on a port, either side, from the kernel's own table."""
        hex_port, out = f"{port:04X}", []
        with open("/proc/net/tcp", encoding="ascii") as file:
            next(file)
            for line in file:
                _, local, remote, state = line.split()[:4]
                if hex_port in (local.split(":")[1], remote.split(":")[1]) and state in STATES:
                    out.append(STATES[state])
        return out

    def rss(self):
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def cpu(self):
        """Seconds on a processor so far, to the microsecond: all threads that still live."""
        total, base = 0, f"/proc/{self.pid}/task"
        for thread in os.listdir(base):
            with open(f"{base}/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def clock(self):
        """Seconds; stands still while weir's I/O thread or this process waits for a processor: that is the machine's time,
        not weir's."""
        total = 0
        for path in (f"/proc/{self.pid}/task/{self.pid}/schedstat", "/proc/self/schedstat"):
            with open(path, encoding="ascii") as file:
                total += int(file.read().split()[1])
        return time.monotonic() - total / 1e9

    async def ledger(self, count):
        """The last rows, once `count` of them are there and settled; newest first."""

        async def settled():
            rows = await asyncio.to_thread(self.weir.log, "--limit", "2000")
            return rows if len(rows) >= count and all(r["weir.duration_ms"] is not None for r in rows) else None

        return await self.until(settled, f"{count} settled rows", 20)

    async def outcomes(self, rows):
        """What `weir why` says of each row's end, by the order of the rows."""
        return [(await self.control(f"/why?id={row['weir.id']}"))["outcome"] for row in rows]


@asynccontextmanager
async def house(folder, far, toml="", name="weir", check_end=True, cloud=True, **options):
    """A weir whose two clouds are one far end."""
    weir = Weir(folder, toml + (scripted_cloud(far) if cloud else ""), name=name, **options)
    await asyncio.to_thread(weir.start)
    try:
        yield House(weir)
    finally:
        code = await asyncio.to_thread(weir.stop)
        assert code == 0 or not check_end, f"weir ended with {code}: {weir.said()[-3000:]}"
