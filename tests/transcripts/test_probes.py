"""Probes: what a sentence reaches decides, not its words, its length or the tools that are offered. Each is sent through
the body shapes of real clients, captured at test time, with the user's text put in place and the same eight tools. A
twin uses the same verb on something that nobody else sees."""

import json
import os
import re
import subprocess
import sys
import uuid

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "clients"))

import workbench  # noqa: E402
from shop import git, shop_in  # noqa: E402
from upstreamproc import ANTHROPIC_KEY, OPENAI_KEY  # noqa: E402
from wait import wait_for  # noqa: E402
from weirproc import Weir, scripted_cloud  # noqa: E402

MARK = "PROBE-" + "0a1b2c3d"  # stands where the user's words go
WEB, BILLING, MAILER, CHECKOUT, STOCK, ADMIN = "web", "billing", "mailer", "checkout", "stock", "admin"

# A package that two units share, which examples/shop has none of.
SHARED = {
    "lib/shopclient/package.json": json.dumps(
        {"name": "@shop/client", "version": "1.0.0", "type": "module", "main": "index.ts"}, indent=2
    )
    + "\n",
    "lib/shopclient/index.ts": """// What web and admin know of an order from outside.
export const defaultTimeoutMs = 2000;

const retries = 3;

export interface OrderView {
  number: string;
  paid: boolean;
}

export async function fetchOrder(base: string, number: string, timeoutMs = defaultTimeoutMs): Promise<OrderView> {
  for (let round = 0; round < retries; ++round) {
    const answer = await fetch(`${base}/orders/${number}`, { signal: AbortSignal.timeout(timeoutMs) });
    if (answer.ok) return answer.json();
  }
  throw new Error(`no order ${number}`);
}

export function orderLink(number: string): string {
  return shorten(`https://shop.example/o/${number}`);
}

function shorten(link: string): string {
  return link.replace("https://", "");
}
""",
    "admin/package.json": json.dumps(
        {
            "name": "@shop/admin",
            "version": "1.0.0",
            "type": "module",
            "scripts": {"start": "node dist/main.js"},
            "dependencies": {"@shop/client": "1.0.0"},
        },
        indent=2,
    )
    + "\n",
    "admin/Dockerfile": 'FROM node:22-slim\nWORKDIR /app\nCOPY lib/ lib/\nCOPY admin/ .\nCMD ["npm", "start"]\n',
    "admin/main.ts": """import { defaultTimeoutMs, fetchOrder, orderLink } from "@shop/client";

export async function show(number: string): Promise<string> {
  const order = await fetchOrder("http://web:8080", number, defaultTimeoutMs * 2);
  return `${orderLink(order.number)} ${order.paid}`;
}
""",
    "web/status.ts": """import { defaultTimeoutMs, fetchOrder, orderLink } from "@shop/client";

export async function status(number: string) {
  const order = await fetchOrder("http://localhost:8080", number, defaultTimeoutMs);
  return { paid: order.paid, link: orderLink(number) };
}
""",
}

# kind, what is asked, the units that it reaches; twin: the same verb, nobody reached.
PROBES = [
    (
        "typo",
        "Fix the typo in README.md: it says befor where it should say before.",
        set(),
        "Fix the typo in the comment of web/transport.ts: it should say each unit.",
    ),
    (
        "typo",
        "There is a typo in the README, section Running it. Correct the spelling.",
        set(),
        "There is a typo in a comment of stock/src/audit.rs. Correct the spelling.",
    ),
    (
        "typo",
        "Correct the wording of the table in README.md: checkout takes an order and reserves its lines.",
        set(),
        "Correct the wording of the comment above priceOf in web/api.ts.",
    ),
    (
        "docstring",
        "Write a docstring for total in mailer/tpl.py.",
        set(),
        "Write a docstring for enabled in mailer/flags.py.",
    ),
    (
        "docstring",
        "Add a docstring to lines_of in mailer/tpl.py that says what it returns.",
        set(),
        "Add a doc comment to shorten in lib/shopclient/index.ts that says what it returns.",
    ),
    (
        "docstring",
        "Document notifyPaid in billing/charge.go with a comment in Go's manner.",
        set(),
        "Document the struct AuditEntry in stock/src/audit.rs with a comment in Rust's manner.",
    ),
    (
        "local rename",
        "Rename the local variable items to basket in web/api.ts.",
        set(),
        "Rename the local variable left to remaining in stock/src/shelf.rs.",
    ),
    (
        "local rename",
        "In billing/charge.go rename the local variable target to address.",
        set(),
        "In mailer/main.py rename the local variable body to parts.",
    ),
    (
        "local rename",
        "Rename the private function priceOf in web/api.ts to centsOf.",
        set(),
        "Rename the private function shorten in lib/shopclient/index.ts to abbreviate.",
    ),
    (
        "unit test",
        "Add a unit test for lines_of in mailer/tpl.py.",
        set(),
        "Add a unit test for note in stock/src/audit.rs.",
    ),
    (
        "unit test",
        "Write a new test for Charger.Charge in billing/charge.go: an order over the limit is refused.",
        set(),
        "Write a new test for Books.Close in billing/charge.go: the outcome is kept.",
    ),
    (
        "unit test",
        "Add tests for priceOf in web/api.ts, an unknown sku included.",
        set(),
        "Add tests for shorten in lib/shopclient/index.ts.",
    ),
    (
        "proto rename",
        "Rename user_id to customer_id in the message Order of proto/order.proto.",
        {BILLING, MAILER, WEB},
        "Rename user_id to operator_id in the struct AuditEntry of stock/src/audit.rs.",
    ),
    (
        "proto rename",
        "Rename the field total_cents in proto/order.proto to amount_cents.",
        {BILLING, MAILER, WEB},
        "Rename the local variable cents in priceOf of web/api.ts to price.",
    ),
    (
        "proto rename",
        "Rename order_number of ReserveRequest in proto/order.proto to number.",
        {CHECKOUT, STOCK},
        "Rename low_mark of the struct Shelf in stock/src/shelf.rs to threshold.",
    ),
    (
        "route change",
        "Change the route POST /api/orders/{number}/paid to /api/orders/{number}/payment.",
        {BILLING, WEB},
        "Change the message of errOverLimit in billing/charge.go.",
    ),
    (
        "route change",
        "Change the path /api/orders/{number}/receipt in api/openapi.yaml to /api/receipts/{number}.",
        {MAILER, WEB},
        "Change the constant SUBJECT in mailer/tpl.py.",
    ),
    (
        "route change",
        "The route /api/orders/{number}/paid moves to /internal/orders/{number}/paid: change it.",
        {BILLING, WEB},
        "The helper shorten in lib/shopclient/index.ts moves to the end of the file: change it.",
    ),
    (
        "changed default",
        "Change the default of defaultTimeoutMs in lib/shopclient/index.ts from 2000 to 500.",
        {ADMIN, WEB},
        "Change the default of retries in lib/shopclient/index.ts from 3 to 1.",
    ),
    (
        "changed default",
        "Change the default value of timeoutMs that fetchOrder of lib/shopclient/index.ts takes.",
        {ADMIN, WEB},
        "Change the default value of low_mark in stock/src/shelf.rs.",
    ),
    (
        "changed default",
        "Callers of @shop/client wait too long: defaultTimeoutMs should default to 300.",
        {ADMIN, WEB},
        "Retries take too long: retries in lib/shopclient/index.ts should default to 1.",
    ),
    (
        "returns null",
        "fetchOrder in lib/shopclient/index.ts should return null when there is no order, not throw.",
        {ADMIN, WEB},
        "priceOf in web/api.ts should return null when there is no such thing, not throw.",
    ),
    (
        "returns null",
        "Let orderLink in lib/shopclient/index.ts return null for an empty number.",
        {ADMIN, WEB},
        "Let shorten in lib/shopclient/index.ts return null for an empty link.",
    ),
    (
        "returns null",
        "Make fetchOrder of the shared client return null instead of throwing when the order is unknown.",
        {ADMIN, WEB},
        "Make the function note of stock/src/audit.rs return nothing instead of printing when nothing is missing.",
    ),
]

SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
EIGHT = ["read", "write", "edit", "list", "search", "run", "test", "ask"]


class Shape:
    """One client's request on one wire, as it came to the provider."""

    def __init__(self, name, entry):
        self.name, self.path, self.body = name, entry.path, entry.json()
        keep = lambda n: n.lower() not in ("host", "content-length", "authorization", "x-api-key", "connection")  # noqa: E731
        self.headers = {n: v for n, v in entry.headers if keep(n)}
        whole = json.dumps(self.body) + json.dumps(self.headers)
        assert MARK in whole, f"{name} does not send the user's words"
        self.sessions = set(re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", whole))

    def tools(self):
        if self.path == "/v1/messages":
            return [{"name": n, "description": f"To {n}.", "input_schema": SCHEMA} for n in EIGHT]
        return [
            {"type": "function", "function": {"name": n, "description": f"To {n}.", "parameters": SCHEMA}}
            for n in EIGHT
        ]

    def request(self, text, model):
        """The body and headers of a new session with that text."""
        body = json.dumps({**self.body, "model": model, "tools": self.tools()})
        head = json.dumps(self.headers)
        for session in self.sessions:
            fresh = str(uuid.uuid4())
            body, head = body.replace(session, fresh), head.replace(session, fresh)
        return json.loads(body.replace(MARK, json.dumps(text)[1:-1])), json.loads(head)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = shop_in(tmp_path_factory.mktemp("probes"), SHARED)
    assert subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True).stdout == b""
    git(folder, "commit", "-q", "--allow-empty", "-m", "mailer: greet by name")
    return folder


@pytest.fixture(scope="module")
def shapes(provider, shop, tmp_path_factory):
    """Claude Code on Messages, pi on both wires."""
    if not workbench.installed():
        pytest.skip("the clients are not installed: tests/clients/install")
    bench = workbench.Bench(str(tmp_path_factory.mktemp("bench")))
    bench.repo = shop
    out = {}
    try:
        for name, run in {
            "claude-code": lambda: bench.claude(MARK, provider.url, ANTHROPIC_KEY),
            "pi-messages": lambda: bench.pi(MARK, provider.url, ANTHROPIC_KEY, "claude-sonnet-5", "anthropic-messages"),
            "pi-chat": lambda: bench.pi(MARK, provider.url, OPENAI_KEY, "gpt-5.4"),
        }.items():
            provider.reset()
            done = run()
            assert done.returncode == 0, (name, done.stderr[-2000:])
            out[name] = Shape(name, next(e for e in provider.record() if MARK.encode() in e.body))
    finally:
        bench.close()
    return out


@pytest.fixture(scope="module")
def probing(provider, shop, tmp_path_factory):
    with Weir(tmp_path_factory.mktemp("weir"), scripted_cloud(provider)) as weir:
        done = weir.cli("index", shop, seconds=60)
        assert done.returncode == 0, done.stderr
        yield weir


def reached(weir, shape, text):
    """The requirement of ripple for that text: its units, or None; and the whole of `why`."""
    body, headers = shape.request(text, "weir-auto")
    headers = {**headers, **weir.auth()}

    def asked():
        """The client tries again: an answer of the index that came too late for one request serves the next."""
        answer = weir.ask("POST", shape.path, headers, body)
        assert answer.status == 200, answer.body
        why = weir.why(answer.id)
        return None if why["view"]["ripple"]["state"] == "late" else why

    why = wait_for(asked, "an answer of the index", 20)
    assert why["log"]["weir.kind"] == "main_turn" and why["ask"]["needs"].count("tools") == 1
    assert why["view"]["ripple"]["state"] == "ready", why["view"]["ripple"]
    rules = [r for r in why["requirements"] if r["rule"] == "ripple"]
    units = {unit for rule in rules for edge in rule["edges"] for unit in edge["units"]}
    return (units if rules else None), why


@pytest.mark.parametrize("client", ["claude-code", "pi-messages", "pi-chat"])
@pytest.mark.parametrize("probe", PROBES, ids=[f"{i + 1}-{p[0].replace(' ', '-')}" for i, p in enumerate(PROBES)])
def test_a_sentence_reaches_what_its_names_reach(probing, shapes, provider, client, probe):
    provider.reset()
    kind, text, units, _ = probe
    got, why = reached(probing, shapes[client], text)
    assert (got or set()) == units, (kind, why["requirements"])
    if not units:
        assert got is None
        return
    (rule,) = [r for r in why["requirements"] if r["rule"] == "ripple"]
    assert rule["strength"] == "named" and rule["at_least"] == "large" and rule["needs"] == ["tools"]
    assert all(edge["to"] and edge["from"] for edge in rule["edges"])


@pytest.mark.parametrize("client", ["claude-code", "pi-messages", "pi-chat"])
@pytest.mark.parametrize("probe", PROBES, ids=[f"{i + 1}-{p[0].replace(' ', '-')}" for i, p in enumerate(PROBES)])
def test_the_same_verb_on_what_nobody_sees_reaches_nothing(probing, shapes, provider, client, probe):
    provider.reset()
    got, why = reached(probing, shapes[client], probe[3])
    assert got is None, (probe[0], why["requirements"])


def test_a_probe_is_not_told_by_its_length_or_tools(shapes):
    """The twelve that reach something are no longer than those that reach nothing, and offer the same tools."""
    far = sorted(len(text) for _, text, units, _ in PROBES if units)
    near = sorted(len(text) for _, text, units, _ in PROBES if not units)
    assert len(PROBES) == 24 and len(far) == len(near) == 12
    assert abs(far[6] - near[6]) < 25
    for shape in shapes.values():
        body, _ = shape.request("x", "weir-auto")
        assert len(body["tools"]) == 8 and MARK not in json.dumps(body)
