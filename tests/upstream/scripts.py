"""Scripts: what the next requests are answered with. A test posts a list of steps to /_script.

A step is a JSON object; everything is optional:
  match   {"path", "model" (glob), "has_tools", "stream", "contains" (text in the body), "nth" (of all generation
          requests since the script was set, from 1)}; a step without "path" fits generation requests only
  times   how often it may be used, 1 unless said; 0 = always
  text | thinking | tools | blocks   the answer. tools: [{"name", "input", "id"?, "arguments"? (raw text)}]; blocks:
          a list of {"text"}, {"thinking", "signature"? ("none" or a literal)}, {"redacted": true}, {"tool": {...}}
  stop    stop reason in the Messages dialect's words, stop_sequence; usage {field: value} overrides
  status, retry_after, type, message, body, headers   an HTTP error (or any whole answer with `body`)
  delay_ms before the head; first_ms before the first event; slow_ms between events
  cut     {"after_bytes" | "after_events", "how": "reset" | "eof" | "end" | "silence"}
          eof: closed without the last chunk; end: the HTTP answer ends properly, the dialect's does not
  framing "chunked" (default for streams), "length", "close";  split: bytes per write
  malformed {"after_events", "raw"?}   bytes that are no event of the dialect
  error_event {"after_events", "type", "message"}   an error inside a 200
  events  [{"after_events", "event", "data"}]   event types that nobody knows
  fields  {...} merged into the last message_delta's delta (Messages) or the last chunk (chat); at the top of an
          answer that is not streamed
  kill    a process id: it gets SIGKILL in the moment in which the request has been read
Steps are tried in order; the first that fits and is not used up answers. No step: the default behaviour (plan.py).
"""

import fnmatch

GENERATION = ("/v1/messages", "/v1/chat/completions", "/v1/completions")
KNOWN = frozenset(
    """match times text thinking tools blocks stop stop_sequence usage status retry_after type message
body headers delay_ms first_ms slow_ms cut framing split malformed error_event events fields kill""".split()
)
MATCH = frozenset("path model has_tools stream contains nth".split())
CUTS = ("reset", "eof", "end", "silence")


class BadScript(Exception):
    pass


def check(steps):
    if not isinstance(steps, list):
        raise BadScript("a script is a list of steps")
    for i, step in enumerate(steps):
        if not isinstance(step, dict):
            raise BadScript(f"step {i} is no object")
        unknown = (set(step) - KNOWN) | (set(step.get("match") or {}) - MATCH)
        if unknown:
            raise BadScript(f"step {i}: unknown {sorted(unknown)}")
        if step.get("cut") and step["cut"].get("how") not in CUTS:
            raise BadScript(f"step {i}: cut.how is one of {CUTS}")
        if step.get("framing") not in (None, "chunked", "length", "close"):
            raise BadScript(f"step {i}: framing is chunked, length or close")


class Script:
    def __init__(self):
        self.steps, self.left, self.used, self.seen = [], [], [], 0

    def set(self, steps, append=False):
        check(steps)
        if not append:
            self.steps, self.left, self.used, self.seen = [], [], [], 0
        self.steps += steps
        self.left += [step.get("times", 1) or float("inf") for step in steps]
        self.used += [0] * len(steps)

    def pick(self, path, body, raw):
        """The number of the step that answers, or None."""
        if path in GENERATION:
            self.seen += 1
        for i, step in enumerate(self.steps):
            if self.left[i] > 0 and self._fits(step.get("match") or {}, path, body, raw):
                self.left[i] -= 1
                self.used[i] += 1
                return i
        return None

    def unused(self):
        """Numbers of the steps that no request has used."""
        return [i for i, count in enumerate(self.used) if count == 0]

    def _fits(self, match, path, body, raw):
        if path != match.get("path", path if path in GENERATION else None):
            return False
        if "model" in match and not fnmatch.fnmatchcase(str(body.get("model")), match["model"]):
            return False
        if "has_tools" in match and bool(body.get("tools")) != match["has_tools"]:
            return False
        if "stream" in match and bool(body.get("stream")) != match["stream"]:
            return False
        if "contains" in match and match["contains"].encode() not in raw:
            return False
        return "nth" not in match or self.seen == match["nth"]


def blocks_of(step):
    """The step's answer as a list of blocks, or None when the step says none."""
    if not any(key in step for key in ("text", "thinking", "tools", "blocks")):
        return None
    out = []
    if "thinking" in step:
        out.append({"type": "thinking", "thinking": step["thinking"]})
    if "text" in step:
        out.append({"type": "text", "text": step["text"]})
    for block in step.get("blocks") or []:
        out.append(_block(block))
    for tool in step.get("tools") or []:
        out.append(_block({"tool": tool}))
    return out


def _block(block):
    if "text" in block:
        return {"type": "text", "text": block["text"]}
    if "thinking" in block:
        return {"type": "thinking", "thinking": block["thinking"], "signature": block.get("signature")}
    if block.get("redacted"):
        return {"type": "redacted_thinking"}
    from usage import compact

    tool = block["tool"]
    arguments = tool.get("arguments", compact(tool.get("input", {})).decode())
    return {"type": "tool_use", "name": tool["name"], "id": tool.get("id"), "arguments": arguments}
