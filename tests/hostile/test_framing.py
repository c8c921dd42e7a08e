"""Raw requests that two readers could read differently: the expected code, nothing behind them, and never more
requests seen than nginx sees in the same bytes."""

import collections
import os
import shutil
import subprocess

import framing
import pytest
from rawhttp import Connection
from wait import wait_for


def filled(raw, port, token):
    return raw.replace(b"HOST", b"127.0.0.1:%d" % port).replace(b"TOKEN", token.encode())


def answers(connection, raw):
    """All answers that come for the bytes, until the one behind a case or the end of the connection."""
    connection.send(raw)
    out = []
    while len(out) < 3:
        answer = connection.read()
        if answer.status == 0:
            return out, answer.ended
        out.append(answer)
        if b'"object":"list"' in answer.body and len(out) > 1:
            break
    return out, "open"


def ask(weir, case):
    with Connection(weir.port, timeout=8) as connection:
        return answers(connection, filled(case.raw + framing.SMUGGLED, weir.port, weir.token))


def refused_by_framing(answer):
    """By net in plain text, or in the dialect for a body that is none: not a request that weir saw whole."""
    return answer.status in (400, 408, 413, 417, 431, 505) and answer.header("connection") == "close"


def test_the_corpus_is_large_enough():
    assert len(framing.CASES) >= 200
    assert len({c.name for c in framing.CASES}) == len({c.raw for c in framing.CASES}) == len(framing.CASES)


def test_each_case_has_its_code_and_nothing_behind_it_is_read(weir, up):
    wrong, whole = [], 0
    for case in framing.CASES:
        got, ended = ask(weir, case)
        first = got[0].status if got else ended
        refused = first if case.status == 200 else case.status  # a whole request may ask to close
        closed = ended in ("eof", "reset") and all(refused_by_framing(a) for a in got[1:]) and first == refused
        good = first == case.status and (len(got) == 2 and got[1].status == 200 if case.goes_on else closed)
        whole += case.status == 200 and case.raw.startswith(b"POST")
        if not good:
            wrong.append((case.name, case.status, first, len(got), ended, got[0].body[:80] if got else b""))
    count = collections.Counter(c.status for c in framing.CASES)
    print(f"\nhostile: {len(framing.CASES)} raw requests: " + ", ".join(f"{n} x {s}" for s, n in sorted(count.items())))
    assert not wrong, "\n".join(map(str, wrong))
    # What came through is what was whole; of the others, and of what stood behind them, not one.
    assert [r.json()["model"] for r in up.record()] == ["gpt-5.4"] * whole and whole > 10


# --- beside nginx

NGINX = """daemon off; master_process off; worker_processes 1; pid {0}/pid; error_log {0}/error.log crit;
events {{ worker_connections 64; }}
http {{
  access_log off; client_header_timeout 2s; client_body_timeout 2s; keepalive_timeout 2s; client_max_body_size 0;
  client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c; uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;
  server {{ listen unix:{0}/front; location / {{ proxy_pass http://unix:{0}/behind:; proxy_http_version 1.1; }} }}
  server {{ listen unix:{0}/behind; location / {{ return 200 '{{"object":"list"}}'; }} }}
}}
"""



@pytest.fixture
def nginx(tmp_path):
    """nginx before a server that answers whatever nginx let through; the path of its socket."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    config = tmp_path / "nginx.conf"
    config.write_text(NGINX.format(tmp_path))
    process = subprocess.Popen([program, "-p", str(tmp_path), "-c", str(config), "-e", str(tmp_path / "early.log")])
    front = str(tmp_path / "front")
    try:
        wait_for(lambda: os.path.exists(front) or process.poll() is not None, "nginx's socket")
        assert process.poll() is None, (tmp_path / "early.log").read_text()
        yield front
    finally:
        process.terminate()
        process.wait(10)


def test_weir_never_sees_more_requests_than_nginx(weir, up, nginx):
    """What weir takes for a request and nginx does not is a way past whoever stands in front of it."""
    more, equal, fewer = [], 0, 0
    for case in framing.CASES:
        got, _ = ask(weir, case)
        ours = sum(not refused_by_framing(a) for a in got)
        with Connection(nginx, timeout=4) as connection:
            theirs, _ = answers(connection, filled(case.raw + framing.SMUGGLED, weir.port, weir.token))
        theirs = sum(a.status == 200 for a in theirs)
        if ours > theirs:
            more.append((case.name, ours, theirs))
        equal, fewer = equal + (ours == theirs), fewer + (ours < theirs)
    print(f"\nhostile: beside nginx: the same {equal} times, fewer requests {fewer} times, more {len(more)} times")
    assert not more and equal > 50, more
