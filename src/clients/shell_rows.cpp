// The tables.
#include "clients/shell_rows.h"

#include <algorithm>
#include <array>

namespace weir::clients {
namespace {

using How = Touch::How;

constexpr std::array<std::string_view, 12> keywords = {"if", "then", "else", "elif", "while", "until",
                                                       "do", "!",    "{",    "}",    "fi",    "done"};
constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "zsh", "dash", "ksh", "ash"};

constexpr std::array wrappers = {WrapperRow{"sudo", "", "-u-g", 0},
                                 WrapperRow{"env", "", "-u-C-S", 0},
                                 WrapperRow{"time", "", "-f-o", 0},
                                 WrapperRow{"timeout", "", "-k-s", 1},
                                 WrapperRow{"nice", "", "-n", 0},
                                 WrapperRow{"ionice", "", "-c-n", 0},
                                 WrapperRow{"nohup", "", "", 0},
                                 WrapperRow{"command", "", "", 0},
                                 WrapperRow{"exec", "", "", 0},
                                 WrapperRow{"stdbuf", "", "-i-o-e", 0},
                                 WrapperRow{"xvfb-run", "", "", 0},
                                 WrapperRow{"npx", "", "-p", 0},
                                 WrapperRow{"bunx", "", "", 0},
                                 WrapperRow{"pnpx", "", "", 0},
                                 WrapperRow{"uvx", "", "", 0},
                                 WrapperRow{"poetry", "run", "", 0},
                                 WrapperRow{"uv", "run", "-p--with--extra", 0},
                                 WrapperRow{"pipenv", "run", "", 0},
                                 WrapperRow{"pdm", "run", "", 0},
                                 WrapperRow{"rye", "run", "", 0},
                                 WrapperRow{"pnpm", "exec", "", 0},
                                 WrapperRow{"pnpm", "dlx", "", 0},
                                 WrapperRow{"npm", "exec", "", 0},
                                 WrapperRow{"yarn", "exec", "", 0},
                                 WrapperRow{"yarn", "dlx", "", 0},
                                 WrapperRow{"bundle", "exec", "", 0},
                                 WrapperRow{"conda", "run", "-n", 0},
                                 WrapperRow{"coverage", "run", "", 0},
                                 WrapperRow{"yarn", "jest", "", 0, true},
                                 WrapperRow{"yarn", "vitest", "", 0, true},
                                 WrapperRow{"yarn", "mocha", "", 0, true},
                                 WrapperRow{"pnpm", "jest", "", 0, true},
                                 WrapperRow{"pnpm", "vitest", "", 0, true},
                                 WrapperRow{"php", "vendor/bin/phpunit", "", 0, true},
                                 WrapperRow{"php", "artisan", "", 0, true},
                                 WrapperRow{"bin/rails", "", "", 0, true}};

constexpr std::array files = {FileRow{"cat", How::opened, ""},
                              FileRow{"head", How::opened, "nc"},
                              FileRow{"tail", How::opened, "nc"},
                              FileRow{"less", How::opened, ""},
                              FileRow{"more", How::opened, ""},
                              FileRow{"nl", How::opened, "bw"},
                              FileRow{"bat", How::opened, "lrH"},
                              FileRow{"batcat", How::opened, "lrH"},
                              FileRow{"tac", How::opened, ""},
                              FileRow{"xxd", How::opened, "lsc"},
                              FileRow{"jq", How::opened, "", true},
                              FileRow{"yq", How::opened, "", true},
                              FileRow{"awk", How::opened, "Fvf", true},
                              FileRow{"gawk", How::opened, "Fvf", true},
                              FileRow{"ls", How::listed, "I"},
                              FileRow{"tree", How::listed, "LIP"},
                              FileRow{"find", How::listed, "", false, true},
                              FileRow{"grep", How::searched, "ABCmef", true},
                              FileRow{"egrep", How::searched, "ABCmef", true},
                              FileRow{"fgrep", How::searched, "ABCmef", true},
                              FileRow{"rg", How::searched, "ABCmefgtTjM", true},
                              FileRow{"ag", How::searched, "ABCmG", true},
                              FileRow{"ack", How::searched, "ABCm", true},
                              FileRow{"fd", How::searched, "etEdx", true},
                              FileRow{"fdfind", How::searched, "etEdx", true},
                              FileRow{"rm", How::edited, ""},
                              FileRow{"unlink", How::edited, ""},
                              FileRow{"tee", How::edited, ""},
                              FileRow{"truncate", How::edited, "sr"},
                              FileRow{"touch", How::created, "dtr"}};

// "\buser_id\b" -> " user_id ": an escape is no letter of a word; groups and classes are no words either.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      out += ' ';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The text up to an unescaped `mark`; moves behind it. False where there is none.
bool take_until(std::string_view& text, char mark, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == mark) {
      out = without_escapes(text.substr(0, i));
      text.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

}  // namespace

bool is_keyword(std::string_view word) { return std::ranges::find(keywords, word) != keywords.end(); }
bool is_shell(std::string_view program) { return std::ranges::find(shells, program) != shells.end(); }

const WrapperRow* wrapper(std::string_view program, std::string_view second) {
  const auto it = std::ranges::find_if(
      wrappers, [&](const WrapperRow& r) { return r.program == program && (r.second.empty() || r.second == second); });
  return it == wrappers.end() ? nullptr : &*it;
}

const FileRow* file_row(std::string_view program) {
  const auto it = std::ranges::find(files, program, &FileRow::program);
  return it == files.end() ? nullptr : &*it;
}

std::vector<Substitution> substitutions_in(std::string_view script) {
  std::vector<Substitution> out;
  for (std::size_t at = 0; at + 1 < script.size(); ++at) {
    const bool begins =
        at == 0 || std::string_view(" ;{}\n/0123456789$,").find(script[at - 1]) != std::string_view::npos;
    const char mark = script[at + 1];
    if (script[at] != 's' || !begins || std::string_view("/|#,@!:~%+").find(mark) == std::string_view::npos) continue;
    std::string_view rest = script.substr(at + 2);
    Substitution s;
    if (!take_until(rest, mark, s.before) || !take_until(rest, mark, s.after)) break;
    out.push_back(std::move(s));
    at = script.size() - rest.size() - 1;
  }
  return out;
}

}  // namespace weir::clients
