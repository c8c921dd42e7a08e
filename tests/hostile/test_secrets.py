"""A canary key and a canary prompt through hundreds of errors, and strangers by the ten thousand: nothing stays."""

import itertools
import json
import os
import re

import pytest
from bodies import chat, chat_tool, completion, messages, messages_tool
from conftest import TOML
from process import MB, memory
from rawhttp import Connection, request_bytes
from upstreamproc import Upstream
from weirproc import Weir, scripted_cloud

KEY = "sk-canary-4f1c9a7e5b2d8063-KEY"
PROMPT = "canary prompt 77d0c1f4 of nobody"
TOKEN_LIKE = "canary7e" * 8  # as long as weir's own token


@pytest.fixture
def guarded(tmp_path):
    """Both clouds with the canary as their key, which only the weir process and its upstream know."""
    upstream = Upstream()
    env = {"TEST_ANTHROPIC_KEY": KEY, "TEST_OPENAI_KEY": KEY}
    weir = Weir(tmp_path, TOML + scripted_cloud(upstream), env=env)
    weir.start()
    yield weir, upstream
    weir.stop()
    upstream.close()


def upstream_faults():
    """Scripts: statuses, cuts, nonsense. An error that quotes what it was sent is in test_faults.py."""
    for status in (400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529):
        yield {"status": status, "retry_after": 0, "message": "no"}
        yield {"status": status, "retry_after": 0, "body": "<html>no</html>", "headers": {"Content-Type": "text/html"}}
    for how, at in itertools.product(("reset", "eof", "end"), (0, 1, 2)):
        yield {"text": "one two three", "cut": {"after_events": at, "how": how}}
    for raw in ("data: {\n\n", "data: []\n\n", "nonsense\n\n", 'data: {"a":1}\n\n', "event: x\ndata: 1\n\n"):
        yield {"text": "one two", "malformed": {"after_events": 1, "raw": raw}}
        yield {"text": "one two", "malformed": {"after_events": 0, "raw": raw}}
    for type in ("overloaded_error", "api_error", "invalid_request_error", "rate_limit_error"):
        yield {"text": "one two", "error_event": {"after_events": 1, "type": type, "message": "no"}}
    yield {"status": 200, "body": "", "headers": {"Content-Type": "application/json"}}
    yield {"status": 200, "body": "{}", "headers": {"Content-Type": "application/json"}}
    yield {"status": 200, "body": "x", "headers": {"Content-Encoding": "gzip", "Content-Type": "application/json"}}
    yield {"status": 301, "body": "", "headers": {"Location": "http://127.0.0.1:1/v1/messages"}}


def questions():
    """(path, body) of each wire and each cloud, streamed or not, all with the canary in what a user wrote."""
    for stream in (False, True):
        yield "/v1/messages", messages(PROMPT, stream=stream, tools=[messages_tool()])
        yield "/v1/messages", messages(PROMPT, model="gpt-5.4", stream=stream)
        yield "/v1/chat/completions", chat(PROMPT, stream=stream, tools=[chat_tool()])
        yield "/v1/chat/completions", chat(PROMPT, model="claude-sonnet-5", stream=stream)


def broken_bodies():
    """Errors that weir finds by itself, with the canary wherever an error might quote it. (A model's name alone is
    quoted, and kept: it is how a request is explained.)"""
    for path, body in (("/v1/messages", messages(PROMPT)), ("/v1/chat/completions", chat(PROMPT)), ("/v1/completions", completion(PROMPT))):
        raw = json.dumps(body).encode()
        for cut in range(len(raw) // 8, len(raw), len(raw) // 8):
            yield path, raw[:cut]
        yield path, raw + raw
        yield path, raw.replace(b"canary", b"canary\x01")
        yield path, raw.replace(b"canary", b"canary\xff")
        yield path, raw.replace(PROMPT.encode(), b"[" * 200 + b'"' + PROMPT.encode())
        for field in body:
            yield path, json.dumps({**body, field: {"x": PROMPT}}).encode()
            yield path, json.dumps({**body, field: [PROMPT, KEY]}).encode()
        yield path, json.dumps({**body, "tools": [{"name": PROMPT, "input_schema": KEY}]}).encode()


def stranger_requests():
    """The canary where a credential stands, and where none should: wrong places of a client's own key."""
    for head in ({"Authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}, {"Authorization": KEY}, {"Cookie": KEY}, {"Authorization": f"Bearer {TOKEN_LIKE}"}):
        for path in ("/v1/messages", f"/t/{KEY}/v1/messages", f"/v1/{KEY}", f"/v1/models?key={KEY}", f"/{TOKEN_LIKE}"):
            yield path, head


def test_canaries_are_found_nowhere(guarded):
    weir, up = guarded
    paths, answers, up_saw = 0, [], 0
    for step, (path, body) in itertools.product(upstream_faults(), questions()):
        up.script({**step, "times": 0})
        answers.append(weir.ask("POST", path, weir.auth(anthropic_version="2023-06-01"), body))
        paths += 1
    up_saw = sum(KEY.encode() in r.head for r in up.record())
    up.reset()
    for path, raw in broken_bodies():
        answers.append(weir.ask("POST", path, weir.auth(anthropic_version="2023-06-01"), raw))
    for path, head in stranger_requests():
        answers.append(weir.ask("POST", path, {**head, "anthropic-version": "2023-06-01"}, messages(PROMPT)))
        # With weir's own token beside it: let in, and the rest of the head is still nobody's business.
        answers.append(weir.ask("GET", path, {**weir.auth(), "x-extra": KEY}))
    errors = [a for a in answers if a.status != 200 or b"error" in a.body]
    print(f"\nhostile: {len(answers)} requests, {len(errors)} errors; the provider got the key {up_saw} times")
    assert len(errors) >= 300 and up_saw >= 200 and weir.alive()
    # What an upstream sent back of it itself is the client's; here no script does, so nothing may come.
    told = [a.raw[:300] for a in errors if spelled(a.raw)]
    assert not told, told[:3]
    for args in (("status", "--json"), ("log", "--json", "--limit", "2000"), ("costs", "--json"), ("models", "--json"), ("config", "--effective")):
        said = weir.cli(*args)
        assert not spelled((said.stdout + said.stderr).encode()), args
    for ident in [a.id for a in errors if a.id][::20]:
        said = weir.cli("why", ident)
        assert not spelled((said.stdout + said.stderr).encode()), ident
    assert weir.stop() == 0
    assert [f for f in weir.leaks(KEY, PROMPT, TOKEN_LIKE)] == []
    assert weir.leaks(weir.token) == []  # and weir's own token is in its file only


def spelled(raw):
    """A canary as it is, or as JSON, a URL or base64 would write it."""
    import base64
    import urllib.parse

    for canary in (KEY, PROMPT, TOKEN_LIKE):
        for form in (canary, urllib.parse.quote(canary), base64.b64encode(canary.encode())[:-4].decode()):
            if form.encode() in raw:
                return form
    return None


# --- strangers


def files(weir):
    return {
        os.path.join(base, name): os.stat(os.path.join(base, name)).st_size
        for base, _, names in os.walk(weir.home)
        for name in names
    }


def guess(count, port):
    """`count` requests with a wrong key each, pipelined; yields the statuses."""
    kinds = (
        lambda n: ("/v1/models", {"x-api-key": f"{n:064x}"}),
        lambda n: ("/v1/models", {"Authorization": f"Bearer {n:064x}"}),
        lambda n: (f"/t/{n:064x}/v1/models", {}),
    )
    with Connection(port) as connection:
        for at in range(0, count, 50):
            part = [kinds[n % 3](n) for n in range(at, at + 50)]
            connection.send(b"".join(request_bytes("GET", path, head, None, f"127.0.0.1:{port}") for path, head in part))
            for _ in part:
                yield connection.read().status


def test_ten_thousand_wrong_keys_touch_no_disk_and_no_memory(closed, sink):
    assert set(guess(1_000, closed.port)) == {401}  # what is allocated once is there
    rows, before, size = closed.log("--limit", "10"), memory(closed), files(closed)
    statuses = list(guess(12_000, closed.port))
    grown = memory(closed) - before
    print(f"\nhostile: {len(statuses)} wrong keys, memory + {grown / 1024:.0f} KB")
    assert set(statuses) == {401} and grown < MB
    assert files(closed) == size and closed.log("--limit", "10") == rows
    assert (sink.connections, sink.bytes) == (0, 0)


# --- constant time, by construction

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src")
COMPARES = re.compile(r"reveal\(\)\s*(==|!=|<|>|\.(compare|starts_with|ends_with|find|contains)\b)|(==|!=)\s*[\w.>*()-]*reveal\(\)")


def sources():
    for base, _, names in os.walk(SOURCE):
        for name in names:
            if name.endswith((".cpp", ".h")) and not name.endswith("_test.cpp"):
                with open(os.path.join(base, name), encoding="utf-8") as file:
                    yield os.path.relpath(os.path.join(base, name), SOURCE), file.read()


def test_secrets_are_compared_by_one_function_in_constant_time():
    """access::equal (CRYPTO_memcmp) is the only comparison: Secret has no operator, and nobody compares what reveal()
    gives. Each credential of a request goes through it: path, Bearer, x-api-key."""
    found = {path: text for path, text in sources()}
    assert "CRYPTO_memcmp" in found["access/secret.cpp"]
    secret = re.search(r"class Secret \{.*?\n\};", found["access/access.h"], re.S).group(0)
    assert not re.search(r"operator\s*(==|<=>|!=|<)", secret)
    compared = {path for path, text in found.items() if COMPARES.search(text)}
    assert compared <= {"access/secret.cpp"}, compared
    caller = found["access/caller.cpp"]
    assert [len(re.findall(rf"equal\(token, {what}\)", caller)) for what in ("written", r"c\.bearer", r"c\.key")] == [1, 1, 1]
    # The token is a name in one place only: whoever takes it besides must be looked at here.
    takers = {p for p, text in found.items() if re.search(r"\b(s|services)?_?\.?token\b", text) and "Secret" in text and "token" in text}
    assert takers <= {"access/access.h", "access/caller.cpp", "access/token.cpp", "relay/services.h"}, takers


def test_the_scan_sees_a_comparison():
    for text in ("a.reveal() == b", "if (x != token.reveal())", "k.reveal().find(y)", "secret.reveal().compare(o)"):
        assert COMPARES.search(text), text
