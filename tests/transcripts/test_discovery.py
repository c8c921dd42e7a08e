"""Local servers are found on their ports with what they have and what is loaded; a cloud tag there is not local."""

import json

import pytest
from bodies import chat, in_folder, messages
from talk import body
from weirproc import Weir

NAMES = ("ollama", "lmstudio", "llamaserver", "vllm")


@pytest.fixture
def finder(up, tmp_path):
    ports = ", ".join(str(up.ports[name]) for name in NAMES)
    with Weir(tmp_path, f"[engine]\nenabled = false\n[discovery]\nports = [{ports}]\n", quiet=False) as weir:
        yield weir


def models_of(weir, verb="models"):
    if verb == "doctor":  # looks again; its exit code is about more than servers
        assert json.loads(weir.cli("doctor", "--json").stdout)["schema"] == "weir.doctor/1"
    listed = weir.cli_json("models")
    return listed, {m["model"]: m for m in listed["models"]}


def test_servers_and_their_models(finder, up):
    listed, models = models_of(finder, "doctor")
    found = {s["url"].rsplit(":", 1)[1]: s["product"] for s in listed["servers"]}
    assert set(found) == {str(up.ports[name]) for name in NAMES}
    assert "ollama" in found[str(up.ports["ollama"])].lower() and "lm" in found[str(up.ports["lmstudio"])].lower()
    assert models["gemma4:26b"]["loaded"] is True and models["qwen2.5-coder:1.5b"]["loaded"] is False
    assert models["qwen/qwen3-coder-30b"]["loaded"] is True and models["google/gemma-4-31b"]["loaded"] is False
    for name in ("gemma4:26b", "qwen/qwen3-coder-30b"):
        assert models[name]["where"] == "here" and models[name]["billing"] == "owned" and models[name]["local"] is True
    assert models["qwen/qwen3-coder-30b"]["context_tokens"] == 32768  # what it is loaded with, not what it could


def test_found_at_start_without_being_asked(finder):
    from wait import wait_for

    wait_for(lambda: "gemma4:26b" in models_of(finder)[1], "what discovery finds at start")


def test_cloud_tags_are_not_local(finder, up):
    _, models = models_of(finder, "doctor")
    for name in ("gpt-oss:120b-cloud", "glm-5:cloud"):
        assert models[name]["where"] == "cloud" and models[name]["local"] is False
    answer = finder.chat(chat(model="weir/local"))
    assert answer.status == 200 and ":cloud" not in finder.why(answer.id)["decision"]["target"]
    assert not [e for e in up.record() if "cloud" in e.json()["model"]]


@pytest.mark.parametrize("dialect", ["chat", "messages"])
def test_a_found_model_answers_by_its_name(finder, up, dialect):
    models_of(finder, "doctor")
    value = body(dialect, "gemma4:26b")
    answer = finder.chat(value) if dialect == "chat" else finder.messages(value)
    assert answer.status == 200, answer.body
    why = finder.why(answer.id)
    assert (
        why["decision"]["target"].startswith("gemma4:26b@")
        and why["log"]["weir.where"] == "here"
        and why["log"]["weir.billing"] == "owned"
    )
    assert up.last().connection["listener"] == "ollama"


def test_local_only_workspaces_do_not_use_cloud_tags(up, tmp_path):
    vault = tmp_path / "vault"
    (vault / ".git").mkdir(parents=True)
    toml = f'[engine]\nenabled = false\n[discovery]\nports = [{up.ports["ollama"]}]\n[workspace."{vault}"]\nlocal_only = true\n'
    with Weir(tmp_path, toml, quiet=False) as weir:
        models_of(weir, "doctor")
        value = messages("hi", model="glm-5:cloud", system=f"You are a tool.\n<cwd>\n{vault}\n</cwd>")
        answer = weir.messages(
            value,
            user_agent="claude-cli/2.1.330 (external, cli)",
            x_app="cli",
            x_claude_code_session_id="5f2e0000-0000-4000-8000-000000000001",
        )
        target = weir.why(answer.id)["decision"]["target"]
        value["messages"].append({"role": "system", "content": in_folder(vault)})
        answer = weir.messages(
            value,
            user_agent="claude-cli/2.1.330 (external, cli)",
            x_app="cli",
            x_claude_code_session_id="5f2e0000-0000-4000-8000-000000000002",
        )
        assert answer.status == 403, (answer.body, target)


def test_nobody_there_is_no_error(tmp_path, up):
    with Weir(tmp_path, "[engine]\nenabled = false\n[discovery]\nports = [1]\n", quiet=False) as weir:
        listed, _ = models_of(weir, "doctor")
        assert listed["servers"] == []
        answer = weir.chat(chat(model="weir/local"))
        assert answer.status >= 400 and answer.json()["error"]["message"]


def test_a_server_that_comes_later_is_found_by_doctor(tmp_path, up):
    import socket

    from upstreamproc import Upstream

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Weir(tmp_path, f"[engine]\nenabled = false\n[discovery]\nports = [{port}]\n", quiet=False) as weir:
        assert "gemma4:26b" not in models_of(weir)[1]
        late = Upstream([f"ollama:{port}"])
        try:
            assert "gemma4:26b" in models_of(weir, "doctor")[1]
            assert weir.chat(chat(model="gemma4:26b")).status == 200
        finally:
            late.close()
        answer = weir.chat(chat(model="gemma4:26b"))  # gone again: said, not hung
        assert answer.status >= 500 and "error" in answer.json()
