"""ripple.nudge through the real weir: an edit that leaves users in other units behind is told to the model behind a
tool's result, so before it ends its turn; on both wires, same and crossed; once, and from then on at the same place."""

import os
import re

import pytest
from shop import edit, shop_in
from talk import CLAUDE as SONNET
from talk import GPT, upstream_dialect
from toolloop import CLAUDE, PI, Loop
from wait import wait_for

PROTO = "proto/order.proto"
BEFORE, AFTER = "string user_id = 2;", "string customer_id = 2;"
EDITS = {
    CLAUDE: ("Edit", {"old_string": BEFORE, "new_string": AFTER}, "file_path"),
    PI: ("edit", {"edits": [{"oldText": BEFORE, "newText": AFTER}]}, "path"),
}
READS = {CLAUDE: ("Read", "file_path"), PI: ("read", "path")}
WAYS = [(CLAUDE, SONNET), (CLAUDE, GPT), (PI, GPT), (PI, SONNET)]


def texts(content):
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def results(received, model):
    """What the upstream's model sees of each tool's result, in order."""
    messages = received.json()["messages"]
    if upstream_dialect(model) == "chat":
        return [texts(m["content"]) for m in messages if m["role"] == "tool"]
    parts = [p for m in messages if isinstance(m["content"], list) for p in m["content"]]
    return [texts(p["content"]) for p in parts if p["type"] == "tool_result"]


class Renaming:
    """A session that has just renamed Order.user_id in the shop's proto file, and nothing else."""

    def __init__(self, own, up, folder, client, model, toml):
        self.up, self.client, self.model = up, client, model
        self.root = shop_in(folder)
        self.weir = own(toml).start()
        assert self.weir.cli_json("index", self.root)["index"]["state"] == "ready"
        self.loop = Loop(self.weir, client, self.root, model)
        assert self.loop.say("Rename user_id to customer_id in the message Order of proto/order.proto.").status == 200
        assert "[weir]" not in up.last().body.decode()
        edit(self.root, PROTO, BEFORE, AFTER)
        tool, change, key = EDITS[client]
        assert self.loop.do(tool, "The file has been updated.", **{key: self.path(PROTO)}, **change).status == 200

    def path(self, path):
        return f"{self.root}/{path}" if self.client == CLAUDE else path

    def read_on(self):
        """One more step of the turn; what the model sees then."""
        tool, key = READS[self.client]
        assert self.loop.do(tool, "1\t# Shop\n", **{key: self.path("README.md")}).status == 200
        return self.seen()

    def let_everybody_follow(self):
        tool, _, key = EDITS[self.client]
        for base, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name != ".git"]
            for path in (os.path.join(base, name) for name in names):
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                fixed = text
                for old, new in (("user_id", "customer_id"), ("UserId", "CustomerId"), ("userId", "customerId")):
                    fixed = fixed.replace(old, new)
                if fixed == text:
                    continue
                with open(path, "w", encoding="utf-8") as file:
                    file.write(fixed)
                change = {"old_string": "user_id", "new_string": "customer_id"}
                change = change if self.client == CLAUDE else {"edits": [{"oldText": "user_id", "newText": "customer_id"}]}
                where = self.path(os.path.relpath(path, self.root))
                assert self.loop.do(tool, "The file has been updated.", **{key: where}, **change).status == 200

    def seen(self):
        return results(self.up.last(), self.model)

    def until(self, done, what):
        """Steps until it holds: the index may be late for one."""
        return wait_for(lambda: done() or (self.read_on() and False), what, 30)

    def notes(self):
        return [note["text"] for note in self.weir.cli_json("status")["notes"]]


@pytest.mark.parametrize("client,model", WAYS)
def test_the_model_hears_what_its_edit_left_behind(own, up, tmp_path, client, model):
    it = Renaming(own, up, tmp_path, client, model, "[ripple]\nnudge = true\n")
    it.until(lambda: any("[weir]" in text for text in it.seen()), "the note")
    told = it.seen()
    note = next(text for text in told if "[weir]" in text)
    assert told[-1] == note, "behind the newest result"
    own_text, said = note.split("\n\n[weir] ")
    assert own_text in ("The file has been updated.", "1\t# Shop\n")
    assert said.startswith(f"Order.user_id renamed to customer_id in {PROTO}; still used: ")
    places = re.findall(r"([\w./-]+):(\d+)", said)
    assert {path.split("/")[0] for path, _ in places} >= {"billing", "mailer", "web"}
    for path, line in places:
        with open(os.path.join(it.root, path), encoding="utf-8") as file:
            assert "userid" in file.read().split("\n")[int(line) - 1].replace("_", "").lower(), (path, line)
    assert "ripple.nudge" in it.weir.cli("why", "last").stdout

    for _ in range(2):  # once, and the prefix stays as the upstream has it
        before, now = told, it.read_on()
        assert now[: len(before)] == before and "[weir]" not in "".join(now[len(before) :])
        told = now
    assert "[weir]" not in str(it.loop.history)

    it.let_everybody_follow()
    it.until(lambda: not it.notes(), "no note left")
    told = it.seen()
    now = it.read_on()
    assert now[:-1] == told and "[weir]" not in now[-1], "silent when nobody is left behind"


@pytest.mark.parametrize("client,model", [(CLAUDE, SONNET), (PI, GPT)])
def test_without_the_switch_the_model_hears_nothing(own, up, tmp_path, client, model):
    it = Renaming(own, up, tmp_path, client, model, "")
    it.until(it.notes, "the note in status")
    it.read_on()
    assert it.notes() and not [r for r in up.record() if b"[weir]" in r.body]
