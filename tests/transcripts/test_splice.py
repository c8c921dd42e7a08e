"""Same dialect: the client's bytes with why's edits are what goes up, and what comes down is what the provider sent."""

import json

import pytest
import sse
from bodies import chat, messages
from talk import CLAUDE, GPT, ask, next_turn
from weirproc import applied, scripted_cloud

MESSAGES_RAW = (
    b'{ "messages" : [ {"content":"na\\u00efve \xe2\x98\x82 \\ud83d\\ude00 \\/ text", "role":"user"} ],\r\n\t"max_tokens"  :  64 ,'
    b'"model":"%s" , "temperature": 1.0e0,"stop_sequences":["\\u0000END"],"metadata":{"user_id":"{\\"a\\":1}"} }\n'
)
CHAT_RAW = (
    b'\n{"model" : "%s","messages":[{"role":"developer","content":"x"},{"role":"user","content":[{"type":"text","text":"\\u00e4 \xe2\x98\x82"}]}],'
    b'"logit_bias":{ "50256" : -100 },  "seed":9007199254740991 }'
)
ALIASES = '[endpoint.anthropic.model."claude-sonnet-5"]\naliases = ["sonnet-of-mine"]\n[endpoint.openai.model."gpt-5.4"]\naliases = ["gpt-of-mine"]\n'
STRANGE = {
    "events": [
        {"after_events": 2, "event": "weather_report", "data": {"type": "weather_report", "deep": {"a": [1, None]}}}
    ],
    "fields": {"safeguard_results": [{"type": "dangerous_tool_use", "status": {"type": "available", "tool_uses": {}}}]},
}


@pytest.fixture(scope="module")
def running(provider, tmp_path_factory):
    from weirproc import Weir

    with Weir(tmp_path_factory.mktemp("weir"), scripted_cloud(provider, extra=ALIASES)) as weir:
        yield weir


def raw_ask(weir, dialect, raw, **headers):
    return weir.messages(raw, **headers) if dialect == "messages" else weir.chat(raw, **headers)


def check(weir, up, raw, answer, edits):
    assert answer.status == 200, answer.body
    why = weir.why(answer.id)
    assert len(why["edits"]) == edits, why["edits"]
    assert applied(raw, why["edits"]) == up.last().body
    assert why["log"]["weir.bytes_out"] == len(up.last().body)
    return why


@pytest.mark.parametrize("dialect, raw, model", [("messages", MESSAGES_RAW, CLAUDE), ("chat", CHAT_RAW, GPT)])
def test_nothing_to_change_changes_nothing(weir, up, dialect, raw, model):
    raw %= model.encode()
    check(weir, up, raw, raw_ask(weir, dialect, raw), 0)
    assert up.last().body == raw


@pytest.mark.parametrize(
    "dialect, raw, alias, model",
    [("messages", MESSAGES_RAW, b"sonnet-of-mine", CLAUDE), ("chat", CHAT_RAW, b"gpt-of-mine", GPT)],
)
def test_an_alias_is_one_edit(weir, up, dialect, raw, alias, model):
    raw %= alias
    why = check(weir, up, raw, raw_ask(weir, dialect, raw), 1)
    assert why["edits"][0]["bytes"].strip('"') == model and why["edits"][0]["reason"] == "model"
    assert up.last().json()["model"] == model


@pytest.mark.parametrize("first", [True, False], ids=["thinking first", "thinking alone between text"])
def test_foreign_thinking_is_dropped_and_the_model_set(weir, up, first):
    """Two edits or more: thinking that Opus signed may not go to Sonnet, which would refuse the session for ever."""
    up.script(
        {
            "blocks": (
                [{"thinking": "Hm."}, {"text": "Four."}]
                if first
                else [{"text": "Well."}, {"thinking": "Hm."}, {"text": "Four."}]
            )
        },
        {"text": "Six."},
    )
    opening = messages("2+2?", model="claude-opus-5-5", thinking={"type": "adaptive"})
    content = ask(weir, "messages", opening).json()["content"]
    follow = {
        **opening,
        "model": "sonnet-of-mine",
        "messages": opening["messages"]
        + [{"role": "assistant", "content": content}, {"role": "user", "content": "3+3?"}],
    }
    raw = json.dumps(follow, ensure_ascii=False).encode()
    why = check(weir, up, raw, weir.messages(raw), 2)
    assert "opus" in " ".join(e["reason"] for e in why["edits"])
    sent = up.last().json()["messages"][1]["content"]
    assert [b["type"] for b in sent] == [b["type"] for b in content if b["type"] != "thinking"]


def test_own_thinking_stays_while_foreign_goes(weir, up):
    up.script(
        {"thinking": "Opus thinks.", "text": "Four."},
        {"thinking": "Sonnet thinks.", "text": "Six."},
        {"text": "Eight."},
    )
    value = messages("2+2?", model="claude-opus-5-5", thinking={"type": "adaptive"})
    for model, text in (("claude-sonnet-5", "3+3?"), ("claude-sonnet-5", "4+4?")):
        content = ask(weir, "messages", value).json()["content"]
        value = {
            **value,
            "model": model,
            "messages": value["messages"]
            + [{"role": "assistant", "content": content}, {"role": "user", "content": text}],
        }
    raw = json.dumps(value).encode()
    check(weir, up, raw, weir.messages(raw), 1)
    assert b"Sonnet thinks." in up.last().body and b"Opus thinks." not in up.last().body


def test_headers_travel_without_our_token(weir, up):
    head = {
        "anthropic_beta": "context-management-2025-06-27,interleaved-thinking-2025-05-14",
        "user_agent": "claude-cli/2.1.330 (external, cli)",
        "x_stainless_lang": "js",
        "x_stainless_timeout": "600",
        "anthropic_dangerous_direct_browser_access": "true",
        "x_app": "cli",
        "accept": "application/json",
    }
    raw = MESSAGES_RAW % CLAUDE.encode()
    answer = weir.ask("POST", "/v1/messages?beta=true", weir.auth(anthropic_version="2023-06-01", **head), raw)
    check(weir, up, raw, answer, 0)
    entry = up.last()
    for name, value in head.items():
        assert entry.header(name.replace("_", "-")) == value, name
    assert entry.target == "/v1/messages?beta=true" and entry.header("content-type") == "application/json"
    assert weir.token.encode() not in entry.head and entry.header("x-api-key").startswith("sk-ant-api03-")
    assert not [n for n, _ in entry.headers if n.lower() in ("x-weir-id", "forwarded", "via", "x-forwarded-for")]


@pytest.mark.parametrize("dialect, model", [("messages", CLAUDE), ("chat", GPT)])
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize("split", [0, 1, 17])
def test_the_answer_comes_down_as_it_was_sent(weir, up, dialect, model, stream, split):
    up.script(
        {
            "thinking": "Hm ☂.",
            "text": "Four – naïve.",
            "tools": [{"name": "weather", "input": {"city": "Köln"}}],
            **STRANGE,
            "split": split,
        }
    )
    value = messages(model=model, stream=stream) if dialect == "messages" else chat(model=model, stream=stream)
    answer = ask(weir, dialect, value)
    entry = up.last()
    assert answer.body == entry.answer and answer.whole
    assert b"safeguard_results" in answer.body and (not stream or b"weather_report" in answer.body)
    sent = dict(line.split(": ", 1) for line in entry.answer_head.decode("latin-1").split("\r\n")[1:] if line)
    for name in (
        "request-id",
        "x-request-id",
        "anthropic-ratelimit-requests-remaining",
        "x-ratelimit-remaining-requests",
        "content-type",
    ):
        assert answer.header(name) == sent.get(name), name
    assert sse.of(dialect, stream, answer.body).finished


def test_refusals_come_down_as_they_were_sent(weir, up):
    up.script({"status": 400, "message": "scripted: no", "headers": {"x-should-retry": "false"}})
    answer = ask(weir, "messages", messages())
    assert (answer.status, answer.body, answer.header("x-should-retry")) == (400, up.last().answer, "false")


def test_a_second_turn_is_byte_stable(weir, up):
    """What went up in turn one is a prefix of what goes up in turn two: the provider's cache hits."""
    first = messages("hello", model="sonnet-of-mine")
    said = sse.of("messages", False, ask(weir, "messages", first).body)
    before = up.last().body
    assert ask(weir, "messages", next_turn("messages", first, said, text="more")).status == 200
    assert up.last().body.startswith(before[: before.rindex(b"]")])
