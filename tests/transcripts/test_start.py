"""Each bad start gets its exit code and its line. 0 ok, 1 failed, 2 usage, 3 not running, 4 no key, 5 policy refused."""

import json
import os
import shutil
import socket
import subprocess

import pytest
from bodies import messages
from upstreamproc import ANTHROPIC_KEY
from wait import wait_for
from weirproc import BIN, Weir, scripted_cloud


@pytest.fixture
def bare(tmp_path):
    """A weir that is not started; stopped in the end whatever happened."""
    made = []

    def make(toml="", **options):
        made.append(Weir(tmp_path, toml, name=f"weir{len(made)}", **options))
        return made[-1]

    yield make
    for weir in made:
        weir.cli("stop")
        weir.stop()


def one_line(done, code, *words):
    """The exit code, one error line and one line that says what to do next; nothing on stdout, no backtrace."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    for word in words:
        assert word.lower() in done.stderr.lower(), (word, done.stderr)
    assert "Sanitizer" not in done.stderr and "terminate called" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 8, done.stderr


def runs(pid):
    """A process that nobody has waited for yet is not running."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def up_of(weir, *args):
    return weir.cli("up", "--foreground", *(args or ("--port", "0")))


BROKEN = {
    "syntax": "[server\nport = 1\n",
    "unknown key": "[server]\nprot = 4517\n",
    "wrong type": '[server]\nport = "many"\n',
    "out of range": "[server]\nport = 70000\n",
    "unknown section": "[sever]\nport = 1\n",
    "not UTF-8": None,
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("foreground", [True, False], ids=["foreground", "background"])
def test_broken_configuration_names_file_line_and_what_to_write(bare, case, foreground):
    weir = bare(BROKEN[case] or "x", quiet=False)
    if BROKEN[case] is None:
        with open(weir.config_file, "wb") as file:
            file.write(b"[server]\nport = 4517 # \xff\xfe\n")
    done = up_of(weir) if foreground else weir.cli("up", "--port", "0")
    one_line(done, 1, "weir.toml:")
    assert weir.cli("config", "--effective").returncode == 1
    assert weir.cli("status").returncode == 3


def test_config_works_when_nothing_runs(bare):
    weir = bare()
    example = weir.cli("config", "--example")
    assert example.returncode == 0 and "[server]" in example.stdout
    with open(weir.config_file, "w", encoding="utf-8") as file:
        file.write(example.stdout)
    effective = weir.cli_json("config", "--effective")
    assert any(key["key"] == "server.port" and key["value"] == "4517" for key in effective["keys"])


@pytest.mark.parametrize(
    "verb", [["status"], ["stop"], ["models"], ["log"], ["why", "last"], ["use", "auto"], ["costs"], ["replay"]]
)
def test_not_running_is_3_with_the_next_step(bare, verb):
    done = bare().cli(*verb)
    if verb == ["stop"] and done.returncode == 0:
        return  # nothing to stop is not a failure
    one_line(done, 3, "weir up")


@pytest.mark.parametrize(
    "args",
    [
        ["up", "--port", "many"],
        ["up", "--port", "70000"],
        ["up", "--nothing"],
        ["nothing"],
        [],
        ["use"],
        ["use", "a", "b"],
        ["log", "--limit"],
    ],
)
def test_usage_is_2(bare, args):
    done = bare().cli(*args)
    assert done.returncode == 2 and (done.stderr or done.stdout)


def test_port_in_use_names_the_port(bare):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        one_line(up_of(bare(), "--port", port), 1, port)
        one_line(bare().cli("up", "--port", port), 1, port)


def test_a_second_weir_of_one_home_does_not_start_and_harms_nothing(bare):
    first = bare().start()
    second = first.cli("up", "--foreground", "--port", "0")
    one_line(second, 1, "another weir", str(first.process.pid))
    again = first.cli("up", "--json")
    assert again.returncode == 0 and str(first.port) in again.stdout  # up twice is up
    assert first.alive() and first.ask("GET", "/v1/models").status == 200


def test_a_stale_socket_and_a_killed_weir_do_not_block(bare, provider):
    weir = bare(scripted_cloud(provider)).start()
    assert weir.messages(messages()).status == 200
    weir.stop(how=9)
    weir.start()
    assert weir.messages(messages()).status == 200
    assert len(weir.log()) >= 2


def test_a_corrupt_ledger_is_said_and_kept(bare):
    weir = bare()
    os.makedirs(os.path.dirname(weir.ledger), mode=0o700)
    with open(weir.ledger, "wb") as file:
        file.write(b"this is no database " * 500)
    done = up_of(weir)
    one_line(done, 1, "ledger")
    with open(weir.ledger, "rb") as file:
        assert file.read().startswith(b"this is no database")


def test_a_torn_ledger_is_said(bare, provider):
    weir = bare(scripted_cloud(provider)).start()
    for _ in range(20):
        weir.messages(messages())
    weir.stop()
    size = os.path.getsize(weir.ledger)
    with open(weir.ledger, "r+b") as file:
        file.seek(size // 3)
        file.write(os.urandom(size // 3))
    done = weir.cli("up", "--port", "0")
    if done.returncode == 0:  # damage that only some rows show: still up, and the log says so instead of lying
        assert weir.cli("log").returncode in (0, 1)
    else:
        one_line(done, 1, "ledger")


def test_a_locked_ledger_is_said(bare, provider):
    import sqlite3

    weir = bare(scripted_cloud(provider)).start()
    weir.messages(messages())
    weir.stop()
    lock = sqlite3.connect(weir.ledger, isolation_level=None)
    lock.execute("PRAGMA locking_mode=EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    try:
        one_line(up_of(weir), 1, "ledger")
    finally:
        lock.close()


def test_a_state_folder_that_cannot_be_written(bare):
    weir = bare()
    with open(os.path.join(weir.home, "state"), "w", encoding="ascii") as file:
        file.write("a file where a folder should be")
    one_line(up_of(weir), 1, "state")


def test_a_token_that_others_may_read(bare):
    weir = bare().start()
    weir.stop()
    path = os.path.join(weir.home, "state", "token")
    os.chmod(path, 0o644)
    one_line(up_of(weir), 1, "token", "600")
    assert weir.token not in weir.cli("up", "--foreground", "--port", "0").stderr


def test_a_key_file_that_others_may_read(bare, provider, tmp_path):
    key = tmp_path / "key"
    key.write_text(ANTHROPIC_KEY + "\n")
    key.chmod(0o644)
    toml = scripted_cloud(provider).replace('key_env = "TEST_ANTHROPIC_KEY"', f'key_file = "{key}"')
    weir = bare(toml)
    done = weir.cli("up", "--json", "--port", "0")
    if done.returncode == 0:  # weir may start without that endpoint; the request then says why
        weir.port = json.loads(done.stdout)["port"]
        with open(os.path.join(weir.home, "state", "token"), encoding="ascii") as file:
            weir.token = file.read().strip()
        answer = weir.messages(messages())
        assert answer.status >= 400 and ANTHROPIC_KEY not in answer.body.decode()
        assert "key" in answer.json()["error"]["message"]
    else:
        one_line(done, 4 if done.returncode == 4 else 1, "key", "600")
    assert weir.leaks(ANTHROPIC_KEY) == []


@pytest.mark.parametrize("case", ["missing", "corrupt", "a folder"])
def test_a_bad_model_file_leaves_the_rest_running(bare, provider, tmp_path, case):
    path = tmp_path / "model.gguf"
    if case == "corrupt":
        path.write_bytes(b"GGUF" + os.urandom(4096))
    elif case == "a folder":
        path.mkdir()
    weir = bare(
        f'[engine]\npath = "{path}"\n[discovery]\nenabled = false\n' + scripted_cloud(provider), quiet=False
    ).start()
    assert weir.messages(messages()).status == 200
    answer = weir.chat({"model": "weir/local", "messages": [{"role": "user", "content": "hi"}]})
    assert answer.status >= 400 and answer.json()["error"]["message"]
    assert weir.why(answer.id) and weir.alive()


def test_a_full_disk_refuses_what_costs_and_stays_up(bare, provider, tmp_path):
    """The ledger on a file system of 1 MB that fills up: nothing metered goes up without its intent on disk."""
    probe = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.skip("no user namespaces here")
    weir = bare(scripted_cloud(provider))
    os.makedirs(os.path.join(weir.home, "state"), mode=0o700, exist_ok=True)
    script = tmp_path / "small-disk"
    script.write_text(
        f'#!/bin/sh\nmount -t tmpfs -o size=1m,mode=0700 tmpfs "{weir.home}/state" || exit 77\nhead -c 900000 /dev/zero > "{weir.home}/state/ballast"\nexec "{BIN}" "$@"\n'
    )
    script.chmod(0o755)
    with open(weir.stderr, "ab") as errors:
        process = subprocess.Popen(
            ["unshare", "-rm", str(script), "up", "--foreground", "--json", "--port", "0"],
            env=weir.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        line = process.stdout.readline()
        if not line:
            assert process.wait(20) == 1  # it may refuse to start on such a disk, with its line
            assert "ledger" in weir.said() or "state" in weir.said()
            return
        weir.port = json.loads(line)["port"]
        with open(f"/proc/{process.pid}/root{weir.home}/state/token", encoding="ascii") as file:
            weir.token = file.read().strip()
        provider.reset()
        statuses = [weir.messages(messages("x" * 20_000)).status for _ in range(60)]
        assert process.poll() is None
        assert len(provider.record()) == statuses.count(200)
        refused = [s for s in statuses if s != 200]
        assert refused and all(s in (500, 503, 507) for s in refused), statuses
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_policy_refused_is_5_and_leaves_the_pin(bare, provider, tmp_path):
    vault = tmp_path / "vault"
    (vault / ".git").mkdir(parents=True)
    weir = bare(scripted_cloud(provider) + f'[workspace."{vault}"]\nlocal_only = true\n').start()
    one_line(weir.cli("use", "claude-sonnet-5", "--workspace", str(vault)), 5, "local_only", "weir.toml:")
    assert weir.cli_json("status")["pins"] == []


def test_up_and_stop_in_the_background(bare, provider):
    weir = bare(scripted_cloud(provider))
    done = weir.cli("up", "--json", "--port", "0")
    assert done.returncode == 0, done.stderr
    status = weir.cli_json("status")
    assert status["schema"] == "weir.status/1" and os.path.exists(f"/proc/{status['pid']}")
    assert weir.cli("stop").returncode == 0
    assert weir.cli("status").returncode == 3
    wait_for(lambda: not runs(status["pid"]), "the end of the process")


def test_stop_lets_streams_finish(bare, up):
    import signal

    import sse
    from rawhttp import Connection, request_bytes

    weir = bare(scripted_cloud(up)).start()
    up.script({"text": "a stream that takes its time to end", "slow_ms": 150})
    with Connection(weir.port) as connection:
        connection.send(
            request_bytes(
                "POST",
                "/v1/messages",
                weir.auth(anthropic_version="2023-06-01"),
                messages(stream=True),
                f"127.0.0.1:{weir.port}",
            )
        )
        connection.head()
        assert connection.until_body_has(b"a stream")
        weir.process.send_signal(signal.SIGTERM)
        answer = connection.body()
    weir.process.send_signal(signal.SIGTERM)  # an impatient person's second one changes nothing
    assert sse.of_messages_stream(answer.body).finished
    assert weir.stop() == 0


def test_weir_runs_from_any_folder_and_without_home(bare, tmp_path):
    weir = bare()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    done = subprocess.run(
        [BIN, "config", "--example"],
        cwd=moved,
        env={"PATH": "/usr/bin:/bin", "WEIR_HOME": str(tmp_path / "h")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0 and shutil.which("sh") and weir.home
