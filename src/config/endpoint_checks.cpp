// Checks across the keys of one endpoint.
#include "config/endpoint_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "config/url.h"

namespace weir::config {
namespace {

constexpr std::size_t kNameBytes = 40;

bool is_built_in(const std::string& name) { return name == "anthropic" || name == "openai"; }

Mark at_key(const Toml& table, std::string_view key) {
  const auto it = std::ranges::find(table.members, key, &TomlMember::key);
  return it == table.members.end() ? table.at : it->at;
}

Result<void> check_sources(const Toml& table, const std::string& full, const std::string& file) {
  const TomlMember* first = nullptr;
  for (const TomlMember& member : table.members) {
    if (member.key != "key_env" && member.key != "key_file" && member.key != "key_command") continue;
    if (first != nullptr) {
      return fail_at(file, member.at, fmt::format("{} has both {} and {}", full, first->key, member.key),
                     fmt::format("write one of them; delete line {} or line {}", first->at.line, member.at.line));
    }
    first = &member;
  }
  return {};
}

Result<void> check_reach(const Endpoint& e, const Toml& table, const std::string& full, const std::string& file) {
  if (e.base_url.empty() || e.where.empty()) return {};
  TRY(const Url url, parse_url(e.base_url));
  constexpr std::array<std::string_view, 3> nearest_first = {"here", "lan", "cloud"};
  const auto claimed = std::ranges::find(nearest_first, e.where) - nearest_first.begin();
  const auto host = static_cast<std::ptrdiff_t>(reach_of(url));
  if (claimed >= host) return {};
  return fail_at(file, at_key(table, "where"),
                 fmt::format("{}.where is \"{}\", but its host is farther away", full, e.where),
                 fmt::format("write where = \"{}\" or delete the line", nearest_first[static_cast<std::size_t>(host)]));
}

Result<void> check_ca(const Endpoint& e, const Toml& table, const std::string& full, const std::string& file) {
  if (e.ca_file.empty() || e.base_url.empty() || e.base_url.starts_with("https:")) return {};
  return fail_at(file, at_key(table, "ca_file"), full + ".ca_file is for https, and base_url is http",
                 "write base_url = \"https://...\" or delete ca_file");
}

}  // namespace

std::string wrong_endpoint_name(const std::string& name) {
  if (name == "engine" || name == "weir") return fmt::format("endpoint \"{}\" is weir's own", name);
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  const bool ok = !name.empty() && name.size() <= kNameBytes && std::ranges::all_of(name, fits);
  return ok ? "" : "this cannot be an endpoint's name";
}

Result<void> check_endpoint(Endpoint& e, const Toml& table, const std::string& file) {
  const std::string full = "endpoint." + e.name;
  if (e.kind.empty() && is_built_in(e.name)) e.kind = e.name;
  if (e.kind.empty()) {
    return fail_at(file, table.at, full + " has no kind",
                   "write kind = \"openai\" (what compatible servers speak) or \"anthropic\"");
  }
  if (e.base_url.empty() && !is_built_in(e.name)) {
    return fail_at(file, table.at, full + " has no base_url",
                   "write base_url = \"http://127.0.0.1:8081\" or where it is");
  }
  TRY_VOID(check_sources(table, full, file));
  TRY_VOID(check_reach(e, table, full, file));
  return check_ca(e, table, full, file);
}

}  // namespace weir::config
