// How the languages write comments and strings: all that the lexer must know of them.
#pragma once
#include "workspace/file.h"

namespace weir::workspace::edges {

struct Habits {
  bool slashes = true;          // "//" and "/* */"
  bool hash = false;            // "#" begins a comment
  bool dashes = false;          // "--" begins a comment
  bool single = false;          // '...' is a string; else a character
  bool template_quote = false;  // `...${}...`
  bool raw_quote = false;       // `...`
  bool triple = false;          // """..."""
  bool multi_line = false;      // "..." may hold a line break
  bool regex = false;           // /.../ after an operator
  bool docstrings = false;      // a string that is a statement is a comment
  bool markup = false;          // <!-- -->
  char interpolation = 0;       // '$' ${x}, '#' #{x}, '{' {x} in strings with a prefix f or $
};
Habits habits_of(Language language);

}  // namespace weir::workspace::edges
