"""The front table: hosts, pages and credentials with what weir must make of each, and a body for each route."""

from collections import namedtuple

from bodies import chat, completion, messages

OURS, FOREIGN, BROKEN = "ours", "foreign", "broken"  # broken: no request at all, 400 and closed
Host = namedtuple("Host", "text verdict")
Page = namedtuple("Page", "headers verdict")  # what a browser says about itself


def filled(text, port):
    other = port + 1 if port < 65535 else port - 1
    return text.replace("{port}", str(port)).replace("{other}", str(other))


HOSTS = [
    *(
        Host(text, OURS)
        for text in (
            "127.0.0.1:{port}",
            "127.0.0.1",
            "127.0.0.2:{port}",
            "127.255.255.254",
            "localhost",
            "localhost:{port}",
            "LOCALHOST:{port}",
            "[::1]",
            "[::1]:{port}",
            "weir.test",
            "Weir.Test:{port}",
        )
    ),
    *(
        Host(text, FOREIGN)
        for text in (
            "evil.example",
            "evil.example:{port}",
            "127.0.0.1.evil.example:{port}",
            "127.0.0.1.nip.io:{port}",
            "localhost.evil.example",
            "localhost.:{port}",
            "127.0.0.1.:{port}",
            "127.1:{port}",
            "127.0.1",
            "2130706433:{port}",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "127.0.0.01",
            "127.0.0.256",
            "0.0.0.0:{port}",
            "[::]:{port}",
            "[::ffff:127.0.0.1]:{port}",
            "[0:0:0:0:0:0:0:1]",
            "[::1",
            "::1",
            "192.168.0.1:{port}",
            "10.0.0.1",
            "169.254.169.254",
            "box.local:{port}",
            "metadata.google.internal",
            "127.0.0.1:{other}",
            "localhost:0",
            "localhost:0{port}",
            "localhost:",
            "127.0.0.1:{port}:{port}",
            "localhost%00.evil.example",
            "sub.weir.test:{port}",
            "weir.test.evil.example",
            "weir.test:{other}",
        )
    ),
    *(
        Host(text, BROKEN)
        for text in (
            "",
            "user@localhost",
            "localhost/evil",
            "http://localhost",
            "localhost evil.example",
            "localhost,evil.example",
            "localhost\tevil",
            "loc\x00alhost",
            "localhost?x",
            "localhost\\evil",
            '"localhost"',
        )
    ),
]

PAGES = [
    Page([], OURS),
    Page([("Origin", "http://127.0.0.1:{port}")], OURS),
    Page([("Origin", "http://localhost:{port}"), ("Sec-Fetch-Site", "same-origin")], OURS),
    Page([("Origin", "http://[::1]:{port}")], OURS),
    Page([("Sec-Fetch-Site", "none")], OURS),
    *(
        Page([("Origin", text)], FOREIGN)
        for text in (
            "null",
            "",
            "http://127.0.0.1",
            "http://127.0.0.1:{other}",
            "https://127.0.0.1:{port}",
            "http://localhost.evil.example:{port}",
            "http://evil.example:{port}",
            "http://weir.test:{port}",
            "http://user@127.0.0.1:{port}",
            "http://127.0.0.1:{port}/",
            "chrome-extension://abcdefghijklmnop",
            "file://",
            "http://127.0.0.1:{port}, https://evil.example",
        )
    ),
    Page([("Origin", "http://127.0.0.1:{port}"), ("Origin", "https://evil.example")], FOREIGN),
    Page([("Sec-Fetch-Site", "same-site")], FOREIGN),
    Page([("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")], FOREIGN),
    Page([("Origin", "http://127.0.0.1:{port}"), ("Sec-Fetch-Site", "cross-site")], FOREIGN),
    Page([("Origin", "https://evil.example")], FOREIGN),
]


class Credential:
    """Headers and path as a client sends them; T stands for weir's token."""

    def __init__(self, name, right, *headers, path="", query=""):
        self.name, self.right, self._headers, self._path, self._query = name, right, headers, path, query

    def headers(self, token):
        return [(n, put(v, token)) for n, v in self._headers]

    def target(self, path, token):
        return put(self._path, token) + path + put(self._query, token)


def put(text, token):
    near = {"T-1": token[:-1], "T+1": token + "0", "T^": token.upper() + "A", "T%": f"%{ord(token[0]):02x}{token[1:]}", "T": token}
    for mark, value in near.items():
        text = text.replace("{" + mark + "}", value)
    return text


WRONG = "0123456789abcdef" * 4
CREDENTIALS = [
    Credential("bearer", True, ("Authorization", "Bearer {T}")),
    Credential("key", True, ("x-api-key", "{T}")),
    Credential("path", True, path="/t/{T}"),
    Credential("path and a login", True, ("Authorization", "Bearer sk-ant-oat01-scripted-login"), path="/t/{T}"),
    Credential("other spelling", True, ("AUTHORIZATION", "bearer   {T} ")),
    Credential("none", False),
    Credential("wrong bearer", False, ("Authorization", f"Bearer {WRONG}")),
    Credential("wrong key", False, ("x-api-key", WRONG)),
    Credential("wrong path", False, path=f"/t/{WRONG}"),
    Credential("wrong path, right bearer", False, ("Authorization", "Bearer {T}"), path=f"/t/{WRONG}"),
    Credential("empty path, right bearer", False, ("Authorization", "Bearer {T}"), path="/t/"),
    Credential("one short", False, ("Authorization", "Bearer {T-1}")),
    Credential("one long", False, ("Authorization", "Bearer {T+1}")),
    Credential("upper case", False, ("x-api-key", "{T^}")),
    Credential("percent in the path", False, path="/t/{T%}"),
    Credential("no scheme", False, ("Authorization", "{T}")),
    Credential("basic", False, ("Authorization", "Basic {T}")),
    Credential("scheme twice", False, ("Authorization", "Bearer Bearer {T}")),
    Credential("list", False, ("Authorization", "Bearer {T}, Bearer {T}")),
    Credential("header twice", False, ("Authorization", "Bearer {T}"), ("Authorization", "Bearer {T}")),
    Credential("wrong and right", False, ("x-api-key", WRONG), ("x-api-key", "{T}")),
    Credential("query", False, query="?token={T}&api_key={T}&key={T}"),
    Credential("cookie", False, ("Cookie", "token={T}")),
    Credential("other header", False, ("x-goog-api-key", "{T}"), ("api-key", "{T}"), ("Proxy-Authorization", "Bearer {T}")),
]
TYPICAL = ("bearer", "path", "none", "wrong bearer", "wrong key", "one short")

# One row a route: what is sent to it. /v1/models/ takes a name.
BODIES = {
    ("POST", "/v1/messages"): messages(),
    ("POST", "/v1/messages/count_tokens"): {"model": "claude-sonnet-5", "messages": [{"role": "user", "content": "a"}]},
    ("POST", "/v1/chat/completions"): chat(),
    ("POST", "/v1/completions"): completion(),
    ("GET", "/v1/models"): None,
    ("GET", "/v1/models/NAME"): None,
}
PATH_OF = {"/v1/models/NAME": "/v1/models/claude-sonnet-5"}
UPSTREAM = ("/v1/messages", "/v1/messages/count_tokens", "/v1/chat/completions", "/v1/completions")
