// Asked: a question's text, looked at once: its words, what it names, the shape of the prompt.
#pragma once
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace weir::workspace {

// What a part of a text looks like, for the width.
struct Shape {
  unsigned words = 0, identifiers = 0, paths = 0;  // different ones
  unsigned joins = 0;                              // "and", commas and the like
  int wide = 0;  // verbs that reach far (rename, migrate, refactor, everywhere) less those that do not (typo, comment)
  bool tests = false;  // speaks of tests
};

struct Asked {
  std::string text;                       // without trailers and links, bounded
  std::vector<std::string> words;         // identifiers as written, each once
  std::vector<std::string> paths;         // things that look like a path or file name
  std::unordered_set<std::string> stems;  // words lower-cased, '-' and '_' taken out
  Shape head, whole;                      // of the first line, which says what; and of all, which may say why
  unsigned bullets = 0;
};
Asked asked_of(std::string_view text);

// "src/FooBar.test.ts" -> "foobar"; of a name that says nothing (index, mod, main, __init__) the folder's.
std::string stem_of(std::string_view path);

}  // namespace weir::workspace
