"""Messages requests that the provider refuses, and those of real clients that it takes."""

import pytest
from bodies import chat_head, chat_tool, messages, messages_head, messages_tool
from rawhttp import ask
from upstreamproc import ANTHROPIC_KEY, LOGIN

M, C = "/v1/messages", "/v1/chat/completions"
USE = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "rain"}


def turns(*contents):
    return [{"role": "user" if i % 2 == 0 else "assistant", "content": c} for i, c in enumerate(contents)]


def post(up, body, path=M, head=None):
    return ask(
        up.port,
        "POST",
        path,
        messages_head() if head is None and path != C and path != "/v1/completions" else head or chat_head(),
        body,
    )


# --- Messages: what is refused, and how it is said

REFUSED_MESSAGES = {
    "no max_tokens": ({"model": "claude-sonnet-5", "messages": turns("a")}, "max_tokens: Field required"),
    "max_tokens as text": (messages(max_tokens="9"), "max_tokens"),
    "max_tokens beyond the model": (messages(max_tokens=10_000_000), "max_tokens"),
    "unknown field": (messages(frequency_penalty=1), "frequency_penalty: Extra inputs are not permitted"),
    "field of a beta without it": (messages(context_management={"edits": []}), "context_management: Extra inputs"),
    "first turn by assistant": (messages(messages=turns("a", "b", "c")[1:]), "first message"),
    "prefill": (messages(messages=turns("a", "b")), "prefill"),
    "unknown role": (messages(messages=[{"role": "tool", "content": "a"}]), "messages.0.role"),
    "system first inside": (messages(messages=[{"role": "system", "content": "s"}] + turns("a")), "messages.0"),
    "no messages": (messages(messages=[]), "at least one message"),
    "empty content": (messages(messages=turns("")), "non-empty"),
    "blank text": (messages(messages=turns([{"type": "text", "text": " "}])), "non-whitespace"),
    "unknown block field": (
        messages(messages=turns([{"type": "text", "text": "a", "id": "1"}])),
        "messages.0.content.0.text.id",
    ),
    "bad tool id": (
        messages(messages=turns("a", [{**USE, "id": "call:1"}], [{**RESULT, "tool_use_id": "call:1"}])),
        "pattern",
    ),
    "call without result": (messages(messages=turns("a", [USE], "b")), "without `tool_result`"),
    "result without call": (messages(messages=turns("a", "b", [RESULT])), "unexpected `tool_use_id`"),
    "result after text": (
        messages(messages=turns("a", [USE], [{"type": "text", "text": "b"}, RESULT])),
        "must come first",
    ),
    "same id twice": (messages(messages=turns("a", [USE], [RESULT], [USE], [RESULT])), "unique"),
    "two results for a call": (messages(messages=turns("a", [USE], [RESULT, RESULT])), "single result"),
    "unsigned thinking": (
        messages(
            messages=turns(
                "a", [{"type": "thinking", "thinking": "t", "signature": ""}, {"type": "text", "text": "b"}], "c"
            )
        ),
        "Invalid `signature`",
    ),
    "thinking budget too large": (messages(thinking={"type": "enabled", "budget_tokens": 2048}), "budget_tokens"),
    "temperature with thinking": (messages(thinking={"type": "adaptive"}, temperature=0), "temperature"),
    "forced tool unknown": (messages(tools=[messages_tool()], tool_choice={"type": "tool", "name": "no"}), "not found"),
    "tool without schema": (messages(tools=[{"name": "a"}]), "input_schema"),
    "tools of one name": (messages(tools=[messages_tool(), messages_tool()]), "unique"),
    "tool of the other dialect": (messages(tools=[chat_tool()]), "tools.0"),
    "five breakpoints": (
        messages(system=[{"type": "text", "text": "s", "cache_control": {"type": "ephemeral"}}] * 5),
        "at most 4",
    ),
    "prompt beyond the window": (messages("x" * 900_000, model="claude-sonnet-4-5"), "prompt is too long: "),
    "stream as text": (messages(stream="yes"), "stream"),
}


@pytest.mark.parametrize("case", REFUSED_MESSAGES)
def test_messages_refuses(up, case):
    body, said = REFUSED_MESSAGES[case]
    answer = post(up, body)
    assert answer.status == 400, answer.body
    error = answer.json()
    assert error["type"] == "error" and error["error"]["type"] == "invalid_request_error"
    assert said in error["error"]["message"]
    assert answer.header("request-id") == error["request_id"]


@pytest.mark.parametrize(
    "head, status, kind",
    [
        ({"anthropic-version": "2023-06-01"}, 401, "authentication_error"),
        (messages_head("sk-ant-wrong"), 401, "authentication_error"),
        ({"x-api-key": ANTHROPIC_KEY}, 400, "invalid_request_error"),
        ({"x-api-key": ANTHROPIC_KEY, "anthropic-version": "2024-01-01"}, 400, "invalid_request_error"),
        ({"x-api-key": ANTHROPIC_KEY, "anthropic-version": "2026-10-21"}, 200, None),
        (messages_head(anthropic_beta="made-up-2026-01-01"), 400, "invalid_request_error"),
        ({"authorization": f"Bearer {LOGIN}", "anthropic-version": "2023-06-01"}, 401, "authentication_error"),
        (
            {
                "authorization": f"Bearer {LOGIN}",
                "anthropic-version": "2023-06-01",
                "anthropic-beta": "oauth-2025-04-20",
            },
            200,
            None,
        ),
        ({"authorization": f"Bearer {ANTHROPIC_KEY}", "anthropic-version": "2023-06-01"}, 200, None),
    ],
)
def test_messages_keys_version_betas(up, head, status, kind):
    answer = ask(up.port, "POST", M, head, messages())
    assert answer.status == status
    assert kind is None or answer.json()["error"]["type"] == kind


def test_messages_too_large_unknown_model_bad_json(up):
    up.config(max_body=1000)
    assert (post(up, messages("x" * 2000)).status, post(up, messages(model="claude-2")).json()["error"]["type"]) == (
        413,
        "not_found_error",
    )
    for raw in (b"{", b"\xff\xfe{}", b"[" * 900 + b"]" * 10, b"[]"):
        assert ask(up.port, "POST", M, messages_head(), raw).status == 400


def test_accepts_what_real_clients_do(up):
    body = messages(
        system=[{"type": "text", "text": "s", "cache_control": {"type": "ephemeral"}}],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "a"}]},
            {"role": "system", "content": "mode"},
            {"role": "assistant", "content": [USE]},
            {"role": "user", "content": [RESULT, {"type": "text", "text": "b"}]},
        ],
        tools=[
            {**messages_tool(), "defer_loading": True},
            {"type": "web_search_20250305", "name": "web_search", "max_uses": 3},
        ],
        context_management={"edits": []},
        metadata={"user_id": "u"},
    )
    assert (
        post(
            up, body, head=messages_head(anthropic_beta="context-management-2025-06-27,advanced-tool-use-2025-11-20")
        ).status
        == 200
    )


def test_signatures_are_bound_to_model_conversation_and_text(up):
    up.script({"thinking": "Let me see.", "text": "Four.", "times": 0})
    content = post(up, messages("2+2?", thinking={"type": "adaptive"})).json()["content"]
    follow = turns("2+2?", content, "and 3+3?")
    assert post(up, messages(messages=follow)).status == 200
    assert post(up, messages(model="claude-opus-5-5", messages=follow)).status == 400
    assert post(up, messages(messages=turns("other", content, "and 3+3?"))).status == 400
    changed = [{**content[0], "thinking": "Let me guess."}, content[1]]
    assert post(up, messages(messages=turns("2+2?", changed, "and 3+3?"))).status == 400
    assert post(up, messages(messages=turns("2+2?", content[1:], "and 3+3?"))).status == 200  # dropping is allowed


def test_thinking_first_in_a_tool_loop_with_a_budget(up):
    body = messages(
        model="claude-sonnet-4-5",
        max_tokens=4096,
        thinking={"type": "enabled", "budget_tokens": 1024},
        messages=turns("a", [USE], [RESULT]),
    )
    assert "must start with a thinking block" in post(up, body).json()["error"]["message"]
