"""The house's rules over the tree: which folder includes which, headers that stand alone, who makes a Permit.

  floors.py ROOT [--skip-compile]   prints each breach as FILE:LINE: what; exit 1 when there is one
"""

import concurrent.futures
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# A third-party header belongs to the folders that are named here, so that a library can be changed in one place.
THIRD_PARTY = {
    "boost/": {"net"},
    "openssl/": {"net", "access"},
    "simdjson": {"base"},
    "xxhash": {"base"},
    "sqlite3": {"store"},
    "toml++": {"config", "catalog"},
    "CLI/": {"cli"},
    "llama": {"engine"},
    "ggml": {"engine"},
    "nlohmann/": {"engine"},
    "tree_sitter/": {"workspace"},
}
ENGINE_MAY_USE = {"base/frames.h"}
# Permit's friend is a function by its signature: whoever defined a second one could make permits. The unit tests of
# route have one of their own and link no policy.
JUDGE = re.compile(r"^\s*(?:weir::)?(?:policy::)?\s*Judgement\s+(?:weir::)?(?:policy::)?judge\s*\([^;]*$")
JUDGES = {"policy/judge.cpp", "route/fake_policy_test.cpp"}
LONGEST_FILE = 400  # lines; the admired ones stay below 250, what passes this hides a second idea


def floors_of(root):
    table = {}
    for line in (root / "src/floors.txt").read_text().splitlines():
        if line.startswith("#") or ":" not in line:
            continue
        folder, uses = line.split(":", 1)
        table[folder.strip()] = set(uses.split())
    return table


def sources(root):
    for path in sorted((root / "src").rglob("*")):
        if path.suffix in {".h", ".cpp"}:
            yield path


def check_include(folder, table, is_test, quoted, name):
    if quoted:
        target = name.split("/")[0]
        if folder is None or target == folder or "/" not in name:
            return None
        if folder == "engine":  # what is not a folder of ours is llama.cpp's
            kept = target not in table or name in ENGINE_MAY_USE
            return None if kept else f"engine may include base/frames.h only, not {name}"
        if target == "base" or target in table[folder]:
            return None
        return f"{folder} may not include {target} (src/floors.txt)"
    for prefix, folders in THIRD_PARTY.items():
        if name.startswith(prefix) and folder not in folders:
            return f"<{name}> belongs to {', '.join(sorted(folders))}"
    return None


def check_file(root, path, table):
    relative = path.relative_to(root / "src")
    folder = relative.parts[0] if len(relative.parts) > 1 else None
    if folder is not None and folder not in table:
        yield f"{path}:1: folder {folder} has no line in src/floors.txt"
        return
    lines = path.read_text(errors="replace").splitlines()
    is_test = path.name.endswith("_test.cpp")
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if match:
            breach = check_include(folder, table, is_test, match.group(1) == '"', match.group(2))
            if breach:
                yield f"{path}:{number}: {breach}"
        if JUDGE.match(line) and str(relative) not in JUDGES:
            yield f"{path}:{number}: policy::judge is defined in policy/judge.cpp alone: it makes permits"
        if re.search(r"\b(FIXME|TODO|XXX)\b", line):
            yield f"{path}:{number}: a leftover mark; finish it or write an issue"
    if not lines or not lines[0].startswith("//"):
        yield f"{path}:1: the first line says what the file is for"
    if path.suffix == ".h" and "#pragma once" not in lines[:40]:
        yield f"{path}:1: #pragma once is missing"
    if len(lines) > LONGEST_FILE and not is_test:
        yield f"{path}:1: {len(lines)} lines; {LONGEST_FILE} is the most"


def stands_alone(root, header):
    name = header.relative_to(root / "src")
    command = ["clang++-19", "-std=c++23", "-fsyntax-only", "-I", str(root / "src"), "-x", "c++", "-"]
    done = subprocess.run(command, input=f'#include "{name}"\n#include "{name}"\n', text=True, capture_output=True)
    if done.returncode == 0:
        return None
    first = next((l for l in done.stderr.splitlines() if "error:" in l), done.stderr[:200])
    return f"{header}:1: does not stand alone: {first}"


def compile_headers(root):
    # weir-engine's headers need llama.cpp's tree; its build compiles them all.
    headers = [p for p in sources(root) if p.suffix == ".h" and p.relative_to(root / "src").parts[0] != "engine"]
    # These two include tree-sitter's, whose place the build knows; each language file compiles them.
    headers = [p for p in headers if not str(p).endswith(("workspace/syntax/walk.h", "workspace/syntax/languages.h"))]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [b for b in pool.map(lambda h: stands_alone(root, h), headers) if b]


def breaches(root, compile_too=True):
    table = floors_of(root)
    found = [b for path in sources(root) for b in check_file(root, path, table)]
    return found + (compile_headers(root) if compile_too else [])


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    found = breaches(root, "--skip-compile" not in sys.argv)
    print("\n".join(found) if found else "floors: all kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
