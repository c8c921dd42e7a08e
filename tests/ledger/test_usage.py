"""Of an answer that was cut nobody has told the usage: weir counts what came and says that it is its own count."""

import pytest
import rawhttp
from talk import BOX, CLAUDE, GPT, HERE, PAIRS, PATHS, ask, body
from wait import wait_for

LONG = "The weir keeps the water in the pool and lets only the overflow run down. " * 12
pair = pytest.mark.parametrize("dialect, model", PAIRS)


def kept(weir, ident):
    """(source, input, output, cost source) of its row, and what `weir why` says."""
    log = weir.why(ident)["log"]
    usage = "gen_ai.usage."
    text = weir.cli("why", ident).stdout
    return log["weir.usage.source"], log[usage + "input_tokens"], log[usage + "output_tokens"], log, text


@pair
@pytest.mark.parametrize("how", ["reset", "eof", "end"])
def test_a_cut_stream_is_counted_by_weir(own, up, dialect, model, how):
    weir = own().start()
    up.script({"text": LONG})
    told = ask(weir, dialect, body(dialect, model, "How?", stream=True)).id
    whole = kept(weir, told)
    assert whole[0] == "reported" and "reported by provider" in whole[4]
    up.script({"text": LONG, "cut": {"after_bytes": len(up.last().answer) * 2 // 3, "how": how}, "times": 0})
    answer = ask(weir, dialect, body(dialect, model, "How?", stream=True))
    source, prompt, output, log, text = kept(weir, answer.id)
    assert source == "estimated" and "estimated by weir" in text, (log, text)
    assert f"≈{output} " in weir.cli("log", "--id", answer.id).stdout
    assert "≈" not in weir.cli("log", "--id", told).stdout
    # The provider's stream says "output_tokens": 1 at its start: that is not what came.
    assert 0.35 * whole[2] <= output <= 0.95 * whole[2], (output, whole[2])
    assert 0.4 * whole[1] <= prompt <= 2.5 * whole[1], (prompt, whole[1])
    assert log["weir.cost.source"] == "priced" and log["weir.cost_microusd"] > 0


@pytest.mark.parametrize("dialect, model", [("messages", CLAUDE), ("chat", GPT)])
def test_a_client_that_leaves_pays_for_what_came(own, up, dialect, model):
    weir = own().start()
    up.script({"text": LONG, "slow_ms": 20})
    with rawhttp.Connection(weir.port) as connection:
        head = weir.auth(anthropic_version="2023-06-01")
        value = body(dialect, model, stream=True)
        connection.send(rawhttp.request_bytes("POST", PATHS[dialect], head, value, "127.0.0.1"))
        assert connection.head() and connection.until_body_has(b"overflow")
        ident = connection.answer.id
    wait_for(lambda: weir.why(ident), "its settlement")
    source, _, output, log, _ = kept(weir, ident)
    assert (source, log["weir.state"]) == ("estimated", "settled") and output > 1


def test_a_fallback_that_may_cost_is_held_back_from_the_start(own, up):
    """The model here is free; the plan behind it is not, and the day's cap counts it while nobody knows who will serve."""
    weir = own(f"[budget]\nday_usd = 1000.0\n{BOX.format(up.ports['ollama'])}").start()
    up.script({"match": {"model": HERE}, "text": "one two three four", "slow_ms": 300})
    with rawhttp.Connection(weir.port) as connection:
        value = body("chat", "weir/auto", stream=True)
        connection.send(rawhttp.request_bytes("POST", PATHS["chat"], weir.auth(), value, "127.0.0.1"))
        assert connection.head() and connection.until_body_has(b"two")
        assert weir.cli_json("status")["today"]["reserved_microusd"] > 0
        assert connection.until_body_has(b"[DONE]")
    wait_for(lambda: weir.cli_json("status")["today"]["reserved_microusd"] == 0, "nothing held back behind the answer")


def test_what_broke_off_at_a_free_model_holds_nothing_back(own, up):
    """The client leaves before the free model says a word: the paid one behind it was never asked."""
    weir = own(f"[budget]\nday_usd = 1000.0\n{BOX.format(up.ports['ollama'])}").start()
    up.script({"match": {"model": HERE}, "text": "one two", "delay_ms": 5000})
    with rawhttp.Connection(weir.port) as connection:
        value = body("chat", "weir/auto", stream=True)
        connection.send(rawhttp.request_bytes("POST", PATHS["chat"], weir.auth(), value, "127.0.0.1"))
        wait_for(lambda: weir.cli_json("status")["today"]["reserved_microusd"] > 0, "its reservation")
        up.wait_received(1)
    wait_for(lambda: weir.cli_json("status")["today"]["reserved_microusd"] == 0, "nothing held back")
    today = weir.cli_json("status")["today"]
    assert today["unknown_microusd"] == 0 and today["metered_microusd"] == 0, today


def test_what_nobody_took_costs_nothing(own, up):
    """An upstream's refusal, or none that listens, holds no money back for the rest of the day."""
    weir = own("[budget]\nday_usd = 1000.0\n").start()
    up.script({"status": 400, "message": "no", "times": 0})
    refused = ask(weir, "messages", body("messages", CLAUDE))
    assert refused.status == 400 and weir.why(refused.id)["log"]["weir.cost.source"] == "none"
    up.script({"status": 401, "message": "no", "times": 0})
    ask(weir, "chat", body("chat", GPT))
    today = wait_for(
        lambda: (t := weir.cli_json("status")["today"])["reserved_microusd"] == 0 and t, "reservations to be let go"
    )
    assert today["unknown_microusd"] == 0 and today["metered_microusd"] == 0
    up.script({"cut": {"after_bytes": 0, "how": "reset"}, "text": LONG, "times": 0})
    lost = ask(weir, "messages", body("messages", CLAUDE))
    assert lost.status >= 500 and weir.why(lost.id)["log"]["weir.cost.source"] == "unknown"
    assert weir.cli_json("status")["today"]["unknown_microusd"] > 0
