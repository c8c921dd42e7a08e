"""A new process that has the ledger's file and nothing else decides every recorded request again: identical, reasons
included. At another price it says which would have gone elsewhere, and why."""

import collections
import os
import shutil

import pytest
from kinds import requests
from talk import CLAUDE, GPT
from weirproc import Weir

BOX = (
    '[budget]\nday_usd = 5.00\n[workspace."{vault}"]\nlocal_only = true\n[endpoint.box]\nkind = "openai"\n'
    'base_url = "http://127.0.0.1:{port}"\n[endpoint.box.model."gemma4:26b"]\nclass = "mid"\ntools = true\n'
    "context = 32768\n"
)
MODELS = (CLAUDE, GPT, "weir/auto", "weir/local", "weir/cloud", "gemma4:26b", "no-such")
PINS = ("local", "cloud", "gemma4:26b", CLAUDE)


def filled(weir, vault):
    """Asks every kind of every model, then of a few under each pin and in a local-only workspace."""
    number = 0

    def ask_all(models, folder="/nowhere"):
        nonlocal number
        for model in models:
            number += 1
            for _, path, headers, value in requests(model, number, folder):
                more = {"anthropic_version": "2023-06-01"} if path.startswith("/v1/messages") else {}
                answer = weir.ask("POST", path, weir.auth(**more, **headers), value)
                assert answer.id, answer.raw

    ask_all(MODELS)
    ask_all(("weir/auto", CLAUDE, "weir/cloud"), vault)
    for pin in PINS:
        assert weir.cli("use", pin, "--for", "1h").returncode == 0
        ask_all(("weir/auto", GPT))
    assert weir.cli("use", "none").returncode == 0


def alone(folder, ledger, name):
    """A weir in a home with the ledger's file only: no configuration, no keys, no token, no other state."""
    weir = Weir(folder, quiet=False, name=name, env={"TEST_ANTHROPIC_KEY": "", "TEST_OPENAI_KEY": ""})
    state = os.path.join(weir.home, "state")
    os.makedirs(state, mode=0o700)
    shutil.copy(ledger, os.path.join(state, "ledger.db"))
    os.chmod(os.path.join(state, "ledger.db"), 0o600)
    shutil.rmtree(os.path.join(weir.home, "config"))
    return weir


@pytest.fixture(scope="module")
def again(provider, tmp_path_factory):
    """(a weir alone with the ledger of another one that is gone, that one's log lines, some of its reasons)"""
    from weirproc import scripted_cloud

    provider.reset()
    folder = tmp_path_factory.mktemp("again")
    vault = folder / "vault"
    (vault / ".git").mkdir(parents=True)
    toml = BOX.format(vault=vault, port=provider.ports["ollama"])
    weir = Weir(folder, "[limits]\ncircuit_failures = 0\n" + scripted_cloud(provider) + toml)
    with weir:
        filled(weir, vault)
        lines = weir.log("--limit", "100000")
        shown = {line["weir.id"]: weir.why(line["weir.id"]) for line in lines[::12]}
    shutil.rmtree(os.path.join(weir.home, "config"))
    with alone(folder, weir.ledger, "alone") as other:
        yield other, lines, shown


def test_every_decision_is_the_same_again(again):
    weir, lines, shown = again
    result = weir.cli_json("replay")
    kinds = collections.Counter(line["weir.kind"] for line in lines)
    by = collections.Counter(line["weir.by"] for line in lines)
    states = collections.Counter(line["weir.state"] for line in lines)
    assert result["different"] == [] and result["rows"] == result["same"] == len(lines)
    assert result["kinds"] == dict(kinds) and result["prices"] == [] and result["moved"] == 0
    assert len(lines) >= 200 and len(kinds) >= 8, kinds
    assert by["pin"] >= 40 and by["automatic"] >= 10 and by["name"] >= 10 and states["refused"] >= 20, (by, states)
    denials = {v["rule"] for why in shown.values() for v in why["verdicts"] if v["effect"] == "deny"}
    assert {"local_only", "access"} & denials and "local_only" in denials, denials
    for ident, before in shown.items():
        assert weir.why(ident) == before
    print(f"{len(lines)} rows of {len(kinds)} kinds, {by['pin']} pinned, {states['refused']} refused: all the same")


def test_another_price_moves_what_it_should_and_says_why(again):
    weir, lines, _ = again
    chosen = collections.Counter(
        line["weir.target"] for line in lines if line["weir.by"] == "automatic" and line["weir.where"] == "cloud"
    )
    target, _ = chosen.most_common(1)[0]
    model = target.split("@")[0]
    result = weir.cli_json("replay", "--price", f"{model}=900/4500")
    assert result["prices"] == [{"model": model, "in_microusd": 900_000_000, "out_microusd": 4_500_000_000}]
    moved = [d for d in result["different"] if d["was"] != d["now"]]
    assert moved and result["moved"] >= len(chosen) and len(moved) < len(lines)
    ids = {line["weir.id"]: line for line in lines}
    for d in moved:
        assert d["was"] == target and "target" in d["changed"] and model in d["why"] or "refused" in d["now"], d
        assert ids[d["id"]]["weir.target"] == target
    elsewhere = [d for d in moved if not d["now"].startswith("refused")]
    assert elsewhere, moved[:5]
    # Who was never a candidate there, or was chosen by a pin that stays within the cap, is not moved.
    assert all(line["weir.target"] == target for line in lines if line["weir.id"] in {d["id"] for d in moved})
    text = weir.cli("replay", "--price", f"{model}=900/4500").stdout
    one = elsewhere[0]
    assert f"{one['id']}  was {one['was']}  now {one['now']}" in text and one["why"] in text, text[:800]
    assert f"{result['same']} of {len(lines)} decisions are the same" in text


def test_a_price_that_nobody_has_or_can_read_is_an_error(again):
    weir, _, _ = again
    unknown = weir.cli("replay", "--price", "no-model=1/2")
    assert unknown.returncode == 1 and "no-model" in unknown.stderr
    for wrong in ("gpt-5.4", "gpt-5.4=1", "gpt-5.4=a/b", "=1/2", "gpt-5.4=-1/2", "gpt-5.4=1/2/3"):
        done = weir.cli("replay", "--price", wrong)
        assert done.returncode == 2 and "MODEL=IN/OUT" in done.stderr, (wrong, done.stderr)
