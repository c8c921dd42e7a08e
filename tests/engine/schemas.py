"""Twenty tools as coding agents offer them, in our own words, each with a request that needs it; and a validator that
shares nothing with the engine's."""
import re


def tool(name, description, properties, required=(), closed=False, **more):
    schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    if closed:
        schema["additionalProperties"] = False
    schema.update(more)
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


TEXT, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def one_of(*values):
    return {"type": "string", "enum": list(values)}


CASES = [
    (tool("open_file", "Show lines of a file", {"path": TEXT, "from_line": {"type": "integer", "minimum": 1},
          "count": {"type": "integer", "minimum": 1, "maximum": 500}}, ["path"], True),
     "Show me the first 40 lines of src/net/socket.cpp."),
    (tool("write_file", "Write a file", {"path": TEXT, "content": TEXT, "mode": one_of("create", "replace", "append")},
          ["path", "content", "mode"], True), "Create notes.txt with the text: buy milk."),
    (tool("replace_text", "Replace text in a file", {"path": TEXT, "old": TEXT, "new": TEXT, "all": YES},
          ["path", "old", "new"]), "In main.c change foo to bar."),
    (tool("list_folder", "List a folder", {"path": TEXT, "sort": one_of("name", "size", "time")}, ["path", "sort"]),
     "List the folder build sorted by size."),
    (tool("find_files", "Find files by a glob", {"glob": TEXT, "kind": one_of("file", "folder", "link")}, ["glob", "kind"]),
     "Find all Python files of the project."),
    (tool("search_text", "Search in files", {"pattern": TEXT, "folder": TEXT, "case": one_of("match", "ignore"),
          "limit": {"type": "integer", "minimum": 1, "maximum": 100}}, ["pattern", "case"], True),
     "Where is the word timeout used? Ignore case."),
    (tool("run_command", "Run a program", {"argv": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 8},
          "seconds": {"type": "integer", "minimum": 1, "maximum": 600}}, ["argv"], True), "Run make test."),
    (tool("git_log", "Show commits", {"branch": TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": 50},
          "format": one_of("short", "full")}, ["branch", "format"]), "Show the last 5 commits on main, short."),
    (tool("git_commit", "Commit changes", {"message": {"type": "string", "minLength": 1, "maxLength": 72},
          "kind": one_of("feature", "fix", "docs", "chore")}, ["message", "kind"], True),
     "Commit the fix of the memory leak in the parser."),
    (tool("set_log_level", "Set a service's log level", {"service": TEXT, "level": one_of("debug", "info", "warn", "error")},
          ["service", "level"]), "Make the billing service log errors only."),
    (tool("create_issue", "Open an issue", {"title": TEXT, "priority": one_of("low", "normal", "high"),
          "labels": {"type": "array", "items": one_of("bug", "idea", "question"), "maxItems": 3}}, ["title", "priority"]),
     "Open a high priority bug: the login page crashes."),
    (tool("query_table", "Read rows", {"table": one_of("users", "orders", "items"), "limit": {"type": "integer",
          "minimum": 1, "maximum": 1000}, "order": one_of("asc", "desc")}, ["table", "limit", "order"], True),
     "Give me the newest 10 orders."),
    (tool("http_get", "Fetch an address", {"url": TEXT, "accept": one_of("text", "json", "bytes")}, ["url", "accept"]),
     "Fetch http://localhost/status as JSON."),
    (tool("set_flag", "Switch a feature flag", {"name": TEXT, "on": YES, "scope": {"anyOf": [one_of("all", "staff"),
          {"type": "null"}]}}, ["name", "on", "scope"], True), "Switch the flag dark_mode on for staff."),
    (tool("move_cursor", "Move in the editor", {"to": {"$ref": "#/$defs/place"}}, ["to"],
          **{"$defs": {"place": {"type": "object", "properties": {"line": {"type": "integer", "minimum": 1},
             "column": {"type": "integer", "minimum": 1}}, "required": ["line", "column"]}}}),
     "Move the cursor to line 12, column 4."),
    (tool("rename_symbol", "Rename a symbol", {"old": {"type": "string", "pattern": "^[A-Za-z_]+$"},
          "new": {"type": "string", "pattern": "^[A-Za-z_]+$"}, "language": one_of("c", "python", "rust")},
          ["old", "new", "language"]), "Rename get_user to load_user in the Python code."),
    (tool("run_tests", "Run tests", {"suite": one_of("unit", "integration", "all"), "filter": TEXT, "repeat": {
          "type": "integer", "minimum": 1, "maximum": 10}}, ["suite"], True), "Run the unit tests."),
    (tool("set_budget", "Set a budget", {"amount": {"type": "number", "minimum": 0, "maximum": 100},
          "period": one_of("day", "week", "month")}, ["amount", "period"], True), "Limit my spending to 5.50 a day."),
    (tool("plan_steps", "Write down a plan", {"steps": {"type": "array", "minItems": 1, "maxItems": 3, "items": {
          "type": "object", "properties": {"what": {"type": "string", "maxLength": 60},
          "state": one_of("open", "done")}, "required": ["what", "state"], "additionalProperties": False}}}, ["steps"], True),
     "Plan: read the code, then fix the bug."),
    (tool("ask_person", "Ask the user", {"question": {"type": "string", "maxLength": 120},
          "kind": one_of("yes_no", "choice", "free")}, ["question", "kind"], True), "Ask me whether to delete the file."),
]
TOOLS = [case[0] for case in CASES]


def schema(item):
    return item["function"]["parameters"]


KINDS = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, KINDS[name])


def fits(rules, value, root=None):
    root = root or rules
    if "$ref" in rules:
        at = root
        for step in rules["$ref"].lstrip("#/").split("/"):
            at = at[step]
        return fits(at, value, root)
    if "anyOf" in rules and not any(fits(rule, value, root) for rule in rules["anyOf"]):
        return False
    if "type" in rules and not is_type(value, rules["type"]):
        return False
    if "enum" in rules and value not in rules["enum"]:
        return False
    if isinstance(value, str):
        if not rules.get("minLength", 0) <= len(value) <= rules.get("maxLength", len(value)):
            return False
        if "pattern" in rules and not re.search(rules["pattern"], value):
            return False
    if is_type(value, "number") and not rules.get("minimum", value) <= value <= rules.get("maximum", value):
        return False
    if isinstance(value, list):
        if not rules.get("minItems", 0) <= len(value) <= rules.get("maxItems", len(value)):
            return False
        return all(fits(rules.get("items", {}), item, root) for item in value)
    if isinstance(value, dict):
        known = rules.get("properties", {})
        if any(name not in value for name in rules.get("required", ())):
            return False
        if rules.get("additionalProperties") is False and any(name not in known for name in value):
            return False
        return all(fits(known[name], item, root) for name, item in value.items() if name in known)
    return True
