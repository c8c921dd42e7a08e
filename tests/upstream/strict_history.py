"""The order of a Messages history: roles, calls and their results, thinking first while a tool loop runs."""

from strict_messages import need


def blocks(content):
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def check_history(checker):
    messages = checker.body.get("messages")
    need(isinstance(messages, list), "messages: Field required")
    need(messages, "messages: at least one message is required")
    turns = []  # [role, blocks, path]; neighbours of one role are one turn, as the provider merges them
    for i, message in enumerate(messages):
        path = f"messages.{i}"
        need(isinstance(message, dict), f"{path}: Input should be an object")
        role = message.get("role")
        need(role in ("user", "assistant", "system"), f"{path}.role: Input should be 'user' or 'assistant'")
        for key in message:
            need(key in ("role", "content"), f"{path}.{key}: Extra inputs are not permitted")
        content = message.get("content")
        need(isinstance(content, (str, list)), f"{path}.content: Field required")
        need(content, f"{path}: all messages must have non-empty content")
        for j, block in enumerate(blocks(content)):
            checker.block(block, f"{path}.content.{j}", role)
        if role == "system":
            need(turns, f"{path}: a system message may not come first in `messages`; use the top-level `system`")
        elif turns and turns[-1][0] == role:
            turns[-1][1] += blocks(content)
        else:
            turns.append([role, list(blocks(content)), path])
    need(turns and turns[0][0] == "user", 'messages: first message must use the "user" role')
    need(
        turns[-1][0] == "user",
        "messages: this model takes no assistant prefill; the conversation must end with a user message",
    )
    check_calls(turns)
    check_thinking_first(checker, turns)


def check_calls(turns):
    """Each call is answered in the very next turn, each result answers a call of the turn before it."""
    seen, open_calls, open_path = set(), [], ""
    for role, parts, path in turns:
        results = [p["tool_use_id"] for p in parts if p["type"] == "tool_result"]
        if role == "user":
            for result in results:
                need(
                    result in open_calls,
                    f"{path}: unexpected `tool_use_id` found in `tool_result` blocks: {result}. "
                    "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
                )
            need(len(set(results)) == len(results), f"{path}: each tool_use must have a single result")
            missing = [c for c in open_calls if c not in results]
            need(
                not missing,
                f"{open_path}: `tool_use` ids were found without `tool_result` blocks immediately after: {', '.join(missing)}",
            )
            first_other = next((i for i, p in enumerate(parts) if p["type"] != "tool_result"), len(parts))
            need(
                first_other >= len(results),
                f"{path}: tool_result blocks must come first in the content of their message",
            )
        open_calls = [p["id"] for p in parts if p["type"] == "tool_use"]
        open_path = path
        for call in open_calls:
            need(call not in seen, f"{path}: `tool_use` ids must be unique: {call}")
            seen.add(call)


def check_thinking_first(checker, turns):
    """With a thinking budget, the assistant turn of a running tool loop starts with thinking."""
    if not checker.budgeted or len(turns) < 2:
        return
    answers_call = any(p["type"] == "tool_result" for p in turns[-1][1])
    first = turns[-2][1][0]["type"]
    need(
        not answers_call or first in ("thinking", "redacted_thinking"),
        f"{turns[-2][2]}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first}`. When `thinking` "
        "is enabled, a final `assistant` message must start with a thinking block.",
    )
