"""The example workspace as a repository of its own: a copy in a git repository with one commit."""

import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SHOP = os.path.join(HERE, "..", "..", "examples", "shop")


def git(folder, *args):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", *args],
        cwd=folder,
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


def shop_in(folder, overlay=None):
    """`overlay`: further files, path -> text, that stand in the first commit."""
    root = os.path.realpath(os.path.join(str(folder), "shop"))
    shutil.copytree(SHOP, root)
    for path, text in (overlay or {}).items():
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as file:
            file.write(text)
    git(root, "init", "-q")
    commit(root, "shop: as it is")
    return root


def edit(root, path, before, after):
    whole = os.path.join(root, path)
    with open(whole, encoding="utf-8") as file:
        text = file.read()
    assert before in text, f"{path} does not hold {before!r}"
    with open(whole, "w", encoding="utf-8") as file:
        file.write(text.replace(before, after))
