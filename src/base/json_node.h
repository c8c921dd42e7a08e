// JsonNode: how json.cpp and json_value.cpp keep a parsed text: one node a value, parents before children, siblings
// found by skipping over subtrees. Nobody else includes this.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/json.h"

namespace weir {

struct JsonNode {
  std::uint32_t at = 0, size = 0;          // the value's bytes
  std::uint32_t key_at = 0, key_size = 0;  // the member's key with its quotes; size 0: no member of an object
  std::uint32_t next = 0;                  // index of the first node after this subtree
  std::uint32_t count = 0;                 // children
  JsonType type = JsonType::null;
  bool escaped = false, key_escaped = false;  // a backslash in the value (a string), in the key
};

// A number by RFC 8259's grammar; its fraction and exponent make it no integer.
enum class NumberForm : std::uint8_t { none, integer, real };
NumberForm number_form(std::string_view token);

// Walks the escapes of a string's inside. False: one of them is none of JSON's.
bool escapes_are_valid(std::string_view inside);

}  // namespace weir
