"""What the provider answers when no script says: deterministic, and enough for a real agent's tool round trip.

  a forced tool          that tool, with arguments made from its schema
  a tool result is last  "The file says: " and the result
  "read FILE" + tools    one call of a reading tool for that file
  a JSON schema wanted   the smallest instance of it
  otherwise              "echo: " and the end of the last user text
"""

import re

from usage import compact

READERS = ("Read", "read", "read_file", "readFile", "view", "cat")
PATH_KEYS = ("file_path", "path", "filePath", "filename", "file")
ASKED = re.compile(r"\b(?:read|open|look at|show|cat)\b[^\n]*?([\w./-]*\w\.\w{1,8})\b", re.IGNORECASE)
WHERE = (
    re.compile(r"Primary working directory: (\S+)"),
    re.compile(r"<cwd>\s*(\S+?)\s*</cwd>"),
    re.compile(r"[Ww]orking [Dd]irectory:? (\S+)"),
)


def text_of(content):
    """All text in a content of either dialect, tool results included."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(filter(None, (text_of(part) for part in content)))
    if isinstance(content, dict):
        if content.get("type") in ("text", "input_text"):
            return str(content.get("text", ""))
        return text_of(content.get("content"))
    return ""


def last_text(content):
    """The last text block: agents put their reminders before what the user typed."""
    if isinstance(content, list):
        texts = [text_of(part) for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return texts[-1] if texts else ""
    return text_of(content)


def instance(schema, root=None, depth=0):
    """The smallest value that fits a JSON schema of the kind that tools carry."""
    root = schema if root is None else root
    if not isinstance(schema, dict) or depth > 16:
        return None
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].lstrip("#/").split("/"):
            target = target.get(step, {}) if isinstance(target, dict) else {}
        return instance(target, root, depth + 1)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return instance(schema[key][0], root, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties") or {}
        return {name: instance(properties.get(name, {}), root, depth + 1) for name in schema.get("required") or []}
    if kind == "array":
        return [instance(schema.get("items") or {}, root, depth + 1) for _ in range(schema.get("minItems", 0))]
    if kind in ("number", "integer"):
        return max(schema.get("minimum", 1), 1) if schema.get("maximum", 1) >= 1 else schema["maximum"]
    return {"boolean": True, "null": None}.get(kind, "x" * max(1, schema.get("minLength", 1)))


def tools_of(body):
    """{name: schema} in either dialect; a provider's own tools have no schema and are left out."""
    out = {}
    for tool in body.get("tools") or []:
        tool = tool.get("function", tool)
        schema = tool.get("input_schema") or tool.get("parameters")
        if tool.get("name") and isinstance(schema, dict):
            out[tool["name"]] = schema
    return out


def forced(body, tools):
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        name = choice.get("name") or (choice.get("function") or {}).get("name")
        return name or (next(iter(tools), None) if choice.get("type") == "any" else None)
    return next(iter(tools), None) if choice == "required" else None


def wanted_schema(body):
    config = (body.get("output_config") or {}).get("format") or body.get("output_format") or {}
    if config.get("schema"):
        return config["schema"]
    response = body.get("response_format") or {}
    return (response.get("json_schema") or {}).get("schema") or ({} if response.get("type") == "json_object" else None)


def call(name, arguments):
    return {"type": "tool_use", "name": name, "id": None, "arguments": compact(arguments).decode()}


def reading_call(body, tools, text):
    asked, tool = ASKED.search(text), next((name for name in READERS if name in tools), None)
    if not asked or not tool:
        return None
    path = asked.group(1)
    everything = text_of([body.get("system")] + [m.get("content") for m in body["messages"]])
    folder = next((m.group(1) for m in (w.search(everything) for w in WHERE) if m), None)
    if folder and not path.startswith("/"):
        path = f"{folder.rstrip('/')}/{path}"
    schema = tools[tool]
    key = next((key for key in PATH_KEYS if key in (schema.get("properties") or {})), "path")
    return call(tool, {**{k: v for k, v in (instance(schema) or {}).items() if k != key}, key: path})


def blocks_for(body):
    """The default answer to a request of either dialect, as blocks."""
    messages = [m for m in body["messages"] if m.get("role") not in ("system", "developer")]
    last, tools = messages[-1] if messages else {}, tools_of(body)
    name = forced(body, tools)
    if name:
        return [call(name, instance(tools.get(name, {})) or {})]
    content = last.get("content")
    results = [p for p in content if p.get("type") == "tool_result"] if isinstance(content, list) else []
    if last.get("role") == "tool" or results:
        return [{"type": "text", "text": "The file says: " + text_of(results or content).strip()[:400]}]
    text = last_text(content)
    schema = wanted_schema(body)
    if schema is not None:
        return [{"type": "text", "text": compact(instance(schema) or {}).decode()}]
    found = reading_call(body, tools, text)
    return [found] if found else [{"type": "text", "text": "echo: " + text.strip()[-200:]}]
