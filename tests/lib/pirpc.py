"""pi in its RPC mode: one process, several turns, a compaction on demand. It names no session to its provider."""

import json
import os
import subprocess
import threading

from wait import SLOW


class PiRpc:
    """`program` is pi's executable; models.json of the provider "weir" must stand in the home of `env`."""

    def __init__(self, program, repo, env, model, keep_tokens):
        settings = os.path.join(env["HOME"], ".pi", "agent", "settings.json")
        with open(settings, "w", encoding="utf-8") as file:
            compaction = {"enabled": True, "reserveTokens": 1000, "keepRecentTokens": keep_tokens}
            json.dump({"compaction": compaction}, file)
        self.process = subprocess.Popen(
            [program, "--mode", "rpc", "--provider", "weir", "--model", model],
            cwd=repo,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(10 * SLOW)
        self.process.stdout.close()

    def prompt(self, text):
        return self._send({"type": "prompt", "message": text}, lambda o: o.get("type") == "agent_end")

    def compact(self):
        done = self._send({"type": "compact"}, lambda o: o.get("type") == "response" and o.get("command") == "compact")
        assert done["success"], done
        return done

    def _send(self, command, until):
        late = threading.Timer(60 * SLOW, self.process.kill)  # ends the reading below
        late.start()
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
            for line in self.process.stdout:
                try:
                    said = json.loads(line)
                except ValueError:
                    continue
                if until(said):
                    return said
        finally:
            late.cancel()
        raise AssertionError(f"pi ended, or hung, before it had answered {command['type']}")
