"""`weir mcp`: the official client lists and calls its tools, raw JSON-RPC gets the answers that the protocol wants, and
Claude Code, started by `weir launch`, asks it for a brief."""

import json
import os
import subprocess

import pytest
from shop import edit, shop_in
from wait import SLOW
from weirproc import BIN, Weir, scripted_cloud
from workbench import CACHE, NODE, NPM

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = ["weir_ripple", "weir_slice", "weir_brief", "weir_left"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return shop_in(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def running(provider, tmp_path_factory):
    with Weir(tmp_path_factory.mktemp("weir"), scripted_cloud(provider)) as weir:
        yield weir


def client(weir, folder, *calls, args=("mcp",)):
    job = {
        "command": BIN,
        "args": list(args),
        "cwd": folder,
        "env": weir.env,
        "calls": [{"name": name, "arguments": arguments} for name, arguments in calls],
    }
    done = subprocess.run(
        [os.path.join(NODE, "node"), os.path.join(HERE, "mcp_client.mjs"), json.dumps(job)],
        env={**weir.env, "WEIR_MCP_MODULES": os.path.join(CACHE, "mcp")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120 * SLOW,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def text_of(result):
    assert [part["type"] for part in result["content"]] == ["text"], result
    return result["content"][0]["text"]


# --- the official client


def test_the_official_client_lists_the_tools(running, shop):
    out = client(running, shop)
    assert out["server"]["name"] == "weir" and out["capabilities"]["tools"] is not None
    assert "weir_brief" in out["instructions"] and out["ping"] == {}
    assert [tool["name"] for tool in out["tools"]] == TOOLS
    for tool in out["tools"]:
        assert tool["inputSchema"]["type"] == "object" and "directory" in tool["inputSchema"]["properties"]
        assert tool["annotations"]["readOnlyHint"] is True and 40 < len(tool["description"]) < 600


def test_the_official_client_calls_each_tool(running, shop):
    out = client(
        running,
        shop,
        ("weir_brief", {}),
        ("weir_ripple", {"text": "rename user_id in proto/order.proto"}),
        ("weir_ripple", {"file": "proto/order.proto", "symbol": "user_id"}),
        ("weir_slice", {"text": "rename user_id", "files": ["proto/order.proto"], "tokens": 2000}),
        ("weir_left", {}),
    )
    brief, named, file, cut, left = [text_of(result) for result in out["results"]]
    assert not any(result.get("isError") for result in out["results"])
    for unit in ("web", "checkout", "stock", "billing", "mailer"):
        assert unit in brief
    for ripple in (named, file):
        for place in ("billing/charge.go:88", "mailer/tpl.py:12", "web/api.ts:40"):
            assert place in ripple, ripple
        edges = ripple.split("\nfiles")[0]  # the files behind it are a guess
        assert "session.proto" not in edges and "audit.rs" not in edges
    assert "proto/order.proto" in cut and "user_id" in cut
    assert "charge.go:88" not in left


def test_what_an_edit_left_behind_is_told(running, tmp_path):
    folder = shop_in(tmp_path)
    edit(folder, "proto/order.proto", "string user_id = 2;", "string customer_id = 2;")
    out = client(running, folder, ("weir_left", {}))
    text = text_of(out["results"][0])
    for place in ("billing/charge.go:88", "mailer/tpl.py:12", "web/api.ts:40"):
        assert place in text, text


def test_another_folder_can_be_named(running, shop, tmp_path):
    out = client(running, str(tmp_path), ("weir_ripple", {"directory": shop, "file": "proto/order.proto"}))
    assert "billing/charge.go:88" in text_of(out["results"][0])


def test_wrong_arguments_are_said_to_the_model(running, shop):
    out = client(
        running,
        shop,
        ("weir_ripple", {"file": "../../etc/passwd"}),
        ("weir_ripple", {}),
        ("weir_slice", {"text": "x", "tokens": "many"}),
        ("weir_brief", {"colour": "red"}),
        ("weir_brief", {"directory": "/no/such/folder"}),
    )
    for result, words in zip(out["results"], ("not inside", "nothing to look for", "tokens", "colour", "no such folder")):
        assert result["isError"] is True and words in text_of(result), result


def test_a_weir_that_does_not_run_is_said_to_the_model(running, shop, tmp_path):
    away = Weir(tmp_path, name="away")
    out = client(away, shop, ("weir_brief", {}))
    assert out["results"][0]["isError"] is True and "weir up" in text_of(out["results"][0])


def test_ripple_switched_off_is_said_to_the_model(provider, shop, tmp_path):
    with Weir(tmp_path, scripted_cloud(provider) + "[ripple]\nenabled = false\n") as weir:
        out = client(weir, shop, ("weir_brief", {}))
        assert out["results"][0]["isError"] is True and "ripple.enabled" in text_of(out["results"][0])
        done = weir.cli("ripple", "rename user_id", env={"PWD": shop})
        assert done.returncode == 1 and "ripple is off" in done.stderr


# --- the bytes


def raw(weir, folder, *lines):
    """What comes back for these lines, by id, and how many lines in all."""
    done = subprocess.run(
        [BIN, "mcp"],
        input="".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines),
        env=weir.env,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60 * SLOW,
        check=False,
    )
    assert done.returncode == 0 and done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def request(ident, method, **params):
    return {"jsonrpc": "2.0", "id": ident, "method": method, "params": params}


@pytest.mark.parametrize(
    "asked, got",
    [("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2031-01-01", "2025-11-25"), (None, "2025-11-25")],
)
def test_versions_are_negotiated(running, shop, asked, got):
    params = {"capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    (answer,) = raw(running, shop, request(1, "initialize", **params, **({"protocolVersion": asked} if asked else {})))
    assert answer["result"]["protocolVersion"] == got and answer["id"] == 1


def test_errors_have_their_codes(running, shop):
    answers = raw(
        running,
        shop,
        "{not json",
        [request(1, "ping")],
        {"id": 2, "method": "ping"},
        request("three", "resources/list"),
        request(4, "tools/call", name="rm", arguments={}),
        {"jsonrpc": "2.0", "id": None, "method": "ping"},
        "",
        request(6, "ping"),
    )
    assert [(a["id"], a["error"]["code"]) for a in answers if "error" in a] == [
        (None, -32700),
        (None, -32600),
        (2, -32600),
        ("three", -32601),
        (4, -32602),
        (None, -32600),
    ]
    assert answers[-1] == {"jsonrpc": "2.0", "id": 6, "result": {}}


def test_notifications_and_answers_get_none(running, shop):
    answers = raw(
        running,
        shop,
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 9}},
        {"jsonrpc": "2.0", "id": 5, "result": {}},
        request(1, "ping"),
    )
    assert [a["id"] for a in answers] == [1]


def test_a_message_that_is_too_long_does_not_end_it(running, shop):
    answers = raw(running, shop, request(1, "x" * 3_000_000), request(2, "ping"))
    assert [a["id"] for a in answers] == [None, 2] and answers[0]["error"]["code"] == -32600


# --- Claude Code


def test_claude_code_gets_a_brief_headless(running, up, bench, shop):
    up.script(
        {"match": {"nth": 1}, "tools": [{"name": "mcp__weir__weir_brief", "input": {}}]},
        {"match": {"nth": 2}, "text": "read it"},
    )
    env = {**bench.env(), "WEIR_HOME": running.home, "DISABLE_AUTOUPDATER": "1"}
    env["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1"
    done = bench.run(
        [BIN, "launch", "claude", "-p", "what is this?", "--allowedTools", "mcp__weir__weir_brief"],
        {**env, "PATH": f"{NODE}:{NPM}:{env['PATH']}"},
        cwd=shop,
    )
    assert done.returncode == 0 and "read it" in done.stdout, (done.stdout, done.stderr)
    told = [
        part
        for entry in up.record()
        for message in entry.json()["messages"]
        for part in (message["content"] if isinstance(message["content"], list) else [])
        if part.get("type") == "tool_result"
    ]
    assert told and not told[-1].get("is_error"), told
    assert "billing" in json.dumps(told[-1]["content"]) and "mailer" in json.dumps(told[-1]["content"])
    assert running.leaks("what is this?") == []


def launch_plan(weir, *words):
    done = weir.cli("launch", "--json", "claude", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_launch_registers_it_without_swallowing_the_users_words(running, shop):
    plan = launch_plan(running, "-p", "say hello", "--allowedTools", "Read", "--", "--json")
    registered = [arg for arg in plan["argv"] if arg.startswith("--mcp-config=")]
    assert len(registered) == 1
    assert plan["argv"][2:] == ["-p", "say hello", "--allowedTools", "Read", "--", "--json"]
    file = next(f for f in plan["files"] if f["path"] == registered[0].split("=", 1)[1])
    server = json.loads(file["content"])["mcpServers"]["weir"]
    assert server["command"] == BIN and server["args"][0] == "mcp" and file["path"].startswith(running.home)
    for words in (["mcp", "list"], ["update"], ["--strict-mcp-config", "-p", "x"]):
        plan = launch_plan(running, *words)
        assert not [arg for arg in plan["argv"] if arg.startswith("--mcp-config")], words
