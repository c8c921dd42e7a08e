// Tables of numbers, flattened.
#include "catalog/ripple.h"

#include "catalog/data.h"
#include "config/toml.h"

namespace weir::catalog {
namespace {

using config::Toml;

Result<void> flatten(const Toml& table, const std::string& prefix, const std::string& file, Numbers& out) {
  for (const config::TomlMember& member : table.members) {
    const std::string key = prefix.empty() ? member.key : prefix + "." + member.key;
    if (member.value.is(Toml::Type::table)) {
      TRY_VOID(flatten(member.value, key, file, out));
    } else if (member.value.is(Toml::Type::number) || member.value.is(Toml::Type::integer)) {
      out.emplace(key, member.value.number);
    } else {
      return config::fail_at(file, member.at, key + " is not a number");
    }
  }
  return {};
}

}  // namespace

Result<Numbers> read_numbers(std::string_view toml, const std::string& file) {
  TRY(const Toml root, config::parse_toml(toml, file));
  Numbers out;
  TRY_VOID(flatten(root, "", file, out));
  return out;
}

Result<Numbers> ripple_weights() { return read_numbers(data::ripple(), "data/ripple.toml"); }

}  // namespace weir::catalog
