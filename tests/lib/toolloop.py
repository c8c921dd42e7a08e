"""A tool loop of our own: a conversation that grows by calls and results, as one of the recognised clients writes it.
Each step sends the whole history to weir, as clients do."""

import json
import os
import subprocess

CLAUDE, PI, SDK = "claude-code", "pi", "sdk"
TOOLS = {
    CLAUDE: ("Read", "Edit", "Write", "Bash", "Grep", "Glob"),
    PI: ("read", "bash", "edit", "write", "ls", "grep"),
    SDK: ("read_file", "replace_in_file", "write_to_file", "execute_command", "search_files"),
}
SUMMARY = {
    CLAUDE: "This session is being continued from a previous conversation that ran out of context. The summary below "
    "covers the earlier portion of the conversation.\n\n{}",
    PI: "The conversation history before this point was compacted into the following summary:\n\n<summary>\n{}\n</summary>",
}


def repository(folder):
    """An empty git repository; its real path."""
    os.makedirs(folder, exist_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": folder}
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True, env=env)
    return os.path.realpath(folder)


class Loop:
    def __init__(self, weir, client, folder, model, session=None):
        self.weir, self.client, self.folder, self.model, self.session = weir, client, folder, model, session
        self.dialect = "messages" if client == CLAUDE else "chat"
        self.history, self.calls = [], 0

    # --- steps: each returns the answer

    def say(self, text):
        self.history.append({"role": "user", "content": self._wrapped(text)})
        return self.send()

    def do(self, tool, result, failed=False, **arguments):
        """The model called a tool and the tool answered: the request that brings both."""
        self.add(tool, result, failed, **arguments)
        return self.send()

    def add(self, tool, result, failed=False, **arguments):
        self.calls += 1
        ident = f"call_{self.calls:04d}_{os.path.basename(self.folder)}"
        if self.dialect == "messages":
            self._parts("assistant", {"type": "tool_use", "id": ident, "name": tool, "input": arguments})
            answer = {"type": "tool_result", "tool_use_id": ident, "content": result}
            self._parts("user", {**answer, "is_error": True} if failed else answer)
            return
        call = {"id": ident, "type": "function", "function": {"name": tool, "arguments": json.dumps(arguments)}}
        self.history.append({"role": "assistant", "content": None, "tool_calls": [call]})
        self.history.append({"role": "tool", "tool_call_id": ident, "content": result})

    def answered(self, text):
        """The model ended its turn."""
        self.history.append({"role": "assistant", "content": text})

    def compacted(self, summary, keep=0):
        """The client has summed its history up; the last `keep` messages stay."""
        kept = self.history[len(self.history) - keep :]
        self.history = [{"role": "user", "content": SUMMARY[self.client].format(summary)}, *kept]

    # --- requests

    def body(self):
        if self.dialect == "messages":
            note = {"role": "system", "content": f"# Environment\n - Primary working directory: {self.folder}\n"}
            return {
                "model": self.model,
                "max_tokens": 1024,
                "system": "You are a coding tool.",
                "messages": [self.history[0], note, *self.history[1:]],
                "tools": [{"name": n, "description": n, "input_schema": {"type": "object"}} for n in TOOLS[self.client]],
            }
        where = f"<cwd>\n{self.folder}\n</cwd>" if self.client == PI else f"Working directory: {self.folder}"
        return {
            "model": self.model,
            "messages": [{"role": "system", "content": f"You are a coding tool.\n\n{where}"}, *self.history],
            "tools": [
                {"type": "function", "function": {"name": n, "description": n, "parameters": {"type": "object"}}}
                for n in TOOLS[self.client]
            ],
        }

    def head(self):
        if self.client == CLAUDE:
            named = {"X-Claude-Code-Session-Id": self.session} if self.session else {}
            return {"User-Agent": "claude-cli/2.1.330 (external, cli)", "x-app": "cli", **named}
        if self.client == PI:
            named = {"x-session-affinity": self.session} if self.session else {}
            return {"User-Agent": "pi (linux 6.1.0; x64)", **named}
        return {"User-Agent": "other/1.0"}

    def send(self, value=None):
        value = self.body() if value is None else value
        head = {**self.weir.auth(), **self.head()}
        if self.dialect == "messages":
            return self.weir.ask("POST", "/v1/messages", {**head, "anthropic-version": "2023-06-01"}, value)
        return self.weir.ask("POST", "/v1/chat/completions", head, value)

    def _wrapped(self, text):
        if self.client != CLAUDE:
            return text
        note = "<system-reminder>\nSome context that nobody typed.\n</system-reminder>"
        return [{"type": "text", "text": note}, {"type": "text", "text": text}]

    def _parts(self, role, part):
        self.history.append({"role": role, "content": [part]})


def sessions_of(weir, folder=None):
    """What status says of the sessions, the latest first; of one workspace when it is named."""
    return [s for s in weir.cli_json("status")["sessions"] if folder is None or s["workspace"] == folder]


class Seen:
    """One session's working set in short."""

    def __init__(self, entry):
        self.entry, self.working = entry, entry["working"]
        files = self.working["files"]
        self.opened = {f["path"] for f in files if f["opened"]}
        self.edited = {f["path"] for f in files if f["edited"]}
        self.created = {f["path"] for f in files if f["created"]}
        self.named = {f["path"] for f in files if not (f["opened"] or f["edited"])}
        self.changes = [(c["path"], set(c["removed"]), set(c["added"])) for c in self.working["changes"]]
        self.lines = [c["lines"] for c in self.working["changes"]]
        self.tests = [(t["runner"], t["result"]) for t in self.working["tests"]]
        self.errors = [(e["tool"], e["class"]) for e in self.working["errors"]]
        self.searched = [s["path"] for s in self.working["searched"]]


def seen(weir, folder):
    entries = sessions_of(weir, folder)
    assert len(entries) == 1, [(e["id"], e["client"], e["workspace"]) for e in entries]
    return Seen(entries[0])
