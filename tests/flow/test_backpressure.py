"""Clients that do not read and clients that are slow. Neither costs memory, holds an upstream, or harms anybody else.

Memory is that of the build at hand: with the sanitizers a byte costs up to twice (redzones), and freed bytes are given
back at once (a small quarantine); the release build is held to the bound itself."""

import asyncio
import re
import resource
import socket
import statistics
import time

import pytest
from far import Far
from house import SLOW, house, sanitized
from near import Near, request

PER_CLIENT = 256 * 1024 * (2 if sanitized() else 1)
LEAN = {"ASAN_OPTIONS": "quarantine_size_mb=1:malloc_context_size=0"}
UNREAD, SLOWPOKES = 100, 1000
STALL_S, HEAD_S, BODY_S = 8, 10, 20


def enough_descriptors(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count:
        pytest.skip(f"only {hard} descriptors")
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(folder, work, toml="", **options):
    async def inside():
        far = await Far().start()
        try:
            async with house(folder, far, toml=toml, env=LEAN, **options) as home:
                await work(home, far)
        finally:
            await far.stop()

    asyncio.run(inside())


async def deaf(home, data):
    """A connection that sends and never reads."""
    sock = socket.socket()
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(sock, ("127.0.0.1", home.weir.port))
    await loop.sock_sendall(sock, data)
    return sock


async def served(home, count, tag):
    """That many ordinary requests, one after the other: how many came whole, and their CPU each."""
    whole, began = 0, home.cpu()
    for i in range(count):
        near = await (await Near(home, f"{tag}{i}").open()).ask("messages", "whole")
        await near.until(b"0\r\n\r\n")
        whole += b"message_stop" in near.raw
        near.writer.transport.abort()
    return whole, (home.cpu() - began) / count


def test_clients_that_do_not_read(tmp_path):
    async def work(home, far):
        await served(home, 50, "warm")
        calm = home.rss()
        socks = [await deaf(home, request(home, "messages", "flood", f"deaf{i}")) for i in range(UNREAD)]
        before = {}

        async def held():
            nonlocal before
            now, before_ = dict(far.sent), before
            before = now
            await asyncio.sleep(0.5)
            return len(now) == UNREAD and min(now.values()) > 0 and now == before_

        await home.until(held, "every upstream is paused")
        grown = (home.rss() - calm) / UNREAD
        sent = sorted(far.sent.values())
        print(f"not reading: {grown / 1024:.0f} KiB each; upstreams paused after {sent[0]} to {sent[-1]} bytes")
        assert grown <= PER_CLIENT
        assert sent[-1] <= 2_000_000

        async def closed():
            return len(far.closed) >= UNREAD

        await home.until(closed, "every upstream is closed", 3 * STALL_S)
        waits = sorted(far.closed[i] - far.moved[i] for i in far.sent)
        print(f"closed {waits[0]:.1f} to {waits[-1]:.1f} s after the last byte")
        assert min(far.closed[i] - far.arrived[i] for i in far.sent) >= STALL_S
        assert waits[-1] <= STALL_S + 2 * SLOW
        await home.quiet()
        rows = await home.ledger(50 + UNREAD)
        for outcome in await home.outcomes(rows[:UNREAD]):
            assert outcome["end"] == "cancelled" and "answer at the client" in outcome["error.message"], outcome
        for model in (await home.control("/status"))["models"]:
            assert model["health"] in ("up", "unknown"), "the upstream is blamed for its client"
        for sock in socks:
            sock.close()

    run(tmp_path, work, f"[limits]\nwrite_stall_ms = {STALL_S * 1000}\n")


def test_an_upstream_that_says_nothing_at_length(tmp_path):
    """Pings without end, as fast as they go: weir keeps nothing of them, and does not wait for ever."""

    async def work(home, far):
        await served(home, 20, "warm")
        calm = home.rss()
        for dialect in ("messages", "chat"):
            near = await (await Near(home, f"pings-{dialect}").open()).ask(dialect, "pings")
            raw = await asyncio.wait_for(near.rest(), 20 * SLOW)
            assert b"message_stop" not in raw and b"[DONE]" not in raw
            assert b"error" in raw
        assert home.rss() - calm < 16 * 1024 * 1024

    run(tmp_path, work, "[limits]\nabsorb_ms = 0\n")


def test_an_answer_that_never_ends(tmp_path):
    """Never silent, and never done: in its headers, its body, one event, its words. All of it has a limit."""
    total_s = 2

    async def work(home, far):
        for dialect in ("messages", "chat"):
            for mode in ("headless", "bodiless", "eventless", "endless"):
                began = time.monotonic()
                near = await (await Near(home, f"{mode}-{dialect}").open()).ask(dialect, mode, stream=mode != "bodiless")
                raw = await asyncio.wait_for(near.rest(), 20 * SLOW)
                took = time.monotonic() - began
                assert total_s - 0.2 <= took <= total_s + SLOW, (mode, took)
                assert raw.startswith(b"HTTP/1.1 200" if mode == "endless" else b"HTTP/1.1 504"), (mode, raw[:200])
                assert b"error" in raw and b"message_stop" not in raw and b"[DONE]" not in raw, (mode, raw[-300:])

                async def closed(ident=near.ident):
                    return ident in far.closed

                await home.until(closed, "the upstream is closed")
        for outcome in await home.outcomes(await home.ledger(8)):
            assert outcome["end"] in ("failed", "cut") and f"{total_s} s" in outcome["error.message"], outcome

    run(tmp_path, work, f"[limits]\ntotal_ms = {total_s * 1000}\nabsorb_ms = 0\ncircuit_failures = 0\n")


class Slow:
    """One connection that sends a byte now and then; knows when it was told to go and how."""

    async def open(self, home, begin):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", home.weir.port)
        self.began = time.monotonic()
        self.writer.write(begin)
        self.task = asyncio.create_task(self.live())
        return self

    async def live(self):
        told = asyncio.create_task(self.reader.read())
        while not (await asyncio.wait([told], timeout=2))[0]:
            self.writer.write(b"a")
        self.after = time.monotonic() - self.began
        try:
            self.said = told.result()
        except ConnectionError:
            self.said = b""
        self.writer.transport.abort()


def within(name, slow, limit):
    after = sorted(s.after for s in slow)
    print(f"{len(slow)} slow {name}: closed after {after[0]:.1f} to {after[-1]:.1f} s, median {statistics.median(after):.1f}")
    assert after[0] >= limit - 1 and after[-1] <= limit + SLOW
    return [re.match(rb"HTTP/1.1 (\d+)", s.said) for s in slow]


def test_a_thousand_slow_clients_harm_nobody(tmp_path):
    enough_descriptors(SLOWPOKES + 200)

    async def work(home, _far):
        await served(home, 60, "warm")
        alone, cpu_alone = await served(home, 100, "alone")
        head = f"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{home.weir.port}\r\n".encode()
        body = head + f"Authorization: Bearer {home.weir.token}\r\nContent-Length: 100000\r\n\r\n".encode()
        heads = [await Slow().open(home, head + b"X: ") for _ in range(SLOWPOKES // 2)]
        bodies = [await Slow().open(home, body) for _ in range(SLOWPOKES // 2)]
        beside, cpu_beside = await served(home, 100, "beside")
        assert not any(s.task.done() for s in bodies), "the slow were not all there yet while others were measured"
        await asyncio.gather(*(s.task for s in heads + bodies))
        assert all(m and m.group(1) == b"408" for m in within("heads", heads, HEAD_S))
        assert all(m and m.group(1) in (b"408", b"504") for m in within("bodies", bodies, BODY_S))
        print(f"others: {alone} and {beside} of 100 whole, {cpu_alone * 1e6:.0f} and {cpu_beside * 1e6:.0f} µs each")
        assert alone == beside == 100
        assert cpu_beside <= 1.5 * cpu_alone
        await home.quiet()

    run(tmp_path, work)


def test_a_flood_of_idle_connections_locks_nobody_out(tmp_path):
    """More connections than weir holds, none of which says a word: the newcomer is served at once."""
    enough_descriptors(3000)

    async def work(home, _far):
        tool = await (await Near(home, "tool1").open()).ask("messages", "whole", keep=True)
        await tool.until(b"0\r\n\r\n")
        idlers = []
        for _ in range(2600):
            sock = socket.socket()
            sock.setblocking(False)
            await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", home.weir.port))
            idlers.append(sock)
        began = time.monotonic()
        whole, _ = await served(home, 10, "newcomer")
        took = time.monotonic() - began
        print(f"ten newcomers behind 2,600 idlers: {took * 1000:.0f} ms")
        assert whole == 10 and took < 2 * SLOW
        tool.raw = b""
        await tool.ask("messages", "whole")  # its kept connection is worth more than a stranger's
        await tool.until(b"message_stop")
        for sock in idlers:
            sock.close()

    run(tmp_path, work)
