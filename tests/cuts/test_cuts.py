"""Streams of each shape cut at every byte, by reset, clean end and silence, same and crossed wires: no answer looks
finished, no tool call is partial, the frame is docs/faults.md's, and nothing that came whole is kept back."""

import asyncio
import json
import os
import re
import subprocess
from types import SimpleNamespace

import pytest
import sse
from bodies import chat_tool, messages_tool
from client import all_of
from cutter import SHAPES, Cutter
from table import row
from weirproc import Weir, scripted_cloud

MODELS = {"messages": "claude-sonnet-5", "chat": "gpt-5.4"}
PAIRS = [(client, upstream) for client in ("messages", "chat") for upstream in ("messages", "chat")]
HOWS = ("reset", "eof", "silence")
PATIENT = "[limits]\nabsorb_ms = 0\ncircuit_failures = 0\n"  # each cut is met once: weir's own second try has tests of its own
HASTY = PATIENT + "between_events_ms = 50\n"


def tools_of(dialect):
    return [messages_tool() if dialect == "messages" else chat_tool()]


def jobs(client, upstream, shape, how, length):
    tools = tools_of(client) if shape == "tool" else None
    for at in range(length):
        yield (shape, how, at), client, MODELS[upstream], f"cut {shape} {how} {at}", tools


WHOLE = SHAPES["tool"][1]["arguments"]


def run(folder, work, limits=PATIENT):
    """work(weir, cutter) with a weir whose upstream cuts."""

    async def all_in_one():
        cutter = Cutter()
        port = await cutter.start()
        cloud = SimpleNamespace(url=f"http://127.0.0.1:{port}", ca=None)
        weir = Weir(folder, limits + scripted_cloud(cloud))
        await asyncio.to_thread(weir.start)
        try:
            return await work(weir, cutter)
        finally:
            code = await asyncio.to_thread(weir.stop)
            await cutter.stop()
            assert code == 0, weir.said()[-3000:]

    return asyncio.run(all_in_one())


def words_of(raw, upstream):
    """(text, thinking) that the first bytes of a script hold in whole events."""
    whole = raw[: raw.rfind(b"\n\n") + 2] if b"\n\n" in raw else b""
    said = sse.of(upstream, True, whole)
    return said.text, said.thinking


def judge(client, upstream, shape, how, at, seen, script):
    """What is wrong with what a client saw of one cut; nothing when all is right."""
    text, thinking = words_of(script[:at], upstream)
    if seen.status != 200:
        expected = row(how, "before", "yes")["client gets"]
        if str(seen.status) not in expected:
            return f"status {seen.status}, the table says {expected}"
        if text or thinking:
            return f"{text!r} was there and an HTTP error came"
        return None if "error" in json.loads(seen.body) else "no error in the body"
    said = sse.of(client, True, seen.body)
    if said.finished or (said.stop is not None and said.error is None):
        return "looks finished"
    if said.error is None:
        return "is not told"
    kind = said.error.get("type")
    if kind not in row(how, "after", "yes")["client gets"]:
        return f"frame {kind}, the table says {row(how, 'after', 'yes')['client gets']}"
    if any(t["arguments"] != WHOLE for t in said.tools):  # whole and then cut is whole
        return f"a partial tool call: {said.tools}"
    full = words_of(script, upstream)
    if not full[0].startswith(said.text) or not full[1].startswith(said.thinking):
        return f"not a prefix: {said.text!r}"
    if len(text) - len(said.text) > 12 or len(thinking) - len(said.thinking) > 16:
        return f"lags: {said.text!r} of {text!r}, {said.thinking!r} of {thinking!r}"
    return None


def unfinished(upstream, script):
    """How many bytes of a script leave it unfinished: to the last byte of the event that ends it, for chat of the
    finish reason, after which a proper end of HTTP is a whole answer too."""
    if upstream == "messages":
        return len(script) - 2
    return script.rfind(b"data: ", 0, script.rfind(b"data: [DONE]") - 1)


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("client, upstream", PAIRS, ids=[f"{c} over {u}" for c, u in PAIRS])
def test_cut_at_every_byte(tmp_path, client, upstream, how):
    async def work(weir, cutter):
        wrong, total = [], 0
        for shape in SHAPES:
            script = cutter.scripts[upstream, shape]
            length = unfinished(upstream, script)
            seen = await all_of(weir.port, weir.token, jobs(client, upstream, shape, how, length))
            total += len(seen)
            for (_, _, at), one in seen.items():
                problem = judge(client, upstream, shape, how, at, one, script)
                if problem:
                    wrong.append((shape, at, problem, script[max(0, at - 40) : at]))
        return wrong, total

    wrong, total = run(tmp_path, work, HASTY if how == "silence" else PATIENT)
    print(f"{client} over {upstream}, {how}: {total} cuts, {len(wrong)} wrong")
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("client, upstream", PAIRS, ids=[f"{c} over {u}" for c, u in PAIRS])
def test_uncut_answers_are_whole(tmp_path, client, upstream):
    async def work(weir, _cutter):
        todo = [(s, client, MODELS[upstream], f"cut {s} none 0", tools_of(client)) for s in SHAPES]
        return await all_of(weir.port, weir.token, todo)

    for shape, one in run(tmp_path, work).items():
        said = sse.of(client, True, one.body)
        assert one.whole and said.finished and said.error is None, (shape, one.body[-300:])
        assert said.text == next(b["text"] for b in SHAPES[shape] if b["type"] == "text")
        if shape == "tool":
            assert [json.loads(t["arguments"]) for t in said.tools] == [json.loads(WHOLE)]


SDK = """
import sys, json, asyncio
import anthropic, openai
port, token, client, model = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
base = f"http://127.0.0.1:{port}"

async def one(text):
    asked = [{"role": "user", "content": text}]
    try:
        if client == "messages":
            sdk = anthropic.AsyncAnthropic(base_url=base, auth_token=token, api_key=None, max_retries=0)
            async with sdk.messages.stream(model=model, max_tokens=64, messages=asked) as stream:
                await stream.get_final_message()
        else:
            sdk = openai.AsyncOpenAI(base_url=base + "/v1", api_key=token, max_retries=0)
            stop = None
            async for chunk in await sdk.chat.completions.create(model=model, messages=asked, stream=True):
                for choice in chunk.choices:
                    stop = choice.finish_reason or stop
            if stop is None:
                return text + ": unfinished"
    except (anthropic.APIError, openai.APIError) as problem:
        return text + ": " + type(problem).__name__
    except Exception as problem:
        return text + ": " + repr(problem)
    return text + ": FINISHED"

async def main():
    texts = json.load(sys.stdin)
    print(json.dumps(await asyncio.gather(*(one(t) for t in texts))))

asyncio.run(main())
"""


@pytest.mark.parametrize("client, upstream", PAIRS, ids=[f"{c} over {u}" for c, u in PAIRS])
def test_the_official_sdks_see_the_cuts(tmp_path, client, upstream):
    """Fourteen cuts a pair, spread over the script: none is taken for an answer, each is told as the SDK's own error."""
    cache = os.environ.get("WEIR_CACHE") or os.path.join(os.path.expanduser("~"), ".cache", "weir")
    python = os.path.join(cache, "clients", "venv", "bin", "python")
    if not os.path.exists(python):
        pytest.skip("the SDKs are not installed: tests/clients/install")

    async def work(weir, cutter):
        length = unfinished(upstream, cutter.scripts[upstream, "text"])
        texts = [f"cut text {HOWS[i % 2]} {length * (i + 1) // 15}" for i in range(14)]
        command = [python, "-B", "-c", SDK, str(weir.port), weir.token, client, MODELS[upstream]]
        done = await asyncio.to_thread(
            subprocess.run, command, input=json.dumps(texts), capture_output=True, text=True, timeout=120, check=True
        )
        return json.loads(done.stdout)

    said = run(tmp_path, work)
    assert len(said) == 14
    wrong = [s for s in said if not re.search(r": (API\w*|InternalServer|Overloaded\w*|RateLimit)\w*Error$", s)]
    assert not wrong, wrong
