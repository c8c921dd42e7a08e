"""Repositories that nobody wishes for, made quickly in a temporary folder."""

import os
import random
import stat
import subprocess

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]


def git(folder, *args, check=True):
    environment = {"PATH": os.environ["PATH"], "HOME": os.path.dirname(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run([*GIT, *args], cwd=folder, check=check, capture_output=True, env=environment)


def put(root, path, data):
    whole = os.path.join(root, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    return whole


def commit(root, message="one"):
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


def small(root, commits=2):
    """Two units around one proto field, a history of some commits."""
    put(root, "proto/order.proto", 'syntax = "proto3";\noption go_package = "example.test/order";\nmessage Order {\n  string user_id = 1;\n}\n')
    put(root, "billing/go.mod", "module example.test/billing\n")
    put(
        root,
        "billing/charge.go",
        'package main\n\nimport pb "example.test/order"\n\nfunc charge(o *pb.Order) string { return o.GetUserId() }\n',
    )
    put(root, "mailer/pyproject.toml", '[project]\nname = "mailer"\n')
    put(root, "mailer/tpl.py", "from order_pb2 import Order\n\n\ndef f(o: Order):\n    return o.user_id\n")
    git(root, "init", "-q")
    for i in range(commits):
        put(root, "mailer/state.py", f"STATE = {i}\n")
        commit(root, f"change {i}")
    return root


WORDS = "order user cart price total ship mail charge stock shelf item query parse route token frame chunk window".split()


def source(seed, size):
    """Code of about `size` bytes with words of its own, as a program has them."""
    rng = random.Random(seed)
    own = [f"{rng.choice(WORDS)}_{rng.choice(WORDS)}_{rng.randrange(10_000)}" for _ in range(60)]
    lines, bytes_so_far = [], 0
    while bytes_so_far < size:
        a, b, c = rng.choice(own), rng.choice(own), rng.choice(WORDS)
        lines.append(f"def {a}({c}, {b}):\n    if {c}.{b} > {rng.randrange(1000)}:\n        return {a}({c}.{rng.choice(own)})\n")
        bytes_so_far += len(lines[-1])
    return "".join(lines)


def many_megabytes(root, megabytes=500, each=40_000, distinct=600):
    """Files of a usual size in folders of twenty; the same bytes stand in several places, as in vendored trees."""
    originals = [put(root, f"pkg0/m{n // 20}/f{n}.py", source(n, each)) for n in range(distinct)]
    made, copy = distinct * each, 1
    while made < megabytes * 1_000_000:
        for n, path in enumerate(originals):
            folder = os.path.join(root, f"pkg{copy}", f"m{n // 20}")
            os.makedirs(folder, exist_ok=True)
            os.link(path, os.path.join(folder, f"f{n}.py"))
            made += each
        copy += 1


def many_files(root, files=100_000):
    for n in range(files):
        if n % 200 == 0:
            folder = os.path.join(root, f"d{n // 200}")
            os.makedirs(folder)
        with open(os.path.join(folder, f"f{n}.py"), "w", encoding="ascii") as file:
            file.write(f"def handler_{n}(order):\n    return order.total_{n % 977}\n")


def executable(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
    return path
