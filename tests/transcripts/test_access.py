"""Who may come in, what weir goes out with, and what never lies about: tokens, logins, keys, prompts."""

import os
import stat

import pytest
import rawhttp
from bodies import chat, messages
from talk import CLAUDE, GPT, ask, body
from upstreamproc import ANTHROPIC_KEY, LOGIN, OPENAI_KEY, Upstream
from weirproc import scripted_cloud

OAUTH = {"anthropic-version": "2023-06-01", "anthropic-beta": "oauth-2025-04-20"}


def test_the_token_is_private_and_may_come_in_three_places(weir, up):
    path = os.path.join(weir.home, "state", "token")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600 and len(weir.token) >= 32
    version = {"anthropic-version": "2023-06-01"}
    for target, head in (
        ("/v1/messages", {**version, "Authorization": f"Bearer {weir.token}"}),
        ("/v1/messages", {**version, "x-api-key": weir.token}),
        (f"/t/{weir.token}/v1/messages", version),
    ):
        assert weir.ask("POST", target, head, messages()).status == 200, (target, head.keys())
    for entry in up.record():
        assert weir.token.encode() not in entry.head + entry.body and entry.header("x-api-key") == ANTHROPIC_KEY


STRANGERS = {
    "none": {},
    "wrong bearer": {"Authorization": "Bearer 0123456789abcdef0123456789abcdef"},
    "wrong key": {"x-api-key": "nope"},
    "empty bearer": {"Authorization": "Bearer "},
    "basic": {"Authorization": "Basic dXNlcjpwYXNz"},
    "a provider's key": {"x-api-key": ANTHROPIC_KEY},
}


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize(
    "method, path",
    [
        ("POST", "/v1/messages"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/completions"),
        ("POST", "/v1/messages/count_tokens"),
        ("GET", "/v1/models"),
        ("GET", "/"),
        ("POST", "/nothing"),
    ],
)
def test_strangers_are_refused_everywhere(weir, up, who, method, path):
    before = len(weir.log("--limit", "1000"))
    answer = weir.ask(
        method, path, {**STRANGERS[who], "anthropic-version": "2023-06-01"}, messages() if method == "POST" else None
    )
    assert answer.status == 401 and answer.json()["error"]["type"] == "authentication_error"
    assert answer.id is None and up.record() == [] and len(weir.log("--limit", "1000")) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + "x",
        lambda t: t.upper() + "Z",
        lambda t: t.replace(t[0], "%" + format(ord(t[0]), "x"), 1),
    ],
)
def test_near_tokens_are_no_tokens(weir, up, change):
    near = change(weir.token)
    assert (
        weir.ask("POST", "/v1/messages", {"x-api-key": near, "anthropic-version": "2023-06-01"}, messages()).status
        == 401
    )
    assert weir.ask("POST", f"/t/{near}/v1/messages", {"anthropic-version": "2023-06-01"}, messages()).status in (
        400,
        401,
    )
    assert up.record() == []


HOSTS = {
    "evil.example": 403,
    "evil.example:{port}": 403,
    "127.0.0.1.evil.example:{port}": 403,
    "localhost.evil.example": 403,
    "192.168.0.1:{port}": 403,
    "0.0.0.0:{port}": 403,
    "127.0.0.1:{other}": 403,
    "localhost:{port}": 200,
    "127.0.0.1": 200,
    "127.0.0.2:{port}": 200,
    "[::1]:{port}": 200,
    "LOCALHOST:{port}": 200,
}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("method, path", [("GET", "/v1/models"), ("POST", "/v1/chat/completions")])
def test_foreign_hosts(weir, up, host, method, path):
    written = host.format(port=weir.port, other=weir.port + 1 if weir.port < 65535 else 1)
    answer = weir.ask(method, path, {**weir.auth(), "Host": written}, chat() if method == "POST" else None)
    assert answer.status == HOSTS[host]
    assert HOSTS[host] == 200 or up.record() == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Origin", "http://localhost.evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
@pytest.mark.parametrize("method, path", [("GET", "/v1/models"), ("POST", "/v1/messages"), ("OPTIONS", "/v1/messages")])
def test_web_pages_are_refused_and_get_no_cors(weir, up, name, value, method, path):
    answer = weir.ask(
        method,
        path,
        {**weir.auth(anthropic_version="2023-06-01"), name: value},
        messages() if method == "POST" else None,
    )
    assert answer.status == 403 and up.record() == []
    assert not [n for n, _ in answer.headers if n.lower().startswith("access-control-")]


def test_no_cors_on_good_answers(weir):
    for answer in (weir.ask("GET", "/v1/models"), weir.chat(chat()), weir.ask("OPTIONS", "/v1/models")):
        assert not [n for n, _ in answer.headers if n.lower().startswith("access-control-")]


# --- logins


@pytest.fixture
def two(own, tmp_path):
    """Anthropic and OpenAI at two origins, to see who gets what."""
    anthropic, openai = Upstream(), Upstream()
    toml = (
        scripted_cloud(anthropic).split("[endpoint.openai]")[0]
        + "[endpoint.openai]"
        + scripted_cloud(openai).split("[endpoint.openai]")[1]
    )
    yield own(toml, cloud=False).start(), anthropic, openai
    anthropic.close()
    openai.close()


def test_a_login_reaches_its_provider_only_and_no_file(two, up):
    weir, anthropic, openai = two
    target, head = f"/t/{weir.token}/v1/messages", {**OAUTH, "Authorization": f"Bearer {LOGIN}"}
    answer = weir.ask("POST", target, head, messages())
    assert answer.status == 200, answer.body
    entry = anthropic.last()
    assert (
        entry.header("authorization") == f"Bearer {LOGIN}"
        and entry.header("x-api-key") is None
        and "oauth-2025-04-20" in entry.header("anthropic-beta")
    )
    assert entry.target == "/v1/messages" and weir.token.encode() not in entry.head
    log = weir.why(answer.id)["log"]
    assert (log["weir.billing"], log["weir.cost.source"]) == ("quota", "quota")
    # The same login beside a model of another provider: that one gets its own key or nothing.
    weir.ask("POST", target, head, messages(model=GPT, max_tokens=64))
    for other in openai.all():
        assert LOGIN.encode() not in other.head + other.body
        assert other.header("authorization") == f"Bearer {OPENAI_KEY}"
    weir.stop()
    assert weir.leaks(LOGIN, LOGIN[10:30]) == []


def test_a_clients_own_key_is_passed_like_a_login(two):
    weir, anthropic, openai = two
    anthropic.config(anthropic_keys=["sk-ant-api03-the-users-own"])
    answer = weir.ask(
        "POST",
        f"/t/{weir.token}/v1/messages",
        {"x-api-key": "sk-ant-api03-the-users-own", "anthropic-version": "2023-06-01"},
        messages(),
    )
    assert answer.status == 200 and anthropic.last().header("x-api-key") == "sk-ant-api03-the-users-own"
    openai.config(openai_keys=["sk-proj-the-users-own"])
    answer = weir.ask(
        "POST", f"/t/{weir.token}/v1/chat/completions", {"Authorization": "Bearer sk-proj-the-users-own"}, chat()
    )
    assert answer.status == 200 and openai.last().header("authorization") == "Bearer sk-proj-the-users-own"
    weir.stop()
    assert weir.leaks("the-users-own") == []


def test_a_login_goes_to_no_compatible_server(own, up):
    weir = own(
        f'[endpoint.box]\nkind = "openai"\nbase_url = "http://127.0.0.1:{up.ports["ollama"]}"\n[endpoint.box.model."gemma4:26b"]\nclass = "mid"\ntools = true\n',
        cloud=False,
    ).start()
    answer = weir.ask(
        "POST",
        f"/t/{weir.token}/v1/chat/completions",
        {"Authorization": "Bearer sk-proj-secret-login"},
        chat(model="gemma4:26b"),
    )
    assert answer.status == 200, answer.body
    assert b"sk-proj-secret-login" not in up.last().head


def test_a_redirect_carries_no_key_anywhere(own, up):
    elsewhere = Upstream()
    try:
        for status in (301, 302, 307, 308):
            up.script(
                {
                    "status": status,
                    "body": "",
                    "headers": {"location": elsewhere.url + "/v1/messages", "content-type": "text/plain"},
                }
            )
            answer = own().start().messages(messages())
            assert answer.status >= 400 or answer.status == status
        assert elsewhere.all() == []
    finally:
        elsewhere.close()


def test_a_missing_key_is_said_before_anything_is_sent(own, up):
    weir = own(
        scripted_cloud(up, key_env=False).replace(
            'billing = "metered"\n', 'billing = "metered"\nkey_env = "NOT_SET_ANYWHERE"\n'
        ),
        cloud=False,
    ).start()
    for dialect, model in (("messages", CLAUDE), ("chat", GPT)):
        answer = ask(weir, dialect, body(dialect, model))
        assert answer.status in (401, 403, 503) and "key" in answer.json()["error"]["message"], answer.body
    assert up.record() == []


# --- canaries

CANARY_KEY, CANARY_TEXT = "sk-ant-api03-CANARY-a8f1", "canary prompt 7f3e walks into a bar"


def test_no_key_token_or_prompt_in_any_file_or_error(own, up):
    weir = own(env={"TEST_ANTHROPIC_KEY": CANARY_KEY}).start()
    up.config(anthropic_keys=[CANARY_KEY])
    answers = []
    for step in (
        {"text": CANARY_TEXT},
        {"status": 429},
        {"status": 500},
        {"status": 401},
        {"text": CANARY_TEXT, "cut": {"after_bytes": 700, "how": "reset"}},
        {"text": CANARY_TEXT, "malformed": {"after_events": 3}},
        {"text": CANARY_TEXT, "error_event": {"after_events": 2}},
    ):
        for stream in (True, False):
            up.script({**step, "times": 0})
            answers.append(weir.messages(messages(CANARY_TEXT, stream=stream)))
    raw = b'{"model":"claude-sonnet-5","messages":[{"role":"user","content":"' + CANARY_TEXT.encode()
    answers += [
        weir.messages(raw),
        weir.messages(messages(CANARY_TEXT, model="no-such")),
        weir.chat(raw + b'"}]}' + b"\xff"),
    ]
    answers += [
        weir.ask(
            "POST", "/v1/messages", {"x-api-key": CANARY_KEY, "anthropic-version": "2023-06-01"}, messages(CANARY_TEXT)
        )
    ]
    answers += [
        weir.ask("GET", "/v1/" + CANARY_KEY),
        rawhttp.ask(weir.port, "POST", "/v1/messages", {"Host": CANARY_KEY}, messages(CANARY_TEXT)),
    ]
    for answer in answers:
        if answer.status >= 400:
            assert CANARY_KEY.encode() not in answer.raw and CANARY_TEXT.encode() not in answer.raw
            assert weir.token.encode() not in answer.raw
    printed = (
        weir.cli("status").stdout
        + weir.cli("log").stdout
        + weir.cli("models", "--json").stdout
        + weir.cli("config", "--effective").stdout
        + weir.cli("doctor", "--json").stdout
    )
    assert CANARY_KEY not in printed and CANARY_TEXT not in printed and weir.token not in printed
    weir.stop()
    assert weir.leaks(CANARY_KEY, CANARY_TEXT, ANTHROPIC_KEY, LOGIN) == []
    assert weir.leaks(weir.token) == []


def test_files_are_private_and_the_key_is_in_no_command_line(own):
    weir = own().start()
    weir.messages(messages())
    for base, folders, files in os.walk(os.path.join(weir.home, "state")):
        for name in files:
            assert stat.S_IMODE(os.stat(os.path.join(base, name)).st_mode) & 0o077 == 0, name
        for name in folders:
            assert stat.S_IMODE(os.stat(os.path.join(base, name)).st_mode) & 0o077 == 0, name
    sockets = [os.path.join(base, name) for base, _, files in os.walk(os.path.join(weir.home, "run")) for name in files]
    assert sockets and all(stat.S_IMODE(os.stat(path).st_mode) == 0o600 for path in sockets)
    with open(f"/proc/{weir.process.pid}/cmdline", "rb") as file:
        assert ANTHROPIC_KEY.encode() not in file.read()


def test_the_clients_token_may_only_infer(weir):
    """The control API is not on the port."""
    for path in ("/status", "/stop", "/use", "/log", "/why?id=last", "/replay", "/models", "/doctor"):
        for method in ("GET", "POST"):
            answer = weir.ask(method, path, body={} if method == "POST" else None)
            assert answer.status in (404, 405) or (method, path) == ("GET", "/models"), (method, path, answer.status)
    assert weir.alive()


@pytest.mark.parametrize("crossed", [False, True])
def test_an_upstream_that_quotes_the_prompt_leaves_nothing_behind(own, up, crossed):
    """Its words go to the client, who wrote them; the ledger keeps class and status."""
    weir = own().start()
    for step in (
        {"status": 400, "message": f"cannot read '{CANARY_TEXT}'"},
        {"text": "so", "error_event": {"after_events": 2, "message": f"lost at '{CANARY_TEXT}'"}},
    ):
        for stream in (True, False):
            up.script({**step, "times": 0})
            answer = weir.messages(messages(CANARY_TEXT, model="gpt-5.4" if crossed else "claude-sonnet-5", stream=stream))
            if "status" in step:
                assert answer.status == 400 and CANARY_TEXT.encode() in answer.body
                assert weir.why(answer.id)["log"]["error.type"] == "invalid_request"
    weir.stop()
    assert weir.leaks(CANARY_TEXT) == []
