"""A reply as the server plays it: status, headers, pieces in order, and what a script wants to go wrong."""

from dataclasses import dataclass, field

from usage import compact


@dataclass
class Reply:
    status: int = 200
    headers: list = field(default_factory=list)  # (name, value)
    pieces: list = field(default_factory=list)  # bytes; one per event when streamed
    framing: str = "length"  # "chunked", "length", "close"
    delay_ms: int = 0
    first_ms: int = 0
    slow_ms: int = 0
    split: int = 0  # bytes per write, 0 = a piece at a time
    cut: dict | None = None  # {"after_bytes" | "after_events", "how"}


def sse(name, data):
    """One event; without a name as the chat dialect writes it."""
    head = b"event: " + name.encode() + b"\n" if name else b""
    return head + b"data: " + (data if isinstance(data, bytes) else compact(data)) + b"\n\n"


def chunks(text, size):
    return [text[i : i + size] for i in range(0, len(text), size)] or [""]


def timed(reply, step):
    """The step's pace, framing and cut."""
    reply.delay_ms = step.get("delay_ms", 0)
    reply.first_ms = step.get("first_ms", 0)
    reply.slow_ms = step.get("slow_ms", 0)
    reply.split = step.get("split", 0)
    reply.cut = step.get("cut")
    reply.framing = step.get("framing", reply.framing)
    return reply


def disturbed(pieces, step, error_piece):
    """The events of a stream with the step's strangers put in. `error_piece(type, message)` writes an in-band error."""
    out = list(pieces)
    inserts = [(e["after_events"], sse(e.get("event"), e["data"])) for e in step.get("events") or []]
    for at, piece in sorted(inserts, key=lambda pair: -pair[0]):
        out.insert(at, piece)
    wrong = step.get("malformed")
    if wrong:
        out.insert(
            wrong["after_events"],
            wrong.get("raw", 'event: content_block_delta\ndata: {"type":"content_block_de\n\n').encode(),
        )
    error = step.get("error_event")
    if error:
        out = out[: error["after_events"]] + [
            error_piece(error.get("type", "overloaded_error"), error.get("message", "Overloaded"))
        ]
    return out
