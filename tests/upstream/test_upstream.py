"""The scripted provider is faithful to its script and exact in its record and its counts."""

import json
import os

import pytest
import sse
from bodies import chat, chat_head, chat_tool, completion, messages, messages_head, messages_tool
from rawhttp import Connection, ask, request_bytes
from upstreamproc import Upstream
from wait import wait_for

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


# --- answers

BLOCKS = {
    "thinking": "Let me see, let me see.",
    "text": "It rains – naïve ☂ answer.",
    "tools": [{"name": "weather", "input": {"city": "Köln"}}, {"name": "weather", "input": {"city": "Bonn"}}],
}


@pytest.mark.parametrize("path", [M, C])
@pytest.mark.parametrize("stream", [True, False])
def test_both_forms_say_the_same(up, path, stream):
    up.script({**BLOCKS, "times": 0})
    body = (
        messages("?", tools=[messages_tool()], stream=stream)
        if path == M
        else chat(
            "?", tools=[chat_tool()], stream=stream, **({"stream_options": {"include_usage": True}} if stream else {})
        )
    )
    answer = post(up, body, path)
    said = sse.of("messages" if path == M else "chat", stream, answer.body)
    assert (said.text, said.thinking) == (BLOCKS["text"], BLOCKS["thinking"])
    assert [json.loads(t["arguments"]) for t in said.tools] == [{"city": "Köln"}, {"city": "Bonn"}]
    assert said.finished and said.stop == ("tool_use" if path == M else "tool_calls")
    assert len({t["id"] for t in said.tools}) == 2
    spoken = (
        BLOCKS["text"]
        + BLOCKS["thinking"]
        + "".join(
            "weather" + json.dumps({"city": c}, ensure_ascii=False, separators=(",", ":")) for c in ("Köln", "Bonn")
        )
    )
    assert said.usage["output_tokens" if path == M else "completion_tokens"] == -(-len(spoken.encode()) // 4)
    assert answer.body == up.last().answer


def test_usage_follows_the_rule_and_the_cache(up):
    marked = [{"type": "text", "text": "s" * 400, "cache_control": {"type": "ephemeral"}}]
    first = post(up, messages("hello", system=marked)).json()["usage"]
    second = post(up, messages("hello again", system=marked)).json()["usage"]
    system = -(-len(json.dumps({"type": "text", "text": "s" * 400}, separators=(",", ":"))) // 4)
    turn = -(
        -len(json.dumps({"role": "user", "content": [{"type": "text", "text": "hello"}]}, separators=(",", ":"))) // 4
    )
    assert (first["cache_creation_input_tokens"], first["cache_read_input_tokens"], first["input_tokens"]) == (
        system,
        0,
        turn,
    )
    assert (second["cache_creation_input_tokens"], second["cache_read_input_tokens"]) == (0, system)
    counted = post(
        up, {k: v for k, v in messages("hello", system=marked).items() if k != "max_tokens"}, M + "/count_tokens"
    ).json()
    assert counted == {"input_tokens": system + turn}


def test_default_plan_is_a_tool_round_trip(up):
    tool = messages_tool(
        "Read", {"type": "object", "properties": {"file_path": {"type": "string"}}, "required": ["file_path"]}
    )
    asked = [
        {"type": "text", "text": " - Primary working directory: /repo/x\n"},
        {"type": "text", "text": "read hello.txt and tell me the word"},
    ]
    call = post(up, messages(messages=turns(asked), tools=[tool])).json()["content"][0]
    assert (call["name"], call["input"]) == ("Read", {"file_path": "/repo/x/hello.txt"})
    result = {"type": "tool_result", "tool_use_id": call["id"], "content": "wonderful"}
    final = post(up, messages(messages=turns(asked, [call], [result]), tools=[tool])).json()
    assert "wonderful" in final["content"][0]["text"] and final["stop_reason"] == "end_turn"


def test_forced_tools_and_schemas_get_instances(up):
    got = post(up, messages(tools=[messages_tool()], tool_choice={"type": "any"})).json()["content"][0]["input"]
    assert got == {"city": "x", "unit": "celsius"}
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    title = post(up, messages(output_config={"format": {"type": "json_schema", "schema": schema}})).json()["content"][
        0
    ]["text"]
    assert json.loads(title) == {"title": "x"}


def test_completions(up):
    up.script({"text": "a + b", "times": 0})
    whole = post(up, completion(), "/v1/completions").json()
    assert whole["choices"][0]["text"] == "a + b" and whole["object"] == "text_completion"
    said = sse.of_chat_stream(post(up, completion(stream=True), "/v1/completions").body)
    assert said.text == "a + b" and said.finished and said.stop == "stop"


# --- scripts and faults


@pytest.mark.parametrize("path", [M, C])
@pytest.mark.parametrize("status, retry", [(429, 7), (429, None), (500, None), (529, 3)])
def test_statuses(up, path, status, retry):
    up.script({"status": status, **({"retry_after": retry} if retry else {})})
    answer = post(up, messages() if path == M else chat(), path)
    assert answer.status == status and answer.header("retry-after") == (str(retry) if retry else None)
    assert "error" in answer.json()
    assert post(up, messages() if path == M else chat(), path).status == 200  # the script is used up


@pytest.mark.parametrize(
    "how, ended, whole", [("reset", "reset", False), ("eof", "eof", False), ("end", "complete", True)]
)
@pytest.mark.parametrize("path", [M, C])
def test_cuts(up, path, how, ended, whole):
    up.script({"text": "a long text that is cut somewhere", "cut": {"after_bytes": 700, "how": how}})
    answer = post(up, messages(stream=True) if path == M else chat(stream=True), path)
    assert (answer.ended, answer.whole, len(answer.body)) == (ended, whole, 700)
    assert not sse.of("messages" if path == M else "chat", True, answer.body).finished
    assert up.last().finished_at is None


def test_cut_after_events_without_length_looks_like_an_end(up):
    up.script({"text": "abc", "framing": "close", "cut": {"after_events": 3, "how": "eof"}})
    answer = post(up, messages(stream=True))
    assert answer.whole and [e.name for e in sse.events(answer.body)] == [
        "message_start",
        "content_block_start",
        "content_block_delta",
    ]


def test_silence_ends_when_the_client_goes_and_the_time_is_known(up):
    up.script({"text": "abc", "cut": {"after_events": 2, "how": "silence"}})
    with Connection(up.port) as connection:
        connection.send(request_bytes("POST", M, messages_head(), messages(stream=True)))
        connection.head()
        assert connection.until_body_has(b"content_block_start")
    seen = wait_for(lambda: (e := up.last()).connection["eof_at"] and e, "the close at the provider")
    assert seen.finished_at is None and seen.connection["eof_at"]["mono"] >= seen.answered_at["mono"]


def test_strange_events_errors_and_fields(up):
    up.script(
        {
            "text": "abc",
            "events": [{"after_events": 1, "event": "weather_report", "data": {"type": "weather_report"}}],
            "fields": {"safeguard_results": [{"a": 1}]},
        },
        {"text": "abc", "error_event": {"after_events": 3, "type": "overloaded_error"}},
        {"text": "abc", "malformed": {"after_events": 2}},
    )
    strange = sse.events(post(up, messages(stream=True)).body)
    assert strange[1].name == "weather_report"
    assert next(e for e in strange if e.name == "message_delta").json()["delta"]["safeguard_results"] == [{"a": 1}]
    said = sse.of_messages_stream(post(up, messages(stream=True)).body)
    assert said.error["type"] == "overloaded_error" and not said.finished
    with pytest.raises(ValueError):
        sse.of_messages_stream(post(up, messages(stream=True)).body)


def test_steps_are_chosen_by_what_the_request_is(up):
    up.script(
        {"match": {"model": "claude-haiku*"}, "text": "small", "times": 0},
        {"match": {"has_tools": True}, "text": "tools"},
        {"match": {"nth": 4}, "text": "fourth"},
        {"match": {"path": M + "/count_tokens"}, "status": 500},
        {"text": "any", "times": 0},
    )
    texts = [
        post(up, body).json()["content"][0]["text"]
        for body in (
            messages(),
            messages(tools=[messages_tool()]),
            messages(model="claude-haiku-5-5"),
            messages(),
            messages(),
        )
    ]
    assert texts == ["any", "tools", "small", "fourth", "any"]
    assert up.unused() == [3]
    assert ask(up.port, "POST", "/_script", body=[{"txt": "typo"}]).status == 400


def test_pace_and_split(up):
    up.script({"text": "x" * 48, "slow_ms": 30, "split": 7, "first_ms": 100})
    answer = post(up, messages(stream=True))
    assert sse.of_messages_stream(answer.body).text == "x" * 48
    assert answer.times[-1][0] - answer.times[0][0] > 0.2


def test_record_is_exact_and_a_connection_is_kept(up):
    raw = request_bytes(
        "POST",
        M,
        messages_head(x_odd="Ä".encode().decode("latin-1")),
        b'{ "model" : "claude-sonnet-5","max_tokens":5,"messages":[{"role":"user","content":"\\u00e4"}] }',
    )
    with Connection(up.port) as connection:
        for _ in range(2):
            connection.send(raw)
            assert connection.read().status == 200
    first, second = up.record()
    assert first.head + first.body == raw and first.connection["id"] == second.connection["id"]


def test_chunked_requests_and_bad_framing(up):
    body = json.dumps(messages()).encode()
    head = {**messages_head(), "Transfer-Encoding": "chunked", "Content-Type": "application/json"}
    chunked = (
        b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 10]), body[i : i + 10]) for i in range(0, len(body), 10))
        + b"0\r\n\r\n"
    )
    with Connection(up.port) as connection:
        connection.send(request_bytes("POST", M, head) + chunked)
        assert connection.read().status == 200
    for bad in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    ):
        with Connection(up.port) as connection:
            connection.send(bad)
            assert connection.read().status == 400


# --- fakes, models, TLS


def test_fake_ollama(up):
    port = up.ports["ollama"]
    tags = {m["name"]: m for m in ask(port, "GET", "/api/tags").json()["models"]}
    assert "remote_host" in tags["gpt-oss:120b-cloud"] and "remote_host" not in tags["gemma4:26b"]
    assert [m["name"] for m in ask(port, "GET", "/api/ps").json()["models"]] == ["gemma4:26b"]
    assert ask(port, "GET", "/api/version").json()["version"] and ask(port, "GET", "/api/v0/models").status == 404
    assert "insert" in ask(port, "POST", "/api/show", body={"model": "qwen2.5-coder:1.5b"}).json()["capabilities"]
    assert (
        ask(port, "POST", C, body=chat(model="gemma4:26b", top_k=3, max_tokens=5)).json()["choices"][0]["message"][
            "content"
        ]
        == "echo: Say hello."
    )


def test_fake_lmstudio_llamaserver_vllm(up):
    states = {m["id"]: m["state"] for m in ask(up.ports["lmstudio"], "GET", "/api/v0/models").json()["data"]}
    assert states["qwen/qwen3-coder-30b"] == "loaded" and states["google/gemma-4-31b"] == "not-loaded"
    assert ask(up.ports["lmstudio"], "GET", "/api/tags").status == 404
    assert ask(up.ports["llamaserver"], "GET", "/props").json()["default_generation_settings"]["n_ctx"] == 16384
    assert ask(up.ports["vllm"], "GET", "/v1/models").json()["data"][0]["owned_by"] == "vllm"


def test_models(up):
    assert "claude-sonnet-5" in [
        m["id"] for m in ask(up.port, "GET", "/v1/models?limit=1000", messages_head()).json()["data"]
    ]
    assert "gpt-5.4" in [m["id"] for m in ask(up.port, "GET", "/v1/models", chat_head()).json()["data"]]
    assert ask(up.port, "GET", "/v1/models").status == 401


def test_tls(tmp_path):
    from certs import make

    cert, key = make(str(tmp_path))
    upstream = Upstream(cert=cert, key=key)
    try:
        assert ask(upstream.port, "POST", M, messages_head(), messages(), ca=cert).status == 200
        assert upstream.last().path == M
    finally:
        upstream.close()
    assert upstream.process.returncode == 0 and not os.path.exists(f"/proc/{upstream.process.pid}/cmdline")
