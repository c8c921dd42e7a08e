#!/usr/bin/python3
"""Writes a copy of one source file with a mistake in it: plant.py MISTAKE ROOT COPY

A mistake is a text: 'FILE: what goes wrong', then what stands there ('-' lines) and what stands there instead ('+'
lines). What stands there must do so exactly once: a mistake that no longer fits is an error, not a test that passes.
"""

import os
import sys

mistake, root, copy = sys.argv[1:]
with open(mistake, encoding="utf-8") as file:
    title, *lines = file.read().splitlines()
old, new = ("\n".join(line[1:] for line in lines if line.startswith(sign)) for sign in "-+")
with open(os.path.join(root, title.split(":")[0]), encoding="utf-8") as file:
    text = file.read()
if not old or old == new or text.count(old) != 1:
    sys.exit(f"{mistake}: what it replaces stands {text.count(old) if old else 0} times in {title.split(':')[0]}")
os.makedirs(os.path.dirname(copy), exist_ok=True)
with open(copy, "w", encoding="utf-8") as file:
    file.write(text.replace(old, new))
