"""Fifty clients, each with one request after the other: whole answers, upstreams that break in each way they can, clients
that leave at each stage. What weir holds is sampled every two seconds and averaged by the half minute; the slope is a
least squares line over these means, warm-up left out, with its 95 % interval."""

import argparse
import asyncio
import json
import math
import os
import random
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(HERE, "..", "tests")
sys.path[:0] = [os.path.join(TESTS, name) for name in ("flow", "lib", "cuts", "upstream", "transcripts")]

from far import Far  # noqa: E402
from house import house  # noqa: E402
from near import MODEL, Near  # noqa: E402

# mode of the far end, what the near end does, weight
PLAYS = [
    ("whole", "reads", 30),
    ("drip", "reads", 15),
    ("reset", "reads", 8),
    ("eof", "reads", 8),
    ("broken", "reads", 8),
    ("error", "reads", 4),
    ("busy", "leaves", 3),
    ("begin", "leaves", 8),
    ("mute", "leaves", 6),
    ("half", "leaves", 4),
    ("flood", "leaves", 3),
    ("pings", "reads", 1),
    ("", "half a body", 2),
]
SAMPLE_S, BLOCK_S = 2.0, 30.0


async def play(home, ident, mode, does, chance):
    near = await Near(home, ident).open()
    try:
        client = chance.choice(list(MODEL))
        if not mode:
            near.writer.write(
                f"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{home.weir.port}\r\n"
                f"Authorization: Bearer {home.weir.token}\r\nContent-Length: 100000\r\n\r\n{{".encode()
            )
            await asyncio.sleep(chance.uniform(0.01, 0.5))
            return
        stream = mode != "half" and chance.random() < 0.8
        await near.ask(client, mode, model=MODEL[chance.choice(list(MODEL))], stream=stream or mode not in ("mute", "half"))
        if does == "reads":
            await asyncio.wait_for(near.rest(), 60)
        else:
            await asyncio.sleep(chance.uniform(0.05, 1.5))
    finally:
        near.leave(chance.choice(["closes", "resets"]))


async def client(home, number, until, seed, counts):
    chance = random.Random(f"{seed} {number}")
    modes = [(m, d) for m, d, _ in PLAYS]
    weights = [w for _, _, w in PLAYS]
    turn = 0
    while time.monotonic() < until:
        mode, does = chance.choices(modes, weights)[0]
        turn += 1
        try:
            await play(home, f"s{number}-{turn}", mode, does, chance)
            counts[mode or does] = counts.get(mode or does, 0) + 1
        except OSError:  # the upstream or weir broke it off: that is what is played
            counts["broken off"] = counts.get("broken off", 0) + 1
        await asyncio.sleep(chance.uniform(0.02, 0.2))


async def watch(home, far, until, samples):
    while time.monotonic() < until:
        samples.append((time.monotonic(), home.rss() / 1e6, home.descriptors(), home.cpu()))
        for book in (far.arrived, far.closed, far.sent, far.moved, far.asked):  # this process must not grow either
            book.clear()
        await asyncio.sleep(SAMPLE_S)


def blocks(samples, column):
    """Means of half minutes: neighbouring samples say the same thing, and an interval over them would flatter."""
    begin, sums = samples[0][0], {}
    for sample in samples:
        sums.setdefault(int((sample[0] - begin) / BLOCK_S), []).append(sample)
    whole = [part for part in sums.values() if len(part) > 0.3 * BLOCK_S / SAMPLE_S]
    return [(sum(s[0] for s in p) / len(p) / 3600, sum(s[column] for s in p) / len(p)) for p in whole]


def slope(points):
    """(per hour, half width of the 95 % interval) of a least squares line."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    sxx = sum((x - mx) ** 2 for x, _ in points)
    b = sum((x - mx) * (y - my) for x, y in points) / sxx
    rest = sum((y - my - b * (x - mx)) ** 2 for x, y in points)
    t = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 8: 2.31, 10: 2.23, 15: 2.13, 20: 2.09, 30: 2.04}
    factor = next((v for k, v in sorted(t.items(), reverse=True) if n - 2 >= k), 12.71)
    return b, factor * math.sqrt(rest / (n - 2) / sxx)


async def soak(options):
    far = await Far(drip_s=0.1, drips=20).start()
    samples, counts = [], {}
    with tempfile.TemporaryDirectory() as folder:
        async with house(folder, far) as home:
            at_rest = (home.rss() / 1e6, home.descriptors())
            until = time.monotonic() + options.minutes * 60
            clients = [client(home, i, until, options.seed, counts) for i in range(options.streams)]
            await asyncio.gather(watch(home, far, until, samples), *clients)
            await home.quiet(30)
            await asyncio.sleep(35)  # kept upstream connections go after 30 s
            after = (home.rss() / 1e6, home.descriptors())
            bugs = (await home.control("/status"))["counters"]["bugs"]
            ledger = os.path.getsize(home.weir.ledger) / 1e6
    await far.stop()
    warm = [s for s in samples if s[0] - samples[0][0] >= min(180, options.minutes * 60 / 4)]
    rss, files = blocks(warm, 1), blocks(warm, 2)
    assert len(rss) >= 3, "too short for a slope: at least three half minutes behind the warm-up"
    return {
        "minutes": options.minutes,
        "streams": options.streams,
        "requests": sum(counts.values()),
        "plays": counts,
        "rss_mb": {"at_rest": at_rest[0], "mean": sum(y for _, y in rss) / len(rss), "after": after[0]},
        "rss_slope_mb_per_hour": slope(rss),
        "descriptors": {"at_rest": at_rest[1], "mean": sum(y for _, y in files) / len(files), "after": after[1]},
        "descriptor_slope_per_hour": slope(files),
        "cpu_us_per_request": 1e6 * (samples[-1][3] - samples[0][3]) / max(1, sum(counts.values())),
        "ledger_mb": ledger,
        "bugs": bugs,
        "half_minutes": [[round((x - rss[0][0]) * 3600), round(y, 2)] for x, y in rss],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    got = asyncio.run(soak(parser.parse_args()))
    if "--json" in sys.argv:
        return print(json.dumps(got))
    memory, files = got["rss_mb"], got["descriptors"]
    print(f"{got['requests']} requests in {got['minutes']:g} minutes, {got['streams']} at once: {got['plays']}")
    print(f"memory       {memory['at_rest']:.1f} MB at rest, {memory['mean']:.1f} under load, {memory['after']:.1f} after")
    print("             slope {:+.2f} ± {:.2f} MB an hour".format(*got["rss_slope_mb_per_hour"]))
    print(f"descriptors  {files['at_rest']} at rest, {files['mean']:.0f} under load, {files['after']} after")
    print("             slope {:+.1f} ± {:.1f} an hour".format(*got["descriptor_slope_per_hour"]))
    print(f"CPU          {got['cpu_us_per_request']:.0f} µs a request; ledger {got['ledger_mb']:.1f} MB; bugs {got['bugs']}")


if __name__ == "__main__":
    main()
