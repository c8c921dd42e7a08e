// A spelled expression (syntax.h) taken apart.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::workspace::edges::proto {

struct Step {
  enum class Kind : std::uint8_t { name, call, index, key, argument } kind = Kind::name;
  std::string_view name;     // name, call, key
  std::string_view generic;  // "<Cart>" of a call
  bool literal = false;      // "T{}"
};

bool word(char c);  // of a name; "@" too
// "useQuery<Cart>().data[]" -> call useQuery, name data, index.
std::vector<Step> steps_of(std::string_view text);

}  // namespace weir::workspace::edges::proto
