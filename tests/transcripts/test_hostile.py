"""Input that is bad or hostile: a clear error in the dialect of whoever sent it, recorded, and weir stays up."""

import json

import pytest
import rawhttp
from bodies import chat, completion, messages
from rawhttp import Connection, request_bytes

DEEP = 1_000_000
BAD_JSON = {
    "empty": b"",
    "not json": b"hello",
    "cut short": b'{"model":"claude-sonnet-5","messages":[{"role":"user","content":"a"',
    "two values": b"{}{}",
    "no object": b"[]",
    "null": b"null",
    "number": b"1e999",
    "trailing comma": b'{"model":"claude-sonnet-5",}',
    "invalid UTF-8": b'{"model":"claude-sonnet-5","max_tokens":1,"messages":[{"role":"user","content":"\xc3\x28"}]}',
    "overlong UTF-8": b'{"model":"\xc0\xaf","max_tokens":1,"messages":[]}',
    "lone surrogate bytes": b'{"model":"\xed\xa0\x80","messages":[]}',
    "control character": b'{"model":"a\x01b","messages":[]}',
    "NUL": b'{"model":"a"\x00}',
    "UTF-16": '{"model":"a"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "deep arrays": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep content": b'{"model":"claude-sonnet-5","max_tokens":1,"messages":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep and cut": b"[" * DEEP,
    "deep strings": b'["' * DEEP,
}
TOO_DEEP = ("deep arrays", "deep objects", "deep content", "deep and cut")  # a limit, not a mistake
PATHS = {
    "messages": "/v1/messages",
    "chat": "/v1/chat/completions",
    "completions": "/v1/completions",
    "count": "/v1/messages/count_tokens",
}


def refused(weir, up, path, answer, status=400):
    assert answer.status == status, (answer.status, answer.body[:300])
    error = answer.json()
    assert error["error"]["message"] and (error.get("type") == "error") == path.startswith("/v1/messages")
    assert weir.why(answer.id)["log"]["weir.state"] == "refused"
    assert up.record() == [] and weir.alive()


def post(weir, path, raw, **headers):
    return weir.ask("POST", path, weir.auth(anthropic_version="2023-06-01", **headers), raw)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
@pytest.mark.parametrize("case", BAD_JSON)
def test_bad_json(weir, up, path, case):
    refused(weir, up, path, post(weir, path, BAD_JSON[case]), 413 if case in TOO_DEEP else 400)


WRONG = {
    "messages": [
        {"model": 1},
        {"model": None},
        {"model": ["a"]},
        {"messages": None},
        {"messages": {}},
        {"messages": "hello"},
        {"messages": [1]},
        {"messages": [{"role": "user", "content": 1}]},
        {"messages": [{"role": 1, "content": "a"}]},
        {"messages": [{"role": "user", "content": [{"type": 1}]}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": {}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": 1}]}]},
        {"max_tokens": "many"},
        {"max_tokens": -1},
        {"max_tokens": 1e300},
        {"max_tokens": 1.5},
        {"stream": "yes"},
        {"tools": {}},
        {"tools": [1]},
        {"tools": [{"name": 1, "input_schema": {}}]},
        {"system": 1},
        {"temperature": "hot"},
        {"stop_sequences": "a"},
        {"thinking": 1},
        {"tool_choice": 1},
        {"metadata": 1},
    ]
}
WRONG["chat"] = [
    {"model": 1},
    {"messages": None},
    {"messages": {}},
    {"messages": [1]},
    {"messages": [{"role": "user", "content": 1}]},
    {"messages": [{"role": 1}]},
    {"messages": [{"content": "a"}]},
    {"messages": [{"role": "assistant", "tool_calls": 1}]},
    {"messages": [{"role": "assistant", "tool_calls": [{"id": 1}]}]},
    {"messages": [{"role": "tool", "tool_call_id": 1, "content": "a"}]},
    {"max_tokens": "many"},
    {"max_completion_tokens": []},
    {"stream": 1},
    {"stream_options": 1, "stream": True},
    {"tools": {}},
    {"tools": [{"type": "function", "function": 1}]},
    {"temperature": "hot"},
    {"stop": 1},
    {"seed": "x"},
]
WRONG["completions"] = [
    {"model": 1},
    {"prompt": {}},
    {"prompt": None},
    {"suffix": 1},
    {"max_tokens": "many"},
    {"stream": 1},
    {"stop": 1},
]


@pytest.mark.parametrize(
    "dialect, change",
    [(d, c) for d in WRONG for c in WRONG[d]],
    ids=lambda v: json.dumps(v)[:60] if isinstance(v, dict) else v,
)
def test_wrong_types(weir, up, dialect, change):
    """Refused by weir with the field's name, or passed on and refused by the provider: never a crash, never a guess."""
    base = {"messages": messages, "chat": chat, "completions": completion}[dialect]()
    raw = json.dumps({**base, **change}).encode()
    answer = post(weir, PATHS[dialect], raw)
    assert 400 <= answer.status < 500, (answer.status, answer.body[:300])
    assert "error" in answer.json() and weir.why(answer.id)["log"]["http.response.status_code"] == answer.status
    assert weir.alive()


@pytest.mark.parametrize("dialect", ["messages", "chat", "completions"])
def test_missing_fields(weir, up, dialect):
    base = {"messages": messages, "chat": chat, "completions": completion}[dialect]()
    for field in ("model", "prompt" if dialect == "completions" else "messages"):
        answer = post(weir, PATHS[dialect], {k: v for k, v in base.items() if k != field})
        refused(weir, up, PATHS[dialect], answer, 404 if answer.status == 404 else 400)
        assert field in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/chat/completions"])
def test_too_large_is_refused_before_it_is_read(weir, up, path):
    with Connection(weir.port) as connection:
        head = {
            **weir.auth(anthropic_version="2023-06-01"),
            "Content-Length": str(65 * 1024 * 1024),
            "Content-Type": "application/json",
        }
        connection.send(request_bytes("POST", path, head, b"{", f"127.0.0.1:{weir.port}"))
        refused(weir, up, path, connection.read(), 413)


def test_too_large_in_chunks(weir, up):
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with Connection(weir.port) as connection:
        head = {
            **weir.auth(anthropic_version="2023-06-01"),
            "Transfer-Encoding": "chunked",
            "Content-Type": "application/json",
        }
        connection.send(request_bytes("POST", "/v1/messages", head, None, f"127.0.0.1:{weir.port}"))
        for _ in range(70):
            if not connection.send(chunk):
                break
        connection.send(b"0\r\n\r\n")
        answer = connection.read()
    assert answer.status in (0, 413)  # a client that goes on sending may lose the answer to a reset
    assert up.record() == [] and weir.alive()


def test_large_but_allowed(weir, up):
    up.config(max_body=60 * 1024 * 1024)
    answer = weir.messages(messages("word " * 400_000))
    assert answer.status == 200 and len(up.last().body) > 2_000_000


def test_many_small_values(weir, up):
    answer = weir.messages(b'{"model":"claude-sonnet-5","max_tokens":1,"x":[' + b"0," * 5_000_000 + b"0]}")
    refused(weir, up, "/v1/messages", answer, answer.status if answer.status == 413 else 400)


def test_many_tools_and_messages(weir, up):
    many = [{"name": f"t{i}", "input_schema": {"type": "object"}} for i in range(1100)]
    answer = weir.messages(messages(tools=many))
    assert answer.status in (400, 413) and "tools" in answer.json()["error"]["message"]
    turns = [{"role": "user" if i % 2 == 0 else "assistant", "content": "x"} for i in range(4001)]
    assert weir.messages(messages(messages=turns)).status == 200


def test_duplicate_keys_cannot_say_two_things(weir, up):
    """What weir judges is what the provider reads: two models in one body are refused."""
    raw = b'{"model":"claude-sonnet-5","max_tokens":16,"messages":[{"role":"user","content":"a"}],"model":"claude-opus-5-5"}'
    answer = weir.messages(raw)
    assert answer.status == 400 or up.last().json()["model"] == weir.why(answer.id)["decision"]["target"].split("@")[0]


BAD_HTTP = {
    "two lengths": b"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "length and chunks": b"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bare line feeds": b"GET /v1/models HTTP/1.1\nHost: 127.0.0.1\n\n",
    "space before the colon": b"GET /v1/models HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    "folded header": b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n c\r\n\r\n",
    "no host": b"GET /v1/models HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n",
    "absolute form": b"GET http://127.0.0.1/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "negative chunk": b"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n0\r\n\r\n",
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "huge head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: 1\r\n" * 500 + b"\r\n",
}


@pytest.mark.parametrize("case", BAD_HTTP)
def test_bad_framing_is_answered_plainly_and_closed(weir, up, case):
    raw = BAD_HTTP[case]
    smuggled = request_bytes(
        "POST", "/v1/messages", weir.auth(anthropic_version="2023-06-01"), messages(), f"127.0.0.1:{weir.port}"
    )
    with Connection(weir.port, timeout=10) as connection:
        connection.send(raw + smuggled)
        answer = connection.read()
        rest = answer.ended if answer.status == 0 else None
        while connection.more():
            pass
    assert answer.status in (400, 401, 403, 404, 405, 431, 0), (answer.status, rest)
    assert up.record() == [] and weir.alive()  # nothing behind a framing error is read


def test_compressed_bodies_are_refused(weir, up):
    import gzip

    refused(
        weir,
        up,
        "/v1/messages",
        post(weir, "/v1/messages", gzip.compress(json.dumps(messages()).encode()), content_encoding="gzip"),
        400,
    )


@pytest.mark.parametrize(
    "method, path",
    [
        ("DELETE", "/v1/messages"),
        ("PUT", "/v1/chat/completions"),
        ("GET", "/v1/messages"),
        ("POST", "/v1/models"),
        ("GET", "/v1/../v1/models"),
        ("GET", "/v1/%2e%2e/models"),
        ("GET", "//v1/models"),
        ("POST", "/v1/messages;a=b"),
        ("POST", "/v1/messages/"),
        ("GET", "/v1/models/no-such"),
        ("POST", "/v1/responses"),
        ("POST", "/v1/embeddings"),
    ],
)
def test_unknown_routes(weir, up, method, path):
    answer = weir.ask(method, path, body={} if method in ("POST", "PUT") else None)
    assert answer.status in (400, 404, 405), answer.body
    assert "error" in answer.json() and up.record() == [] and weir.alive()


def test_one_bad_request_harms_no_other_on_its_connection(weir):
    with Connection(weir.port) as connection:
        host = f"127.0.0.1:{weir.port}"
        statuses = []
        for value in (b"{", messages(), b"[]", messages()):
            connection.send(
                request_bytes("POST", "/v1/messages", weir.auth(anthropic_version="2023-06-01"), value, host)
            )
            statuses.append(connection.read().status)
    assert statuses == [400, 200, 400, 200]


def test_strangers_by_the_thousand_leave_no_rows(weir):
    before = len(weir.log("--limit", "100000"))
    with Connection(weir.port) as connection:
        for _ in range(500):
            connection.send(request_bytes("GET", "/v1/models", {"x-api-key": "no"}, None, f"127.0.0.1:{weir.port}"))
            if connection.read().status != 401:
                connection.close()
                connection = Connection(weir.port)
    assert len(weir.log("--limit", "100000")) == before and weir.alive()


def test_a_client_that_sends_half_and_stops_harms_nobody(weir):
    stuck = [Connection(weir.port) for _ in range(20)]
    for i, connection in enumerate(stuck):
        raw = request_bytes(
            "POST", "/v1/messages", weir.auth(anthropic_version="2023-06-01"), messages(), f"127.0.0.1:{weir.port}"
        )
        connection.send(raw[: 20 + 8 * i])
    assert weir.messages(messages()).status == 200
    for connection in stuck:
        connection.close()
    assert rawhttp.ask(weir.port, "GET", "/v1/models", weir.auth()).status == 200
