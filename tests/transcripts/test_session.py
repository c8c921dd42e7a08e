"""The working set, right after each step of a tool loop: what was read, edited (with the words that went and came),
created, searched, tested, what failed. Of our own loops in the shapes of three clients, and of the real clients; through
retries, compactions and a restart. And what it is for: the advice changes where the breadth does, and says by which file.
"""

import os
import sys

import pytest
from pirpc import PiRpc
from toolloop import CLAUDE, PI, SDK, Loop, Seen, repository, seen, sessions_of
from wait import wait_for
from weirproc import Weir, is_settled, scripted_cloud

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients"))
import workbench  # noqa: E402

SONNET, GPT = "claude-sonnet-5", "gpt-5.4"
MODEL = {CLAUDE: SONNET, PI: GPT, SDK: GPT}


@pytest.fixture
def repo(tmp_path):
    return repository(os.path.join(str(tmp_path), "repo"))


@pytest.fixture
def loop_of(weir, repo):
    return lambda client, session=None: Loop(weir, client, repo, MODEL[client], session)


def steps(client, repo):
    """Per step: what the model did and what the set then holds."""
    inside = (lambda path: f"{repo}/{path}") if client == CLAUDE else (lambda path: path)
    read, edit, write, shell = {
        CLAUDE: ("Read", "Edit", "Write", "Bash"),
        PI: ("read", "edit", "write", "bash"),
        SDK: ("read_file", "replace_in_file", "write_to_file", "execute_command"),
    }[client]
    key = "file_path" if client == CLAUDE else "path"
    proto = "message Order {\n  string user_id = 2;\n}\n"
    shown = "".join(f"{n}\t{line}\n" for n, line in enumerate(proto.splitlines(), 1)) if client == CLAUDE else proto
    change = {
        CLAUDE: {"old_string": "string user_id = 2;", "new_string": "string customer_id = 2;"},
        PI: {"edits": [{"oldText": "string user_id = 2;", "newText": "string customer_id = 2;"}]},
        SDK: {"diff": "------- SEARCH\n  string user_id = 2;\n=======\n  string customer_id = 2;\n+++++++ REPLACE"},
    }[client]
    created = "File created successfully at: new.py" if client == CLAUDE else "Successfully wrote to new.py"
    gone = {CLAUDE: "File does not exist.", PI: "ENOENT: no such file or directory, access 'gone'", SDK: "x"}[client]
    failing = {
        CLAUDE: "Exit code 1\n1 failed, 2 passed in 0.1s",
        PI: "1 failed, 2 passed in 0.1s\n\nCommand exited with code 1",
        SDK: "1 failed, 2 passed in 0.1s\nExit code: 1",
    }[client]
    return [
        (read, shown, False, {key: inside("order.proto")}),
        (edit, "The file has been updated.", False, {key: inside("order.proto"), **change}),
        (write, created, False, {key: inside("new.py"), "content": "def total(order):\n    return order\n"}),
        (read, gone, client == CLAUDE, {key: inside("gone.py")}),
        (shell, failing, client == CLAUDE, {"command": "cd api && python3 -m pytest -q"}),
        (shell, "3 passed in 0.1s", False, {"command": "cd api && python3 -m pytest -q 2>&1 | tail -3"}),
        (shell, "ok", False, {"command": "sed -i 's/user_id/customer_id/g' billing/charge.go"}),
    ]


@pytest.mark.parametrize("client", [CLAUDE, PI, SDK])
def test_working_set_after_each_step(weir, repo, loop_of, client):
    loop = loop_of(client)
    todo = steps(client, repo)
    assert loop.say("rename user_id to customer_id").status == 200

    def step(n):
        tool, result, failed, arguments = todo[n]
        assert loop.do(tool, result, failed, **arguments).status == 200
        return seen(weir, repo)

    now = step(0)
    assert (now.opened, now.edited) == ({"order.proto"}, set())
    now = step(1)
    assert now.edited == {"order.proto"}
    assert now.changes == [("order.proto", {"user_id"}, {"customer_id"})]
    assert now.lines == [[2, 2] if client != SDK else None]
    now = step(2)
    assert now.edited == {"order.proto", "new.py"} and (client == SDK or now.created == {"new.py"})
    assert now.working["changes"][1]["whole"] is True and now.lines[1] == [1, 2]
    now = step(3)
    if client != SDK:  # a tool that nobody knows says by no word of its own that it failed
        assert now.named == {"gone.py"} and now.opened == {"order.proto"}
        assert [error[1] for error in now.errors] == ["not found"]
    now = step(4)
    assert now.tests == [("pytest", "failed")] and len(now.errors) == (0 if client == SDK else 1)
    now = step(5)
    assert now.tests == [("pytest", "failed"), ("pytest", "passed")]
    now = step(6)
    assert now.changes[-1] == ("billing/charge.go", {"user_id"}, {"customer_id"})
    assert now.entry["tests_failed"] == 1 and now.entry["tests_passed"] == 1 and now.entry["changes"] == 3
    assert {f["turn"] for f in now.working["files"]} == {1}


@pytest.mark.parametrize("client", [CLAUDE, PI, SDK])
def test_a_retry_counts_nothing_twice(weir, repo, loop_of, client):
    loop = loop_of(client)
    loop.say("go")
    for tool, result, failed, arguments in steps(client, repo):
        loop.add(tool, result, failed, **arguments)
    loop.send()
    before = seen(weir, repo)
    loop.send()
    loop.answered("Done.")
    loop.say("and now?")
    after = seen(weir, repo)
    assert after.working == before.working and after.entry["turn"] == before.entry["turn"] + 1


@pytest.mark.parametrize("client, session", [(CLAUDE, "s-1"), (PI, "01a2"), (PI, None)])
@pytest.mark.parametrize("keep", [0, 2])
def test_survives_a_compaction(weir, repo, loop_of, client, session, keep):
    loop = loop_of(client, session)
    loop.say("rename user_id")
    for tool, result, failed, arguments in steps(client, repo):
        loop.add(tool, result, failed, **arguments)
    loop.send()
    before = seen(weir, repo)
    if client == PI:
        quoted = "<conversation>\n[User]: rename user_id\n</conversation>\n\nSum it up."
        ask = {"model": loop.model, "messages": [{"role": "system", "content": "Sum up."}, {"role": "user", "content": quoted}]}
        assert loop.send(ask).status == 200
    loop.compacted("user_id was renamed", keep)
    if keep == 0:
        loop.answered("Done.")
    loop.say("and the tests?")
    after = seen(weir, repo)
    assert after.entry["id"] == before.entry["id"] and after.working == before.working
    tool, _, _, arguments = steps(client, repo)[0]
    loop.do(tool, "x", **{key: value.replace("order.proto", "other.proto") for key, value in arguments.items()})
    now = seen(weir, repo)
    assert now.entry["id"] == before.entry["id"] and now.opened == before.opened | {"other.proto"}


def test_a_new_conversation_begins_with_nothing(weir, repo, loop_of):
    old, new = loop_of(PI), loop_of(PI)
    old.say("one")
    old.do("read", "x", path="a.go")
    new.say("two")
    latest, before = sessions_of(weir, repo)
    assert latest["id"] != before["id"] and latest["working"]["files"] == [] and len(before["working"]["files"]) == 1


def test_survives_a_restart_when_the_client_names_its_session(own, repo):
    weir = own().start()
    loop = Loop(weir, CLAUDE, repo, SONNET, "s-7")
    loop.say("go")
    for tool, result, failed, arguments in steps(CLAUDE, repo):
        loop.add(tool, result, failed, **arguments)
    loop.send()
    before = seen(weir, repo)
    assert weir.stop() == 0
    weir.start()
    loop.answered("Done.")
    loop.say("go on")
    after = seen(weir, repo)
    assert after.entry["id"] == before.entry["id"]
    assert after.working["files"] == before.working["files"] and after.working["changes"] == before.working["changes"]


def test_the_users_words_and_the_files_text_are_kept_nowhere(own, repo):
    weir = own().start()
    loop = Loop(weir, CLAUDE, repo, SONNET, "s-8")
    loop.say("please quench the zymurgist")
    loop.do("Edit", "ok", file_path=f"{repo}/a.txt", old_string="the quick brown fox", new_string='key = "AKIAIOSFODNN7EXAMPLE"')
    wait_for(lambda: all(map(is_settled, weir.log())), "settled rows")
    assert weir.stop() == 0
    assert weir.leaks("zymurgist", "quick brown", "AKIAIOSFODNN7EXAMPLE") == []


# --- what it is for


@pytest.fixture
def two_classes(own, up):
    """A local model that a narrow session may use, a cloud that a wide one needs."""
    toml = f"[engine]\nenabled = false\n[discovery]\nports = [{up.ports['ollama']}]\n"
    weir = own(toml + '[route]\nopened_wide = 4\nwide_min = "large"\n', quiet=False).start()
    wait_for(lambda: any(m["model"] == "gemma4:26b" for m in weir.cli_json("models")["models"]), "the local model")
    return weir


@pytest.mark.parametrize("client", [CLAUDE, PI])
def test_the_advice_changes_at_the_file_that_makes_the_session_wide(two_classes, repo, client):
    weir = two_classes
    loop = Loop(weir, client, repo, "gemma4:26b")
    tool, key = ("Read", "file_path") if client == CLAUDE else ("read", "path")
    advised = []
    answers = [loop.say("look around")]
    for n in range(1, 7):
        answers.append(loop.do(tool, "x", **{key: f"pkg{n}/file{n}.go"}))
    for answer in answers:
        assert answer.status == 200, answer.body
        why = weir.why(answer.id)
        assert why["decision"]["target"].startswith("gemma4:26b@")  # what the client named is honoured
        advised.append(None if why["advice"] is None else why["advice"]["target"])
    assert advised[:4] == [None] * 4, advised
    assert all(a is not None and not a.startswith("gemma4") for a in advised[4:]), advised
    text = weir.cli("why", answers[4].id).stdout
    assert "pkg4/file4.go" in text and "turn 1" in text, text
    assert "pkg4" not in weir.cli("why", answers[3].id).stdout


# --- real clients


@pytest.fixture
def bench(tmp_path):
    if not workbench.installed():
        pytest.skip("the clients are not installed: tests/clients/install")
    bench = workbench.Bench(str(tmp_path))
    yield bench
    bench.close()


@pytest.fixture
def alone(up, tmp_path):
    """A weir of its own: its only session is the client's."""
    with Weir(tmp_path, scripted_cloud(up)) as weir:
        yield weir


def tool(name, **arguments):
    return {"tools": [{"name": name, "input": arguments}]}


def check_run(now):
    assert now.edited == {"hello.txt", "new.py"} and "new.py" in now.created
    assert now.changes[0] == ("hello.txt", {workbench.WORD}, {"user_id", "jam"})
    assert now.lines[0] == [1, 1]
    assert "src/main.py" in now.named | now.opened and "src/main.py" not in now.edited
    assert now.tests == [("unittest", "failed")], now.tests
    assert "no match" in [error[1] for error in now.errors]


CLAUDE_ARGS = ("--permission-mode", "bypassPermissions")


def test_claude_code(alone, up, bench):
    repo = bench.repo
    up.script(
        tool("Read", file_path=f"{repo}/hello.txt"),
        tool("Edit", file_path=f"{repo}/hello.txt", old_string=workbench.WORD, new_string="user_id jam"),
        tool("Write", file_path=f"{repo}/new.py", content="def total(order_id):\n    return order_id\n"),
        tool("Read", file_path=f"{repo}/src/main.py"),
        tool("Edit", file_path=f"{repo}/src/main.py", old_string="nothing like this", new_string="x"),
        tool("Bash", command="python3 -m unittest nowhere", description="run the tests"),
        {"text": "done"},
    )
    done = bench.claude("change hello.txt", alone.url, alone.token, SONNET, *CLAUDE_ARGS, IS_SANDBOX="1")
    assert done.returncode == 0 and "done" in done.stdout, done.stderr
    before = seen(alone, repo)
    check_run(before)
    assert before.entry["client"] == "claude-code"

    up.script({"match": {"contains": "CRITICAL: Respond with TEXT ONLY"}, "text": "<summary>hello.txt was changed</summary>", "times": 0})
    done = bench.claude("/compact", alone.url, alone.token, SONNET, "--continue", IS_SANDBOX="1")
    assert done.returncode == 0, done.stderr
    up.script(tool("Read", file_path=f"{repo}/hello.txt"), tool("Bash", command="cat src/main.py > copy.py"), {"text": "done"})
    done = bench.claude("and now?", alone.url, alone.token, SONNET, "--continue", *CLAUDE_ARGS, IS_SANDBOX="1")
    assert done.returncode == 0, done.stderr
    after = seen(alone, repo)
    assert after.entry["id"] == before.entry["id"] and after.entry["turn"] > before.entry["turn"]
    assert after.changes[:2] == before.changes and after.tests == before.tests
    assert {"hello.txt", "src/main.py"} <= after.opened and after.edited == {"hello.txt", "new.py", "copy.py"}


@pytest.mark.parametrize("api, model", [("openai-completions", GPT), ("anthropic-messages", SONNET)])
def test_pi(alone, up, bench, api, model):
    up.script(
        tool("read", path="hello.txt"),
        tool("edit", path="hello.txt", edits=[{"oldText": workbench.WORD, "newText": "user_id jam"}]),
        tool("write", path="new.py", content="def total(order_id):\n    return order_id\n"),
        tool("edit", path="src/main.py", edits=[{"oldText": "nothing like this", "newText": "x"}]),
        tool("bash", command="python3 -m unittest nowhere"),
        {"text": "done"},
    )
    done = bench.pi("change hello.txt", alone.url, alone.token, model, api)
    assert done.returncode == 0 and "done" in done.stdout, done.stderr
    before = seen(alone, bench.repo)
    check_run(before)
    up.script(tool("bash", command="cat src/main.py"), {"text": "done"})
    done = bench.pi("and now?", alone.url, alone.token, model, api, "--continue")
    assert done.returncode == 0, done.stderr
    after = seen(alone, bench.repo)
    assert after.entry["id"] == before.entry["id"] and after.entry["turn"] == before.entry["turn"] + 1
    assert "src/main.py" in after.opened and after.changes == before.changes


def test_pi_compacts(alone, up, bench):
    """Headless pi over its RPC mode, which names no session: the set goes on behind the summary."""
    bench.pi("say hello", alone.url, alone.token, GPT)  # writes its list of models
    up.script(
        tool("read", path="hello.txt"),
        tool("edit", path="hello.txt", edits=[{"oldText": workbench.WORD, "newText": "user_id jam"}]),
        {"text": "done " * 400},
        {"match": {"has_tools": False}, "text": "## Goal\nhello.txt was changed.", "times": 0},
        tool("read", path="src/main.py"),
        {"text": "after"},
    )
    env = bench.env(PI_OFFLINE="1")
    with PiRpc(os.path.join(workbench.NPM, "pi"), bench.repo, env, GPT, keep_tokens=50) as pi:
        pi.prompt("change hello.txt")
        before = Seen(sessions_of(alone, bench.repo)[0])
        assert before.edited == {"hello.txt"}
        pi.compact()
        pi.prompt("and now?")
    after = Seen(sessions_of(alone, bench.repo)[0])
    assert after.entry["id"] == before.entry["id"] and after.changes == before.changes
    assert after.opened == {"hello.txt", "src/main.py"}
    kinds = [line["weir.kind"] for line in alone.log("--limit", "100")]
    assert "compaction" in kinds and "one_shot" not in kinds, kinds
