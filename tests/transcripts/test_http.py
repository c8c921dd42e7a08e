"""Both wires and completions against the scripted cloud, streamed or not, same and crossed: what a client gets."""

import json
import re

import pytest
import sse
from bodies import completion, messages, messages_tool
from talk import (
    CLAUDE,
    CROSSED,
    GPT,
    PAIRS,
    PATHS,
    SAME,
    STOPS,
    TARGET,
    ask,
    body,
    cached_of,
    input_of,
    next_turn,
    output_of,
    truth,
    upstream_dialect,
)
from weirproc import Weir

TEXT = 'It rains – naïve ☂ answer, with "quotes", a\ttab and\na line.'
MESSAGE_FRAMES = [
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
]
pair = pytest.mark.parametrize("dialect, model", PAIRS)
streamed = pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])


def in_words_of(dialect, stop):
    return stop if dialect == "messages" else STOPS[stop]


# --- text, frames, usage, ids


@pair
@streamed
def test_text_arrives_with_its_end_usage_and_id(weir, up, dialect, model, stream):
    up.script({"text": TEXT})
    answer = ask(weir, dialect, body(dialect, model, stream=stream))
    assert answer.status == 200 and answer.whole, answer.body
    said = sse.of(dialect, stream, answer.body)
    assert (said.text, said.stop, said.error) == (TEXT, in_words_of(dialect, "end_turn"), None)
    assert said.finished
    assert (input_of(dialect, said.usage), cached_of(dialect, said.usage), output_of(dialect, said.usage)) == truth(up)
    why = weir.why(answer.id)
    assert why["decision"]["target"] == TARGET[model] and why["decision"]["by"] == "name"
    assert why["outcome"]["end"] == "complete" and why["log"]["weir.dialect"] == dialect
    assert why["log"]["gen_ai.usage.input_tokens"] == truth(up)[0] and why["log"]["weir.usage.source"] == "reported"


@pytest.mark.parametrize("model", [CLAUDE, GPT])
def test_terminal_frames_of_messages(weir, up, model):
    up.script({"text": TEXT})
    said = sse.of_messages_stream(ask(weir, "messages", body("messages", model, stream=True)).body)
    order = [name for i, name in enumerate(said.names) if name != "ping" and (i == 0 or name != said.names[i - 1])]
    assert order == MESSAGE_FRAMES
    assert said.names[-1] == "message_stop"


@pytest.mark.parametrize("model", [CLAUDE, GPT])
def test_terminal_frames_of_chat(weir, up, model):
    up.script({"text": TEXT})
    events = sse.events(ask(weir, "chat", body("chat", model, stream=True)).body)
    assert events[-1].data == "[DONE]" and all(e.data != "[DONE]" for e in events[:-1])
    chunks = [e.json() for e in events[:-1]]
    assert {c["object"] for c in chunks} == {"chat.completion.chunk"} and len({c["id"] for c in chunks}) == 1
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    finishes = [c["choices"][0]["finish_reason"] for c in chunks if c["choices"]]
    assert finishes[-1] == "stop" and set(finishes[:-1]) == {None}
    assert chunks[-1]["choices"] == [] and chunks[-1]["usage"]["completion_tokens"] > 0


@pytest.mark.parametrize("model", [CLAUDE, GPT])
def test_chat_usage_chunk_only_when_asked_for(weir, model):
    value = body("chat", model, stream=True)
    del value["stream_options"]
    events = sse.events(ask(weir, "chat", value).body)
    assert events[-1].data == "[DONE]" and not any(e.json().get("usage") for e in events[:-1])


def test_first_frame_counts_the_prompt_when_crossed(weir):
    answer = ask(weir, "messages", body("messages", GPT, "How long is this? " * 200, stream=True))
    said = sse.of_messages_stream(answer.body)
    prompt = weir.why(answer.id)["ask"]["prompt"]
    assert prompt["low"] <= input_of("messages", said.first_usage) <= prompt["high"]


@pair
@streamed
@pytest.mark.parametrize("stop", ["max_tokens", "refusal"])
def test_other_ends(weir, up, dialect, model, stream, stop):
    up.script({"text": "cut by the model", "stop": stop})
    said = sse.of(dialect, stream, ask(weir, dialect, body(dialect, model, stream=stream)).body)
    assert said.stop == in_words_of(dialect, stop) and said.finished


@pair
@streamed
def test_cached_tokens_are_told(weir, up, dialect, model, stream):
    long = "A long preamble about nothing. " * 300
    first = body(dialect, model, long, stream=stream)
    if dialect == "messages":
        first["messages"][0]["content"] = [{"type": "text", "text": long, "cache_control": {"type": "ephemeral"}}]
    said = sse.of(dialect, stream, ask(weir, dialect, first).body)
    second = next_turn(dialect, first, said, text="And?")
    answer = ask(weir, dialect, second)
    said = sse.of(dialect, stream, answer.body)
    read = truth(up)[1]
    assert cached_of(dialect, said.usage) == read and input_of(dialect, said.usage) == truth(up)[0]
    assert weir.why(answer.id)["log"]["gen_ai.usage.cache_read.input_tokens"] == read
    if upstream_dialect(model) == "chat" or dialect == "messages":
        assert read > 1024


# --- tools


@pair
@streamed
def test_parallel_tools_and_their_results(weir, up, dialect, model, stream):
    cities = ["Köln", "Bonn"]
    up.script(
        {
            "text": "Let me look.",
            "tools": [{"name": "weather", "input": {"city": c, "unit": "celsius"}} for c in cities],
        },
        {"text": "Rain in both."},
    )
    first = body(dialect, model, stream=stream, tools=True)
    said = sse.of(dialect, stream, ask(weir, dialect, first).body)
    assert [json.loads(t["arguments"])["city"] for t in said.tools] == cities and said.stop == in_words_of(
        dialect, "tool_use"
    )
    assert len({t["id"] for t in said.tools}) == 2 and all(
        re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", t["id"]) for t in said.tools
    )
    answer = ask(
        weir, dialect, next_turn(dialect, first, said, {t["id"]: "rain in " + c for t, c in zip(said.tools, cities)})
    )
    assert answer.status == 200, answer.body
    assert sse.of(dialect, stream, answer.body).text == "Rain in both."
    why = weir.why(answer.id)
    assert why["decision"]["target"] == TARGET[model] and why["log"]["weir.kind"] == "tool_result"
    sent = up.last().body.decode()
    assert "rain in Köln" in sent and "rain in Bonn" in sent


@streamed
def test_odd_call_ids_come_back_as_they_were(weir, up, stream):
    """An id that Messages clients may not hold is mapped for them, and back for the server that made it."""
    up.script(
        {"tools": [{"id": "call:weather/1", "name": "weather", "input": {"city": "Bonn", "unit": "celsius"}}]},
        {"text": "ok"},
    )
    first = body("messages", GPT, stream=stream, tools=True)
    said = sse.of("messages", stream, ask(weir, "messages", first).body)
    assert re.fullmatch(r"[a-zA-Z0-9_-]+", said.tools[0]["id"])
    assert ask(weir, "messages", next_turn("messages", first, said, {said.tools[0]["id"]: "rain"})).status == 200
    assert [m["tool_call_id"] for m in up.last().json()["messages"] if m["role"] == "tool"] == ["call:weather/1"]


@pytest.mark.parametrize("dialect, model", CROSSED)
def test_forced_tools_and_choices_cross(weir, up, dialect, model):
    forced = (
        {"type": "tool", "name": "weather"}
        if dialect == "messages"
        else {"type": "function", "function": {"name": "weather"}}
    )
    said = sse.of(dialect, False, ask(weir, dialect, body(dialect, model, tools=True, tool_choice=forced)).body)
    assert json.loads(said.tools[0]["arguments"]) == {"city": "x", "unit": "celsius"}
    none = {"type": "none"} if dialect == "messages" else "none"
    assert ask(weir, dialect, body(dialect, model, tools=True, tool_choice=none)).status == 200
    assert up.last().json()["tool_choice"] in ("none", {"type": "none"})


def test_system_and_developer_cross(weir, up):
    value = body(
        "messages", GPT, system=[{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
    )
    value["messages"] += [
        {"role": "system", "content": "Mode: plan."},
        {"role": "assistant", "content": "ok"},
        {"role": "user", "content": "go"},
    ]
    assert ask(weir, "messages", value).status == 200
    sent = up.last().json()["messages"]
    texts = [m["content"] if isinstance(m["content"], str) else m["content"][0]["text"] for m in sent]
    assert texts[0] == "Be brief." and sent[0]["role"] in ("system", "developer")
    told = next(i for i, text in enumerate(texts) if "Mode: plan." in text)  # stays where it stood
    assert "Say hello." in texts[told] + texts[told - 1] and sent[told + 1]["role"] == "assistant"
    value = body("chat", CLAUDE)
    value["messages"].insert(0, {"role": "developer", "content": "Be brief."})
    assert ask(weir, "chat", value).status == 200
    assert "Be brief." in json.dumps(up.last().json()["system"])


# --- thinking


@streamed
def test_thinking_with_its_signature_stays_whole(weir, up, stream):
    up.script({"thinking": "Let me see.", "text": "Four."}, {"text": "Six."})
    first = messages("2+2?", thinking={"type": "adaptive"}, stream=stream)
    said = sse.of("messages", stream, ask(weir, "messages", first).body)
    assert said.thinking == "Let me see." and said.signature
    follow = next_turn("messages", first, said, text="3+3?")
    follow["messages"][1]["content"].insert(
        0, {"type": "thinking", "thinking": said.thinking, "signature": said.signature}
    )
    answer = ask(weir, "messages", follow)
    assert answer.status == 200, answer.body
    assert weir.why(answer.id)["edits"] == []


def test_thinking_goes_to_no_other_maker(weir, up):
    up.script({"thinking": "Let me see.", "text": "Four."}, {"text": "Six."})
    first = messages("2+2?", thinking={"type": "adaptive"})
    said = sse.of("messages", False, ask(weir, "messages", first).body)
    follow = {**next_turn("messages", first, said, text="3+3?"), "model": GPT}
    follow["messages"][1]["content"].insert(
        0, {"type": "thinking", "thinking": said.thinking, "signature": said.signature}
    )
    answer = ask(weir, "messages", follow)
    assert answer.status == 200, answer.body
    assert b"Let me see." not in up.last().body
    assert any(v["effect"] == "redact" and v["candidate"] == TARGET[GPT] for v in weir.why(answer.id)["verdicts"])


@streamed
def test_reasoning_of_a_chat_server_is_thinking_for_a_messages_client(weir, up, stream):
    up.script({"thinking": "Hmm.", "text": "Four."})
    said = sse.of("messages", stream, ask(weir, "messages", body("messages", GPT, stream=stream)).body)
    assert (said.thinking, said.text) == ("Hmm.", "Four.")


# --- completions

BOX = """[endpoint.box]
kind = "openai"
base_url = "http://127.0.0.1:{port}"
[endpoint.box.model."qwen2.5-coder:1.5b"]
fim = true
class = "tiny"
"""


@pytest.fixture
def box(own, up):
    return own(BOX.format(port=up.ports["ollama"])).start()


@streamed
def test_completion_with_suffix(box, up, stream):
    up.script({"text": "a + b", "times": 0})
    value = completion(
        model="qwen2.5-coder:1.5b", stream=stream, **({"stream_options": {"include_usage": True}} if stream else {})
    )
    answer = box.completions(value)
    assert answer.status == 200, answer.body
    said = sse.of("completions", stream, answer.body)
    assert (said.text, said.stop, said.finished) == ("a + b", "stop", True)
    assert up.last().json()["suffix"] == value["suffix"] and up.last().json()["prompt"] == value["prompt"]
    log = box.why(answer.id)["log"]
    assert (log["weir.kind"], log["weir.dialect"], log["weir.where"]) == ("autocomplete", "completions", "here")
    assert log["gen_ai.operation.name"] == "text_completion"


def test_autocomplete_never_leaves_unasked(weir, up):
    answer = weir.completions(completion(model="weir/auto"))
    assert answer.status in (400, 403, 404, 503), answer.body
    assert "error" in answer.json() and up.record() == []
    assert weir.why(answer.id)["log"]["weir.state"] == "refused"


# --- errors and Retry-After


@pair
@streamed
@pytest.mark.parametrize(
    "status, retry", [(429, 7), (429, None), (529, 3), (500, None), (503, 5), (400, None), (401, None), (403, None)]
)
def test_an_upstreams_no_keeps_its_class_and_retry_after(weir, up, dialect, model, stream, status, retry):
    if status == 529 and model == GPT:
        pytest.skip("OpenAI has no 529")
    step = {"status": status, "message": "scripted refusal", "times": 0}
    up.script({**step, **({"retry_after": retry} if retry else {})})
    answer = ask(weir, dialect, body(dialect, model, stream=stream))
    same = dialect == upstream_dialect(model)
    assert answer.status == status or (not same and status == 529 and answer.status == 503)
    assert answer.header("retry-after") == (str(retry) if retry else answer.header("retry-after"))
    assert "scripted refusal" in answer.json()["error"]["message"]
    assert not same or answer.body == up.last().answer
    why = weir.why(answer.id)
    assert why["outcome"]["end"] in ("failed", "refused") and why["attempts"][-1]["status"] == status
    assert why["attempts"][-1]["retry_after_ms"] == (retry * 1000 if retry else None)
    up.script({"text": "well again"})
    assert ask(weir, dialect, body(dialect, model)).status == 200  # one refusal closes nothing


@pytest.mark.parametrize("dialect, model", CROSSED)
def test_overflow_in_the_words_that_make_a_client_compact(weir, up, dialect, model):
    up.config(messages_models={CLAUDE: [50, 128_000, "adaptive"]}, chat_models={GPT: [50, 128_000, True]})
    error = ask(weir, dialect, body(dialect, model, "x" * 2000)).json()["error"]
    if dialect == "messages":
        assert re.match(r"prompt is too long: \d+ tokens > 50 maximum", error["message"])
    else:
        assert error["code"] == "context_length_exceeded"


# --- models, counting, unknown names


def test_models_in_both_shapes(weir):
    as_messages = weir.ask("GET", "/v1/models?limit=1000", weir.auth(anthropic_version="2023-06-01")).json()
    as_chat = weir.ask("GET", "/v1/models").json()
    assert as_messages["has_more"] is False and all(m["type"] == "model" for m in as_messages["data"])
    assert as_chat["object"] == "list" and all(m["object"] == "model" for m in as_chat["data"])
    for page in (as_messages, as_chat):
        assert any("weir" in m["id"] and "auto" in m["id"] for m in page["data"])
    # Claude Code lists only names that hold claude or anthropic
    assert any(re.search("claude|anthropic", m["id"]) and "auto" in m["id"] for m in as_messages["data"])


def test_counting_is_the_providers_own(weir, up):
    value = {k: v for k, v in messages("How long?").items() if k != "max_tokens"}
    answer = weir.ask("POST", "/v1/messages/count_tokens", weir.auth(anthropic_version="2023-06-01"), value)
    assert answer.status == 200 and answer.body == up.record("/v1/messages/count_tokens")[-1].answer
    log = weir.why(answer.id)["log"]
    assert log["weir.kind"] == "count" and log["gen_ai.operation.name"] == "count_tokens"


@pytest.mark.parametrize("dialect", ["messages", "chat"])
def test_unknown_models_and_routes(weir, up, dialect):
    answer = ask(weir, dialect, body(dialect, "no-such-model"))
    assert answer.status == 404 and "no-such-model" in answer.json()["error"]["message"]
    assert weir.why(answer.id)["log"]["weir.state"] == "refused"
    answer = weir.ask(
        "POST", "/v1/nothing", weir.auth(**({"anthropic_version": "2023-06-01"} if dialect == "messages" else {})), {}
    )
    assert answer.status == 404 and "error" in answer.json() and weir.why(answer.id)
    assert up.record() == []


@pytest.mark.parametrize("path", ["/messages", "/v1/messages", "/v1/v1/messages"])
def test_bases_with_and_without_version(weir, path):
    assert weir.ask("POST", path, weir.auth(anthropic_version="2023-06-01"), messages()).status == 200


@pytest.mark.parametrize("version", ["2023-06-01", "2026-10-21"])
def test_the_clients_api_version_is_kept(weir, up, version):
    assert weir.ask("POST", "/v1/messages", weir.auth(anthropic_version=version), messages()).status == 200
    assert up.last().header("anthropic-version") == version


# --- policy on the wire


def test_local_only_workspace_is_told_in_the_clients_dialect(own, up, tmp_path):
    vault = tmp_path / "vault"
    (vault / ".git").mkdir(parents=True)
    weir: Weir = own(f'[workspace."{vault}"]\nlocal_only = true\n').start()
    value = messages(
        tools=[messages_tool("Read")],
        messages=[
            {"role": "user", "content": "fix it"},
            {"role": "system", "content": f"# Environment\n - Primary working directory: {vault}"},
        ],
    )
    head = {
        "user_agent": "claude-cli/2.1.330 (external, cli)",
        "x_app": "cli",
        "x_claude_code_session_id": "5f2e0000-0000-4000-8000-000000000000",
    }
    answer = weir.messages(value, **head)
    assert answer.status == 403 and answer.json()["error"]["type"] == "permission_error"
    assert str(vault) in answer.json()["error"]["message"] and up.record() == []
    why = weir.why(answer.id)
    assert why["log"]["weir.workspace"] == str(vault) and why["outcome"]["end"] == "refused"
    assert {v["effect"] for v in why["verdicts"] if v["rule"] == "local_only"} == {"deny"}


def test_answers_split_into_bytes_are_the_same(weir, up):
    for dialect, model in PAIRS:
        up.script(
            {"text": TEXT, "tools": [{"name": "weather", "input": {"city": "Köln", "unit": "celsius"}}], "split": 1}
        )
        said = sse.of(dialect, True, ask(weir, dialect, body(dialect, model, stream=True, tools=True)).body)
        assert said.text == TEXT and json.loads(said.tools[0]["arguments"])["city"] == "Köln" and said.finished


def test_tls_upstream_with_its_own_authority(own, tmp_path, up):
    from certs import make
    from upstreamproc import Upstream
    from weirproc import scripted_cloud

    cert, key = make(str(tmp_path))
    secure = Upstream(cert=cert, key=key)
    try:
        assert own(scripted_cloud(secure), cloud=False).start().messages(messages()).status == 200
        distrusting = own(scripted_cloud(secure).replace(f'ca_file = "{cert}"\n', ""), cloud=False).start()
        refused = distrusting.messages(messages())
        assert refused.status >= 500 and "error" in refused.json()
        assert len(secure.record()) == 1
    finally:
        secure.close()


def test_all_answers_so_far_are_in_the_log(weir):
    lines = weir.log("--limit", "1000")
    assert lines and all(line["schema"] == "weir.log/1" for line in lines)
    assert not [line for line in lines if line["weir.state"] == "unsettled"]
    assert {line["weir.dialect"] for line in lines} >= {"messages", "chat"}
    assert PATHS and SAME  # both wires were really used
