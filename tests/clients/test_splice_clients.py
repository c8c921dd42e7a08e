"""Requests of the installed clients, recorded while the test runs and kept nowhere: the client's bytes with why's edits
applied are what the provider got, headers too."""

import pytest
from tap import Tap
from wait import wait_for
from weirproc import Weir, applied, is_settled, scripted_cloud
from workbench import WORD

ALIASES = '[endpoint.anthropic.model."claude-sonnet-5"]\naliases = ["claude-of-mine"]\n[endpoint.openai.model."gpt-5.4"]\naliases = ["gpt-of-mine"]\n'


@pytest.fixture
def tapped(up, tmp_path):
    with Weir(tmp_path, scripted_cloud(up, extra=ALIASES)) as weir:
        tap = Tap(weir.port)
        yield weir, tap
        tap.close()


def check(weir, tap, up, path, edits):
    """Every request of the run, in order."""
    sent = tap.posts(path)
    lines = wait_for(
        lambda: (lines := weir.log("--limit", "1000")) and all(map(is_settled, lines)) and lines,
        "settled rows",
    )[::-1]
    got = [e for e in up.record() if e.path.encode() == path]
    assert len(sent) == len(lines) == len(got) > 0
    for client, line, provider in zip(sent, lines, got):
        why = weir.why(line["weir.id"])
        assert len(why["edits"]) >= edits and applied(client.body, why["edits"]) == provider.body
        for name, value in client.end_to_end().items():
            assert provider.header(name) == value, name
        assert provider.target.encode() == client.target
        assert weir.token.encode() not in provider.head


@pytest.mark.parametrize("model, edits", [("claude-sonnet-5", 0), ("claude-of-mine", 1)])
def test_claude_code(tapped, up, bench, model, edits):
    weir, tap = tapped
    done = bench.claude("read hello.txt and tell me the word", tap.url, weir.token, model)
    assert done.returncode == 0 and WORD in done.stdout, done.stderr
    check(weir, tap, up, b"/v1/messages", edits)


def test_claude_code_changes_its_model_and_keeps_its_history(tapped, up, bench):
    """Thinking that Opus signed is cut out of a real client's request when Sonnet goes on: two edits or more."""
    weir, tap = tapped
    up.script({"match": {"model": "claude-opus-5-5"}, "thinking": "I should read it.", "text": "It is here."})
    first = bench.claude("what is in hello.txt?", tap.url, weir.token, "claude-opus-5-5")
    assert first.returncode == 0, first.stderr
    done = bench.claude("and again?", tap.url, weir.token, "claude-of-mine", "--continue")
    assert done.returncode == 0 and "echo: and again?" in done.stdout, done.stderr
    check(weir, tap, up, b"/v1/messages", 0)
    edits = weir.why(weir.log("--limit", "1")[0]["weir.id"])["edits"]
    kept = b"I should read it." in tap.posts()[-1].body
    assert len(edits) >= (2 if kept else 1)
    assert b"I should read it." not in up.last().body


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize(
    "dialect, path, model",
    [("messages", b"/v1/messages", "claude-of-mine"), ("chat", b"/v1/chat/completions", "gpt-of-mine")],
)
def test_sdks(tapped, up, bench, language, dialect, path, model):
    weir, tap = tapped
    bench.sdk(language, {"dialect": dialect, "base_url": tap.url, "key": weir.token, "model": model})
    check(weir, tap, up, path, 1)
