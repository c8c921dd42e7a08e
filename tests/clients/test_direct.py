"""The control: real clients straight at the scripted provider, no weir between. It accepts what they send,
so a refusal in the other tests is weir's doing."""

import os

import pytest
from upstreamproc import ANTHROPIC_KEY, OPENAI_KEY
from wait import wait_for
from workbench import NPM, WORD, Terminal, claude_trusts


def refusals(up):
    return [(e.status, e.refusal) for e in up.record() if e.refusal]


def test_claude_question(up, bench):
    done = bench.claude("say hello", up.url, ANTHROPIC_KEY)
    assert refusals(up) == [] and done.returncode == 0, done.stderr
    assert "echo: say hello" in done.stdout


def test_claude_tool_round_trip(up, bench):
    done = bench.claude("read hello.txt and tell me the word", up.url, ANTHROPIC_KEY)
    assert refusals(up) == [] and done.returncode == 0, done.stderr
    assert WORD in done.stdout
    assert len(up.record()) == 2


def test_claude_thinking_comes_back_signed(up, bench):
    up.script(
        {
            "match": {"nth": 1},
            "thinking": "I should read it.",
            "tools": [{"name": "Read", "input": {"file_path": bench.repo + "/hello.txt"}}],
        }
    )
    done = bench.claude("what is in hello.txt?", up.url, ANTHROPIC_KEY)
    assert refusals(up) == [] and WORD in done.stdout


def test_claude_in_a_terminal_sends_a_title_request(up, bench, tmp_path):
    claude_trusts(bench.home, bench.repo)
    terminal = Terminal(
        str(tmp_path),
        [os.path.join(NPM, "claude")],
        bench.claude_env(up.url, ANTHROPIC_KEY, "claude-sonnet-5", quiet=False),
        bench.repo,
    )
    try:
        wait_for(lambda: "❯" in terminal.screen() or ">" in terminal.screen(), "the prompt of Claude Code", 30)
        terminal.type("read hello.txt and tell me the word")
        wait_for(lambda: "tell me the word" in terminal.screen(), "the typed words", 10)
        terminal.press("Enter")
        wait_for(
            lambda: any(not e.json().get("tools") and "output_config" in e.json() for e in up.record()),
            "a title request",
            60,
        )
        wait_for(lambda: WORD in terminal.screen(), "the answer on the screen", 60)
    except AssertionError as problem:
        raise AssertionError(f"{problem}\n{terminal.screen()}") from None
    finally:
        terminal.close()
    assert refusals(up) == []


@pytest.mark.parametrize(
    "api, key, model",
    [
        ("openai-completions", OPENAI_KEY, "gpt-4.1-mini"),
        ("openai-completions", OPENAI_KEY, "gpt-5.4"),
        ("anthropic-messages", ANTHROPIC_KEY, "claude-sonnet-5"),
    ],
)
def test_pi_tool_round_trip(up, bench, api, key, model):
    done = bench.pi("read hello.txt and tell me the word", up.url, key, model, api)
    assert refusals(up) == [], done.stderr
    assert WORD in done.stdout and len(up.record()) == 2


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize(
    "dialect, key, model", [("messages", ANTHROPIC_KEY, "claude-sonnet-5"), ("chat", OPENAI_KEY, "gpt-5.4")]
)
def test_sdks(up, bench, language, dialect, key, model):
    out = bench.sdk(language, {"dialect": dialect, "base_url": up.url, "key": key, "model": model})
    assert refusals(up) == []
    assert out["streamed"] == "echo: Say hello." and out["stop"] in ("end_turn", "stop")
    assert out["arguments"] == {"city": "x", "unit": "celsius"} and "rain in x" in out["final"]
