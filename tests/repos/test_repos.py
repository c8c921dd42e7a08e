"""Bad repositories through the real weir: bounded CPU and memory (limit and figure are printed), a clear state, no
crash; nothing outside the root is read and nothing of the repository is executed."""

import json
import os
import shutil
import subprocess
import tempfile
import threading

import pytest
from makers import commit, executable, git, many_files, many_megabytes, put, small, source
from outside import Watched
from wait import wait_for
from weirproc import BIN, Weir

with open(BIN, "rb") as program:
    SANITIZED = b"__asan_init" in program.read()
SLOWER, FATTER = (8, 3) if SANITIZED else (1, 1)  # what sanitizers cost
SMALL = (3, 120)  # CPU seconds, MB at the peak: limits of what is small, all verbs together
TEXT = "Rename user_id to customer_id in order.proto"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        parts = file.read().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def peak_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) / 1024


@pytest.fixture
def bad():
    """A folder for one bad repository, gone in the end: they are large."""
    with tempfile.TemporaryDirectory(prefix="weir-repos-") as top:
        os.makedirs(os.path.join(top, "repo"))
        yield os.path.realpath(os.path.join(top, "repo"))


class Told:
    """What weir says about one folder, and what it cost."""

    def __init__(self, weir, root, *more, seconds=120):
        self.weir, self.root = weir, root
        done = weir.cli("index", root, "--json", seconds=seconds)
        assert done.returncode == 0, done.stderr
        self.index = json.loads(done.stdout)["index"]
        for verb in (["ripple", TEXT], ["ripple", "--diff"], ["ripple", "--drift"], ["slice", TEXT], ["brief", root], *more):
            where = [] if verb[0] == "brief" else ["--dir", root]
            done = weir.cli(*verb, *where, "--json", seconds=seconds)
            if done.returncode == 0:
                json.loads(done.stdout)
            else:
                assert done.returncode == 1 and 1 <= len(done.stderr.strip().splitlines()) <= 3, (verb, done.stderr)
        assert weir.alive() and "Sanitizer" not in weir.said()
        self.cpu, self.peak = cpu(weir.process.pid), peak_mb(weir.process.pid)

    def within(self, name, cpu_s, peak):
        cpu_s, peak = cpu_s * SLOWER, peak * FATTER
        state = f"{self.index['state']}, {self.index['files']:,} files, {self.index['commits']} commits"
        detail = f"; {self.index['detail']}" if self.index["detail"] else ""
        print(
            f"\nrepos  {name:<30} cpu {self.cpu:6.1f} s (limit {cpu_s:.0f})  peak {self.peak:5.0f} MB"
            f" (limit {peak:.0f})  {state}{detail}"
        )
        assert self.cpu <= cpu_s and self.peak <= peak
        return self

    def places(self):
        edges = self.weir.cli_json("ripple", TEXT, "--dir", self.root)["edges"]
        return sorted(place for edge in edges for place in edge["to"])


@pytest.fixture
def weir(tmp_path):
    options = os.environ.get("ASAN_OPTIONS", "")
    with Weir(tmp_path, env={"ASAN_OPTIONS": options + ":quarantine_size_mb=8"}) as running:
        yield running


USERS = ["billing/charge.go:5", "mailer/tpl.py:5"]


def test_a_good_one_as_the_measure(weir, bad):
    told = Told(weir, small(bad)).within("a good small one", *SMALL)
    assert told.index["state"] == "ready" and told.index["commits"] == 2 and told.places() == USERS


def test_empty(weir, bad):
    told = Told(weir, bad).within("empty folder", *SMALL)
    assert (told.index["state"], told.index["files"], told.index["detail"]) == ("ready", 0, "")


def test_empty_git(weir, bad):
    git(bad, "init", "-q")
    told = Told(weir, bad).within("git without a commit", *SMALL)
    assert (told.index["state"], told.index["commits"]) == ("ready", 0)


def test_no_git_at_all(weir, bad):
    shutil.rmtree(os.path.join(small(bad), ".git"))
    told = Told(weir, bad).within("no git at all", *SMALL)
    assert told.index["state"] == "ready" and told.places() == USERS
    said = weir.cli("ripple", "--diff", "--dir", bad)
    assert said.returncode == 1 and "no git repository" in said.stderr


def test_shallow(weir, bad):
    whole = small(os.path.join(os.path.dirname(bad), "whole"), commits=9)
    os.rmdir(bad)
    git(os.path.dirname(bad), "clone", "-q", "--depth", "3", f"file://{whole}", bad)
    told = Told(weir, bad, ["ripple", "--diff", "HEAD~1"]).within("shallow", *SMALL)
    assert told.index["state"] == "ready" and told.index["commits"] <= 3 and told.places() == USERS


def test_bare(weir, bad):
    whole = small(os.path.join(os.path.dirname(bad), "whole"), commits=4)
    os.rmdir(bad)
    git(os.path.dirname(bad), "clone", "-q", "--bare", whole, bad)
    told = Told(weir, bad).within("bare", *SMALL)
    assert (told.index["state"], told.index["files"]) == ("ready", 0)


def test_worktree(weir, bad):
    whole = small(os.path.join(os.path.dirname(bad), "whole"), commits=4)
    os.rmdir(bad)
    git(whole, "worktree", "add", "-q", bad)
    told = Told(weir, bad, ["ripple", "--diff", "HEAD~1"]).within("worktree", *SMALL)
    assert told.index["state"] == "ready" and told.index["commits"] == 4 and told.places() == USERS


def test_damaged(weir, bad):
    small(bad)
    for base, _, names in os.walk(os.path.join(bad, ".git", "objects")):
        for name in names:
            os.chmod(os.path.join(base, name), 0o600)
            put(base, name, b"\x78\x9c damaged")
    told = Told(weir, bad).within("every git object damaged", *SMALL)
    assert told.index["state"] == "ready" and told.places() == USERS


def test_500_megabytes(weir, bad):
    many_megabytes(bad)
    told = Told(weir, bad, seconds=400).within("500 MB of code", 60, 700)
    assert told.index["state"] == "ready" and told.index["files"] > 12_000


def test_a_hundred_thousand_files(weir, bad):
    many_files(bad)
    told = Told(weir, bad, seconds=400).within("100,000 files", 45, 400)
    assert (told.index["state"], told.index["files"]) == ("ready", 100_000)


def test_one_file_of_40_megabytes(weir, bad):
    small(bad)
    text = source(1, 1_000_000) * 40
    for name in ("one.py", "min.js", "openapi.yaml", "dump.sql", "api.proto"):
        put(bad, name, text)
    commit(bad, "large")
    told = Told(weir, bad, ["ripple", "--diff", "HEAD~1"]).within("files of 40 MB, committed", 8, 200)
    assert told.index["state"] == "ready" and told.places() == USERS


def test_broken_encodings(weir, bad):
    small(bad)
    put(bad, "latin.py", "def größe(): return order.user_id\n".encode("latin-1"))
    put(bad, "wide.py", "def wide(): pass\n".encode("utf-16"))
    put(bad, "nul.go", b"package a\0\0func f() {}\0")
    put(bad, "surrogate.proto", b"message \xed\xa0\x80 { string user_id = 1; }\n\xff\xfe\xff")
    put(bad, "old.py", b"\r\rdef old():\r  pass\r\n")
    with open(os.path.join(os.fsencode(bad), b"name\xff\xfe\n.py"), "wb") as file:
        file.write(b"def f(): pass\n")
    git(bad, "add", "-A")
    git(bad, "-c", "i18n.commitEncoding=utf-16", "commit", "-qm", "caf\u00e9")
    told = Told(weir, bad).within("broken encodings", *SMALL)
    assert told.index["state"] == "ready" and set(USERS) <= set(told.places())


def test_a_hostile_file_for_each_parser(weir, bad):
    small(bad)
    subprocess.run([os.environ["WEIR_HOSTILE"], "--write", bad], check=True)
    told = Told(weir, bad, seconds=500).within("a hostile file for each parser", 120, 900)
    # Most are lines that nobody types or no text: left out, and said so. Each file is one or the other, but for the two
    # whose ignore rules hide their folders.
    out, index = told.index["left_out"], told.index
    written = sum(len(names) for base, _, names in os.walk(bad) if ".git" not in base.split("/"))
    assert index["files"] > 150 and out["generated"] > 300 and index["files"] + sum(out.values()) == written - 2
    assert f"{sum(out.values())} left out: {out['generated']} generated" in weir.cli("index", bad).stdout
    # More definitions than there is room for: what is missing is said, it is not "ready", and what people wrote stands.
    assert index["state"] == "stale" and "50000 definitions are all" in index["detail"]
    assert set(USERS) <= set(told.places())
    assert not [name for name in os.listdir(bad) if name.startswith("made-")]


def test_paths_that_leave_the_root(weir, bad):
    small(bad)
    out = os.path.join(os.path.dirname(bad), "outside")
    small(out)
    put(out, "secret.py", "def xylophone_canary(): return 1\n")
    put(out, "sub/.weirignore", "*\n")
    for name, target in (("link.py", "secret.py"), ("folder", "."), (".weirignore", "sub/.weirignore")):
        os.symlink(os.path.join(out, target), os.path.join(bad, name))
    os.symlink("../outside", os.path.join(bad, "up"))
    os.symlink("loop", os.path.join(bad, "loop"))
    put(bad, ".gitmodules", '[submodule "x"]\n\tpath = ../outside\n[submodule "y"]\n\tpath = up\n')
    put(bad, "inner/.git", f"gitdir: {out}/.git\n")
    put(bad, "pkg/package.json", json.dumps({"name": "p", "main": "../../outside/secret.py", "workspaces": ["../../*"]}))
    put(bad, "pkg/Dockerfile", "FROM a\nCOPY ../../outside/secret.py .\n")
    put(bad, "compose.yaml", "services:\n  s:\n    build: ../outside\n    env_file: ../outside/secret.py\n")
    put(bad, "Cargo.toml", f'[workspace]\nmembers = ["../outside", "{out}"]\n')
    watched = Watched(out)
    told = Told(weir, bad, ["slice", "xylophone_canary"]).within("paths that leave the root", *SMALL)
    names = watched.names()
    with open(os.path.join(out, "secret.py"), "rb") as file:  # the control: the watch does see a reader
        file.read()
    assert watched.names() == [os.path.join(out, "secret.py")]
    watched.close()
    assert names == [] and told.index["state"] == "ready" and told.places() == USERS
    assert weir.leaks("xylophone_canary") == []


@pytest.mark.parametrize("how", ["file", "link", "commondir"])
def test_a_git_folder_of_somebody_else(weir, bad, how):
    """A .git that points to a repository which does not point back is not this folder's history."""
    out = small(os.path.join(os.path.dirname(bad), "outside"), commits=5)
    put(bad, "a.py", "def f(): pass\n")
    if how == "file":
        put(bad, ".git", f"gitdir: {out}/.git\n")
    elif how == "link":
        os.symlink(os.path.join(out, ".git"), os.path.join(bad, ".git"))
    else:
        put(bad, ".git/HEAD", "ref: refs/heads/main\n")
        put(bad, ".git/commondir", f"{out}/.git\n")
    watched = Watched(os.path.join(out, ".git", "objects"))
    told = Told(weir, bad, ["ripple", "--diff", "HEAD~1"]).within(f"a foreign .git by {how}", *SMALL)
    assert watched.names() == []
    watched.close()
    assert (told.index["state"], told.index["commits"]) == ("ready", 0) and told.index["detail"]


def test_rewritten_while_it_is_read(weir, bad):
    small(bad)
    for n in range(600):
        put(bad, f"src/m{n % 30}/f{n}.py", source(n, 2000))
    stop, rounds = threading.Event(), 0

    def rewrite():
        nonlocal rounds
        while not stop.is_set() and rounds < 100_000:
            n = rounds % 600
            path = os.path.join(bad, f"src/m{n % 30}/f{n}.py")
            if rounds % 7 == 0 and os.path.exists(path):
                os.unlink(path)
            elif rounds % 11 == 0:
                os.rename(put(bad, "new.py", source(rounds, 3000)), path)
            else:
                put(bad, f"src/m{n % 30}/f{n}.py", source(rounds, rounds % 5000))
            rounds += 1

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        told = Told(weir, bad, seconds=300)
    finally:
        stop.set()
        writer.join()
    assert rounds > 100 and told.index["state"] == "ready"
    put(bad, "src/m0/f0.py", "def zebra_crossing(): pass\n")

    def sees():
        files = weir.cli_json("ripple", "zebra_crossing", "--dir", bad)["files"]
        return any(file["path"] == "src/m0/f0.py" for file in files)

    wait_for(sees, "the last write to be seen", 30)
    told.within(f"rewritten {rounds} times meanwhile", 60, 300)


def test_nothing_is_executed(weir, bad):
    small(bad)
    canary = os.path.join(os.path.dirname(bad), "canary")
    run = executable(os.path.join(os.path.dirname(bad), "run"), f"#!/bin/sh\necho x >> '{canary}'\nexec cat\n")
    hooks = os.path.join(bad, "hooks")
    os.makedirs(hooks)
    for hook in ("post-checkout", "pre-commit", "post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(run, os.path.join(hooks, hook))
        shutil.copy(run, os.path.join(bad, ".git", "hooks", hook))
    put(bad, ".gitattributes", "* filter=x diff=x merge=x\n")
    put(bad, "Makefile", f"X := $(shell {run})\nall:\n\t{run}\n")
    put(bad, "package.json", json.dumps({"name": "p", "scripts": {"preinstall": run, "test": run, "lint": run}}))
    put(bad, "conftest.py", f"import os\nos.system({run!r})\n")
    put(bad, "build.rs", "fn main() {}\n")
    put(bad, ".envrc", f"{run}\n")
    commit(bad, "attributes")
    for key in (
        "core.fsmonitor filter.x.clean filter.x.smudge filter.x.process diff.external diff.x.textconv diff.x.command"
        " core.sshCommand core.editor core.pager gpg.program credential.helper merge.x.driver core.askPass"
    ).split():
        git(bad, "config", key, run)
    git(bad, "config", "core.hooksPath", hooks)
    git(bad, "config", "include.path", "/dev/zero")
    put(bad, "mailer/tpl.py", "from order_pb2 import Order\n\n\ndef f(o: Order):\n    return o.user_id  # edited\n")
    if os.path.exists(canary):
        os.unlink(canary)  # our own commit ran a hook
    told = Told(weir, bad, ["ripple", "--diff", "HEAD~1"], ["ripple", "--file", "proto/order.proto:user_id"])
    told.within("hooks, filters, config", *SMALL)
    assert not os.path.exists(canary) and told.places() == USERS
    with open(os.path.join(bad, ".git/config"), encoding="utf-8") as file:
        config = file.read()
    put(bad, ".git/config", config.replace("path = /dev/zero", "path = nowhere"))  # git itself would read it for ever
    git(bad, "status", check=False)  # the control: git itself does run it
    assert os.path.exists(canary)
