"""Chat requests that the provider refuses."""

import pytest
from bodies import chat, chat_head, messages_head, messages_tool
from rawhttp import ask

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


# --- chat

CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
U, A = {"role": "user", "content": "a"}, {"role": "assistant", "content": None, "tool_calls": [CALL]}
T = {"role": "tool", "tool_call_id": "call_1", "content": "rain"}
REFUSED_CHAT = {
    "no messages": ({"model": "gpt-5.4"}, "messages"),
    "tool message alone": (chat(messages=[U, T]), "must be a response to a preceding message"),
    "call not answered": (chat(messages=[U, A, U]), "did not have response messages: call_1"),
    "call not answered at the end": (chat(messages=[U, A]), "did not have response messages"),
    "unknown role": (chat(messages=[{"role": "robot", "content": "a"}]), "robot"),
    "unknown field": (chat(top_k=3), "Unrecognized request argument supplied: top_k"),
    "messages' tool": (chat(tools=[messages_tool()]), "tools[0]"),
    "max_tokens as text": (chat(model="gpt-4.1-mini", max_tokens="9"), "max_tokens"),
    "max_tokens of a reasoning model": (chat(max_tokens=9), "max_completion_tokens"),
    "temperature of a reasoning model": (chat(temperature=0.2), "temperature"),
    "long call id": (
        chat(messages=[U, {**A, "tool_calls": [{**CALL, "id": "c" * 41}]}, {**T, "tool_call_id": "c" * 41}]),
        "string too long",
    ),
    "arguments as object": (
        chat(messages=[U, {**A, "tool_calls": [{**CALL, "function": {"name": "weather", "arguments": {}}}]}, T]),
        "arguments",
    ),
    "null content": (chat(messages=[{"role": "user", "content": None}]), "content"),
    "part of the other dialect": (
        chat(messages=[{"role": "user", "content": [{"type": "image", "source": {}}]}]),
        "content[0].type",
    ),
    "thinking field": (
        chat(messages=[U, {"role": "assistant", "content": "b", "reasoning_content": "t"}, U]),
        "reasoning_content",
    ),
    "usage without a stream": (chat(stream_options={"include_usage": True}), "stream_options"),
}


@pytest.mark.parametrize("case", REFUSED_CHAT)
def test_chat_refuses(up, case):
    body, said = REFUSED_CHAT[case]
    answer = post(up, body, C)
    assert answer.status == 400, answer.body
    assert said in answer.json()["error"]["message"] and answer.json()["error"]["type"] == "invalid_request_error"


def test_chat_keys_models_window(up):
    assert ask(up.port, "POST", C, chat_head("no"), chat()).json()["error"]["code"] == "invalid_api_key"
    assert post(up, chat(model="gpt-2"), C).json()["error"]["code"] == "model_not_found"
    up.config(chat_models={"gpt-5.4": [100, 100, True]})
    assert post(up, chat("x" * 800), C).json()["error"]["code"] == "context_length_exceeded"
    assert post(up, chat(messages=[U, A, T]), C).status == 200
