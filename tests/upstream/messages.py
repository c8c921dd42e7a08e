"""Anthropic Messages: answers, streamed or whole, errors and headers as the provider shapes them."""

import json
import secrets

import usage
from models import VERSIONS
from reply import Reply, chunks, disturbed, sse, timed
from scripts import blocks_of
from signatures import conversation_of
from strict_messages import Checker, Refused, betas

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    503: "api_error",
    529: "overloaded_error",
}
WORDS = {
    429: "This request would exceed the rate limit of the scripted organization.",
    529: "Overloaded",
    500: "Internal server error",
    503: "Service unavailable",
}
DEFAULT_STOP = {True: "tool_use", False: "end_turn"}


def headers(streamed=False):
    kind = "text/event-stream; charset=utf-8" if streamed else "application/json"
    out = [
        ("content-type", kind),
        ("request-id", "req_011" + secrets.token_hex(10)),
        ("anthropic-organization-id", "00000000-0000-4000-8000-000000000001"),
        ("anthropic-ratelimit-requests-limit", "4000"),
        ("anthropic-ratelimit-requests-remaining", "3999"),
    ]
    return out + ([("cache-control", "no-cache")] if streamed else [])


def error(status, message=None, kind=None, retry_after=None, more=()):
    head = headers()
    body = {
        "type": "error",
        "error": {"type": kind or TYPES.get(status, "api_error"), "message": message or WORDS.get(status, "Error")},
        "request_id": dict(head)["request-id"],
    }
    if retry_after is not None:
        head.append(("retry-after", str(retry_after)))
    return Reply(status, head + list(more), [usage.compact(body)])


def error_piece(kind, message):
    return sse("error", {"type": "error", "error": {"type": kind, "message": message}})


def authorized(provider, head):
    """Our key in x-api-key, or our key or a login as Bearer (a login needs its beta)."""
    bearer = (head.get("authorization") or "").removeprefix("Bearer ").strip()
    if head.get("x-api-key") in provider.anthropic_keys or (bearer and bearer in provider.anthropic_keys):
        return True
    return bearer in provider.logins and "oauth-2025-04-20" in (head.get("anthropic-beta") or "")


def front(provider, head, raw):
    """What is checked before the body is read as JSON. Returns the named betas."""
    if len(raw) > provider.max_body:
        raise Refused(f"Request exceeds the maximum size of {provider.max_body} bytes", 413, "request_too_large")
    if not authorized(provider, head):
        raise Refused(
            "invalid x-api-key" if head.get("x-api-key") else "invalid bearer token", 401, "authentication_error"
        )
    if head.get("anthropic-version") not in VERSIONS:
        raise Refused(
            "anthropic-version: header is required"
            if not head.get("anthropic-version")
            else "anthropic-version: unknown version"
        )
    return betas(head.get("anthropic-beta"))


def parsed(raw):
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise Refused(f"The request body is not valid JSON: {type(problem).__name__}") from None


def completed(blocks, body, signer):
    """Blocks with ids and signatures of our own where the script gave none."""
    conversation, out = conversation_of(body), []
    for block in blocks:
        block = dict(block)
        if block["type"] == "tool_use":
            block["id"] = block.get("id") or "toolu_01" + secrets.token_hex(11)
        elif block["type"] == "thinking":
            given = block.get("signature")
            block["signature"] = (
                "" if given == "none" else given or signer.sign(body["model"], conversation, block["thinking"])
            )
        elif block["type"] == "redacted_thinking":
            block["data"] = signer.redacted(body["model"], conversation)
        out.append(block)
    return out


def whole_block(block):
    if block["type"] != "tool_use":
        return block
    try:
        arguments = json.loads(block["arguments"])
    except ValueError:
        arguments = {}
    return {"type": "tool_use", "id": block["id"], "name": block["name"], "input": arguments}


def usage_of(provider, body, blocks, step):
    fresh, read, written = provider.cache.messages(body)
    counts = {
        "input_tokens": fresh,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": read,
        "cache_creation": {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0},
        "output_tokens": usage.output_tokens(blocks),
        "service_tier": "standard",
        "inference_geo": "us",
    }
    counts.update(step.get("usage") or {})
    return counts


def events(body, blocks, counts, stop, stop_sequence, ident, fields):
    start = {
        "id": ident,
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**counts, "output_tokens": 1},
    }
    yield sse("message_start", {"type": "message_start", "message": start})
    for i, block in enumerate(blocks):
        yield from block_events(i, block)
        if i == 0:
            yield sse("ping", {"type": "ping"})
    final = {k: v for k, v in counts.items() if k.endswith("_tokens")}
    delta = {"stop_reason": stop, "stop_sequence": stop_sequence, **fields}
    yield sse("message_delta", {"type": "message_delta", "delta": delta, "usage": final})
    yield sse("message_stop", {"type": "message_stop"})


def block_events(i, block):
    empty = {"text": {"type": "text", "text": ""}, "thinking": {"type": "thinking", "thinking": "", "signature": ""}}
    opened = empty.get(block["type"], block)
    if block["type"] == "tool_use":
        opened = {"type": "tool_use", "id": block["id"], "name": block["name"], "input": {}}
    deltas = []
    if block["type"] == "text":
        deltas = [{"type": "text_delta", "text": piece} for piece in chunks(block["text"], 12)]
    elif block["type"] == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in chunks(block["thinking"], 16)]
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    elif block["type"] == "tool_use":
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in [""] + chunks(block["arguments"], 9)]
    yield sse("content_block_start", {"type": "content_block_start", "index": i, "content_block": opened})
    for delta in deltas:
        yield sse("content_block_delta", {"type": "content_block_delta", "index": i, "delta": delta})
    yield sse("content_block_stop", {"type": "content_block_stop", "index": i})


def answer(provider, body, step):
    scripted = blocks_of(step)
    blocks = completed(provider.plan(body) if scripted is None else scripted, body, provider.signer)
    counts = usage_of(provider, body, blocks, step)
    stop = step.get("stop") or DEFAULT_STOP[any(b["type"] == "tool_use" for b in blocks)]
    ident, fields = "msg_01" + secrets.token_hex(11), step.get("fields") or {}
    if body.get("stream"):
        pieces = list(events(body, blocks, counts, stop, step.get("stop_sequence"), ident, fields))
        return timed(Reply(200, headers(True), disturbed(pieces, step, error_piece), "chunked"), step)
    if step.get("error_event"):
        wrong = step["error_event"]
        whole = {
            "type": "error",
            "error": {"type": wrong.get("type", "overloaded_error"), "message": wrong.get("message", "Overloaded")},
        }
    else:
        whole = {
            "id": ident,
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [whole_block(b) for b in blocks],
            "stop_reason": stop,
            "stop_sequence": step.get("stop_sequence"),
            "usage": counts,
            **fields,
        }
    return timed(Reply(200, headers(), [usage.compact(whole)]), step)


def handle(provider, entry, head, raw, counting):
    """POST /v1/messages and /v1/messages/count_tokens."""
    try:
        named, body = front(provider, head, raw), parsed(raw)
        Checker(body, head["anthropic-version"], named, provider.messages_models, provider.signer, counting).check()
        window, count = provider.messages_models[body["model"]][0], usage.input_tokens(body)
        if count > window:
            raise Refused(f"prompt is too long: {count} tokens > {window} maximum")
    except Refused as refused:
        entry.refusal = refused.message
        return error(refused.status, refused.message, refused.kind)
    path = "/v1/messages/count_tokens" if counting else "/v1/messages"
    step = provider.step(entry, path, body, raw)
    scripted = provider.scripted_status(step, error)
    if scripted:
        return scripted
    if counting:
        return timed(Reply(200, headers(), [usage.compact({"input_tokens": count})]), step)
    return answer(provider, body, step)


def models(provider, head):
    if not authorized(provider, head):
        return error(401, "invalid x-api-key")
    data = [
        {
            "type": "model",
            "id": name,
            "display_name": name.replace("-", " ").title(),
            "created_at": "2026-06-30T00:00:00Z",
        }
        for name in provider.messages_models
    ]
    page = {"data": data, "has_more": False, "first_id": data[0]["id"], "last_id": data[-1]["id"]}
    return Reply(200, headers(), [usage.compact(page)])
