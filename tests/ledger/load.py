"""Clients that keep a weir busy: threads, streamed and not, on both wires. Each request carries a mark of its own, in
its text (which the provider sees) and as the id of an agent (which the ledger keeps)."""

import itertools
import random
import threading

import rawhttp
from talk import CLAUDE, GPT, PATHS, body

numbers = itertools.count(1)
SHAPES = [(d, m, s) for d in ("messages", "chat") for m in (CLAUDE, GPT) for s in (True, False)]


def mark_of(number):
    return f"mark-{number:06d}"


class Load:
    """`seen`: {mark: x-weir-id} of every answer whose head came; `whole`: marks whose answer came to its end."""

    def __init__(self, weir, threads=6, enough=None):
        self.weir, self.enough = weir, enough  # enough(self): called when a head came
        self.seen, self.whole, self.over = {}, set(), threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._client, args=(n,), daemon=True) for n in range(threads)]
        for thread in self.threads:
            thread.start()

    def join(self, seconds=60):
        for thread in self.threads:
            thread.join(seconds)
            assert not thread.is_alive(), "a client did not end though its weir has"

    def _client(self, lane):
        shapes = random.Random(lane)
        while not self.over.is_set():
            if not self._ask(*shapes.choice(SHAPES)):
                return

    def _ask(self, dialect, model, stream):
        """False when weir is gone."""
        mark = mark_of(next(numbers))
        head = self.weir.auth(
            anthropic_version="2023-06-01",
            user_agent="claude-cli/2.1.330 (external, cli)",
            x_claude_code_session_id="5f2e0000-0000-4000-8000-00000000000a",
            x_claude_code_agent_id=mark,
        )
        sent = rawhttp.request_bytes(
            "POST", PATHS[dialect], head, body(dialect, model, f"Say {mark}.", stream=stream), "127.0.0.1"
        )
        try:
            connection = rawhttp.Connection(self.weir.port, 30)
        except OSError:
            return False
        with connection:
            if not connection.send(sent) or not connection.head():
                return False
            with self.lock:
                self.seen[mark] = connection.answer.id
            if self.enough:
                self.enough(self)
            if not connection.body().whole:
                return False
            with self.lock:
                self.whole.add(mark)
            return True
