"""What the scripted provider received and answered, byte for byte and with times, for GET /_record."""

import base64
import itertools
import time


def now():
    """Wall and monotonic seconds; the monotonic clock is shared by all processes of a machine."""
    return {"wall": time.time(), "mono": time.monotonic()}


def b64(data):
    return base64.b64encode(bytes(data)).decode("ascii")


class Connection:
    """One TCP connection: when it opened, when the peer said it is done, when it was gone."""

    _ids = itertools.count(1)

    def __init__(self, listener):
        self.id = next(self._ids)
        self.listener = listener
        self.opened_at = now()
        self.eof_at = None  # the peer closed its sending side
        self.closed_at = None  # gone, whoever closed it

    def as_json(self):
        return {
            "id": self.id,
            "listener": self.listener,
            "opened_at": self.opened_at,
            "eof_at": self.eof_at,
            "closed_at": self.closed_at,
        }


class Entry:
    """One request with its answer. Filled by the server while it happens."""

    def __init__(self, number, connection, head, method, target):
        self.number = number
        self.connection = connection
        self.head = head
        self.method = method
        self.target = target
        self.body = b""
        self.at = now()
        self.body_at = None
        self.status = None
        self.answer_head = b""
        self.answer = bytearray()  # the body without its transfer coding, as far as it was handed to the kernel
        self.answered_at = None  # the head went out
        self.finished_at = None  # the whole answer went out as the script wanted
        self.step = None  # number of the script's step that answered, or None
        self.refusal = None  # why the strict checks refused it

    def as_json(self):
        return {
            "n": self.number,
            "connection": self.connection.as_json(),
            "method": self.method,
            "target": self.target,
            "path": self.target.split("?", 1)[0],
            "head": b64(self.head),
            "body": b64(self.body),
            "at": self.at,
            "body_at": self.body_at,
            "status": self.status,
            "answer_head": b64(self.answer_head),
            "answer": b64(self.answer),
            "answered_at": self.answered_at,
            "finished_at": self.finished_at,
            "step": self.step,
            "refusal": self.refusal,
        }


class Record:
    def __init__(self):
        self.entries = []

    def add(self, connection, head, method, target):
        entry = Entry(len(self.entries) + 1, connection, head, method, target)
        self.entries.append(entry)
        return entry

    def reset(self):
        self.entries = []

    def as_json(self):
        return [entry.as_json() for entry in self.entries]
