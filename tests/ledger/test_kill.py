"""weir is killed, again and again, in the middle of its work. What a client was told an id of is in the ledger once;
what an upstream saw was in the ledger before; what has no end is listed; nothing is reserved for the dead."""

import json
import os
import random
import re
import signal

from bodies import messages
from ledgerfile import rows
from load import Load
from wait import wait_for

ROUNDS = 20
FOUND = re.compile(r"(\d+) requests? of an earlier weir never ended")
MARK = re.compile(rb"mark-\d{6}")


def killed_by_upstream(weir, up, after):
    """The provider kills weir in the moment in which it has read the n-th request: between a byte up and all else."""
    up.script(
        {"match": {"nth": after}, "kill": weir.process.pid},
        {"text": "one two three four five", "slow_ms": 3, "times": 0},
    )
    return Load(weir)


def killed_by_us(weir, up, after):
    """When so many answers have begun, most of them in the middle of their stream."""
    up.script({"text": "one two three four five six seven eight", "slow_ms": 10, "times": 0})

    def enough(load):
        if len(load.seen) >= after and not load.over.is_set():
            load.over.set()
            os.kill(weir.process.pid, signal.SIGKILL)

    return Load(weir, enough=enough)


def test_twenty_kills_lose_and_double_nothing(own, up):
    weir, chance = own(), random.Random(4517)
    seen, whole, attempts, found = {}, set(), [], []
    for number in range(ROUNDS):
        unsettled = rows(weir.ledger, "state = 'unsettled' AND outcome IS NULL") if number else []
        weir.start()
        said = FOUND.findall(weir.said())[len(found) :]
        assert [int(n) for n in said] == ([len(unsettled)] if unsettled else [])
        found += [int(n) for n in said]
        load = (killed_by_upstream, killed_by_us)[number % 2](weir, up, chance.randint(5, 25))
        wait_for(lambda: weir.process.poll() is not None, "weir's end", 60)
        load.join()
        assert weir.stop() == -signal.SIGKILL
        seen.update(load.seen)
        whole |= load.whole
        attempts += [(MARK.search(e.body)[0].decode(), e.at["wall"] * 1000) for e in up.record()]
        up.reset()

    kept = rows(weir.ledger)
    by_mark = {}
    for row in kept:
        by_mark.setdefault(json.loads(row["ask"])["agent"], []).append(row)
    assert all(ids for ids in seen.values()) and len(set(seen.values())) == len(seen)
    for mark, ident in seen.items():
        assert [r["id"] for r in by_mark.get(mark, [])] == [ident], (mark, ident)
    for mark, at in attempts:
        mine = by_mark.get(mark, [])
        assert len(mine) == 1 and mine[0]["wall_ms"] <= at + 1, f"an attempt without an intent: {mark}"
    assert len({r["id"] for r in kept}) == len(kept) and [r["id"] for r in kept] == sorted(r["id"] for r in kept)

    with weir:
        lost = rows(weir.ledger, "state = 'unsettled'")
        listed = weir.log("--unsettled", "--limit", "100000")
        assert sorted(line["weir.id"] for line in listed) == [r["id"] for r in lost]
        assert len(lost) >= ROUNDS and sum(int(n) for n in FOUND.findall(weir.said())) == len(lost)
        shown = weir.cli_json("why", lost[0]["id"])
        assert shown["outcome"]["end"] == "lost" and shown["log"]["weir.attempts"] is None
        text = weir.cli("why", lost[0]["id"]).stdout
        assert "weir itself ended before this request did" in text, text
        status = weir.cli_json("status")
        assert status["today"]["reserved_microusd"] == 0
        assert status["today"]["unknown_microusd"] == sum(r["reserved"] or 0 for r in lost)
        assert f"{status['ledger']['lost']} request" in weir.cli("status").stdout
        up.script({"text": "well again"})
        assert weir.messages(messages()).status == 200
        assert weir.cli_json("status")["today"]["reserved_microusd"] == 0
    print(
        f"{ROUNDS} kills: {len(kept)} intents, {len(seen)} ids at clients, {len(whole)} whole answers, "
        f"{len(attempts)} attempts at the upstream, {len(lost)} without an end; 0 lost, 0 doubled"
    )
