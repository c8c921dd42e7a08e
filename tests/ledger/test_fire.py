"""The ledger when its disk is full or its file is held by somebody else: what stays here goes on, what costs or leaves
is refused in the client's own dialect, weir says so, and when it can write again nothing is missing."""

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import threading

import pytest
from ledgerfile import opened, rows
from talk import BOX, CLAUDE, GPT, HERE, ask, body
from wait import wait_for
from weirproc import BIN

CLOUD = [(d, m, s) for d, m in (("messages", CLAUDE), ("chat", GPT), ("messages", GPT)) for s in (False, True)]


def with_box(own, up, **options):
    return own(BOX.format(up.ports["ollama"]), **options).start()


def went_up(up):
    """Requests at the provider that are the cloud, not the box."""
    return [e for e in up.record() if e.connection["listener"] == "provider"]


def writable(weir):
    return weir.cli_json("status")["ledger"]["writable"]


def served_here(weir):
    answers = [ask(weir, d, body(d, HERE, stream=s)) for d in ("messages", "chat") for s in (False, True)]
    assert all(a.status == 200 and a.whole for a in answers), [(a.status, a.body[:200]) for a in answers]
    return [a.id for a in answers]


def refused(weir, up, shapes=CLOUD):
    """Each is refused as its client reads it, and nothing went up."""
    before, ids = len(went_up(up)), []
    for dialect, model, stream in shapes:
        answer = ask(weir, dialect, body(dialect, model, stream=stream))
        error = answer.json()["error"]
        assert answer.status in (503, 529) and "the ledger cannot be written" in error["message"], answer.raw
        assert answer.json().get("type") == "error" if dialect == "messages" else "code" in error or "type" in error
        ids.append(answer.id)
    assert len(went_up(up)) == before
    return ids


class Full:
    """No file of that process may grow beyond half of what the ledger's journal has: a full disk, as it sees it."""

    def __init__(self, weir):
        self.pid = weir.process.pid
        self.room = os.path.getsize(weir.ledger + "-wal") // 2

    def __enter__(self):
        self.before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (self.room, resource.RLIM_INFINITY))

    def __exit__(self, *_):
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, self.before)


def test_a_full_disk_stops_what_costs_and_nothing_else(own, up):
    weir = with_box(own, up)
    for _ in range(4):
        served_here(weir)  # so that the journal is the largest file
    up.script({"match": {"contains": "slowly"}, "text": "one two three four five six", "slow_ms": 400})
    slow = {}
    thread = threading.Thread(
        target=lambda: slow.update(a=ask(weir, "messages", body("messages", CLAUDE, "slowly", stream=True)))
    )
    thread.start()
    up.wait_received(1)
    wait_for(lambda: went_up(up), "the slow request at the provider")
    with Full(weir):
        here = served_here(weir)
        refused_ids = refused(weir, up)
        thread.join(60)
        assert slow["a"].whole and slow["a"].status == 200
        status = weir.cli_json("status")["ledger"]
        assert status["writable"] is False and status["waiting"] > len(here) and weir.ledger in status["problem"]
        text = weir.cli("status").stdout
        assert "cannot be written, so nothing leaves this machine" in text and status["help"] in text
        assert weir.ledger in weir.said() and weir.alive()
        assert {line["weir.id"] for line in weir.log("--unsettled")} >= {slow["a"].id}  # it can still be read
    wait_for(lambda: writable(weir), "the ledger to be written again", 20)
    assert "can be written again" in weir.said()
    states = {r["id"]: (r["state"], r["reserved"]) for r in rows(weir.ledger)}
    assert [states[i] for i in here] == [("settled", None)] * len(here)
    assert [states[i] for i in refused_ids] == [("refused", None)] * len(refused_ids)
    assert states[slow["a"].id][0] == "settled"
    assert weir.cli_json("status")["today"]["reserved_microusd"] == 0
    assert ask(weir, "chat", body("chat", GPT)).status == 200
    assert weir.stop() == 0
    assert rows(weir.ledger, "state = 'unsettled'") == []


def test_a_full_disk_keeps_a_fallback_here(own, up):
    """Left to itself weir takes the model on this machine and, when that fails, the cloud: not without an intent."""
    weir = with_box(own, up)
    for _ in range(4):
        served_here(weir)
    up.script({"match": {"model": HERE}, "status": 500, "times": 0}, {"text": "from far away", "times": 0})
    value = body("chat", "weir/auto")
    assert ask(weir, "chat", value).status == 200 and len(went_up(up)) == 1  # the plan does leave the machine
    with Full(weir):
        answer = ask(weir, "chat", value)
        assert answer.status >= 500 and "error" in answer.json() and len(went_up(up)) == 1
        assert [e.json()["model"] for e in up.record()][-1] == HERE  # it was tried here


def test_a_disk_that_is_really_full(own, up, tmp_path):
    """A file system of 2 MB that something else has filled."""
    home = tmp_path / "weir0" / "state"
    probe = ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    if not shutil.which("unshare") or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here; the limit on file sizes stands for it")
    weir = own(BOX.format(up.ports["ollama"]))
    os.makedirs(home, mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "none", home], check=True)
    try:
        weir.start()
        served_here(weir)
        assert ask(weir, "chat", body("chat", GPT)).status == 200
        ballast = home / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        # The journal has room of its own for some rows more, then it has not.
        wait_for(lambda: ask(weir, "messages", body("messages", CLAUDE)).status != 200, "a first refusal", 60)
        refused_ids, here = refused(weir, up), served_here(weir)
        os.unlink(ballast)
        wait_for(lambda: writable(weir), "the ledger to be written again", 20)
        states = {r["id"]: r["state"] for r in rows(weir.ledger)}
        assert {states[i] for i in refused_ids} == {"refused"} and {states[i] for i in here} == {"settled"}
        assert weir.stop() == 0
    finally:
        weir.stop()
        subprocess.run(["umount", home], check=True)


def test_a_file_that_another_process_holds(own, up):
    weir = with_box(own, up)
    assert ask(weir, "chat", body("chat", GPT)).status == 200
    with opened(weir.ledger) as other:
        other.execute("BEGIN IMMEDIATE")
        ids = refused(weir, up, CLOUD[:2])
        status = weir.cli_json("status")["ledger"]
        assert status["writable"] is False and "another process holds it" in status["help"]
        ids += served_here(weir)[:1]
        other.execute("ROLLBACK")
    wait_for(lambda: writable(weir), "the ledger to be written again", 20)
    assert {r["id"] for r in rows(weir.ledger)} >= set(ids)
    assert ask(weir, "chat", body("chat", GPT)).status == 200


def start_fails(weir):
    with pytest.raises(AssertionError, match="did not start"):
        weir.start()
    assert weir.stop() not in (0, None)
    return re.sub(r"\s+", " ", weir.said())


def test_a_start_that_cannot_have_the_file_says_who_has_it(own, up):
    weir = own().start()
    up_again = [BIN, "up", "--foreground", "--port", "0"]
    second = subprocess.run(up_again, env=weir.env, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1 and f"pid {weir.process.pid}" in second.stderr and "weir stop" in second.stderr
    weir.stop()
    with sqlite3.connect(weir.ledger, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        said = start_fails(weir)
        assert "another process holds it" in said and weir.ledger in said
        other.execute("ROLLBACK")
    other.close()
    weir.start()


def test_a_newer_ledger_is_left_alone(own, up):
    weir = own().start()
    answer = ask(weir, "chat", body("chat", GPT))
    weir.stop()
    with opened(weir.ledger) as base:
        base.execute("PRAGMA user_version = 99")
    before = rows(weir.ledger)
    said = start_fails(weir)
    assert "newer weir (schema 99" in said and "run that newer weir" in said and weir.ledger in said
    assert rows(weir.ledger) == before and before[0]["id"] == answer.id
