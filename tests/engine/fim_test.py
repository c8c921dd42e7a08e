"""Autocomplete: a keystroke costs few tokens, and what is filled in begins right and ends with the hole."""
from weir_engine import Engine, check, model

HOLES = [  # before the hole, after it, what it must begin with
    ("def fibonacci(n):\n    if n <= 1:\n        return n\n    return ", "\n\n\nprint(fibonacci(10))\n", "fibonacci(n"),
    ("class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
     "        self.items.append(item)\n\n    def pop(self):\n        return ", "\n\n\nstack = Stack()\n", "self.items.pop("),
    ("def total(numbers):\n    \"\"\"The sum of a list.\"\"\"\n    result = 0\n    ", "\n    return result\n", "for "),
    ("def greet(name):\n    ret", "\n\n\nprint(greet('Ada'))\n", "urn"),
    ("import os\n\n\ndef exists(path):\n    return ", "\n\n\nif exists('x'):\n    print('yes')\n", "os.path.exists(path"),
    ("const add = (a, b) => ", ";\n\nconsole.log(add(1, 2));\n", "a + b"),
    ("int max(int a, int b) {\n    return ", ";\n}\n\nint main() { return max(1, 2); }\n", "a > b"),
    ("fn double(x: i32) -> i32 {\n    ", "\n}\n\nfn main() { println!(\"{}\", double(2)); }\n", "x * 2"),
    ("def average(values):\n    if not values:\n        return 0\n    return sum(values) / ",
     "\n\n\nprint(average([1, 2]))\n", "len(values)"),
    ("words = ['a', 'b']\nfor i, word in ", ":\n    print(i, word)\n", "enumerate(words)"),
]
NAMES = ["load", "store", "parse", "merge", "split", "render", "check", "apply", "count", "index"]


def functions(engine, start, tokens):
    text, i = "", start
    while engine.tokens(text) < tokens:
        text += (f"def {NAMES[i % 10]}_{i}(value, limit={i}):\n    if value > limit:\n        return value - limit\n"
                 f"    return value * {i + 2}\n\n\n")
        i += 1
    return text


def fill(engine, prefix, suffix, tokens=32):
    return engine.ask("fim", {"prefix": prefix, "suffix": suffix, "max_tokens": tokens})


def holes(engine):
    good = 0
    for prefix, suffix, wanted in HOLES:
        answer = fill(engine, prefix, suffix, 48)
        starts = answer.text().startswith(wanted)
        good += starts
        print(f"  {'right' if starts else 'WRONG'}  {answer.text()!r}")
        check(suffix.strip().splitlines()[0] not in answer.text(), "the completion ran into the suffix")
    return good


def keystrokes(engine):
    above = "import os\n\n\n" + functions(engine, 0, 700) + "def total(values):\n    result = 0\n"
    below = "\n    return result\n\n\n" + functions(engine, 40, 245)
    sizes = engine.tokens(above), engine.tokens(below)
    check(sizes[0] >= 700 and sizes[1] >= 250, f"the file is as large as promised: {sizes}")
    cold = fill(engine, above, below, 4)
    typed = "    for value in values:\n        result"
    costs = [fill(engine, above + typed[:n], below, 8).computed() for n in range(1, 21)]
    costs_break = fill(engine, above + typed, below, 8).computed()  # many characters and a line break at once
    print(f"  prefix {sizes[0]}, suffix {sizes[1]} tokens: cold {cold.computed()} computed, "
          f"20 keystrokes {min(costs)}..{max(costs)}, a line further {costs_break}")
    return costs, costs_break


with Engine(model("qwen"), context=2048) as engine:
    check(engine.first[0] == "ready" and engine.first[2]["fim"], engine.first)
    good = holes(engine)
    costs, costs_break = keystrokes(engine)
    check(good >= 0.8 * len(HOLES), f"{good} of {len(HOLES)} holes begin right, 4 of 5 are promised")
    check(max(costs) <= 10, f"a keystroke computes at most 10 prompt tokens: {costs}")
    check(costs_break <= 20, "a line break does not move the hole's head")
    check(fill(engine, "x = ", "\n", 3).one("finish")["reason"] in ("stop", "length"), "it says why it ended")

with Engine(model("smollm2"), context=512) as engine:
    check(fill(engine, "a", "b").one("error")["class"] == "invalid_request", "a model without holes says so")
    plain = engine.ask("fim", {"prefix": "One, two, three,", "suffix": "", "raw": True, "max_tokens": 6})
    check(plain.text().strip().startswith("four"), f"a text is continued: {plain.text()!r}")
