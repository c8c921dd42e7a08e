"""The provider behind all listeners: its keys and models, the script, the record, and one table of paths."""

import json
import os
import signal

import chat
import fakes
import messages
import plan
from models import CHAT, MESSAGES
from record import Record
from reply import Reply, timed
from scripts import BadScript, Script
from signatures import Signer
from usage import PromptCache, compact

ANTHROPIC_KEY = "sk-ant-api03-scripted-upstream"
OPENAI_KEY = "sk-proj-scripted-upstream"
LOGIN = "sk-ant-oat01-scripted-login"


class Provider:
    def __init__(self, signer=None):
        self.signer = signer or Signer()
        self.reset()

    def reset(self):
        """As freshly started: the issued signatures stay good."""
        self.record, self.script, self.cache = Record(), Script(), PromptCache()
        self.anthropic_keys, self.openai_keys, self.logins = {ANTHROPIC_KEY}, {OPENAI_KEY}, {LOGIN}
        self.max_body = 32 * 1024 * 1024
        self.messages_models, self.chat_models = dict(MESSAGES), dict(CHAT)
        self.fakes = {name: kind(self) for name, kind in fakes.KINDS.items()}

    plan = staticmethod(plan.blocks_for)

    def step(self, entry, path, body, raw):
        entry.step = self.script.pick(path, body, raw)
        chosen = {} if entry.step is None else self.script.steps[entry.step]
        if "kill" in chosen:
            os.kill(chosen["kill"], signal.SIGKILL)
        return chosen

    def scripted_status(self, step, error):
        """The step's own whole answer or HTTP error, or None when it wants an ordinary answer."""
        more = list((step.get("headers") or {}).items())
        if "body" in step:
            raw = step["body"] if isinstance(step["body"], str) else compact(step["body"]).decode()
            return timed(
                Reply(step.get("status", 200), more or [("content-type", "application/json")], [raw.encode()]), step
            )
        if step.get("status", 200) == 200:
            return None
        return timed(error(step["status"], step.get("message"), step.get("type"), step.get("retry_after"), more), step)

    def route(self, listener, entry, method, path, head, raw):
        if path.startswith("/_"):
            return self.control(method, path, raw)
        if listener != "provider":
            return self.fakes[listener].route(entry, method, path, head, raw)
        if method == "POST" and path in ("/v1/messages", "/v1/messages/count_tokens"):
            return messages.handle(self, entry, head, raw, path.endswith("count_tokens"))
        if method == "POST" and path in ("/v1/chat/completions", "/v1/completions"):
            return chat.handle(self, entry, head, raw, path, self.chat_models)
        if method == "GET" and path == "/v1/models":
            return (
                messages.models(self, head)
                if "anthropic-version" in head
                else chat.models(self, head, self.chat_models)
            )
        if "anthropic-version" in head:
            return messages.error(404, f"no such path: {path}")
        return chat.error(404, f"Invalid URL ({method} {path})", code="unknown_url")

    # --- the test's side: never recorded, no keys

    def control(self, method, path, raw):
        try:
            return self._control(method, path, json.loads(raw) if raw else None)
        except (BadScript, ValueError, KeyError, TypeError, AttributeError) as problem:
            return Reply(400, [("content-type", "application/json")], [compact({"error": str(problem)})])

    def _control(self, method, path, value):
        if (method, path) == ("GET", "/_record"):
            out = {"requests": self.record.as_json(), "unused": self.script.unused()}
        elif (method, path) == ("POST", "/_reset"):
            self.reset()
            out = {}
        elif (method, path) == ("POST", "/_script"):
            append = isinstance(value, dict) and value.get("append", False)
            self.script.set(value["steps"] if isinstance(value, dict) else value, append)
            out = {"steps": len(self.script.steps)}
        elif (method, path) == ("POST", "/_config"):
            out = self.configure(value)
        else:
            return Reply(404, [], [b"unknown control path\n"])
        return Reply(200, [("content-type", "application/json")], [compact(out)])

    def configure(self, value):
        """{"anthropic_keys": [..], "openai_keys": [..], "logins": [..], "max_body": N, "messages_models": {name: [..]},
        "chat_models": {name: [..]}, "fakes": {"ollama": {name: {..}}}}; models replace the whole list."""
        for name in ("anthropic_keys", "openai_keys", "logins"):
            if name in value:
                setattr(self, name, set(value[name]))
        for name in ("max_body", "messages_models", "chat_models"):
            if name in value:
                setattr(self, name, value[name])
        for name, models in (value.get("fakes") or {}).items():
            self.fakes[name].models = models
        return {}
