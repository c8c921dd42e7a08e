"""Checks of a Messages request, as strict as the provider's: the first fault is answered, named by its path."""

import re

from models import BETAS, NEEDS_BETA
from signatures import conversation_of

ID = re.compile(r"^[a-zA-Z0-9_-]+$")
TOOL_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,128}$")
PROVIDER_TOOL = re.compile(r"^[a-z_]+_\d{8}$")
TOP = frozenset(
    """model max_tokens messages system metadata stop_sequences stream temperature top_p top_k tools
tool_choice thinking service_tier container mcp_servers context_management output_config output_format safeguards
cache_control inference_geo speed diagnostics user_profile_id workspace_id""".split()
)
SAMPLING = {"temperature", "top_p", "top_k"}  # gone in version 2026-10-21
COUNT = TOP - {"max_tokens", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "service_tier"}
TOOL = frozenset(
    """name description input_schema type cache_control strict defer_loading eager_input_streaming
input_examples allowed_callers""".split()
)
BLOCKS = {
    "text": {"type", "text", "citations", "cache_control"},
    "image": {"type", "source", "cache_control"},
    "document": {"type", "source", "title", "context", "citations", "cache_control"},
    "search_result": {"type", "source", "title", "content", "citations", "cache_control"},
    "tool_result": {"type", "tool_use_id", "content", "is_error", "cache_control"},
    "tool_reference": {"type", "tool_name", "cache_control"},
    "tool_use": {"type", "id", "name", "input", "caller", "cache_control"},
    "server_tool_use": {"type", "id", "name", "input", "caller", "cache_control"},
    "thinking": {"type", "thinking", "signature"},
    "redacted_thinking": {"type", "data"},
}
BY_ROLE = {
    "user": ("text", "image", "document", "search_result", "tool_result"),
    "assistant": ("text", "tool_use", "server_tool_use", "thinking", "redacted_thinking"),
    "system": ("text",),
}


class Refused(Exception):
    def __init__(self, message, status=400, kind="invalid_request_error"):
        super().__init__(message)
        self.message, self.status, self.kind = message, status, kind


def need(condition, message):
    if not condition:
        raise Refused(message)


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


def extra(value, allowed, path):
    for key in value:
        need(key in allowed, f"{path}{key}: Extra inputs are not permitted")


def betas(header):
    named = [b.strip() for b in (header or "").split(",") if b.strip()]
    for beta in named:
        need(beta in BETAS, f"Unexpected value(s) `{beta}` for the `anthropic-beta` header")
    return named


class Checker:
    """Checks one body. Raises Refused; `messages` is then the merged list of turns."""

    def __init__(self, body, version, named_betas, models, signer, counting=False):
        self.body, self.betas, self.models, self.signer, self.counting = body, named_betas, models, signer, counting
        self.version, self.marks = version, 0

    def check(self):
        body = self.body
        need(isinstance(body, dict), "the body must be a JSON object")
        need(isinstance(body.get("model"), str) and body["model"], "model: Field required")
        if body["model"] not in self.models:
            raise Refused(f"model: {body['model']}", 404, "not_found_error")
        extra(body, (COUNT if self.counting else TOP) - (SAMPLING if self.version > "2023-06-01" else set()), "")
        for field, any_of in NEEDS_BETA.items():
            need(field not in body or set(any_of) & set(self.betas), f"{field}: Extra inputs are not permitted")
        if not self.counting:
            self.numbers()
        self.tools()
        self.thinking()
        self.system()
        self.history()
        need(self.marks <= 4, f"at most 4 blocks may carry cache_control, {self.marks} do")

    def numbers(self):
        body, most = self.body, self.models[self.body["model"]][1]
        need("max_tokens" in body, "max_tokens: Field required")
        need(is_int(body["max_tokens"]), "max_tokens: Input should be a valid integer")
        need(body["max_tokens"] >= 1, "max_tokens: Input should be greater than or equal to 1")
        need(body["max_tokens"] <= most, f"max_tokens: {body['max_tokens']} > {most}, the largest for {body['model']}")
        need(isinstance(body.get("stream", False), bool), "stream: Input should be a valid boolean")
        for key, top in (("temperature", 1), ("top_p", 1)):
            value = body.get(key)
            need(
                value is None
                or (isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= top),
                f"{key}: Input should be a number from 0 to {top}",
            )
        stops = body.get("stop_sequences", [])
        need(
            isinstance(stops, list) and all(isinstance(s, str) and s.strip() for s in stops),
            "stop_sequences: each stop sequence must contain non-whitespace",
        )
        metadata = body.get("metadata") or {}
        need(isinstance(metadata, dict), "metadata: Input should be an object")
        extra(metadata, {"user_id"}, "metadata.")

    def cache(self, value, path):
        control = value.get("cache_control")
        if control is None:
            return
        need(
            isinstance(control, dict) and control.get("type") == "ephemeral",
            f"{path}.cache_control.type: must be ephemeral",
        )
        need(control.get("ttl", "5m") in ("5m", "1h"), f"{path}.cache_control.ttl: Input should be '5m' or '1h'")
        extra(control, {"type", "ttl", "scope"}, f"{path}.cache_control.")
        self.marks += 1

    def tools(self):
        tools, names = self.body.get("tools") or [], []
        need(isinstance(tools, list), "tools: Input should be a valid list")
        for i, tool in enumerate(tools):
            path = f"tools.{i}"
            need(isinstance(tool, dict), f"{path}: Input should be an object")
            self.cache(tool, path)
            names.append(tool.get("name"))
            if PROVIDER_TOOL.match(str(tool.get("type", ""))):
                continue
            need(tool.get("type", "custom") == "custom", f"{path}.type: unknown tool type {tool.get('type')!r}")
            extra(tool, TOOL, f"{path}.custom.")
            need(
                isinstance(tool.get("name"), str) and TOOL_NAME.match(tool["name"]),
                f"{path}.custom.name: must match {TOOL_NAME.pattern}",
            )
            schema = tool.get("input_schema")
            need(isinstance(schema, dict), f"{path}.custom.input_schema: Field required")
            need(schema.get("type") == "object", f"{path}.custom.input_schema.type: Input should be 'object'")
        need(len(set(names)) == len(names), "tools: Tool names must be unique.")
        choice = self.body.get("tool_choice")
        if choice is not None:
            need(
                isinstance(choice, dict) and choice.get("type") in ("auto", "any", "tool", "none"),
                "tool_choice.type: must be auto, any, tool or none",
            )
            extra(choice, {"type", "name", "disable_parallel_tool_use"}, "tool_choice.")
            need(choice["type"] == "none" or tools, "tool_choice: may only be given with tools")
            need(
                choice["type"] != "tool" or choice.get("name") in names,
                f"tool_choice: Tool '{choice.get('name')}' not found in provided tools",
            )

    def thinking(self):
        thinking, body = self.body.get("thinking"), self.body
        need(thinking is None or isinstance(thinking, dict), "thinking: Input should be an object")
        kind = (thinking or {}).get("type", "disabled")
        need(kind in ("enabled", "adaptive", "between_tools", "disabled"), f"thinking.type: unknown {kind!r}")
        self.budgeted = kind == "enabled"
        if kind == "enabled":
            budget = thinking.get("budget_tokens")
            need(
                is_int(budget) and budget >= 1024,
                "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
            )
            need(
                self.counting or budget < body["max_tokens"],
                "`max_tokens` must be greater than `thinking.budget_tokens`",
            )
        extra(thinking or {}, {"type", "budget_tokens", "display"}, "thinking.")
        if kind != "disabled":
            need(body.get("temperature", 1) == 1, "`temperature` may only be set to 1 when thinking is enabled")
            need(
                (body.get("tool_choice") or {}).get("type") not in ("any", "tool"),
                "Thinking may not be enabled when tool_choice forces tool use.",
            )

    def system(self):
        system = self.body.get("system")
        if system is None or isinstance(system, str):
            return
        need(isinstance(system, list), "system: Input should be a string or a list")
        for i, block in enumerate(system):
            need(isinstance(block, dict) and block.get("type") == "text", f"system.{i}.type: Input should be 'text'")
            self.block(block, f"system.{i}", "system")

    def history(self):
        from strict_history import check_history

        check_history(self)

    def block(self, block, path, role):
        need(isinstance(block, dict), f"{path}: Input should be an object")
        kind = block.get("type")
        need(isinstance(kind, str) and kind, f"{path}.type: Field required")
        need(
            kind in BY_ROLE[role] or kind.endswith("_tool_result"),
            f"{path}: a {role} message may not hold a {kind!r} block",
        )
        if kind in BLOCKS:
            extra(block, BLOCKS[kind], f"{path}.{kind}.")
        self.cache(block, path)
        if kind == "text":
            need(isinstance(block.get("text"), str), f"{path}.text.text: Input should be a valid string")
            need(block["text"].strip(), f"{path}: text content blocks must contain non-whitespace text")
        if kind == "thinking":
            self.signed(block, path)
        if kind == "redacted_thinking":
            need(
                self.signer.redacted_valid(self.body["model"], conversation_of(self.body), block.get("data")),
                f"{path}: Invalid `data` in `redacted_thinking` block",
            )
        if kind == "tool_use":
            need(
                isinstance(block.get("id"), str) and ID.match(block["id"]),
                f"{path}.tool_use.id: String should match pattern '{ID.pattern}'",
            )
            need(
                isinstance(block.get("name"), str) and 1 <= len(block["name"]) <= 200,
                f"{path}.tool_use.name: Field required",
            )
            need(isinstance(block.get("input"), dict), f"{path}.tool_use.input: Input should be a valid dictionary")
        if kind == "tool_result":
            self.result(block, path)

    def signed(self, block, path):
        need(isinstance(block.get("thinking"), str), f"{path}.thinking.thinking: Field required")
        need(isinstance(block.get("signature"), str), f"{path}.thinking.signature: Field required")
        good = self.signer.valid(self.body["model"], conversation_of(self.body), block["thinking"], block["signature"])
        need(good, f"{path}: Invalid `signature` in `thinking` block")

    def result(self, block, path):
        need(
            isinstance(block.get("tool_use_id"), str) and ID.match(block["tool_use_id"]),
            f"{path}.tool_result.tool_use_id: String should match pattern '{ID.pattern}'",
        )
        need(
            isinstance(block.get("is_error", False), bool),
            f"{path}.tool_result.is_error: Input should be a valid boolean",
        )
        content = block.get("content", "")
        need(isinstance(content, (str, list)), f"{path}.tool_result.content: Input should be a string or a list")
        for j, part in enumerate(content if isinstance(content, list) else []):
            need(
                isinstance(part, dict)
                and part.get("type") in ("text", "image", "document", "search_result", "tool_reference"),
                f"{path}.tool_result.content.{j}.type: unexpected",
            )
            self.cache(part, f"{path}.tool_result.content.{j}")
