"""Requests as clients of either dialect write them, small and in our own words."""

from upstreamproc import ANTHROPIC_KEY, OPENAI_KEY

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}},
    "required": ["city", "unit"],
}


def messages(text="Say hello.", model="claude-sonnet-5", **more):
    body = {"model": model, "max_tokens": 1024, "messages": [{"role": "user", "content": text}]}
    body.update(more)
    return body


def chat(text="Say hello.", model="gpt-5.4", **more):
    body = {"model": model, "messages": [{"role": "user", "content": text}]}
    body.update(more)
    return body


def completion(
    prompt="def add(a, b):\n    return ", suffix="\n\nprint(add(1, 2))\n", model="gpt-3.5-turbo-instruct", **more
):
    return {"model": model, "prompt": prompt, "suffix": suffix, "max_tokens": 32, **more}


def in_folder(path):
    """The part of Claude Code's environment note that names its folder."""
    return (
        f"# Environment\nYou have been invoked in the following environment: \n - Primary working directory: {path}\n"
    )


def messages_tool(name="weather", schema=None):
    return {"name": name, "description": "Looks the weather up.", "input_schema": schema or WEATHER}


def chat_tool(name="weather", schema=None):
    return {
        "type": "function",
        "function": {"name": name, "description": "Looks the weather up.", "parameters": schema or WEATHER},
    }


def messages_head(key=ANTHROPIC_KEY, **more):
    return {"x-api-key": key, "anthropic-version": "2023-06-01", **{n.replace("_", "-"): v for n, v in more.items()}}


def chat_head(key=OPENAI_KEY, **more):
    return {"Authorization": f"Bearer {key}", **{n.replace("_", "-"): v for n, v in more.items()}}
