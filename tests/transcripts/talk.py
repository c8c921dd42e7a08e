"""The two wires and the two clouds as one table: how a client of either asks for a model of either."""

from bodies import chat, chat_tool, messages, messages_tool

CLAUDE, GPT = "claude-sonnet-5", "gpt-5.4"
# A model on this machine, at an endpoint whose port is filled in.
HERE = "gemma4:26b"
BOX = (
    '[endpoint.box]\nkind = "openai"\nbase_url = "http://127.0.0.1:{}"\n'
    '[endpoint.box.model."gemma4:26b"]\nclass = "mid"\ntools = true\ncontext = 32768\n'
)
PAIRS = [("messages", CLAUDE), ("messages", GPT), ("chat", CLAUDE), ("chat", GPT)]
SAME, CROSSED = [PAIRS[0], PAIRS[3]], PAIRS[1:3]
TARGET = {CLAUDE: "claude-sonnet-5@anthropic", GPT: "gpt-5.4@openai"}
PATHS = {"messages": "/v1/messages", "chat": "/v1/chat/completions"}
# The same end of an answer in the words of each wire.
STOPS = {"end_turn": "stop", "max_tokens": "length", "tool_use": "tool_calls", "refusal": "content_filter"}


def upstream_dialect(model):
    return "messages" if model == CLAUDE else "chat"


def body(dialect, model, text="Say hello.", stream=False, tools=False, **more):
    if dialect == "messages":
        extra = {"tools": [messages_tool()]} if tools else {}
        return messages(text, model=model, stream=stream, **extra, **more)
    extra = {"tools": [chat_tool()]} if tools else {}
    extra.update({"stream_options": {"include_usage": True}} if stream else {})
    return chat(text, model=model, stream=stream, **extra, **more)


def ask(weir, dialect, value, **headers):
    return weir.messages(value, **headers) if dialect == "messages" else weir.chat(value, **headers)


def next_turn(dialect, value, said, results=None, text=None):
    """The client's next request: its history with the answer, then tool results by call id or a user's text."""
    value = {**value, "messages": list(value["messages"])}
    import json

    if dialect == "messages":
        content = [{"type": "text", "text": said.text}] if said.text else []
        content += [
            {"type": "tool_use", "id": t["id"], "name": t["name"], "input": json.loads(t["arguments"])}
            for t in said.tools
        ]
        value["messages"].append({"role": "assistant", "content": content})
        if results:
            value["messages"].append(
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "tool_use_id": i, "content": r} for i, r in results.items()],
                }
            )
        else:
            value["messages"].append({"role": "user", "content": text})
        return value
    answer = {"role": "assistant", "content": said.text or None}
    if said.tools:
        answer["tool_calls"] = [
            {"id": t["id"], "type": "function", "function": {"name": t["name"], "arguments": t["arguments"]}}
            for t in said.tools
        ]
    value["messages"].append(answer)
    if results:
        value["messages"] += [{"role": "tool", "tool_call_id": i, "content": r} for i, r in results.items()]
    else:
        value["messages"].append({"role": "user", "content": text})
    return value


def input_of(dialect, usage):
    """The whole prompt in tokens, cache reads and writes included."""
    if dialect == "messages":
        return (
            usage["input_tokens"]
            + (usage.get("cache_read_input_tokens") or 0)
            + (usage.get("cache_creation_input_tokens") or 0)
        )
    return usage["prompt_tokens"]


def output_of(dialect, usage):
    return usage["output_tokens" if dialect == "messages" else "completion_tokens"]


def cached_of(dialect, usage):
    if dialect == "messages":
        return usage.get("cache_read_input_tokens") or 0
    return (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0


def truth(upstream):
    """(input, cached, output) as the provider's last answer says: the oracle."""
    import sse

    entry = upstream.last()
    dialect = "messages" if entry.path == "/v1/messages" else "chat"
    usage = sse.of(dialect, entry.answer.lstrip().startswith((b"event:", b"data:")), entry.answer).usage
    return input_of(dialect, usage), cached_of(dialect, usage), output_of(dialect, usage)
