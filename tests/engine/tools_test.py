"""Forced tool calls are calls, and their arguments fit: on a model whose template knows tools and on one whose does
not. What free choice gives is counted with and without the repair, and printed; models decide that, not we."""
import json
import sys

from schemas import CASES, TOOLS, fits, schema
from weir_engine import Engine, check, model, user


def ask(engine, words, choice, tokens=160):
    return engine.ask("chat", {"messages": [user(words)], "tools": TOOLS, "tool_choice": choice, "temperature": 0,
                               "seed": 1, "max_tokens": tokens, "slot": 0})


def right(answer, item):
    calls = answer.of("tool")
    return (len(calls) == 1 and calls[0]["name"] == item["function"]["name"] and calls[0]["valid"]
            and fits(schema(item), json.loads(calls[0]["arguments"]))
            and answer.one("finish")["reason"] == "tool_calls" and answer.text() == "")


def named(engine):
    good, crossed = 0, 0
    for i, (item, words) in enumerate(CASES):
        answer = ask(engine, words, {"type": "function", "function": {"name": item["function"]["name"]}})
        good += right(answer, item)
        if not right(answer, item):
            print("  not right:", answer.all[-4:])
        arguments = json.loads(answer.of("tool")[0]["arguments"])
        other = CASES[(i + 1) % len(CASES)][0]
        crossed += fits(schema(other), arguments)
    return good, crossed


def required(engine):
    good = 0
    for item, words in CASES[:5]:
        calls = ask(engine, words, "required").of("tool")
        offered = {tool["function"]["name"]: tool for tool in TOOLS}
        good += len(calls) == 1 and fits(schema(offered[calls[0]["name"]]), json.loads(calls[0]["arguments"]))
    return good


def free(engine, cases):
    plain = repaired = 0
    for item, words in cases:
        calls = ask(engine, words, "auto", 72).of("tool")
        fitting = [c for c in calls if c["name"] == item["function"]["name"] and c["valid"]]
        plain += bool(fitting) and fitting[0]["repair"] == "none"
        repaired += bool(fitting)
    return plain, repaired


name = sys.argv[2]
with Engine(model(name), context=4096) as engine:
    check(engine.first[0] == "ready", engine.first)
    good, crossed = named(engine)
    any_good = required(engine)
    auto = CASES if name == "qwen" else CASES[:5]
    plain, repaired = free(engine, auto)
    none = ask(engine, CASES[0][1], "none", 32)
    print(f"{name}: template {'with' if engine.first[2]['tools'] else 'without'} tools")
    print(f"  named tool       {good:2} of {len(CASES)} fit their schema")
    print(f"  some tool        {any_good:2} of 5 fit their schema")
    print(f"  another's schema {crossed:2} of {len(CASES)} fit (control: 0)")
    print(f"  free choice      {plain:2} of {len(auto)} right as written, {repaired} with repair")
    check(good == len(CASES), "a named tool is always called, and its arguments fit")
    check(any_good == 5, "required is always a call")
    check(crossed == 0, "the validator tells schemas apart")
    check(not none.of("tool"), "tool_choice none is no call")
    check(ask(engine, "x", {"type": "function", "function": {"name": "nope"}}).one("error")["class"]
          == "invalid_request", "a tool that is not offered is refused")
    if name == "qwen":
        check(repaired > plain, "repair finds calls that llama.cpp reports as text")
