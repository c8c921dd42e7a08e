"""weir with its own engine and real weights: what a client sees of it, and what it sees when the engine is killed."""

import os
import signal

import pytest
import sse
from bodies import chat, completion, messages
from rawhttp import Connection, request_bytes
from wait import wait_for
from weirproc import Weir, engine_for_tests

MODEL = "smollm2:135m"
TOML = f'[engine]\nmodel = "{MODEL}"\nthreads = 1\ncontext = 2048\n[discovery]\nenabled = false\n'


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    env = engine_for_tests()
    assert env, "the weights are not here: ./dev setup --all fetches them"
    with Weir(tmp_path_factory.mktemp("engine"), TOML, quiet=False, env=env) as weir:
        wait_for(lambda: state(weir) == "up", "the model to be loaded", 120)
        yield weir


def state(weir):
    return next(m["health"] for m in weir.cli_json("models")["models"] if m["endpoint"] == "engine")


def engines_of(pid):
    """The engine processes that this weir has started."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(name))
    return found


def start_stream(weir, text, tokens):
    connection = Connection(weir.port, timeout=120)
    body = chat(text, model=MODEL, stream=True, max_tokens=tokens, temperature=0)
    connection.send(request_bytes("POST", "/v1/chat/completions", weir.auth(), body, f"127.0.0.1:{weir.port}"))
    return connection


@pytest.mark.parametrize("dialect", ["chat", "messages"])
@pytest.mark.parametrize("stream", [False, True])
def test_both_wires_are_answered_here_with_exact_usage(local, dialect, stream):
    make = {"chat": chat, "messages": messages}[dialect]
    value = make("Say hello.", model=MODEL, stream=stream, max_tokens=12)
    if dialect == "chat" and stream:
        value["stream_options"] = {"include_usage": True}
    answer = (local.chat if dialect == "chat" else local.messages)(value)
    assert answer.status == 200, answer.body
    said = sse.of(dialect, stream, answer.body)
    assert said.finished and said.text
    line = local.why(answer.id)["log"]
    assert line["weir.where"] == "here" and line["weir.billing"] == "owned" and line["weir.bytes_in"] >= 0
    assert line["weir.usage.source"] == "reported" and 0 < line["gen_ai.usage.output_tokens"] <= 12
    key = "prompt_tokens" if dialect == "chat" else "input_tokens"
    prompt = said.usage.get(key, 0) + said.usage.get("cache_read_input_tokens", 0)
    assert prompt == line["gen_ai.usage.input_tokens"]
    if dialect == "messages" and stream:
        first = said.first_usage["input_tokens"] + said.first_usage.get("cache_read_input_tokens", 0)
        assert first == prompt, "the engine's count is exact from the first frame on"


def test_counting_is_exact(local):
    value = messages("How many tokens is this?", model=MODEL)
    value.pop("max_tokens")
    counted = local.ask("POST", "/v1/messages/count_tokens", local.auth(anthropic_version="2023-06-01"), value)
    answer = local.messages(messages("How many tokens is this?", model=MODEL, max_tokens=4))
    usage = answer.json()["usage"]
    assert counted.json()["input_tokens"] == usage["input_tokens"] + usage.get("cache_read_input_tokens", 0)


def test_a_model_without_fim_tokens_takes_no_autocomplete(local):
    answer = local.completions(completion(model=MODEL))
    assert answer.status in (400, 403, 404), answer.body
    assert "fim" in answer.json()["error"]["message"].lower() or "autocomplete" in answer.json()["error"]["message"].lower()


def test_a_killed_engine_is_retried_whole_or_told(local):
    retried = told = finished = 0
    for round_ in range(20):
        wait_for(lambda: state(local) == "up", "the engine to be back", 60)
        engine = engines_of(local.process.pid)
        assert len(engine) == 1, engine
        before_it_speaks = round_ % 2 == 0
        with start_stream(local, f"Round {round_}: count from one to forty in words.", 8 if before_it_speaks else 400) as connection:
            if not before_it_speaks:
                connection.head()
                assert connection.until_body_has(b'"content":"')
            os.kill(engine[0], signal.SIGKILL)
            if before_it_speaks:
                connection.head()
            answer = connection.body()
        said = sse.of_chat_stream(answer.body)
        if said.finished:
            assert b"error" not in answer.body and said.text
            retried += before_it_speaks
            finished += not before_it_speaks
        else:
            assert said.error and b"[DONE]" not in answer.body, answer.body[-300:]
            told += 1
    print(f"\n20 kills: {retried} answered whole after a restart, {told} told in-band, {finished} had ended before the kill")
    assert retried >= 8 and told >= 8
    after = local.chat(chat("Say hello.", model=MODEL, max_tokens=4))
    assert after.status == 200, after.body


def test_no_engine_outlives_weir(tmp_path):
    with Weir(tmp_path, TOML, quiet=False, env=engine_for_tests()) as weir:
        wait_for(lambda: state(weir) == "up", "the model to be loaded", 120)
        engines = engines_of(weir.process.pid)
        assert engines
        weir.process.kill()  # the worst end: no destructor runs
        weir.process.wait()
        wait_for(lambda: not any(os.path.exists(f"/proc/{pid}/exe") for pid in engines), "the engine's end", 10)
        weir.process.stdout.close()
        weir.process = None
        weir.stop = lambda *_: 0
