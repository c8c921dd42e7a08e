// Where holes are cut and where completions end.
#include "engine/fim.h"

#include <gtest/gtest.h>

namespace weir::engine {
namespace {

TEST(Hole, TheHeadStaysWhileALineIsTyped) {
  HoleMemory memory;
  const std::string above = "import os\n\ndef f():\n", suffix = "\nprint(f())\n", typed = "    return os.getcwd()";
  for (std::size_t n = 0; n <= typed.size(); ++n) {
    const Hole hole = cut_hole(above + typed.substr(0, n), suffix, memory);
    EXPECT_EQ(hole.head, above);
    EXPECT_EQ(hole.line + hole.heal, typed.substr(0, n));
  }
  const Hole next = cut_hole(above + typed + "\n    x", suffix, memory);
  EXPECT_EQ(next.head, above) << "a line break does not move the head either";
  const Hole elsewhere = cut_hole("int main() {\n  ret", "\n}\n", memory);
  EXPECT_EQ(elsewhere.head, "int main() {\n");
}

TEST(Hole, TheHeadMovesOnWhenMuchWasTyped) {
  HoleMemory memory;
  std::string prefix = "first\n";
  cut_hole(prefix, "s", memory);
  for (int i = 0; i < 50; ++i) prefix += "another line of text\n";
  const Hole hole = cut_hole(prefix, "s", memory);
  EXPECT_EQ(hole.head, prefix);
  EXPECT_EQ(hole.line, "");
}

struct Heal {
  const char *prefix, *line, *heal;
};

TEST(Hole, GenerationStartsAtAWordBoundary) {
  const Heal cases[] = {
      {"a\n    ret", "   ", " ret"},
      {"a\nx = foo.app", "x = foo", ".app"},
      {"a\nprint(se", "print", "(se"},
      {"a\nreturn ", "return", " "},
      {"a\n", "", ""},
      {"word", "", "word"},
      {"a\nx = \xc3\xa9t", "x = \xc3\xa9t", ""},
  };
  for (const Heal& c : cases) {
    HoleMemory memory;
    const Hole hole = cut_hole(c.prefix, "", memory);
    EXPECT_EQ(hole.line, c.line) << c.prefix;
    EXPECT_EQ(hole.heal, c.heal) << c.prefix;
  }
}

struct End {
  const char *what, *prefix, *suffix, *generated, *shown;
  bool done;  // it must know by itself that the hole is full
};

const End ends[] = {
    {"a line", "x = ", "\ny = 2\n", "1\ny = 2\n", "1", true},
    {"nothing on a finished line", "x = 1", "\n", "\ny = 2", "", true},
    {"a call's argument", "print(area(", "))\n", "5, 3))  # 15", "5, 3", true},
    {"a call in a call", "print(", ")\n", "max(a, b))\n", "max(a, b)", true},
    {"brackets in strings", "print(", ")\n", "\":)\", x)", "\":)\", x", true},
    {"the rest again", "x = ", " + tail\n", "y + tail\nz", "y", true},
    {"a semicolon again", "x = ", ";\n", "y;\n", "y", true},
    {"a block opened", "  if (a) ", "\n", "{\n    b();\n  }\n  c();\n", "{\n    b();\n  }", true},
    {"a body", "def f(a):\n    ", "\n\nprint(f(1))\n", "b = a\n    return b\n\nprint(f(1))\n", "b = a\n    return b",
     true},
    {"a body after an opener", "def f(a):", "\n\nx = 1\n", "\n    return a\n\nx = 1\n", "\n    return a", true},
    {"the suffix's line", "int f() {\n    ", "\n    return n;\n}\n", "int n = 1;\n    return n;\n}", "int n = 1;",
     true},
    {"a like line deeper is no suffix", "void f() {\n  ", "\n}\n", "if (a) {\n    b();\n  }\n  c();\n}\n",
     "if (a) {\n    b();\n  }\n  c();", true},
    {"leaving the block", "class A:\n    def f(self):\n        ", "\n", "return 1\n    def g(self):\n        pass",
     "return 1", true},
    {"two blank lines", "def f():\n    ", "\n", "a()\n\n\n    b()", "a()", true},
    {"one blank line inside", "def f():\n    ", "\n", "a()\n\n    b()", "a()\n\n    b()", false},
    {"top level ends at a blank line", "import os\n", "\nmain()\n", "import sys\n\nx = 1\n", "import sys", true},
    {"the model stops", "x = ", "\n", "1", "1", false},
};

TEST(HoleEnd, EndsWhereTheHoleDoes) {
  for (const End& c : ends) {
    for (const std::size_t chunk : {1UL, 4UL, 1000UL}) {
      HoleEnd end(c.prefix, c.suffix);
      std::string shown;
      const std::string all = c.generated;
      for (std::size_t at = 0; at < all.size() && !end.done(); at += chunk) shown += end.feed(all.substr(at, chunk));
      EXPECT_EQ(end.done(), c.done) << c.what << ", chunks of " << chunk;
      shown += end.finish();
      EXPECT_EQ(shown, c.shown) << c.what << ", chunks of " << chunk;
    }
  }
}

}  // namespace
}  // namespace weir::engine
