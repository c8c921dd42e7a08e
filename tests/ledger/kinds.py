"""A request of each kind, as the tools that make them write it: recognised by shape, never by wording."""

from bodies import chat, chat_tool, completion, in_folder, messages, messages_tool

DIFF = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-befor\n+before\n"
TITLE = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
CLAUDE_CODE = {"user_agent": "claude-cli/2.1.330 (external, cli)", "x_app": "cli"}


def claude_code(session, **more):
    return {**CLAUDE_CODE, "x_claude_code_session_id": session, **more}


def tool_turns(text):
    """A conversation whose last word is a tool's result."""
    call = {"type": "tool_use", "id": "toolu_01weather", "name": "weather", "input": {"city": "Essen"}}
    return [
        {"role": "user", "content": text},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call["id"], "content": "rain"}]},
    ]


def requests(model, number, folder="/nowhere"):
    """(kind, path, headers, body) of every kind; `number` makes texts and sessions of their own."""
    text, session = f"Say {number}.", f"5f2e0000-0000-4000-8000-{number:012d}"
    ours = claude_code(session)
    tools = {"tools": [messages_tool()]}
    env = [{"role": "user", "content": text}, {"role": "system", "content": in_folder(folder)}]
    ask_commit = [{"role": "system", "content": "Write a commit message."}, {"role": "user", "content": DIFF + text}]
    schema = {"type": "json_schema", "json_schema": {"name": "t", "schema": TITLE}}
    summary = f"<conversation>\n[User]: {text}\n</conversation>\nSummarise it."
    safety = {"stop_sequences": ["</block>"], "max_tokens": 64, "temperature": 0}
    m, c = "/v1/messages", "/v1/chat/completions"
    return [
        ("autocomplete", "/v1/completions", {}, completion(f"def f{number}(a):\n    ", model=model)),
        ("title", c, {}, chat(text, model=model, response_format=schema)),
        ("commit_message", c, {}, chat(model=model, max_tokens=200, messages=ask_commit)),
        ("compaction", c, {"user_agent": "pi (linux 6.1; x64)"}, chat(summary, model=model)),
        ("main_turn", m, ours, messages(model=model, messages=env, **tools)),
        ("main_turn", c, {"x_session_id": session}, chat(text, model=model, stream=True, tools=[chat_tool()])),
        ("one_shot", m, {}, messages(text, model=model)),
        ("one_shot", c, {}, chat(text, model=model, stream=True)),
        ("tool_result", m, ours, messages(model=model, messages=tool_turns(text), **tools)),
        ("subagent", m, claude_code(session, x_claude_code_agent_id="a1"), messages(text, model=model, **tools)),
        ("safety_check", m, ours, messages(text, model=model, **safety)),
        ("probe", m, ours, messages(text, model=model, **{"max_tokens": 1})),
        ("count", "/v1/messages/count_tokens", ours, {"model": model, "messages": [{"role": "user", "content": text}]}),
    ]
