"""plant.py BUG SOURCES OUT: one source file with a bug put in. A bug is a text as in planted/: what it does, `--- FILE`,
then lines that stay (' '), go ('-') and come ('+'). They must be found at one place, or the bug is out of date."""
import pathlib
import sys

bug, sources, out = map(pathlib.Path, sys.argv[1:])
lines = bug.read_text().splitlines(keepends=True)
at = next(i for i, line in enumerate(lines) if line.startswith("--- "))
file, change = lines[at][4:].strip(), lines[at + 1:]
old = "".join(line[1:] for line in change if line[0] in " -")
new = "".join(line[1:] for line in change if line[0] in " +")
text = (sources / file).read_text()
if text.count(old) != 1:
    sys.exit(f"{bug.name}: its place in {file} is not there once but {text.count(old)} times")
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(text.replace(old, new))
