"""Faults of the upstream: a cut answer never looks finished, a tool call is whole or absent, silence is kept alive,
and a client that leaves is heard."""

import json

import pytest
import rawhttp
import sse
from talk import CLAUDE, GPT, PAIRS, PATHS, ask, body, upstream_dialect
from wait import wait_for
from weirproc import is_settled

LONG = "one two three four five six seven eight nine ten " * 6
pair = pytest.mark.parametrize("dialect, model", PAIRS)


def looks_finished(dialect, stream, answer):
    """Would a client of this dialect take the answer for a whole one?"""
    if answer.status != 200 or not answer.whole:
        return False
    said = sse.of(dialect, stream, answer.body)
    return said.error is None and (said.finished or said.stop is not None)


def told(dialect, stream, answer):
    """Is the client told that it is not whole: by status, by an error in-band, or by a broken transfer?"""
    if answer.status >= 400:
        return "error" in answer.json()
    return not answer.whole or sse.of(dialect, stream, answer.body).error is not None


CUTS = {
    "before the head": {"cut": {"after_bytes": 0, "how": "reset"}},
    "reset": {"cut": {"after_bytes": 900, "how": "reset"}},
    "eof": {"cut": {"after_bytes": 900, "how": "eof"}},
    "proper end of HTTP": {"cut": {"after_bytes": 900, "how": "end"}},
    "eof without length": {"framing": "close", "cut": {"after_bytes": 900, "how": "eof"}},
    "between events": {"cut": {"after_events": 6, "how": "end"}},
    "error event first": {"error_event": {"after_events": 0, "type": "overloaded_error", "message": "busy"}},
    "error event after the start": {"error_event": {"after_events": 2, "type": "overloaded_error", "message": "busy"}},
    "error event in the middle": {"error_event": {"after_events": 8, "type": "overloaded_error", "message": "busy"}},
    "malformed event": {
        "malformed": {"after_events": 5, "raw": 'event: content_block_delta\ndata: {"type":"content_b\n\n'}
    },
}


@pair
@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_stream_never_looks_finished(weir, up, dialect, model, cut):
    up.script({"text": LONG, **CUTS[cut], "times": 0})
    answer = ask(weir, dialect, body(dialect, model, stream=True))
    assert not looks_finished(dialect, True, answer), answer.body[-400:]
    assert told(dialect, True, answer), (answer.ended, answer.body[-400:])
    outcome = weir.why(answer.id)["outcome"]
    assert outcome["end"] in ("cut", "failed")
    up.script({"text": "well again"})
    assert ask(weir, dialect, body(dialect, model)).status == 200  # a cut closes nothing for the next one


END_MARKS = {"messages": 'event: message_stop\ndata: {"type":"message_stop"}\n\n', "chat": "data: [DONE]\n\n"}


@pair
@pytest.mark.parametrize("what", ["alone", "then more", "at once"])
def test_an_end_mark_without_a_reason_to_stop_is_a_cut(weir, up, dialect, model, what):
    """Gateways and servers put it behind whatever they have. Clients take such an answer for a whole one."""
    step = {"malformed": {"after_events": 1 if what == "at once" else 5, "raw": END_MARKS[upstream_dialect(model)]}}
    if what == "alone":
        step["cut"] = {"after_events": 6, "how": "end"}
    up.script({"text": LONG, **step, "times": 0})
    answer = ask(weir, dialect, body(dialect, model, stream=True))
    assert not looks_finished(dialect, True, answer) and told(dialect, True, answer), answer.body[-400:]
    assert weir.why(answer.id)["outcome"]["end"] in ("cut", "failed")


@pytest.mark.parametrize("dialect, model", [("messages", CLAUDE), ("chat", GPT)])
def test_what_happens_behind_the_last_event_takes_nothing_away(weir, up, dialect, model):
    """The answer was whole; its connection breaks only then. No error is put behind its end."""
    whole = ask(weir, dialect, body(dialect, model, stream=True))
    events = whole.body.count(b"\n\n")
    up.script({"cut": {"after_events": events, "how": "reset"}})
    answer = ask(weir, dialect, body(dialect, model, stream=True))
    assert looks_finished(dialect, True, answer), answer.body[-300:]
    assert answer.body.count(b"\n\n") == events
    assert weir.why(answer.id)["outcome"]["end"] == "complete"


@pair
@pytest.mark.parametrize(
    "cut",
    [
        c
        for c in CUTS
        if c not in ("malformed event", "between events", "error event after the start", "error event in the middle")
    ],
)
def test_a_cut_whole_answer_is_an_error(weir, up, dialect, model, cut):
    step = json.loads(json.dumps(CUTS[cut]))
    if "cut" in step:
        step["cut"]["after_bytes"] = min(step["cut"]["after_bytes"], 120)
        step["framing"] = {"proper end of HTTP": "chunked"}.get(cut, step.get("framing", "length"))
    up.script({"text": LONG, **step, "times": 0})
    answer = ask(weir, dialect, body(dialect, model))
    assert not looks_finished(dialect, False, answer) and told(dialect, False, answer), (
        answer.status,
        answer.body[-300:],
    )
    assert weir.why(answer.id)["outcome"]["end"] in ("cut", "failed")


@pair
def test_an_error_before_anything_is_an_http_error(weir, up, dialect, model):
    """Nothing has been said yet: the client's own retry needs a status, not a stream."""
    up.script(
        {"error_event": {"after_events": 1, "type": "overloaded_error", "message": "busy"}, "text": LONG, "times": 0}
    )
    answer = ask(weir, dialect, body(dialect, model, stream=True))
    assert answer.status >= 500 or answer.status == 429, answer.status
    assert "busy" in answer.json()["error"]["message"]


TOOL = {
    "text": "I look.",
    "tools": [{"name": "weather", "input": {"city": "Köln an der schönen Ruhr", "unit": "celsius"}}],
}


@pair
@pytest.mark.parametrize("how", ["reset", "end"])
def test_a_tool_call_is_whole_or_absent(weir, up, dialect, model, how):
    up.script(TOOL)
    whole = ask(weir, dialect, body(dialect, model, stream=True, tools=True))
    assert len(sse.of(dialect, True, whole.body).tools) == 1
    events = sse.events(up.last().answer)
    inside = [i for i, e in enumerate(events) if "partial_json" in e.data or '"arguments"' in e.data]
    for at in (inside[0], inside[1], inside[-1]):
        up.script({**TOOL, "cut": {"after_events": at, "how": how}, "times": 0})
        answer = ask(weir, dialect, body(dialect, model, stream=True, tools=True))
        said = sse.of(dialect, True, answer.body)
        assert said.text == "I look." and said.tools == [] and told(dialect, True, answer), (at, answer.body[-500:])
        assert not looks_finished(dialect, True, answer)


@pair
def test_arguments_that_are_no_json_are_no_call(weir, up, dialect, model):
    up.script({"text": "I look.", "tools": [{"name": "weather", "arguments": '{"city":"Kö'}], "times": 0})
    answer = ask(weir, dialect, body(dialect, model, stream=True, tools=True))
    assert sse.of(dialect, True, answer.body).tools == [] and told(dialect, True, answer)


# --- silence


@pytest.fixture(scope="module")
def patient(provider, tmp_path_factory):
    """A weir whose waits are short, so that a test need not wait long."""
    from weirproc import Weir, scripted_cloud

    limits = "[limits]\nkeepalive_after_ms = 200\nfirst_byte_ms = 3000\nbetween_events_ms = 1500\n"
    with Weir(tmp_path_factory.mktemp("patient"), limits + scripted_cloud(provider)) as weir:
        yield weir


@pair
@pytest.mark.parametrize(
    "pace",
    [{"first_ms": 900}, {"delay_ms": 900}, {"first_ms": 300, "slow_ms": 350}],
    ids=["after the head", "before the head", "between events"],
)
def test_a_silent_stream_is_kept_alive(patient, up, dialect, model, pace):
    up.script({"text": "slow but sure", **pace})
    answer = ask(patient, dialect, body(dialect, model, stream=True))
    said = sse.of(dialect, True, answer.body)
    assert (said.text, said.finished) == ("slow but sure", True)
    first = answer.times[0][0]
    kept = [data for at, data in answer.times if b"slow" not in data and at - first < 5]
    assert any(b": " in data or b":\n" in data or b"ping" in data for data in kept), answer.raw[:600]


@pair
def test_silence_without_end_is_told(patient, up, dialect, model):
    up.script({"text": LONG, "cut": {"after_events": 6, "how": "silence"}, "times": 0})
    answer = ask(patient, dialect, body(dialect, model, stream=True))
    assert told(dialect, True, answer) and not looks_finished(dialect, True, answer)
    why = patient.why(answer.id)
    assert why["log"]["error.type"] in ("timeout", "cut") and why["outcome"]["end"] == "cut"
    wait_for(
        lambda: up.last().connection["eof_at"] or up.last().connection["closed_at"], "the close at the silent upstream"
    )


@pair
def test_silence_before_the_first_byte_is_a_timeout(patient, up, dialect, model):
    up.script({"text": LONG, "delay_ms": 20_000, "times": 0})
    answer = ask(patient, dialect, body(dialect, model))
    assert answer.status == 504 and "error" in answer.json()


# --- a client that leaves


@pair
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_leaving_reaches_the_upstream(weir, up, dialect, model, stream):
    up.script({"text": LONG, "delay_ms": 0 if stream else 30_000, "slow_ms": 400, "times": 0})
    value = body(dialect, model, stream=stream)
    connection = rawhttp.Connection(weir.port)
    head = weir.auth(anthropic_version="2023-06-01")
    connection.send(rawhttp.request_bytes("POST", PATHS[dialect], head, value, f"127.0.0.1:{weir.port}"))
    up.wait_received(1)
    if stream:
        assert connection.head() and connection.until_body_has(b"one")
    connection.close()
    entry = wait_for(lambda: (e := up.last()).connection["eof_at"] and e, "the close at the upstream", 5)
    assert entry.finished_at is None
    line = wait_for(lambda: is_settled(line := weir.log("--limit", "1")[0]) and line, "the settlement")
    assert weir.why(line["weir.id"])["outcome"]["end"] == "cancelled"


# --- fallback along the plan


def test_no_fallback_for_a_named_model(weir, up):
    """Named is named: another model's answer would be a lie."""
    up.script({"match": {"model": CLAUDE}, "status": 500, "times": 0}, {"text": "not me", "times": 0})
    answer = ask(weir, "messages", body("messages", CLAUDE))
    assert answer.status == 500
    assert {e.json()["model"] for e in up.record()} == {CLAUDE} and GPT not in str(weir.why(answer.id)["attempts"])
