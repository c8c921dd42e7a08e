"""Checks of a Chat Completions or Completions request, as strict as the provider's. A local server (Ollama and its
like) is lenient: unknown fields pass, no key, either name of the token limit."""

from strict_turns import LOCAL_MESSAGE, MESSAGE, NAME, Refused, check_calls, check_message, need

TOP = frozenset(
    """model messages stream stream_options max_tokens max_completion_tokens temperature top_p n stop seed
tools tool_choice parallel_tool_calls response_format logprobs top_logprobs logit_bias user presence_penalty
frequency_penalty reasoning_effort store metadata modalities prediction audio service_tier verbosity prompt_cache_key
safety_identifier functions function_call web_search_options prompt_cache_retention""".split()
)
LEGACY = frozenset(
    """model prompt suffix max_tokens temperature top_p n stream stream_options logprobs echo stop
presence_penalty frequency_penalty best_of logit_bias user seed""".split()
)


def of_type(value, kinds):
    return isinstance(value, kinds) and not (
        isinstance(value, bool) and bool not in (kinds if isinstance(kinds, tuple) else (kinds,))
    )


def field(body, name, kinds, word):
    value = body.get(name)
    need(value is None or of_type(value, kinds), f"Invalid type for '{name}': expected {word}.", name, "invalid_type")
    return value


def at_least(body, name, least):
    value = field(body, name, int, "an integer")
    need(
        value is None or value >= least,
        f"Invalid '{name}': integer below minimum value. Expected a value >= {least}.",
        name,
        "integer_below_min_value",
    )


def common(body, models, allowed, local):
    need(isinstance(body, dict), "The body must be a JSON object.")
    need(isinstance(body.get("model"), str) and body["model"], "you must provide a model parameter", "model")
    if body["model"] not in models:
        raise Refused(
            f"The model `{body['model']}` does not exist or you do not have access to it.", None, "model_not_found", 404
        )
    for name in body:
        need(local or name in allowed, f"Unrecognized request argument supplied: {name}", name, "unknown_parameter")
    field(body, "stream", bool, "a boolean")
    at_least(body, "max_tokens", 0 if local else 1)
    at_least(body, "max_completion_tokens", 1)
    at_least(body, "n", 1)
    field(body, "temperature", (int, float), "a decimal")
    field(body, "top_p", (int, float), "a decimal")
    field(body, "stop", (str, list), "a string or an array")
    need(
        not isinstance(body.get("stop"), list) or len(body["stop"]) <= 4,
        "Invalid 'stop': array too long, at most 4.",
        "stop",
        "array_above_max_length",
    )
    options = field(body, "stream_options", dict, "an object")
    need(
        local or not options or body.get("stream"),
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        "stream_options",
    )
    need(
        local or body.get("max_tokens") is None or body.get("max_completion_tokens") is None,
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        "max_tokens",
        "invalid_parameter_combination",
    )
    if not models[body["model"]][2] and not local:
        need(
            body.get("max_tokens") is None,
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "max_tokens",
            "unsupported_parameter",
        )
        need(
            body.get("temperature") in (None, 1),
            "Unsupported value: 'temperature' must be 1 with this model.",
            "temperature",
            "unsupported_value",
        )


def check_completion(body, models, local=False):
    common(body, models, LEGACY, local)
    prompt = body.get("prompt")
    need(isinstance(prompt, (str, list)), "you must provide a 'prompt' parameter", "prompt")
    field(body, "suffix", str, "a string")


def check_chat(body, models, local=False):
    common(body, models, TOP, local)
    check_tools(body)
    form = field(body, "response_format", dict, "an object") or {"type": "text"}
    need(
        form.get("type") in ("text", "json_object", "json_schema"),
        "Invalid value for 'response_format.type'.",
        "response_format.type",
        "invalid_value",
    )
    if form["type"] == "json_schema":
        schema = form.get("json_schema")
        need(
            isinstance(schema, dict) and NAME.match(str(schema.get("name", ""))),
            "Missing required parameter: 'response_format.json_schema.name'.",
            "response_format.json_schema.name",
            "missing_required_parameter",
        )
    messages = body.get("messages")
    need(
        isinstance(messages, list), "Missing required parameter: 'messages'.", "messages", "missing_required_parameter"
    )
    need(messages, "Invalid 'messages': empty array.", "messages", "empty_array")
    for i, message in enumerate(messages):
        check_message(message, f"messages.[{i}]", LOCAL_MESSAGE if local else MESSAGE)
    check_calls(messages)


def check_tools(body):
    tools, names = field(body, "tools", list, "an array"), []
    need(tools is None or tools, "Invalid 'tools': empty array.", "tools", "empty_array")
    for i, tool in enumerate(tools or []):
        path = f"tools[{i}]"
        need(
            isinstance(tool, dict) and tool.get("type") == "function",
            f"Invalid value for '{path}.type'.",
            f"{path}.type",
            "invalid_value",
        )
        function = tool.get("function")
        need(
            isinstance(function, dict) and NAME.match(str(function.get("name", ""))),
            f"Invalid '{path}.function.name': must match {NAME.pattern}.",
            f"{path}.function.name",
            "invalid_value",
        )
        need(
            isinstance(function.get("parameters", {}), dict),
            f"Invalid type for '{path}.function.parameters'.",
            f"{path}.function.parameters",
            "invalid_type",
        )
        names.append(function["name"])
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        named = (choice.get("function") or {}).get("name")
        need(
            choice.get("type") == "function" and named in names,
            f"Tool choice '{named}' not found in 'tools' parameter.",
            "tool_choice",
            "invalid_value",
        )
    else:
        need(
            choice in (None, "auto", "none", "required"),
            "Invalid value for 'tool_choice'.",
            "tool_choice",
            "invalid_value",
        )
        need(
            choice in (None, "none") or tools,
            "'tool_choice' is only allowed when 'tools' are specified.",
            "tool_choice",
        )
