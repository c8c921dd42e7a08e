"""A new process with the ledger file alone decides every recorded request again: the same, reasons included."""

import glob
import os
import shutil

import pytest
from bodies import chat, completion, messages, messages_tool
from talk import CLAUDE, GPT, ask, body
from weirproc import Weir

KEPT = os.environ.get("WEIR_REPLAY_LEDGERS")


def replayed(folder, ledger, name):
    """Replays a ledger in a home that holds nothing else: no configuration, no keys, no token."""
    weir = Weir(folder, quiet=False, name=name, env={"TEST_ANTHROPIC_KEY": "", "TEST_OPENAI_KEY": ""})
    state = os.path.join(weir.home, "state")
    os.makedirs(state, mode=0o700)
    for part in ("", "-wal"):
        if os.path.exists(ledger + part):
            shutil.copy(ledger + part, os.path.join(state, "ledger.db" + part))
            os.chmod(os.path.join(state, "ledger.db" + part), 0o600)
    shutil.rmtree(os.path.join(weir.home, "config"))
    with weir:
        result = weir.cli_json("replay")
        lines = weir.log("--limit", "100000")
    return result, lines


def test_rows_of_all_sorts_replay_exactly(own, up, tmp_path):
    vault = tmp_path / "vault"
    (vault / ".git").mkdir(parents=True)
    weir = own(
        f'[budget]\nday_usd = 5.00\n[workspace."{vault}"]\nlocal_only = true\n[endpoint.box]\nkind = "openai"\nbase_url = "http://127.0.0.1:{up.ports["ollama"]}"\n'
        '[endpoint.box.model."gemma4:26b"]\nclass = "mid"\ntools = true\ncontext = 32768\n'
    ).start()
    ids = []

    def asked(answer):
        ids.append(answer.id)
        return answer

    for dialect, model in (
        ("messages", CLAUDE),
        ("chat", GPT),
        ("messages", GPT),
        ("chat", CLAUDE),
        ("chat", "weir/auto"),
        ("messages", "claude-weir-auto"),
        ("chat", "weir/local"),
        ("messages", "weir/cloud"),
        ("chat", "no-such"),
    ):
        for stream in (False, True):
            asked(ask(weir, dialect, body(dialect, model, stream=stream, tools=stream)))
    asked(weir.messages(b"{"))  # refused before there was anything to decide: a row without a decision
    asked(weir.completions(completion(model="weir/auto")))
    asked(weir.messages(messages("x" * 300_000, model="weir/auto", tools=[messages_tool()])))
    value = messages(
        "fix",
        messages=[
            {"role": "user", "content": "fix"},
            {"role": "system", "content": f"# Environment\n - Primary working directory: {vault}"},
        ],
    )
    asked(
        weir.messages(
            value,
            user_agent="claude-cli/2.1.330 (external, cli)",
            x_app="cli",
            x_claude_code_session_id="5f2e0000-0000-4000-8000-00000000000a",
        )
    )
    assert weir.cli("use", "local", "--for", "1h").returncode == 0
    asked(weir.chat(chat(model=GPT)))
    assert weir.cli("use", "none").returncode == 0
    up.script({"status": 529, "times": 0})
    asked(weir.messages(messages()))
    assert all(ids)
    before = [weir.why(i)["decision"] for i in ids]
    weir.stop()
    result, lines = replayed(tmp_path, weir.ledger, "alone")
    assert (
        result["different"] == [] and result["rows"] == result["same"] == len(ids) - 1
    )  # the broken JSON got no decision
    assert {line["weir.id"] for line in lines} >= set(ids) and len(before) == len(ids)


def test_why_says_the_same_after_the_move(own, up, tmp_path):
    weir = own().start()
    answer = weir.messages(messages())
    before = weir.why(answer.id)
    weir.stop()
    moved = Weir(tmp_path, quiet=False, name="moved")
    state = os.path.join(moved.home, "state")
    shutil.copytree(os.path.join(weir.home, "state"), state)
    with moved:
        assert moved.why(answer.id) == before


@pytest.mark.skipif(not KEPT, reason="WEIR_REPLAY_LEDGERS is not set: ctest sets it, after http and clients have run")
def test_the_ledgers_of_the_other_runs_replay_exactly(tmp_path):
    ledgers = sorted(glob.glob(os.path.join(KEPT, "*", "*.db")))
    if not ledgers:
        pytest.skip("no other run has left a ledger")
    rows = 0
    for number, ledger in enumerate(ledgers):
        result, _ = replayed(tmp_path, ledger, f"kept{number}")
        assert result["different"] == [], (ledger, result["different"][:5])
        rows += result["rows"]
    print(f"{rows} rows of {len(ledgers)} ledgers decided again")
    assert rows > 0
