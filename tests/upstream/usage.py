"""Token counts by a rule that a test can repeat: tokens(x) = ceil(bytes of x in compact UTF-8 JSON / 4).

Input:  the list of items [tool..., system block..., message...] in canonical form, each counted by itself and
        summed. Canonical: keys as sent, no spaces, `cache_control` removed, a string content is one text block.
Output: ceil(bytes of the visible text + thinking + tool names + arguments / 4), at least 1.
Cache:  Messages with `cache_control` anywhere: the longest list of leading items up to a breakpoint that an
        earlier request wrote is read, the rest up to this request's last breakpoint is written. Chat: the longest
        leading list of items seen before, when it has 1024 tokens or more. The sum is always the input.
"""

import hashlib
import json


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def tokens_of_bytes(size):
    return -(-size // 4)


def canonical(value):
    """The value without cache_control, string contents as one text block."""
    if isinstance(value, list):
        return [canonical(v) for v in value]
    if not isinstance(value, dict):
        return value
    out = {k: canonical(v) for k, v in value.items() if k != "cache_control"}
    if isinstance(value.get("content"), str) and "role" in value:
        out["content"] = [{"type": "text", "text": value["content"]}]
    return out


def marked(value):
    """Does this item carry a cache breakpoint?"""
    if isinstance(value, list):
        return any(marked(v) for v in value)
    return isinstance(value, dict) and ("cache_control" in value or any(marked(v) for v in value.values()))


def items_of(body):
    system = body.get("system") or []
    if isinstance(system, str):
        system = [{"type": "text", "text": system}]
    return list(body.get("tools") or []) + list(system) + list(body.get("messages") or [])


def input_tokens(body):
    return sum(tokens_of_bytes(len(compact(canonical(item)))) for item in items_of(body))


def output_tokens(blocks):
    size = 0
    for block in blocks:
        size += len((block.get("text") or block.get("thinking") or block.get("data") or "").encode())
        if block["type"] == "tool_use":
            size += len(block["name"].encode()) + len(block["arguments"].encode())
    return max(1, tokens_of_bytes(size))


class PromptCache:
    """Prefixes that were seen, by model. Never forgets: a test resets the server."""

    def __init__(self):
        self._written = set()

    def _prefixes(self, model, items):
        digest, size = hashlib.sha256(model.encode()), 0
        for item in items:
            raw = compact(canonical(item))
            digest.update(raw + b"\0")
            size += tokens_of_bytes(len(raw))
            yield digest.hexdigest(), size

    def messages(self, body):
        """Returns (fresh, read, written); their sum is input_tokens(body)."""
        items = items_of(body)
        total = input_tokens(body)
        prefixes = list(self._prefixes(str(body.get("model")), items))
        breaks = [i for i, item in enumerate(items) if marked(item)]
        if not breaks:
            return total, 0, 0
        read = max([size for key, size in prefixes if key in self._written], default=0)
        upto = prefixes[breaks[-1]][1]
        for i in breaks:
            self._written.add(prefixes[i][0])
        written = max(0, upto - read)
        return total - read - written, read, written

    def chat(self, body):
        """Returns (input, cached of it)."""
        prefixes = list(self._prefixes(str(body.get("model")), items_of(body)))
        read = max([size for key, size in prefixes[:-1] if key in self._written], default=0)
        self._written.update(key for key, _ in prefixes)
        return input_tokens(body), (read if read >= 1024 else 0)
