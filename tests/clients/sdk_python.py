"""The vendors' Python SDKs: a question, a streamed question, a tool round trip and a forced call, as a job says."""

import json
import sys

import anthropic
import openai

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}},
    "required": ["city", "unit"],
}


def over_messages(job):
    client = anthropic.Anthropic(base_url=job["base_url"], api_key=job["key"], max_retries=0)
    tools = [{"name": "weather", "description": "Looks the weather up.", "input_schema": WEATHER}]
    base = {"model": job["model"], "max_tokens": 512}
    out = {
        "raw": client.messages.with_raw_response.create(
            **base, messages=[{"role": "user", "content": "Say hello."}]
        ).headers.get("x-weir-id")
    }
    with client.messages.stream(**base, messages=[{"role": "user", "content": "Say hello."}]) as stream:
        out["streamed"] = "".join(stream.text_stream)
        out["stop"] = stream.get_final_message().stop_reason
    asked = [{"role": "user", "content": "What is the weather?"}]
    first = client.messages.create(**base, messages=asked, tools=tools, tool_choice={"type": "tool", "name": "weather"})
    call = next(b for b in first.content if b.type == "tool_use")
    out.update(tool=call.name, arguments=call.input)
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "rain in " + str(call.input.get("city"))}
    last = client.messages.create(
        **base,
        tools=tools,
        messages=asked + [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    )
    out.update(final="".join(b.text for b in last.content if b.type == "text"), usage=last.usage.output_tokens)
    return out


def over_chat(job):
    client = openai.OpenAI(base_url=job["base_url"] + "/v1", api_key=job["key"], max_retries=0)
    tools = [
        {
            "type": "function",
            "function": {"name": "weather", "description": "Looks the weather up.", "parameters": WEATHER},
        }
    ]
    out = {
        "raw": client.chat.completions.with_raw_response.create(
            model=job["model"], messages=[{"role": "user", "content": "Say hello."}]
        ).headers.get("x-weir-id")
    }
    chunks = list(
        client.chat.completions.create(
            model=job["model"],
            messages=[{"role": "user", "content": "Say hello."}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    out["streamed"] = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    out["stop"] = next(c.choices[0].finish_reason for c in reversed(chunks) if c.choices)
    asked = [{"role": "user", "content": "What is the weather?"}]
    first = (
        client.chat.completions.create(
            model=job["model"],
            messages=asked,
            tools=tools,
            tool_choice={"type": "function", "function": {"name": "weather"}},
        )
        .choices[0]
        .message
    )
    call = first.tool_calls[0]
    out.update(tool=call.function.name, arguments=json.loads(call.function.arguments))
    result = {"role": "tool", "tool_call_id": call.id, "content": "rain in " + str(out["arguments"].get("city"))}
    last = client.chat.completions.create(
        model=job["model"],
        tools=tools,
        max_completion_tokens=256,  # a tiny model left alone may write until its window is full
        messages=asked + [first.model_dump(exclude_none=True, exclude={"annotations"}), result],
    )
    out.update(final=last.choices[0].message.content, usage=last.usage.completion_tokens)
    return out


job = json.loads(sys.argv[1])
print(json.dumps({"messages": over_messages, "chat": over_chat}[job["dialect"]](job)))
