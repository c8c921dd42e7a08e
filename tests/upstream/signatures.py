"""Signatures of thinking: issued here, bound to the model, the conversation and the thinking's text."""

import base64
import hashlib
import hmac
import os

from usage import canonical, compact


class Signer:
    def __init__(self, secret=None):
        self._secret = secret or os.urandom(32)  # another process cannot have issued what this one accepts

    def _mac(self, model, conversation, text):
        message = b"\0".join([model.encode(), conversation.encode(), text.encode("utf-8", "surrogatepass")])
        return hmac.new(self._secret, message, hashlib.sha256).digest()

    def sign(self, model, conversation, text):
        return base64.b64encode(b"\x12\x01" + self._mac(model, conversation, text)).decode()

    def valid(self, model, conversation, text, signature):
        return hmac.compare_digest(self.sign(model, conversation, text).encode(), str(signature).encode())

    def redacted(self, model, conversation):
        return self.sign(model, conversation, "\0redacted")

    def redacted_valid(self, model, conversation, data):
        return hmac.compare_digest(self.redacted(model, conversation).encode(), str(data).encode())


def conversation_of(body):
    """A conversation is known by its first user message; what comes later only appends."""
    for message in body.get("messages") or []:
        if isinstance(message, dict) and message.get("role") == "user":
            return hashlib.sha256(compact(canonical(message))).hexdigest()[:16]
    return "none"
