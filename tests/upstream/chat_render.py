"""OpenAI answers as bytes: chunks of a stream and whole choices, for chat and for the older completions."""

from reply import chunks, sse

DONE = b"data: [DONE]\n\n"


def envelope(body, kind, ident, created):
    return {
        "id": ident,
        "object": kind,
        "created": created,
        "model": body["model"],
        "service_tier": "default",
        "system_fingerprint": "fp_scripted",
    }


def deltas(blocks):
    yield {"role": "assistant", "content": "", "refusal": None}
    index = 0
    for block in blocks:
        if block["type"] == "text":
            yield from ({"content": piece} for piece in chunks(block["text"], 12))
        elif block["type"] == "thinking":
            yield from ({"reasoning_content": piece} for piece in chunks(block["thinking"], 16))
        elif block["type"] == "tool_use":
            yield {
                "tool_calls": [
                    {
                        "index": index,
                        "id": block["id"],
                        "type": "function",
                        "function": {"name": block["name"], "arguments": ""},
                    }
                ]
            }
            yield from (
                {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}
                for piece in chunks(block["arguments"], 9)
            )
            index += 1


def stream(body, blocks, counts, finish, ident, created, fields):
    wanted = (body.get("stream_options") or {}).get("include_usage")
    base = envelope(body, "chat.completion.chunk", ident, created)
    more = {"usage": None} if wanted else {}
    for delta in deltas(blocks):
        yield sse(
            None, {**base, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}], **more}
        )
    yield sse(
        None,
        {**base, "choices": [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": finish}], **more, **fields},
    )
    if wanted:
        yield sse(None, {**base, "choices": [], "usage": counts})
    yield DONE


def legacy_stream(body, text, counts, finish, ident, created, fields):
    base = envelope(body, "text_completion", ident, created)
    for piece in chunks(text, 12):
        yield sse(None, {**base, "choices": [{"text": piece, "index": 0, "logprobs": None, "finish_reason": None}]})
    yield sse(
        None, {**base, "choices": [{"text": "", "index": 0, "logprobs": None, "finish_reason": finish}], **fields}
    )
    if (body.get("stream_options") or {}).get("include_usage"):
        yield sse(None, {**base, "choices": [], "usage": counts})
    yield DONE


def whole_choice(blocks, finish):
    text = "".join(b["text"] for b in blocks if b["type"] == "text")
    calls = [
        {"id": b["id"], "type": "function", "function": {"name": b["name"], "arguments": b["arguments"]}}
        for b in blocks
        if b["type"] == "tool_use"
    ]
    message = {"role": "assistant", "content": text if text or not calls else None, "refusal": None, "annotations": []}
    thought = "".join(b["thinking"] for b in blocks if b["type"] == "thinking")
    message.update({"tool_calls": calls} if calls else {})
    message.update({"reasoning_content": thought} if thought else {})
    return {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
