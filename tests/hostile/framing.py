"""Raw requests, each with what must come of it: a status, and whether the connection goes on behind it.

HOST, AUTH, and TOKEN are put in when they are sent. Behind each case the sender puts one good request: a connection
that goes on answers it, one that was refused never does.
"""

import json
from collections import namedtuple

Case = namedtuple("Case", "name raw status goes_on family")

HOST, AUTH, KIND = b"Host: HOST\r\n", b"Authorization: Bearer TOKEN\r\n", b"Content-Type: application/json\r\n"
BODY = json.dumps({"model": "gpt-5.4", "messages": [{"role": "user", "content": "hi"}]}).encode()
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
POST, GET = b"POST /v1/chat/completions HTTP/1.1\r\n", b"GET /v1/models HTTP/1.1\r\n"
ALL = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
SMUGGLED = b"GET /v1/models HTTP/1.1\r\n" + HOST + AUTH + b"\r\n"
CASES = []


def case(name, raw, status, goes_on=None, family="head"):
    CASES.append(Case(name, raw, status, status == 200 if goes_on is None else goes_on, family))


def head(name, lines, status=400, line=GET, **more):
    case(name, line + HOST + AUTH + lines + b"\r\n", status, **more)


def post(name, lines, body, status=400, **more):
    case(name, POST + HOST + AUTH + KIND + lines + b"\r\n" + body, status, **more)


def lengths():
    for n, value in enumerate((b"-1", b"+%d", b"0x%x", b"1e3", b"%d %d", b"%d,%d", b"%d, %d", b"%d;", b"%d.0", b"'%d'",
                               b"1_000", b"0b1", b"\xd9\xa3", b"nan", b"9" * 20, b"18446744073709551616", b"-0", b"%d\x0b")):
        value = value % ((len(BODY),) * value.count(b"%"))
        post(f"length {n} {value!r}", b"Content-Length: " + value + b"\r\n", BODY)
    post("no value", b"Content-Length:\r\n", BODY)
    post("length twice, same", LENGTH * 2, BODY)
    post("length twice, other", LENGTH + b"Content-Length: 2\r\n", BODY)
    post("length twice, other case", LENGTH + LENGTH.lower(), BODY)
    post("length thrice, apart", LENGTH + b"X-A: 1\r\n" + LENGTH + b"X-B: 1\r\n" + LENGTH, BODY)
    post("length, space before colon", LENGTH.replace(b":", b" :"), BODY)
    post("length, tab before colon", LENGTH.replace(b":", b"\t:"), BODY)
    post("length, NUL in its name", LENGTH.replace(b"-", b"\x00"), BODY)
    post("length folded", b"Content-Length:\r\n %d\r\n" % len(BODY), BODY)
    post("zeros in front", b"Content-Length: 00%d\r\n" % len(BODY), BODY, 200)
    post("space around", b"Content-Length:   %d  \r\n" % len(BODY), BODY, 200)
    post("tabs around", b"Content-Length: \t%d\t\r\n" % len(BODY), BODY)
    post("no space", b"Content-Length:%d\r\n" % len(BODY), BODY, 200)
    post("underscore is another name", b"Content_Length: %d\r\n" % len(BODY), BODY, 400)


def codings():
    for n, value in enumerate((b"chunked, chunked", b"gzip, chunked", b"chunked, gzip", b"gzip", b"identity", b"xchunked",
                               b"chunked;q=1", b"chunked ,", b",chunked", b"\x0bchunked", b"chunked\x00", b'"chunked"',
                               b"cow", b"chunk", b"chunkedchunked", b"chunked\xa0", b"chu\tnked", b"chunked x", b"\xd1hunked")):
        post(f"coding {n} {value!r}", b"Transfer-Encoding: " + value + b"\r\n", ALL)
    post("coding without a value", b"Transfer-Encoding:\r\n", ALL)
    post("coding twice", CHUNKED * 2, ALL)
    post("coding and identity", CHUNKED + b"Transfer-Encoding: identity\r\n", ALL)
    post("identity and coding", b"Transfer-Encoding: identity\r\n" + CHUNKED, ALL)
    post("coding, space before colon", CHUNKED.replace(b":", b" :"), ALL)
    post("coding folded", b"Transfer-Encoding:\r\n chunked\r\n", ALL)
    post("folded to the coding", b"X-A: 1\r\n Transfer-Encoding: chunked\r\n", ALL)
    post("coding, CR in front", b"Transfer-Encoding: \rchunked\r\n", ALL)
    post("coding, LF in front", b"Transfer-Encoding: \nchunked\r\n", ALL)
    post("coding and length", CHUNKED + LENGTH, ALL)
    post("length and coding", LENGTH + CHUNKED, ALL)
    post("length 0 and coding", b"Content-Length: 0\r\n" + CHUNKED, ALL)
    post("length of a smuggled request", b"Content-Length: 5\r\n" + CHUNKED, b"0\r\n\r\n" + SMUGGLED)
    post("coding of a smuggled request", CHUNKED + b"Content-Length: %d\r\n" % (5 + len(SMUGGLED)), b"0\r\n\r\n" + SMUGGLED)
    post("length and an unknown coding", LENGTH + b"Transfer-Encoding: x\r\n", BODY)
    case("coding in 1.0", POST.replace(b"1.1", b"1.0") + HOST + AUTH + CHUNKED + b"\r\n" + ALL, 400)
    post("coding, any case", b"TRANSFER-encoding: ChUnKeD\r\n", ALL, 200)
    post("coding, spaces", b"Transfer-Encoding:   chunked  \r\n", ALL, 200)
    post("coding, tabs", b"Transfer-Encoding:\tchunked\t\r\n", ALL)


def chunks():
    def bad(name, body):
        post(f"chunk: {name}", CHUNKED, body, family="chunk")

    def good(name, body):
        post(f"chunk: {name}", CHUNKED, body, 200, family="chunk")

    size = b"%x" % len(BODY)
    for text in (b"-1", b"-2", b"+%s", b"0x%s", b" %s", b"%s ", b"\t%s", b"%s\t", b"g", b"", b"%s,", b"%s.", b"%s:", b"%s \t;a",
                 b"ffffffffffffffff", b"fffffffffffffffff", b"8000000000000000", b"7fffffffffffffff", b"100000000000000000",
                 b"00000000000000%s", b"%s\x00", b"\x00%s", b"%s\x0b", b"\xef\xbb\xbf%s", b"-0", b"0-", b"%s-1", b"#", b"\xb2"):
        bad(f"size {text!r}", text.replace(b"%s", size) + b"\r\n" + BODY + b"\r\n0\r\n\r\n")
    for text in (b';a="b"', b'; a', b";a b", b";" + b"a" * 300, b';a="\r\n"', b";\x00", b";a=\x7f", b";a\n", b';"', b";a=b,c", b";a\xe9"):
        bad(f"extension {text[:20]!r}", size + text + b"\r\n" + BODY + b"\r\n0\r\n\r\n")
    bad("LF behind the size", size + b"\n" + BODY + b"\r\n0\r\n\r\n")
    bad("CR behind the size", size + b"\r" + BODY + b"\r\n0\r\n\r\n")
    bad("CR CR LF", size + b"\r\r\n" + BODY + b"\r\n0\r\n\r\n")
    bad("LF behind the data", size + b"\r\n" + BODY + b"\n0\r\n\r\n")
    bad("CR behind the data", size + b"\r\n" + BODY + b"\r0\r\n\r\n")
    bad("nothing behind the data", size + b"\r\n" + BODY + b"0\r\n\r\n")
    bad("too short", b"%x\r\n" % (len(BODY) - 1) + BODY + b"\r\n0\r\n\r\n")
    bad("too long", b"%x\r\n" % (len(BODY) + 1) + BODY + b"\r\n0\r\n\r\n")
    bad("empty line first", b"\r\n" + ALL)
    bad("LF at the end", size + b"\r\n" + BODY + b"\r\n0\n\n")
    bad("LF for the last line", size + b"\r\n" + BODY + b"\r\n0\r\n\n")
    bad("trailer without a colon", ALL[:-2] + b"nothing\r\n\r\n")
    bad("trailer folded", ALL[:-2] + b"A: b\r\n c\r\n\r\n")
    bad("trailer, space before colon", ALL[:-2] + b"A : b\r\n\r\n")
    bad("trailer ends with LF", ALL[:-2] + b"A: b\n\r\n")
    bad("trailer, NUL", ALL[:-2] + b"A: \x00\r\n\r\n")
    bad("trailer, CR", ALL[:-2] + b"A: \rb\r\n\r\n")
    bad("trailer too long", ALL[:-2] + b"A: " + b"b" * 70_000 + b"\r\n\r\n")
    bad("trailers too many", ALL[:-2] + b"A: b\r\n" * 14_000 + b"\r\n")
    bad("no chunk, a request", SMUGGLED)
    good("one", ALL)
    good("each byte", b"".join(b"1\r\n%c\r\n" % c for c in BODY) + b"0\r\n\r\n")
    good("upper case, zeros", b"000%X\r\n" % len(BODY) + BODY + b"\r\n000\r\n\r\n")
    good("extensions of words", size + b";a=b;c\r\n" + BODY + b"\r\n0;d\r\n\r\n")
    good("trailers", ALL[:-2] + b"A: b\r\nContent-Length: 3\r\nTransfer-Encoding: x\r\n\r\n")


def fields():
    for c in [*range(0x00, 0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), 0x7F]:
        head(f"value with {c:02x}", b"X-A: a%cb\r\n" % c)
    for c in b"\x00\x01\x1f\x7f\x80\xff\"(),/;<=>?@[\\]{}":
        head(f"name with {c:02x}", b"X%cA: b\r\n" % c)
    for name, line in (("space before the colon", b"X-A : b"), ("tab before the colon", b"X-A\t: b"), ("no colon", b"X-A"),
                       ("no name", b": b"), ("folded by a space", b"X-A: b\r\n c"), ("folded by a tab", b"X-A: b\r\n\tc"),
                       ("folded to nothing", b"X-A: b\r\n "), ("CR in the value", b"X-A: b\rX-B: c"),
                       ("LF in the value", b"X-A: b\nX-B: c"), ("CR at the end", b"X-A: b\r"), ("space alone", b" "),
                       ("LF for one line end", b"X-A: b\nX-B: c\r\nX-C: d"), ("host again", b"host: HOST"),
                       ("foreign host again", b"hOsT: evil.example"), ("expectation", b"Expect: 200-ok")):
        head(f"field: {name}", line + b"\r\n", 417 if name == "expectation" else 400)
    case("field: first line folded", GET + b" X-A: b\r\n" + HOST + AUTH + b"\r\n", 400)
    case("field: no host", GET + AUTH + b"\r\n", 400)
    case("field: no host in 1.0", GET.replace(b"1.1", b"1.0") + AUTH + b"\r\n", 400)
    head("field: too long", b"X-A: " + b"b" * 70_000 + b"\r\n", 431)
    head("field: name too long", b"b" * 70_000 + b": a\r\n", 431)
    head("field: too many", b"X-A: b\r\n" * 127, 431)
    head("field: far too many", b"A:\r\n" * 5_000, 431)
    head("field: 128 of them", b"X-A: b\r\n" * 126, 200)
    head("field: bytes beyond ASCII in a value", b"X-A: \xe9\xff\r\n", 200)
    head("field: nothing, tabs, colons", b"X-A:\r\nX-B: \t \r\nX-C: :a:\r\nX-D:a\tb\r\n", 200)
    head("field: expects without a body", b"Expect: 100-continue\r\n", 200)


def ends():
    whole = GET + HOST + AUTH + b"\r\n"
    case("ends: LF alone", whole.replace(b"\r\n", b"\n"), 400)
    case("ends: CR alone", whole.replace(b"\r\n", b"\r"), 400)
    case("ends: LF CR", whole.replace(b"\r\n", b"\n\r"), 400)
    case("ends: CR CR LF", whole.replace(b"\r\n", b"\r\r\n"), 400)
    case("ends: LF behind the request line", whole.replace(b"\r\n", b"\n", 1), 400)
    case("ends: LF for the empty line", whole[:-2] + b"\n", 400)
    case("ends: CR for the empty line", whole[:-2] + b"\rX", 400)
    case("ends: two empty lines first", b"\r\n\r\n" + whole, 400)
    case("ends: LF first", b"\n" + whole, 400)
    case("ends: CR first", b"\r" + whole, 400)
    case("ends: space first", b" " + whole, 400)
    case("ends: NUL first", b"\x00" + whole, 400)
    case("ends: byte order mark", b"\xef\xbb\xbf" + whole, 400)
    case("ends: one empty line first", b"\r\n" + whole, 200)


def lines():
    def line(name, text, status=400):
        case(f"line: {name}", text + b"\r\n" + HOST + AUTH + b"\r\n", status)

    m = b"/v1/models"
    for name, text in (("0.9", b"GET " + m), ("method alone", b"GET"), ("no target", b"GET HTTP/1.1"), ("two spaces", b"GET  " + m + b" HTTP/1.1"),
                       ("two spaces behind", b"GET " + m + b"  HTTP/1.1"), ("space at the end", b"GET " + m + b" HTTP/1.1 "),
                       ("tabs", b"GET\t" + m + b"\tHTTP/1.1"), ("space in the target", b"GET /v1/ models HTTP/1.1"),
                       ("lower case version", b"GET " + m + b" http/1.1"), ("1.10", b"GET " + m + b" HTTP/1.10"), ("11", b"GET " + m + b" HTTP/11"),
                       ("1,1", b"GET " + m + b" HTTP/1,1"), ("no slash", b"GET " + m + b" HTTP1.1"), ("version alone", b"HTTP/1.1"),
                       ("absolute", b"GET http://HOST" + m + b" HTTP/1.1"), ("absolute, foreign", b"GET http://evil.example" + m + b" HTTP/1.1"),
                       ("absolute, https", b"GET https://HOST" + m + b" HTTP/1.1"), ("connect", b"CONNECT evil.example:443 HTTP/1.1"),
                       ("connect, ours", b"CONNECT HOST HTTP/1.1"), ("asterisk", b"OPTIONS * HTTP/1.1"), ("no slash in front", b"GET v1/models HTTP/1.1"),
                       ("fragment", b"GET " + m + b"#a HTTP/1.1"), ("NUL", b"GET " + m + b"\x00 HTTP/1.1"), ("beyond ASCII", b"GET " + m + b"\xe9 HTTP/1.1"),
                       ("CR", b"GET " + m + b"\r HTTP/1.1"), ("method with a bracket", b"G(T " + m + b" HTTP/1.1"), ("method with NUL", b"G\x00T " + m + b" HTTP/1.1"),
                       ("a long method", b"G" * 33 + b" " + m + b" HTTP/1.1"), ("no method", b" " + m + b" HTTP/1.1"), ("an answer", b"HTTP/1.1 200 OK"),
                       ("tls", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), ("socks 5", b"\x05\x01\x00"), ("noise", bytes(range(128, 256)))):
        line(name, text)
    for version in (b"2.0", b"1.2", b"0.9", b"3.0", b"9.9", b"0.0"):
        line(f"version {version.decode()}", b"GET " + m + b" HTTP/" + version, 505)
    case("line: the preface of 2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00", 505)
    line("too long", b"GET /" + b"a" * 70_000 + b" HTTP/1.1", 431)
    line("1.0 closes", b"GET " + m + b" HTTP/1.0", 200)
    CASES[-1] = CASES[-1]._replace(goes_on=False)


def paths():
    """Whole requests for what is not there: told so, and the connection goes on."""
    for path in ("//v1/models", "/v1//models", "/./v1/models", "/v1/./models", "/v1/../v1/models", "/v1/x/../models",
                 "/v1/%2e%2e/v1/models", "/%2e/v1/models", "/v1/%6dodels", "/v1%2fmodels", "/v1/models%0d%0aX:y", "/v1/models;a=b",
                 "/v1;a/models", "/V1/MODELS", "/v1\\models", "/v1/models/..%2f..", "/v1/models/%2e%2e", "/v1/models/a/b/../../..", "/v1/v2/models",
                 "/v1/status", "/v1/config", "/control", "/.env", "/v1/models.json", "/v1/models:x", "/v1/models,", "/v1/models%20", "/v1/models&x"):
        case(f"path: {path}", f"GET {path} HTTP/1.1\r\n".encode() + HOST + AUTH + b"\r\n", 404, True, "path")
    for path in ("/../v1/models", "/..", "/%2e%2e/v1/models", "/v1/../../v1/models", "/v1/.%2E/%2e./models", "/v1//../../models",
                 "/v1/models%00", "/t/TOKEN%00/v1/models", "/v1/models/../../.."):
        case(f"path: {path}", f"GET {path} HTTP/1.1\r\n".encode() + HOST + AUTH + b"\r\n", 400)
    for path in ("/t//v1/models", "/t/wrong/v1/models", "/t/../v1/models", "/t/TOKEN;a/v1/models", "/t/%2e%2e/v1/models"):
        case(f"path: {path}", f"GET {path} HTTP/1.1\r\n".encode() + HOST + AUTH + b"\r\n", 401, True, "path")
    for path in ("/t/TOKEN/../v1/models", "/t/TOKEN//v1/models", "/t/TOKEN/t/TOKEN/v1/models"):
        case(f"path: {path}", f"GET {path} HTTP/1.1\r\n".encode() + HOST + AUTH + b"\r\n", 404, True, "path")
    for path in ("/v1/models?", "/v1/models?a=/../b", "/models", "/v1/v1/models", "/t/TOKEN/v1/models"):
        case(f"path: {path}", f"GET {path} HTTP/1.1\r\n".encode() + HOST + AUTH + b"\r\n", 200, True, "path")


for part in (lengths, codings, chunks, fields, ends, lines, paths):
    part()
post("control: a body of a length", LENGTH, BODY, 200)
post("control: expects, and sends at once", LENGTH + b"Expect: 100-continue\r\n", BODY, 200)
post("control: asks to close", LENGTH + b"Connection: close\r\n", BODY, 200, goes_on=False)
