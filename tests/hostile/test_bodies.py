"""Bodies that are too large, too deep, too many or compressed: the expected code in the dialect, nothing for an
upstream, and memory that stays where it was."""

import gzip
import json
import zlib

import pytest
from bodies import messages
from process import MB, forget_peak, memory, peak
from rawhttp import Connection, request_bytes
from wait import wait_for

PATHS = {"messages": "/v1/messages", "chat": "/v1/chat/completions"}


def head(weir, path, *lines):
    return request_bytes("POST", path, [*weir.auth(anthropic_version="2023-06-01").items(), *lines], None, f"127.0.0.1:{weir.port}")


def send(weir, path, pieces, *lines):
    """One request whose body is written piece by piece; a client that is answered early stops and reads."""
    with Connection(weir.port, timeout=20) as connection:
        connection.send(head(weir, path, ("Content-Type", "application/json"), *lines))
        for piece in pieces:
            if not connection.send(piece):
                break
        return connection.read()


def in_dialect(answer, path, status):
    """An error as this path's clients read it."""
    assert answer.status == status, (answer.status, answer.body[:300])
    error = answer.json()
    assert (error.get("type") == "error") == (path == "/v1/messages")
    assert error["error"]["message"].startswith("weir: ") and answer.id
    return error["error"]["message"]


def big(megabytes):
    """A request of exactly that size: a picture, since so much text fits no model."""
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "@"}}
    frame = json.dumps(messages([picture, {"type": "text", "text": "What is it?"}])).encode()
    return frame.replace(b"@", b"A" * (megabytes * MB - len(frame) + 1))


@pytest.fixture
def warm(weir, up):
    """Everything that one request allocates once is there."""
    for _ in range(3):
        assert weir.messages(messages()).status == 200
    up.reset()
    return weir


def test_63_megabytes_are_accepted(warm, up):
    raw = big(63)
    up.config(max_body=64 * MB)
    before = forget_peak(warm)
    answer = warm.messages(raw)
    # Every byte is at the provider, whose own words (it counts a picture as text) come back.
    assert up.last().body == raw and answer.header("request-id") and "too long" in answer.json()["error"]["message"]
    grown = peak(warm) - before
    print(f"\nhostile: 63 MB accepted, peak + {grown / MB:.0f} MB")
    assert grown < 4 * 64 * MB


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("declared", [100 * MB, 1024 * MB, 2**63 - 1], ids=["100 MB", "1 GB", "2^63"])
def test_a_declared_length_above_the_limit_costs_nothing(warm, up, path, declared):
    """Refused on its head: not a byte of the body is kept, however much of it comes."""
    before, piece = forget_peak(warm), b" " * MB
    answer = send(warm, path, (piece for _ in range(100)), ("Content-Length", str(declared)))
    in_dialect(answer, path, 413)
    grown = peak(warm) - before
    print(f"\nhostile: {declared / MB:.0f} MB declared and refused, peak + {grown / 1024:.0f} KB")
    assert grown < MB and up.record() == []


def test_one_chunk_above_the_limit_costs_nothing(warm, up):
    before = forget_peak(warm)
    answer = send(warm, PATHS["messages"], [b"%x\r\n" % (100 * MB), b" " * MB], ("Transfer-Encoding", "chunked"))
    in_dialect(answer, PATHS["messages"], 413)
    assert peak(warm) - before < MB and up.record() == []


def test_chunks_above_the_limit_cost_the_limit_at_most(warm, up):
    """Without a declared length weir learns at 64 MB that it is too much, in a string that grew from 16; then it lets go,
    and once it is idle the system has the memory back. However often it happens."""
    piece = b"100000\r\n" + b" " * MB + b"\r\n"
    wait_for(lambda: memory(warm) < 64 * MB, "memory of the tests before")
    for _ in range(3):
        before = forget_peak(warm)
        answer = send(warm, PATHS["messages"], (piece for _ in range(100)), ("Transfer-Encoding", "chunked"))
        in_dialect(answer, PATHS["messages"], 413)
        grown = peak(warm) - before
        wait_for(lambda base=before: memory(warm) - base < 8 * MB, "the memory of a refused body")
        left = memory(warm) - before
        print(f"\nhostile: 100 MB in chunks refused, peak + {grown / MB:.0f} MB, left + {left / MB:.1f} MB")
        assert grown < 80 * MB + 8 * MB and up.record() == []


DEEP = 1_000_000
NESTED = {
    "arrays": b"[" * DEEP + b"]" * DEEP,
    "objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "content": b'{"model":"gpt-5.4","max_tokens":1,"messages":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "cut": b"[" * DEEP,
    "mixed": b'[{"a":' * (DEEP // 2),
    "tools": b'{"model":"gpt-5.4","tools":[{"input_schema":' + b'{"items":' * DEEP + b"{}" + b"}" * DEEP + b"}]}",
}
MANY = {
    "values": b'{"model":"gpt-5.4","messages":[' + b"0," * 4_500_000 + b"0]}",
    "empty objects": b'{"model":"gpt-5.4","messages":[' + b"{}," * 4_500_000 + b"{}]}",
    "keys": b'{"model":"gpt-5.4",' + b",".join(b'"k%d":0' % i for i in range(4_000_000)) + b"}",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("case", NESTED)
def test_depth_of_a_million(closed, sink, path, case):
    """Refused in one pass that goes 128 deep: no stack, no tree."""
    closed.ask("POST", path, body={})
    before = forget_peak(closed)
    answer = closed.ask("POST", path, closed.auth(anthropic_version="2023-06-01"), NESTED[case])
    in_dialect(answer, path, 413)
    grown = peak(closed) - before
    assert grown < 6 * len(NESTED[case]) + 2 * MB, f"+ {grown / MB:.1f} MB"
    assert (sink.connections, sink.bytes) == (0, 0) and closed.alive()


@pytest.mark.parametrize("case", MANY)
def test_too_many_values(closed, sink, case):
    before = forget_peak(closed)
    answer = closed.ask("POST", PATHS["chat"], body=MANY[case])
    in_dialect(answer, PATHS["chat"], 413)
    grown = peak(closed) - before
    print(f"\nhostile: {case}: {len(MANY[case]) / MB:.0f} MB, peak + {grown / MB:.0f} MB")
    assert grown < 10 * len(MANY[case]) + 160 * MB
    assert (sink.connections, sink.bytes) == (0, 0) and closed.alive()


def test_a_million_keys(warm, up):
    """Below the bound for values: read in linear time and passed on as it came, for the provider to refuse."""
    keys = b",".join(b'"k%d":%d' % (i, i) for i in range(1_000_000))
    raw = json.dumps(messages()).encode()[:-1] + b',"metadata":{' + keys + b"}}"
    up.config(max_body=64 * MB)
    before = forget_peak(warm)
    answer = warm.messages(raw)
    grown = peak(warm) - before
    print(f"\nhostile: 10^6 keys, {len(raw) / MB:.0f} MB: {answer.status}, peak + {grown / MB:.0f} MB")
    assert answer.status == 400 and b"metadata.k0" in answer.body and up.last().body == raw
    assert grown < 10 * len(raw)


NUMBERS = ["9" * 400, "-" + "9" * 400, "1e999", "-1e999", "1" + "0" * 100_000, "0." + "0" * 100_000 + "1", "1e-999999999", "18446744073709551616",
           "9223372036854775808", "-9223372036854775809", "-1", "1.5", "1e400000000000000000000"]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: f"{n[:12]}.{len(n)}")
def test_huge_numbers(closed, sink, number):
    """What weir reads itself must be a number that it can mean: a field's name in the error, nothing sent."""
    raw = json.dumps(messages()).replace("1024", number).encode()
    answer = closed.ask("POST", PATHS["messages"], closed.auth(anthropic_version="2023-06-01"), raw)
    text = in_dialect(answer, PATHS["messages"], 400)
    assert "max_tokens" in text or "number" in text, text
    assert (sink.connections, sink.bytes) == (0, 0)


# --- compression

PLAIN = json.dumps(messages()).encode()
CODED = {
    "gzip": ("gzip", gzip.compress(PLAIN)),
    "gzip, upper case": ("GZIP", gzip.compress(PLAIN)),
    "gzip twice": ("gzip, gzip", gzip.compress(gzip.compress(PLAIN))),
    "a bomb": ("gzip", gzip.compress(b" " * 64 * MB)),
    "deflate": ("deflate", zlib.compress(PLAIN)),
    "zstd": ("zstd", b"\x28\xb5\x2f\xfd" + b"\x00" * 40),
    "br": ("br", b"\x0b\x02\x80" + b"\x00" * 40),
    "unknown": ("x-y", PLAIN),
    "identity and gzip": ("identity, gzip", gzip.compress(PLAIN)),
    "nothing": ("", PLAIN),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("case", CODED)
def test_compressed_requests_are_refused_and_say_so(closed, sink, path, case):
    coding, raw = CODED[case]
    before = forget_peak(closed)
    answer = send(closed, path, [raw], ("Content-Encoding", coding), ("Content-Length", str(len(raw))))
    assert "Content-Encoding" in in_dialect(answer, path, 400)
    assert peak(closed) - before < MB and (sink.connections, sink.bytes) == (0, 0)


def test_a_second_coding_is_not_overlooked(closed, sink):
    lines = [("Content-Encoding", "identity"), ("Content-Encoding", "gzip"), ("Content-Length", str(len(PLAIN)))]
    assert "Content-Encoding" in in_dialect(send(closed, PATHS["chat"], [PLAIN], *lines), PATHS["chat"], 400)
    assert (sink.connections, sink.bytes) == (0, 0)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd", "br", "GZIP", "identity, gzip"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("status", [200, 400])
def test_an_upstream_that_compresses_unasked_is_named(weir, up, coding, stream, status):
    """weir asks for identity. An answer in another coding is refused by its name, not read as broken JSON, and
    nothing is unpacked: a bomb costs what its bytes cost."""
    step = {"status": status, "body": "\x1f\x8b" + "x" * 64, "headers": {"Content-Encoding": coding, "Content-Type": "application/json"}}
    up.script({**step, "times": 0})
    before = forget_peak(weir)
    answer = weir.messages(messages(stream=stream))
    if status == 200:
        assert "Content-Encoding" in in_dialect(answer, PATHS["messages"], 502)
    else:
        assert answer.status == status and "no reason that can be read" in answer.json()["error"]["message"]
    assert b"\x1f" not in answer.body
    assert peak(weir) - before < 2 * MB and answer.header("content-encoding") is None
    assert up.last().header("accept-encoding") == "identity"
