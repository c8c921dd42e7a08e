"""Server-sent events as tests read them, and what an answer of either dialect says as plain values."""

import json
from dataclasses import dataclass, field


@dataclass
class Event:
    name: str
    data: str
    raw: bytes = b""

    def json(self):
        return json.loads(self.data)


def events(raw):
    """All events of a stream, comments left out; the last one even when its blank line is missing (name "PARTIAL")."""
    out = []
    text = raw.replace(b"\r\n", b"\n")
    parts = text.split(b"\n\n")
    for i, part in enumerate(parts):
        name, data = "", []
        for line in part.decode("utf-8", "replace").split("\n"):
            if line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
        if data or name:
            out.append(Event(name if i < len(parts) - 1 else "PARTIAL", "\n".join(data), part + b"\n\n"))
    return out


def comments(raw):
    return [line for line in raw.split(b"\n") if line.startswith(b":")]


@dataclass
class Said:
    """An answer without its dialect."""

    text: str = ""
    thinking: str = ""
    signature: str = ""
    tools: list = field(default_factory=list)  # {"id", "name", "arguments" (text)}
    stop: str | None = None
    usage: dict = field(default_factory=dict)
    first_usage: dict = field(default_factory=dict)
    finished: bool = False  # the dialect's own end was seen
    error: dict | None = None
    model: str = ""
    names: list = field(default_factory=list)


def of_messages_stream(raw):
    said, blocks = Said(), {}
    for event in events(raw):
        said.names.append(event.name)
        value = event.json() if event.data.startswith("{") and event.name != "PARTIAL" else {}
        kind = value.get("type")
        if kind == "message_start":
            said.model, said.first_usage = value["message"]["model"], value["message"]["usage"]
            said.usage.update(said.first_usage)
        elif kind == "content_block_start":
            assert value["index"] not in blocks, "a block's index was used twice"
            blocks[value["index"]] = block = value["content_block"]
            if block["type"] == "tool_use":
                said.tools.append({"id": block["id"], "name": block["name"], "arguments": "", "index": value["index"]})
        elif kind == "content_block_delta":
            _messages_delta(said, value["index"], value["delta"])
        elif kind == "message_delta":
            said.stop = value["delta"].get("stop_reason")
            said.usage.update(value.get("usage") or {})
        elif kind == "message_stop":
            said.finished = True
        elif kind == "error":
            said.error = value["error"]
    return said


def _messages_delta(said, index, delta):
    if delta["type"] == "text_delta":
        said.text += delta["text"]
    elif delta["type"] == "thinking_delta":
        said.thinking += delta["thinking"]
    elif delta["type"] == "signature_delta":
        said.signature += delta["signature"]
    elif delta["type"] == "input_json_delta":
        next(t for t in said.tools if t["index"] == index)["arguments"] += delta["partial_json"]


def of_messages_body(body):
    said = Said(
        model=body.get("model", ""),
        stop=body.get("stop_reason"),
        usage=body.get("usage") or {},
        finished=body.get("type") == "message",
    )
    said.error = body.get("error")
    for block in body.get("content") or []:
        if block["type"] == "text":
            said.text += block["text"]
        elif block["type"] == "thinking":
            said.thinking += block["thinking"]
            said.signature += block.get("signature", "")
        elif block["type"] == "tool_use":
            said.tools.append({"id": block["id"], "name": block["name"], "arguments": json.dumps(block["input"])})
    return said


def of_chat_stream(raw):
    said = Said()
    for event in events(raw):
        said.names.append(event.name or event.data[:6])
        if event.data == "[DONE]":
            said.finished = True
            continue
        value = event.json() if event.name != "PARTIAL" else {}
        said.error = value.get("error", said.error)
        said.model = value.get("model", said.model)
        said.usage.update(value.get("usage") or {})
        for choice in value.get("choices") or []:
            said.stop = choice.get("finish_reason") or said.stop
            said.text += choice.get("text") or ""
            _chat_delta(said, choice.get("delta") or {})
    return said


def _chat_delta(said, delta):
    said.text += delta.get("content") or ""
    said.thinking += delta.get("reasoning_content") or ""
    for call in delta.get("tool_calls") or []:
        while len(said.tools) <= call["index"]:
            said.tools.append({"id": "", "name": "", "arguments": ""})
        tool, function = said.tools[call["index"]], call.get("function") or {}
        tool["id"] += call.get("id") or ""
        tool["name"] += function.get("name") or ""
        tool["arguments"] += function.get("arguments") or ""


def of_chat_body(body):
    said = Said(
        model=body.get("model", ""), usage=body.get("usage") or {}, error=body.get("error"), finished="choices" in body
    )
    for choice in body.get("choices") or []:
        said.stop = choice.get("finish_reason")
        message = choice.get("message") or {}
        said.text += choice.get("text") or message.get("content") or ""
        said.thinking += message.get("reasoning_content") or ""
        said.tools += [
            {"id": c["id"], "name": c["function"]["name"], "arguments": c["function"]["arguments"]}
            for c in message.get("tool_calls") or []
        ]
    return said


def of(dialect, stream, raw):
    """What an answer says. dialect: messages, chat or completions."""
    if dialect == "messages":
        return of_messages_stream(raw) if stream else of_messages_body(json.loads(raw))
    return of_chat_stream(raw) if stream else of_chat_body(json.loads(raw))
