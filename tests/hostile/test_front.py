"""Host x Origin x credential over every route and method that weir serves: who is not let in moves nothing."""

import itertools
import json
import os
import re

import pytest
import table
from rawhttp import Connection, request_bytes

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


def routes_of(weir):
    """The door's table, as weir tells it to whoever asks for something else."""
    text = weir.ask("GET", "/v1/there-is-none").json()["error"]["message"]
    return set(re.findall(r"([A-Z]+) (/[\w/]+)", text.split("weir serves", 1)[1]))


def exchange(port, requests):
    """Pipelined, some at a time; the answers in order. (method, bytes) each."""
    with Connection(port) as connection:
        for at in range(0, len(requests), 40):
            part = requests[at : at + 40]
            connection.send(b"".join(raw for _, raw in part))
            for method, _ in part:
                yield (connection.head() or connection.answer) if method == "HEAD" else connection.read()


def cells(port, token, routes, wide):
    """(what, method, raw, expected status) for each cell of the table that keeps its connection."""
    hosts = [h for h in table.HOSTS if h.verdict != table.BROKEN]
    short = [c for c in table.CREDENTIALS if c.name in table.TYPICAL]
    whole = itertools.product(hosts, table.PAGES, short)
    keys = itertools.product(hosts[:1] + [h for h in hosts if h.verdict == table.FOREIGN][:1], table.PAGES[:1], table.CREDENTIALS)
    for host, page, who in itertools.chain(whole if wide else (), keys):
        for method, path in routes:
            yield cell(port, token, host, page, who, method, path)


def cell(port, token, host, page, who, method, path):
    target = who.target(table.PATH_OF.get(path, path), token)
    headers = [("Host", table.filled(host.text, port)), ("anthropic-version", "2023-06-01")]
    headers += [(n, table.filled(v, port)) for n, v in page.headers] + who.headers(token)
    raw = request_bytes(method, target, headers, table.BODIES.get((method, path)))
    expected = 403 if host.verdict == table.FOREIGN or page.verdict == table.FOREIGN else 401 if not who.right else 0
    return (host.text, page.headers, who.name, method, target), method, raw, expected


def test_each_route_has_its_row(weir):
    """A new route without a body here fails: what is not in the table is not tested."""
    assert routes_of(weir) == set(table.BODIES)


def test_who_is_refused_moves_nothing(closed, sink):
    """Every cell that is refused: its status, no id, no permission for a page, no row, no byte to an upstream."""
    before, count = sizes(closed), 0
    wanted = [c for c in cells(closed.port, closed.token, sorted(routes_of_closed(closed)), wide=True) if c[3]]
    for (what, _, _, status), answer in zip(wanted, exchange(closed.port, [c[1:3] for c in wanted]), strict=True):
        assert answer.status == status, (what, answer.status, answer.body[:200])
        assert refusal_is_silent(answer, closed), (what, answer.raw)
        count += 1
    print(f"\nhostile: {count} cells of the front table refused")
    assert count > 10_000 and closed.alive()
    assert (sink.connections, sink.bytes) == (0, 0)
    assert sizes(closed) == before and closed.log("--limit", "10") == closed.first_log


def test_every_method_is_judged_alike(closed, sink):
    """The same gate before any method, also those that no route has."""
    routes = [(m, p) for m in METHODS for p in {p for _, p in routes_of_closed(closed)} | {"/", "/none", "/admin"}]
    known = routes_of_closed(closed)
    strangers = [c for c in table.CREDENTIALS if c.name in ("none", "wrong bearer", "wrong key", "bearer")]
    wanted = []
    for host, page, who in itertools.product(table.HOSTS, (table.PAGES[0], table.PAGES[-1]), strangers):
        if host.verdict != table.BROKEN:
            wanted += [cell(closed.port, closed.token, host, page, who, m, p) for m, p in routes]
    wanted = [c for c in wanted if c[3]]
    for (what, _, _, status), answer in zip(wanted, exchange(closed.port, [c[1:3] for c in wanted]), strict=True):
        assert answer.status == status, (what, answer.status)
    print(f"\nhostile: {len(wanted)} cells over {len(METHODS)} methods refused")
    # Let in, a method that no route has is told so, OPTIONS too: there is no preflight to pass.
    good = next(c for c in table.CREDENTIALS if c.name == "bearer")
    for method, path in routes:
        if (method, path) in known:
            continue
        _, _, raw, _ = cell(closed.port, closed.token, table.HOSTS[0], table.PAGES[0], good, method, path)
        (answer,) = exchange(closed.port, [(method, raw)])
        assert answer.status == 404 and no_permission(answer), (method, path, answer.status)
    assert (sink.connections, sink.bytes) == (0, 0)


@pytest.mark.parametrize("host", [h for h in table.HOSTS if h.verdict == table.BROKEN], ids=lambda h: repr(h.text))
def test_what_is_no_host_is_no_request(closed, sink, host):
    for method, path in table.BODIES:
        raw = request_bytes(method, path, {"Host": host.text, **closed.auth()}, table.BODIES[method, path])
        with Connection(closed.port) as connection:
            connection.send(raw)
            answer = connection.read()
            assert answer.status == 400 and answer.header("connection") == "close" and not connection.more()
    assert (sink.connections, sink.bytes) == (0, 0)


def test_who_is_let_in_is_served(weir, up):
    """The other side of the table: a gate that refuses everybody would pass all the tests above."""
    served = 0
    for host, page in itertools.product(table.HOSTS, table.PAGES):
        if host.verdict != table.OURS or page.verdict != table.OURS:
            continue
        for who in (c for c in table.CREDENTIALS if c.right):
            method, path = ("POST", "/v1/chat/completions")
            _, _, raw, expected = cell(weir.port, weir.token, host, page, who, method, path)
            (answer,) = exchange(weir.port, [(method, raw)])
            # A login of the client's own is not OpenAI's: then the provider's 401 is what came of being let in.
            assert answer.status == (401 if "login" in who.name else 200), (host, page, who.name)
            assert expected == 0 and answer.id and no_permission(answer)
            served += 1
    for (method, path), body in table.BODIES.items():
        target = table.PATH_OF.get(path, path)
        answer = weir.ask(method, target, weir.auth(anthropic_version="2023-06-01"), body)
        if path == "/v1/completions":  # let in, decided, recorded; autocomplete never leaves and no model is here
            assert answer.status == 404 and b"no model is here" in answer.body and answer.id
            continue
        assert answer.status == 200, (path, answer.body[:200])
        served += path in table.UPSTREAM
    assert len(up.record()) == served > 100


# --- what a refusal may and may not do


def no_permission(answer):
    return not [n for n, _ in answer.headers if n.lower().startswith("access-control-") or n.lower() == "set-cookie"]


def refusal_is_silent(answer, weir):
    told = json.loads(answer.body)["error"]["message"]
    return no_permission(answer) and answer.id is None and told and weir.token.encode() not in answer.raw


def routes_of_closed(weir):
    """Read before anything is counted: the question itself is an exchange and has a row."""
    if not hasattr(weir, "routes"):
        weir.routes = routes_of(weir)
        weir.first_log = weir.log("--limit", "10")
    return weir.routes


def sizes(weir):
    """Every file of weir's with its size: a refused stranger touches no disk."""
    routes_of_closed(weir)
    return {
        os.path.join(base, name): os.path.getsize(os.path.join(base, name))
        for base, _, names in os.walk(weir.home)
        for name in names
    }
