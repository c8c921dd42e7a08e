"""The engine as a process and as a server of sessions: locked in, gone with its weir, honest counts, warm prefixes."""
import json
import os
import struct
import tempfile
import time

from weir_engine import Engine, check, model, user


def status(pid):
    with open(f"/proc/{pid}/status") as lines:
        return dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)


def chat(engine, messages, **more):
    return engine.ask("chat", {"messages": messages, "temperature": 0, "max_tokens": 16, **more})


def locked_in(engine):
    for thread in os.listdir(f"/proc/{engine.process.pid}/task"):
        seen = status(f"{engine.process.pid}/task/{thread}")
        check(seen["NoNewPrivs"] == "1" and seen["Seccomp"] == "2", f"every thread is confined: {seen}")
    check("seccomp" in engine.first[2]["sandbox"], engine.first)
    print("  sandbox:", engine.first[2]["sandbox"])


def counts(engine):
    messages = [user("Count to five.")]
    counted = engine.ask("count", {"messages": messages}).one("counted")["tokens"]
    answer = chat(engine, messages, slot=0)
    usage = answer.one("usage")
    check(usage["prompt"] == counted, f"a count is exact: {counted}, {usage}")
    check(usage["output"] <= 16 and answer.one("finish")["reason"] == "length", answer.all)
    again = chat(engine, messages, slot=0).one("usage")
    check(again["prompt"] - again["cached"] == 1, f"the same prompt is cached: {again}")
    stopped = chat(engine, [user("Say: one two three four")], stop=[" "], max_tokens=30)
    check(stopped.one("finish")["reason"] == "stop_sequence" and stopped.one("finish")["stop_sequence"] == " ",
          stopped.all)


def sessions(engine):
    system = {"role": "system", "content": "You help. " + " ".join(f"Rule {i}: be brief." for i in range(60))}
    talks = [[system, user(f"My name is {name}.")] for name in ("Ada", "Bob", "Cyd")]
    cached = computed = 0
    for turn in range(3):
        for slot, talk in enumerate(talks):
            answer = chat(engine, talk, slot=slot, max_tokens=4)
            usage = answer.one("usage")
            if turn > 0:
                cached, computed = cached + usage["cached"], computed + usage["prompt"] - usage["cached"]
            talk += [{"role": "assistant", "content": answer.text()}, user("Go on.")]
    share = cached / (cached + computed)
    print(f"  three sessions in turn: {cached} tokens cached, {computed} computed ({share:.0%})")
    check(share >= 0.9, "sessions do not take each other's prefix")


def structured(engine):
    schema = {"type": "object", "properties": {"city": {"type": "string", "maxLength": 20}, "people": {"type": "integer"},
              "size": {"enum": ["small", "large"]}}, "required": ["city", "people", "size"], "additionalProperties": False}
    answer = chat(engine, [user("Paris")], json_schema=schema, max_tokens=80)
    value = json.loads(answer.text())
    check(set(value) == {"city", "people", "size"} and value["size"] in ("small", "large"), answer.text())


def cancelled(engine):
    long = engine.send("chat", {"messages": [user("word " * 2500)], "max_tokens": 50, "slot": 0})
    engine.until(lambda f: f[1] == long and f[0] == "prefill" and f[2]["processed"] > 0)
    begun = time.monotonic()
    engine.send("cancel", {}, long)
    answer = chat(engine, [user("Hi")], slot=0, max_tokens=2)
    took = time.monotonic() - begun
    check(answer.all[-1][0] == "end", answer.all)
    # the prompt alone would take a quarter of a minute; a slow machine is no failure
    print(f"  a cancelled prompt leaves its slot: next answer after {took:.1f} s")
    check(took < 10, "a cancel takes effect before the prompt is done")
    running = engine.send("chat", {"messages": [user("Tell a long story.")], "max_tokens": 3000, "slot": 0})
    engine.until(lambda f: f[1] == running and f[0] == "text")
    engine.send("cancel", {}, running)
    check(chat(engine, [user("Hi")], slot=0, max_tokens=2).all[-1][0] == "end", "a cancelled answer leaves its slot")


def refused(engine):
    too_long = chat(engine, [user("word " * 6000)])
    error = too_long.one("error")
    check(error["class"] == "context_overflow" and error["context"] == 4096 and error["tokens"] > 6000, error)
    check(engine.ask("chat", {"messages": "x"}).one("error")["class"] == "invalid_request", "bad shapes are refused")
    check(engine.ask("ping", {}).all == [("pong", {})], "and it still answers")


with Engine(model("smollm2")) as engine:
    check(engine.first[0] == "ready", engine.first)
    for part in (locked_in, counts, sessions, structured, cancelled, refused):
        part(engine)

with tempfile.NamedTemporaryFile(suffix=".gguf") as junk:
    junk.write(b"GGUF" + struct.pack("<IQQ", 3, 2**60, 2**60) + bytes(4096))
    junk.flush()
    with Engine(junk.name) as engine:
        check(engine.first[0] == "error" and engine.first[1] == 0 and engine.first[2]["message"], engine.first)
        check(engine.process.wait(timeout=10) == 3, "a model that cannot be loaded ends the engine")

with Engine(model("smollm2")) as engine:
    engine.socket.sendall(struct.pack("<IBI", 2**31, 1, 1))
    check(engine.process.wait(timeout=10) == 2, "a frame beyond all bounds ends the engine")

# weir dies while the model loads: its end of the pair closes, and that must be enough
orphan = Engine(model("qwen"))
orphan.__exit__()
