// Tables of programs: wrappers, shells, programs that read, list or search files; and the substitutions of a sed
// script.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.h"

namespace weir::clients {

bool is_keyword(std::string_view word);  // "then", "do", "!", "{" ...
bool is_shell(std::string_view program);

struct WrapperRow {                  // a program that runs the one named behind it
  std::string_view program, second;  // "poetry", "run"
  std::string_view valued;           // its options that take a value: "-n-k"
  int operands = 0;                  // words before the program: timeout's seconds
  bool keeps_second = false;         // `second` is the program already
};
const WrapperRow* wrapper(std::string_view program, std::string_view second);

struct FileRow {
  std::string_view program;
  Touch::How how;
  std::string_view valued;    // letters of its options that take a value
  bool pattern = false;       // the first operand is a pattern or a program
  bool until_option = false;  // operands stand before the first option (find)
};
const FileRow* file_row(std::string_view program);

struct Substitution {
  std::string before, after;  // escapes taken out, so that words remain words
};
std::vector<Substitution> substitutions_in(std::string_view script);

}  // namespace weir::clients
