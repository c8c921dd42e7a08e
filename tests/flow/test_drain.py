"""weir is asked to go while two hundred streams run: none is cut within the limit, beyond it each is told in its own
dialect, a second signal is heard at once, and a successor on the same port is there before a client has given up."""

import asyncio
import json
import signal
import socket
import sqlite3
import time

import sse
from far import Far
from house import SLOW, House, house
from near import MODEL, Near
from weirproc import Weir, scripted_cloud

STREAMS = 200
PAIRS = [(client, upstream) for client in MODEL for upstream in MODEL]


async def streams(home, mode, count):
    """That many streams, of both wires, same and crossed."""

    async def one(number):
        client, upstream = PAIRS[number % len(PAIRS)]
        near = await Near(home, f"{mode}{number}").open()
        near.dialect = client
        return await near.ask(client, mode, model=MODEL[upstream])

    return await asyncio.gather(*(one(i) for i in range(count)))


async def begun(nears):
    await asyncio.gather(*(near.until(b"one") for near in nears))
    return nears


def said(near):
    """(HTTP ended properly, what the answer says)."""
    head, _, body = near.raw.partition(b"\r\n\r\n")
    if b"chunked" not in head.lower():
        return True, None
    out, at = b"", 0
    while at < len(body):
        end = body.index(b"\r\n", at)
        size = int(body[at:end], 16)
        if size == 0:
            return True, sse.of(near.dialect, True, out)
        out, at = out + body[end + 2 : end + 2 + size], end + 4 + size
    return False, sse.of(near.dialect, True, out)


def told_honestly(near):
    """What is wrong with a stream that weir ended; nothing when all is right."""
    whole, answer = said(near)
    if answer.finished or (answer.stop and not answer.error):
        return "looks finished"
    if not whole or not answer.error:
        return f"was not told: {near.raw[-300:]}"
    expected = {"messages": "overloaded_error", "chat": "server_error"}[near.dialect]
    if answer.error["type"] != expected or "stopped" not in answer.error["message"]:
        return f"{answer.error}"
    return None


def refuses(port):
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) != 0


async def ended(home, seconds):
    """When the process was gone, in seconds from now."""
    process, began = home.weir.process, time.monotonic()

    async def over():
        return process.poll() is not None

    await home.until(over, "weir ends", seconds)
    return time.monotonic() - began


def settled(weir, all_states=("settled",)):
    """How the exchanges ended, from the ledger's file: the weir may be gone."""
    db = sqlite3.connect(f"file:{weir.ledger}?mode=ro", uri=True)
    rows = db.execute("SELECT state, outcome FROM exchanges").fetchall()
    db.close()
    assert {state for state, _ in rows} <= set(all_states), {state for state, _ in rows}
    return [json.loads(outcome)["end"] for _, outcome in rows]


def run(folder, work, toml="", **far_options):
    async def inside():
        far = await Far(**far_options).start()
        try:
            async with house(folder, far, toml=toml) as home:
                await work(home, far)
        finally:
            await far.stop()

    asyncio.run(inside())


def test_two_hundred_streams_finish(tmp_path):
    async def work(home, _far):
        nears = await begun(await streams(home, "drip", STREAMS))
        port = home.weir.port
        home.weir.process.send_signal(signal.SIGTERM)

        async def closed():
            return refuses(port)

        await home.until(closed, "nobody new is taken")
        running = (await home.control("/status"))["counters"]["running"]
        assert running > STREAMS // 2, f"only {running} still ran: the test came too late"
        await asyncio.gather(*(near.rest() for near in nears))
        late = await ended(home, 10)
        for near in nears:
            whole, answer = said(near)
            assert whole and answer.finished and not answer.error, near.raw[-300:]
        print(f"{STREAMS} streams, {running} of them after SIGTERM: 0 cut; gone {late:.2f} s after the last")
        assert settled(home.weir) == ["complete"] * STREAMS

    run(tmp_path, work, drip_s=0.25 * SLOW, drips=16)


def test_beyond_the_limit_they_are_told(tmp_path):
    async def work(home, far):
        nears = await begun(await streams(home, "begin", 40))
        silent = await streams(home, "mute", 8)
        stuck = await Near(home, "stuck").open()
        stuck.writer.transport.pause_reading()
        await stuck.ask("messages", "flood")

        async def floods():
            return far.sent.get("stuck")

        await home.until(floods, "the one that does not read is answered")
        home.weir.process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        await asyncio.gather(*(near.rest() for near in nears + silent))
        told = time.monotonic() - began
        late = await ended(home, 10)
        wrong = [w for near in nears if (w := told_honestly(near))]
        assert not wrong, wrong[:3]
        for near in silent:
            head, _, body = near.raw.partition(b"\r\n\r\n")
            assert head.split(b" ")[1] in (b"503", b"529") and b"retry-after: 1" in head.lower(), near.raw
            assert "stopped" in json.loads(body)["error"]["message"]
        print(f"told {told:.2f} s after SIGTERM, gone {late:.2f} s later, one client that does not read included")
        assert 1 <= told <= 1 + SLOW
        assert late <= 1 + SLOW
        ends = settled(home.weir, ("settled", "failed"))
        assert [ends.count(e) for e in ("cut", "failed")] == [40, 8] and len(ends) == 49, ends
        assert not far.open or all(i in far.closed for i in far.asked)

    run(tmp_path, work, "[limits]\ndrain_ms = 1000\n")


def test_a_second_signal_is_heard_at_once(tmp_path):
    async def work(home, _far):
        nears = await begun(await streams(home, "begin", 20))
        port = home.weir.port
        home.weir.process.send_signal(signal.SIGTERM)

        async def closed():
            return refuses(port)

        await home.until(closed, "it stops accepting")
        assert home.weir.process.poll() is None
        home.weir.process.send_signal(signal.SIGTERM)
        late = await ended(home, 5)
        await asyncio.gather(*(near.rest() for near in nears))
        wrong = [w for near in nears if (w := told_honestly(near))]
        assert not wrong, wrong[:3]
        print(f"gone {late:.2f} s after the second signal")
        assert late < 1.5 * SLOW

    run(tmp_path, work)


class Retrying:
    """A tool as they are: a request after the other, a connection error is tried again after half a second."""

    def __init__(self, home, name):
        self.home, self.name, self.worst, self.whole = home, name, 0, 0

    async def one(self, ident):
        errors = 0
        while True:
            try:
                near = await (await Near(self.home, ident).open()).ask("messages", "whole")
                await near.rest()
                near.writer.transport.abort()
                if b"message_stop" in near.raw:
                    return errors
            except OSError:
                pass
            errors += 1
            assert errors < 20, "nobody is there any more"
            await asyncio.sleep(0.5 * SLOW)

    async def work(self, until):
        while not until.is_set():
            self.worst = max(self.worst, await self.one(f"{self.name}-{self.whole}"))
            self.whole += 1
            await asyncio.sleep(0.02 * SLOW)


def test_a_successor_on_the_same_port(tmp_path):
    """Started while the first still finishes its streams: clients that retry see one connection error at most."""

    async def inside():
        far = await Far(drip_s=0.25 * SLOW, drips=16).start()
        toml = scripted_cloud(far)
        first = await asyncio.to_thread(Weir(tmp_path, toml).start)
        second = Weir(tmp_path, toml, args=["--port", str(first.port)])
        home, over = House(first), asyncio.Event()
        try:
            nears = await begun(await streams(home, "drip", STREAMS))
            tools = [Retrying(home, f"tool{i}") for i in range(10)]
            tasks = [asyncio.create_task(tool.work(over)) for tool in tools]
            await asyncio.sleep(0)
            first.process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            await asyncio.to_thread(second.start, 40)
            ready, before = time.monotonic() - began, [tool.whole for tool in tools]
            await asyncio.gather(*(near.rest() for near in nears))

            async def all_served():
                return all(tool.whole > count for tool, count in zip(tools, before))

            await home.until(all_served, "the successor serves every tool")
            over.set()
            await asyncio.gather(*tasks)
            worst = max(tool.worst for tool in tools)
            cut = sum(not (said(near)[0] and said(near)[1].finished) for near in nears)
            print(f"successor ready after {ready:.2f} s; {cut} of {STREAMS} streams cut; at most {worst} errors a request")
            assert cut == 0 and worst <= 1
            assert first.stop() == 0, first.said()[-3000:]
        finally:
            over.set()
            await asyncio.to_thread(first.stop)
            code = await asyncio.to_thread(second.stop)
            await far.stop()
        assert code == 0, second.said()[-3000:]
        assert settled(second).count("complete") >= STREAMS

    asyncio.run(inside())
