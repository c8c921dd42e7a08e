"""The order and shape of a chat history: roles, contents, calls and the tool messages that answer them."""

import re

NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
ROLES = ("developer", "system", "user", "assistant", "tool")
PARTS = {"user": ("text", "image_url", "input_audio", "file"), "assistant": ("text", "refusal")}
MESSAGE = frozenset("role content name tool_calls tool_call_id refusal audio function_call annotations".split())
LOCAL_MESSAGE = MESSAGE | {"reasoning_content", "reasoning"}


class Refused(Exception):
    def __init__(self, message, param=None, code=None, status=400, kind="invalid_request_error"):
        super().__init__(message)
        self.message, self.param, self.code, self.status, self.kind = message, param, code, status, kind


def need(condition, message, param=None, code=None):
    if not condition:
        raise Refused(message, param, code)


def check_message(message, path, allowed):
    need(isinstance(message, dict), f"Invalid type for '{path}': expected an object.", path, "invalid_type")
    role = message.get("role")
    need(
        role in ROLES,
        f"Invalid value: {role!r}. Supported values are: {', '.join(ROLES)}.",
        f"{path}.role",
        "invalid_value",
    )
    for name in message:
        need(name in allowed, f"Additional properties are not allowed ('{name}' was unexpected) - '{path}'", path)
    content, calls = message.get("content"), message.get("tool_calls")
    need(
        content is None or isinstance(content, (str, list)),
        f"Invalid type for '{path}.content'.",
        f"{path}.content",
        "invalid_type",
    )
    need(
        content is not None or calls or role == "assistant" and message.get("refusal"),
        f"Invalid value for 'content': expected a string, got null. '{path}.content'",
        f"{path}.content",
    )
    for j, part in enumerate(content if isinstance(content, list) else []):
        kinds = PARTS.get(role, ("text",))
        need(
            isinstance(part, dict) and part.get("type") in kinds,
            f"Invalid value for '{path}.content[{j}].type'.",
            f"{path}.content[{j}].type",
            "invalid_value",
        )
        need(
            part["type"] != "text" or isinstance(part.get("text"), str),
            f"Missing required parameter: '{path}.content[{j}].text'.",
            f"{path}.content[{j}].text",
        )
    need(
        calls is None or (role == "assistant" and isinstance(calls, list) and calls),
        f"Invalid '{path}.tool_calls'.",
        f"{path}.tool_calls",
        "invalid_value",
    )
    for j, call in enumerate(calls or []):
        check_call(call, f"{path}.tool_calls[{j}]")
    need(
        role != "tool" or isinstance(message.get("tool_call_id"), str),
        "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.",
        f"{path}.tool_call_id",
    )


def check_call(call, path):
    need(
        isinstance(call, dict) and isinstance(call.get("id"), str) and call["id"],
        f"Missing required parameter: '{path}.id'.",
        f"{path}.id",
        "missing_required_parameter",
    )
    need(
        len(call["id"]) <= 40,
        f"Invalid '{path}.id': string too long. Expected a string with maximum length 40.",
        f"{path}.id",
        "string_above_max_length",
    )
    need(
        call.get("type") == "function",
        f"Missing required parameter: '{path}.type'.",
        f"{path}.type",
        "missing_required_parameter",
    )
    function = call.get("function")
    need(
        isinstance(function, dict) and NAME.match(str(function.get("name", ""))),
        f"Invalid '{path}.function.name'.",
        f"{path}.function.name",
        "invalid_value",
    )
    need(
        isinstance(function.get("arguments"), str),
        f"Invalid type for '{path}.function.arguments': expected a string.",
        f"{path}.function.arguments",
        "invalid_type",
    )


def check_calls(messages):
    """Tool messages follow the assistant message that called, and answer all of its calls."""
    waiting, calls_at = [], 0
    for i, message in enumerate(messages):
        if message["role"] == "tool":
            need(
                message["tool_call_id"] in waiting,
                "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
                f"messages.[{i}].role",
            )
            waiting.remove(message["tool_call_id"])
            continue
        need(
            not waiting,
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
            f"The following tool_call_ids did not have response messages: {', '.join(waiting)}",
            f"messages.[{calls_at}].role",
        )
        waiting, calls_at = [c["id"] for c in message.get("tool_calls") or []], i
    need(
        not waiting,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
        f"The following tool_call_ids did not have response messages: {', '.join(waiting)}",
        f"messages.[{calls_at}].role",
    )
