"""Before the client has seen anything: what is busy is waited for within a bound, Retry-After is honoured or passed
on, a client that leaves is no failure of the upstream, and an upstream that fails again and again is left alone."""

import time

import rawhttp
import sse
from talk import CLAUDE, GPT, PATHS, ask, body
from wait import wait_for
from weirproc import is_settled


def attempts(weir, answer):
    return [(a["status"], a["error.type"]) for a in weir.why(answer.id)["attempts"]]


def test_a_short_retry_after_is_waited_for(own, up):
    weir = own().start()
    up.script({"status": 429, "retry_after": 1}, {"text": "now"})
    began = time.monotonic()
    answer = ask(weir, "messages", body("messages", CLAUDE))
    assert answer.status == 200 and sse.of("messages", False, answer.body).text == "now"
    assert time.monotonic() - began >= 1.0, "sooner than the upstream asked"
    assert attempts(weir, answer) == [(429, "rate_limited"), (200, None)]


def test_a_long_retry_after_is_the_clients(own, up):
    """Claude Code and Codex wait by the header; weir must not sit on the request, nor lose the header."""
    weir = own().start()
    up.script({"status": 429, "retry_after": 60, "times": 0})
    began = time.monotonic()
    for dialect, model in (("messages", CLAUDE), ("messages", GPT), ("chat", GPT), ("chat", CLAUDE)):
        answer = ask(weir, dialect, body(dialect, model))
        assert (answer.status, answer.header("retry-after")) == (429, "60"), (dialect, model)
        assert len(attempts(weir, answer)) == 1
    assert time.monotonic() - began < 30


def test_an_overload_that_passes_is_not_seen(own, up):
    weir = own().start()
    up.script({"status": 529}, {"status": 500}, {"text": "well"})
    answer = ask(weir, "messages", body("messages", CLAUDE, stream=True))
    assert sse.of("messages", True, answer.body).text == "well"
    assert [status for status, _ in attempts(weir, answer)] == [529, 500, 200]


def test_an_overload_that_stays_is_told_after_three_tries(own, up):
    weir = own().start()
    up.script({"status": 529, "times": 0})
    answer = ask(weir, "messages", body("messages", CLAUDE))
    assert answer.status == 529 and len(up.record()) == 3


def test_a_request_that_is_wrong_goes_up_once(own, up):
    weir = own().start()
    for status in (400, 401, 403, 404, 413):
        up.reset()
        up.script({"status": status, "times": 0})
        answer = ask(weir, "messages", body("messages", CLAUDE))
        assert answer.status == status and len(up.record()) == 1, status


def test_with_absorb_off_nothing_is_waited_for(own, up):
    weir = own("[limits]\nabsorb_ms = 0\n").start()
    up.script({"status": 529, "times": 0})
    assert ask(weir, "messages", body("messages", CLAUDE)).status == 529
    assert len(up.record()) == 1


def models(weir):
    return {m["id"]: m for m in weir.cli_json("status")["models"]}


def test_an_upstream_that_fails_is_left_alone_and_tried_again(own, up):
    weir = own("[limits]\nabsorb_ms = 0\n").start()
    up.script({"status": 500, "times": 5}, {"text": "well again", "times": 0})
    for _ in range(5):
        assert ask(weir, "messages", body("messages", CLAUDE)).status == 500
    closed = ask(weir, "messages", body("messages", CLAUDE))
    assert closed.status == 503 and len(up.record()) == 5, "the sixth must not reach it"
    assert 1 <= int(closed.header("retry-after")) <= 5
    assert models(weir)[CLAUDE + "@anthropic"]["health"] == "cooling"
    assert "5 failures" in models(weir)[CLAUDE + "@anthropic"]["health_reason"]
    # Another model of the same provider is not blamed.
    assert ask(weir, "messages", body("messages", "claude-haiku-5-5")).status == 200
    well = wait_for(
        lambda: (a := ask(weir, "messages", body("messages", CLAUDE))).status == 200 and a, "the half-open probe", 20
    )
    assert "well again" in well.body.decode()
    assert models(weir)[CLAUDE + "@anthropic"]["health"] != "cooling"


def test_clients_that_leave_are_no_failure(own, up):
    """Six aborts in a row lock every user of another gateway out for half a minute."""
    weir = own("[limits]\nabsorb_ms = 0\n").start()
    up.script({"text": "late", "delay_ms": 30_000, "times": 8}, {"text": "here", "times": 0})
    for i in range(8):
        connection = rawhttp.Connection(weir.port)
        head = weir.auth(anthropic_version="2023-06-01")
        value = body("messages", CLAUDE)
        connection.send(rawhttp.request_bytes("POST", PATHS["messages"], head, value, f"127.0.0.1:{weir.port}"))
        up.wait_received(i + 1)
        connection.close()
        wait_for(lambda: is_settled(weir.log("--limit", "1")[0]), "the settlement")
    assert ask(weir, "messages", body("messages", CLAUDE)).status == 200


def test_a_cut_in_the_middle_closes_nothing(own, up):
    weir = own().start()
    up.script({"text": "one two three four five six " * 20, "cut": {"after_events": 8, "how": "reset"}, "times": 8})
    for _ in range(8):
        ask(weir, "messages", body("messages", CLAUDE, stream=True))
    up.script({"text": "well"})
    assert ask(weir, "messages", body("messages", CLAUDE)).status == 200
