"""OpenAI Chat Completions and Completions: what is answered to whom; errors and headers as the provider shapes them."""

import json
import secrets
import time

import usage
from chat_render import envelope, legacy_stream, stream, whole_choice
from reply import Reply, disturbed, sse, timed
from scripts import blocks_of
from strict_chat import Refused, check_chat, check_completion

TYPES = {
    401: "invalid_request_error",
    403: "invalid_request_error",
    404: "invalid_request_error",
    429: "requests",
    500: "server_error",
    503: "server_error",
}
CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
WORDS = {
    429: "Rate limit reached for this model in the scripted organization.",
    500: "The server had an error while processing your request.",
    503: "The engine is currently overloaded, please try again later.",
}
STOPS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


def headers(streamed=False):
    out = [
        ("content-type", "text/event-stream; charset=utf-8" if streamed else "application/json"),
        ("x-request-id", "req_" + secrets.token_hex(16)),
        ("openai-organization", "scripted"),
        ("openai-processing-ms", "12"),
        ("openai-version", "2020-10-01"),
        ("x-ratelimit-limit-requests", "5000"),
        ("x-ratelimit-remaining-requests", "4999"),
    ]
    return out


def error(status, message=None, kind=None, retry_after=None, more=(), param=None, code=None):
    body = {
        "error": {
            "message": message or WORDS.get(status, "Error"),
            "type": kind or TYPES.get(status, "invalid_request_error"),
            "param": param,
            "code": code or CODES.get(status),
        }
    }
    head = headers() + ([("retry-after", str(retry_after))] if retry_after is not None else [])
    return Reply(status, head + list(more), [usage.compact(body)])


def error_piece(kind, message):
    return sse(None, {"error": {"message": message, "type": kind, "param": None, "code": None}})


def front(provider, head, raw, local):
    if len(raw) > provider.max_body:
        raise Refused(f"Request body is larger than {provider.max_body} bytes.", None, None, 413)
    bearer = (head.get("authorization") or "").removeprefix("Bearer ").strip()
    if not local and bearer not in provider.openai_keys:
        raise Refused(
            "You didn't provide an API key." if not bearer else "Incorrect API key provided.",
            None,
            "invalid_api_key",
            401,
        )
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused("We could not parse the JSON body of your request.") from None


def usage_of(provider, body, blocks, step):
    if "messages" in body:
        prompt, cached = provider.cache.chat(body)
    else:
        prompt = usage.tokens_of_bytes(len(usage.compact(body["prompt"])) + len(usage.compact(body.get("suffix", ""))))
        cached = 0
    out = usage.output_tokens(blocks)
    thought = (
        usage.output_tokens([b for b in blocks if b["type"] == "thinking"] or [{"type": "none"}])
        if any(b["type"] == "thinking" for b in blocks)
        else 0
    )
    counts = {
        "prompt_tokens": prompt,
        "completion_tokens": out,
        "total_tokens": prompt + out,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": thought,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
    counts.update(step.get("usage") or {})
    return counts


def answer(provider, body, step, legacy):
    scripted = blocks_of(step)
    if scripted is None:
        prompt = body.get("prompt", "")
        scripted = (
            [{"type": "text", "text": f"hole of {len(str(prompt))} characters"}] if legacy else provider.plan(body)
        )
    blocks = [
        {**b, "id": b.get("id") or "call_" + secrets.token_hex(12)} if b["type"] == "tool_use" else b for b in scripted
    ]
    counts = usage_of(provider, body, blocks, step)
    called = any(b["type"] == "tool_use" for b in blocks)
    stop = step.get("stop") or ("tool_use" if called else "end_turn")
    finish, created, fields = STOPS.get(stop, stop), int(time.time()), step.get("fields") or {}
    ident = ("cmpl-" if legacy else "chatcmpl-") + secrets.token_hex(12)
    text = "".join(b["text"] for b in blocks if b["type"] == "text")
    if body.get("stream"):
        pieces = (
            legacy_stream(body, text, counts, finish, ident, created, fields)
            if legacy
            else stream(body, blocks, counts, finish, ident, created, fields)
        )
        return timed(Reply(200, headers(True), disturbed(pieces, step, error_piece), "chunked"), step)
    if step.get("error_event"):
        wrong = step["error_event"]
        whole = {
            "error": {
                "message": wrong.get("message", "Overloaded"),
                "type": wrong.get("type", "server_error"),
                "param": None,
                "code": None,
            }
        }
    elif legacy:
        whole = {
            **envelope(body, "text_completion", ident, created),
            "choices": [{"text": text, "index": 0, "logprobs": None, "finish_reason": finish}],
            "usage": counts,
            **fields,
        }
    else:
        whole = {
            **envelope(body, "chat.completion", ident, created),
            "choices": [whole_choice(blocks, finish)],
            "usage": counts,
            **fields,
        }
    return timed(Reply(200, headers(), [usage.compact(whole)]), step)


def handle(provider, entry, head, raw, path, models, local=False):
    """POST /v1/chat/completions and /v1/completions; `local`: as Ollama and its like answer it."""
    legacy = path == "/v1/completions"
    try:
        body = front(provider, head, raw, local)
        (check_completion if legacy else check_chat)(body, models, local)
        window, count = models[body["model"]][0], (
            usage.input_tokens(body) if not legacy else usage.tokens_of_bytes(len(usage.compact(body["prompt"])))
        )
        if count > window:
            raise Refused(
                f"This model's maximum context length is {window} tokens. However, your messages resulted in {count} tokens. "
                "Please reduce the length of the messages.",
                "messages",
                "context_length_exceeded",
            )
    except Refused as refused:
        entry.refusal = refused.message
        return error(refused.status, refused.message, refused.kind, param=refused.param, code=refused.code)
    step = provider.step(entry, path, body, raw)
    return provider.scripted_status(step, error) or answer(provider, body, step, legacy)


def models(provider, head, names, local=False):
    bearer = (head.get("authorization") or "").removeprefix("Bearer ").strip()
    if not local and bearer not in provider.openai_keys:
        return error(401, "Incorrect API key provided.")
    data = [
        {"id": name, "object": "model", "created": 1782777600, "owned_by": "library" if local else "system"}
        for name in names
    ]
    return Reply(200, headers(), [usage.compact({"object": "list", "data": data})])
