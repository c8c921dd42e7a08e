"""Real clients from npm and PyPI through weir to the scripted cloud, behind a closed proxy: a question and a tool round
trip each. The tool runs once, its result goes back to who asked, and the log knows session, workspace and kinds."""

import json
import os
import time

import pytest
from upstreamproc import LOGIN
from wait import wait_for
from weirproc import Weir, engine_for_tests, is_settled, scripted_cloud
from workbench import NPM, WORD, Terminal, claude_trusts

ASK = "read hello.txt and tell me the word"
CLAUDE, GPT = "claude-sonnet-5", "gpt-5.4"


def settled(weir):
    """The log, oldest first, once nothing is open."""
    lines = wait_for(
        lambda: (lines := weir.log("--limit", "1000")) and all(map(is_settled, lines)) and lines,
        "settled rows",
    )
    return lines[::-1]


def note(table, client, case, lines, began):
    table.append(
        (
            client,
            case,
            len(lines),
            " ".join(dict.fromkeys(line["weir.kind"] for line in lines)),
            " ".join(dict.fromkeys(str(line["weir.target"]) for line in lines)),
            " ".join(dict.fromkeys(str(line["weir.workspace"]) for line in lines)),
            f"{time.monotonic() - began:.1f} s",
        )
    )


def check_one_session(lines, client, workspace, target, kinds):
    assert [line["weir.kind"] for line in lines] == kinds, [line["weir.kind"] for line in lines]
    assert {line["weir.client"] for line in lines} == {client}
    assert {line["weir.workspace"] for line in lines} == {workspace}
    assert len({line["gen_ai.conversation.id"] for line in lines}) == 1
    assert {line["weir.target"] for line in lines} == {target}
    assert {line["weir.state"] for line in lines} == {"settled"}


def tool_results(up):
    """How many distinct calls were answered, and what the model was told."""
    ids, texts = set(), ""
    for entry in up.record():
        for message in entry.json()["messages"]:
            parts = message["content"] if isinstance(message["content"], list) else []
            ids |= {p["tool_use_id"] for p in parts if p.get("type") == "tool_result"} | (
                {message["tool_call_id"]} if message["role"] == "tool" else set()
            )
            texts += (
                json.dumps(message["content"])
                if message["role"] == "tool" or any(p.get("type") == "tool_result" for p in parts)
                else ""
            )
    return len(ids), texts


# --- Claude Code


def test_claude_question(weir, bench, table):
    began = time.monotonic()
    done = bench.claude("say hello", weir.url, weir.token, CLAUDE)
    assert done.returncode == 0 and "echo: say hello" in done.stdout, done.stderr
    lines = settled(weir)
    check_one_session(lines, "claude-code", bench.repo, f"{CLAUDE}@anthropic", ["main_turn"])
    assert bench.proxy.denied == []
    note(table, "Claude Code", "question", lines, began)


@pytest.mark.parametrize("folder", ["", "src"])
@pytest.mark.parametrize("model", [CLAUDE, "claude-weir-auto"])
def test_claude_tool_round_trip(weir, up, bench, table, folder, model):
    began = time.monotonic()
    asked = ASK if not folder else "read main.py and tell me the word"
    done = bench.run(
        [os.path.join(NPM, "claude"), "-p", asked],
        bench.claude_env(weir.url, weir.token, model),
        cwd=os.path.join(bench.repo, folder),
    )
    assert done.returncode == 0 and WORD in done.stdout, done.stderr
    assert tool_results(up)[0] == 1 and WORD in tool_results(up)[1]
    lines = settled(weir)
    target = lines[0]["weir.target"]
    assert target == f"{CLAUDE}@anthropic" or (model != CLAUDE and target.endswith("@anthropic"))
    check_one_session(lines, "claude-code", bench.repo, target, ["main_turn", "tool_result"])
    assert [line["weir.by"] for line in lines] == (
        ["name", "name"] if model == CLAUDE else ["automatic", "issuer"]
    ) or lines[1]["weir.by"] in ("issuer", "name")
    note(table, "Claude Code", f"tool, {model}{', from a subfolder' if folder else ''}", lines, began)


def test_claude_thinking_comes_back_signed(weir, up, bench, table):
    began = time.monotonic()
    up.script(
        {
            "match": {"nth": 1},
            "thinking": "I should read it.",
            "tools": [{"name": "Read", "input": {"file_path": bench.repo + "/hello.txt"}}],
        }
    )
    done = bench.claude("what is in hello.txt?", weir.url, weir.token, CLAUDE)
    assert done.returncode == 0 and WORD in done.stdout, done.stderr
    assert [e.refusal for e in up.record()] == [None, None]
    note(table, "Claude Code", "thinking and a tool", settled(weir), began)


def test_claude_over_a_chat_cloud(weir, up, bench, table):
    """Crossed: Claude Code's Messages to an OpenAI model, tools and results translated."""
    began = time.monotonic()
    done = bench.claude(ASK, weir.url, weir.token, GPT)
    assert done.returncode == 0 and WORD in done.stdout, done.stderr
    assert {e.path for e in up.record()} == {"/v1/chat/completions"} and tool_results(up)[0] == 1
    lines = settled(weir)
    check_one_session(lines, "claude-code", bench.repo, f"{GPT}@openai", ["main_turn", "tool_result"])
    note(table, "Claude Code", "tool, crossed", lines, began)


def test_claude_with_its_own_login(weir, up, bench, table):
    began = time.monotonic()
    folder = os.path.join(bench.home, ".claude")
    os.makedirs(folder)
    login = {
        "accessToken": LOGIN,
        "refreshToken": "sk-ant-ort01-scripted",
        "expiresAt": int((time.time() + 86400) * 1000),
        "scopes": ["user:inference", "user:profile"],
        "subscriptionType": "max",
    }
    with open(os.path.join(folder, ".credentials.json"), "w", encoding="utf-8") as file:
        json.dump({"claudeAiOauth": login}, file)
    env = bench.claude_env(weir.login_url, "", CLAUDE)
    del env["ANTHROPIC_AUTH_TOKEN"]
    done = bench.run([os.path.join(NPM, "claude"), "-p", ASK], env)
    assert done.returncode == 0 and WORD in done.stdout, done.stderr
    assert {e.header("authorization") for e in up.record()} == {f"Bearer {LOGIN}"}
    lines = settled(weir)
    assert {line["weir.billing"] for line in lines} == {"quota"}
    weir.stop()
    assert weir.leaks(LOGIN) == []
    note(table, "Claude Code", "tool, own login", lines, began)


def test_claude_is_told_of_an_overloaded_cloud_and_goes_on(weir, up, bench, table):
    began = time.monotonic()
    up.script(
        {"match": {"nth": 1}, "status": 529},
        {"match": {"nth": 2}, "text": "half of an ans", "cut": {"after_events": 4, "how": "reset"}},
    )
    done = bench.claude(ASK, weir.url, weir.token, CLAUDE)
    assert done.returncode == 0 and WORD in done.stdout, (done.stdout, done.stderr)
    assert tool_results(up)[0] == 1
    note(table, "Claude Code", "529, then a cut, then well", settled(weir), began)


def test_claude_in_a_terminal_gets_its_title_here(up, bench, tmp_path, table):
    began = time.monotonic()
    engine = engine_for_tests()
    claude_trusts(bench.home, bench.repo)
    toml = scripted_cloud(up) + "[discovery]\nenabled = false\n" + ("" if engine else "[engine]\nenabled = false\n")
    with Weir(tmp_path, toml, quiet=False, env=engine) as weir:
        if engine:
            wait_for(
                lambda: any(m["where"] == "here" and m["health"] == "up" for m in weir.cli_json("models")["models"]),
                "the engine",
                120,
            )
        terminal = Terminal(
            str(tmp_path),
            [os.path.join(NPM, "claude")],
            bench.claude_env(weir.url, weir.token, CLAUDE, quiet=False),
            bench.repo,
        )
        try:
            wait_for(lambda: "❯" in terminal.screen() or ">" in terminal.screen(), "the prompt of Claude Code", 30)
            terminal.type(ASK)
            wait_for(lambda: "tell me the word" in terminal.screen(), "the typed words", 10)
            terminal.press("Enter")
            wait_for(lambda: WORD in terminal.screen(), "the answer on the screen", 60)
            title = wait_for(
                lambda: next(
                    (line for line in weir.log("--limit", "100") if line["weir.kind"] == "title" and is_settled(line)),
                    None,
                ),
                "an answered title request",
                60,
            )
        except AssertionError as problem:
            raise AssertionError(f"{problem}\n{terminal.screen()}") from None
        finally:
            terminal.close()
        lines = settled(weir)
        main = [line for line in lines if line["weir.kind"] in ("main_turn", "tool_result")]
        assert {line["weir.workspace"] for line in main} == {bench.repo} and {line["weir.target"] for line in main} == {
            f"{CLAUDE}@anthropic"
        }
        if engine:
            title = weir.log("--id", title["weir.id"])[0]
            assert (
                title["weir.where"] == "here"
                and title["weir.by"] == "kind"
                and title["http.response.status_code"] == 200
            )
            assert not [e for e in up.record() if not e.json().get("tools") and "output_config" in e.json()]
        note(table, "Claude Code", "in a terminal, with its title", lines, began)


# --- pi


@pytest.mark.parametrize(
    "api, model, target",
    [
        ("openai-completions", GPT, f"{GPT}@openai"),
        ("anthropic-messages", CLAUDE, f"{CLAUDE}@anthropic"),
        ("openai-completions", CLAUDE, f"{CLAUDE}@anthropic"),
    ],
)
def test_pi_tool_round_trip(weir, up, bench, table, api, model, target):
    began = time.monotonic()
    done = bench.pi(ASK, weir.url, weir.token, model, api)
    assert done.returncode == 0 and WORD in done.stdout, done.stderr
    assert tool_results(up)[0] == 1
    lines = settled(weir)
    check_one_session(lines, "pi", bench.repo, target, ["main_turn", "tool_result"])
    note(table, "pi", f"tool, {api}, {model}", lines, began)


def test_pi_question(weir, bench, table):
    began = time.monotonic()
    done = bench.pi("say hello", weir.url, weir.token, "weir-auto")
    assert done.returncode == 0 and "echo: say hello" in done.stdout, done.stderr
    note(table, "pi", "question, weir-auto", settled(weir), began)


# --- SDKs


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize("dialect", ["messages", "chat"])
@pytest.mark.parametrize("model", [CLAUDE, GPT])
def test_sdks(weir, up, bench, table, language, dialect, model):
    began = time.monotonic()
    out = bench.sdk(language, {"dialect": dialect, "base_url": weir.url, "key": weir.token, "model": model})
    assert out["streamed"] == "echo: Say hello." and out["stop"] in ("end_turn", "stop")
    assert out["arguments"] == {"city": "x", "unit": "celsius"} and "rain in x" in out["final"] and out["usage"] > 0
    assert weir.why(out["raw"])["decision"]["target"].startswith(model)
    lines = settled(weir)
    assert [line["weir.kind"] for line in lines][-1] == "tool_result" and len(lines) == 4
    assert {line["weir.target"].split("@")[0] for line in lines} == {model} and [e.refusal for e in up.record()] == [
        None
    ] * 4
    note(table, f"{language} SDK", f"{dialect} to {model}", lines, began)


@pytest.mark.parametrize("language", ["python", "node"])
@pytest.mark.parametrize("dialect", ["messages", "chat"])
def test_sdks_force_a_tool_of_the_engine(tmp_path, bench, table, language, dialect):
    began = time.monotonic()
    engine = engine_for_tests()
    if not engine:
        pytest.skip("no model on this machine: ./dev setup fetches it")
    with Weir(tmp_path, "[discovery]\nenabled = false\n", quiet=False, env=engine) as weir:
        wait_for(
            lambda: any(m["where"] == "here" and m["health"] == "up" for m in weir.cli_json("models")["models"]),
            "the engine",
            120,
        )
        out = bench.sdk(language, {"dialect": dialect, "base_url": weir.url, "key": weir.token, "model": "weir/local"})
        assert isinstance(out["arguments"]["city"], str) and out["arguments"]["unit"] in ("celsius", "fahrenheit")
        lines = settled(weir)
        assert {line["weir.where"] for line in lines} == {"here"} and {line["weir.billing"] for line in lines} == {
            "owned"
        }
        note(table, f"{language} SDK", f"{dialect} to the engine, forced tool", lines, began)
