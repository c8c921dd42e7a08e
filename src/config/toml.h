// TOML as plain values that know where they stand. toml++ does the parsing in toml.cpp and is included nowhere else;
// keys.cpp and catalog/ read these values.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace weir::config {

struct Mark {
  unsigned line = 0, column = 0;
};  // both from 1

struct TomlMember;

struct Toml {
  enum class Type { table, array, string, integer, number, boolean, other };  // other: dates and times
  Type type = Type::table;
  Mark at;  // of the value; of the '[' for a table with a header
  std::string string;
  std::int64_t integer = 0;
  double number = 0;  // also for an integer
  bool boolean = false;
  std::vector<Toml> items;          // of an array
  std::vector<TomlMember> members;  // of a table, in the file's order

  bool is(Type t) const { return type == t; }
  const Toml* find(std::string_view key) const;  // nullptr when absent or no table
};

struct TomlMember {
  std::string key;
  Mark at;  // of the key
  Toml value;
};

// `file` is only named in errors. Errors: invalid, "FILE:LINE:COL: ..."; the text of a value is never quoted, since
// people paste keys into the wrong place.
Result<Toml> parse_toml(std::string_view text, const std::string& file);

// The error that every reader of a TOML file returns: where, what, and what to write instead.
std::unexpected<Error> fail_at(const std::string& file, Mark at, std::string_view message, std::string help = {});

}  // namespace weir::config
