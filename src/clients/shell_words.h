// A shell command as words. No shell: quotes, separators, redirections and here-documents are told apart, whatever
// the shell would still have to work out (variables, globs, substitutions) is marked, never guessed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::clients {

struct ShellWord {
  std::string text;
  bool plain = true;  // false: the shell would replace something in it
};

struct ShellRedirect {
  enum class To : std::uint8_t { read, write, append };
  To to = To::write;
  ShellWord target;
};

struct ShellCommand {
  enum class Joint : std::uint8_t { end, next, then, otherwise, pipe, background };  // "" ; && || | &
  std::vector<ShellWord> words;
  std::vector<ShellRedirect> redirects;
  std::string input;  // the here-document
  Joint joint = Joint::end;
  unsigned depth = 0;  // of parentheses around it
};

// At most the first 64 KB and 128 commands of it.
std::vector<ShellCommand> shell_commands(std::string_view text);

}  // namespace weir::clients
