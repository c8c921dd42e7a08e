// weir.toml from anybody: a configuration, or one line that points into the file. What is accepted can be shown, and
// what is shown is the same configuration again; positions are where the names stand; bounds are the ones that the
// keys' own words say, and host names and ports are judged by a second, plain reading.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "check.h"
#include "config/config.h"
#include "config/keys.h"
#include "config/url.h"

namespace {

using namespace weir;
using namespace weir::config;
using fuzz::check;

Result<Config> read(std::string_view text) { return parse(text, "/fuzz.toml"); }

// From the line's and the column's place on, both from 1; columns count characters. Nothing when it is outside.
std::optional<std::string_view> at(std::string_view text, unsigned long line, unsigned long column) {
  if (line == 0 || column == 0) return std::nullopt;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  std::size_t i = 0;
  for (; column > 1; --column) {
    if (i >= text.size() || text[i] == '\n') return std::nullopt;
    for (++i; i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80; ++i) {}
  }
  return text.substr(i);
}

// "/fuzz.toml:LINE:COLUMN: ..." with a place in the text, its end included.
void check_error(std::string_view text, const std::string& message) {
  constexpr std::string_view file = "/fuzz.toml:";
  check(message.starts_with(file) && message.find('\n') == std::string::npos);
  char* rest = nullptr;
  const unsigned long line = std::strtoul(message.c_str() + file.size(), &rest, 10);
  check(*rest == ':');
  const unsigned long column = std::strtoul(rest + 1, &rest, 10);
  check(std::string_view(rest).starts_with(": "));
  // The end of the text is a place too, on the line before or behind the last line's end.
  const std::string ended = std::string(text) + '\n';
  const auto begins = at(ended, line, 1);
  check(begins.has_value() && column >= 1 && column <= std::min(begins->find('\n'), begins->size()) + 2);
}

// Where a key is said to stand its name does, or the quote before it.
void check_origins(std::string_view text, const Config& config) {
  for (const auto& [name, origin] : config.origins) {
    const auto found = at(text, origin.line, origin.column);
    check(found.has_value());
    const std::string_view last = std::string_view(name).substr(name.rfind('.') + 1);
    check(found->starts_with(last) || found->starts_with('"') || found->starts_with('\''));
  }
}

// The rows below `prefix` that the file has set, as lines.
std::string lines(const Config& config, const std::string& prefix) {
  std::string out;
  for (const Effective& row : effective(config)) {
    const bool below = row.key.starts_with(prefix) && row.key.find_first_of(".\"", prefix.size()) == std::string::npos;
    if (below && row.origin != "default" && !row.value.empty()) {
      out += row.key.substr(prefix.size()) + " = " + row.value + "\n";
    }
  }
  return out;
}

std::string written(const Config& config) {
  std::string out;
  for (const std::string& section : sections()) {
    if (section != "workspace" && section != "endpoint") out += "[" + section + "]\n" + lines(config, section + ".");
  }
  const auto section = [&](const std::string& name) { out += "[" + name + "]\n" + lines(config, name + "."); };
  for (const Workspace& w : config.workspaces) {
    if (!w.resolved) section("workspace." + toml_quote(w.written));
  }
  for (const Endpoint& e : config.endpoints) {
    section("endpoint." + e.name);
    for (const EndpointModel& m : e.models) section("endpoint." + e.name + ".model." + toml_quote(m.id));
  }
  return out;
}

// A command is shown short, and of "/v1/v1" only one is dropped: those two do not read back.
bool is_shown_whole(const Endpoint& e) { return e.key_command.empty() && !e.base_url.ends_with("/v1"); }

void check_round_trip(const Config& config) {
  if (!std::ranges::all_of(config.endpoints, is_shown_whole)) return;
  const auto again = read(written(config));
  check(again.has_value() && revision(*again) == revision(config));
}

// One more section behind what is accepted: refused, exactly there.
void check_place(std::string_view text) {
  const auto line = std::ranges::count(text, '\n') + 2;
  const auto refused = read(std::string(text) + "\n[zz]\n");
  check(!refused && refused.error().message.starts_with("/fuzz.toml:" + std::to_string(line) + ":1: zz is not"));
}

// A whole number at or beside a bound of one of the keys, by the words that the key says its bounds with.
void check_bounds(unsigned pick, unsigned which) {
  const auto& keys = config_keys();
  const auto& key = keys[pick % keys.size()];
  const auto from = key.wants.find(" from "), to = key.wants.find(" to ");
  if (from == std::string::npos || to == std::string::npos) return;
  const long long low = std::atoll(key.wants.c_str() + from + 6), high = std::atoll(key.wants.c_str() + to + 4);
  const long long number = std::array{low - 1, low, low + 1, high - 1, high, high + 1}.at(which % 6);
  const bool list = key.wants.starts_with("a list");
  const std::string value = (list ? "[" : "") + std::to_string(number) + (list ? "]" : "");
  const auto config = read("[" + key.section + "]\n" + key.name + " = " + value + "\n");
  check(config.has_value() == (number >= low && number <= high));
}

bool is_v4(std::string_view host) {
  for (int left = 4; left > 0; --left) {
    const std::string_view part = host.substr(0, host.find('.'));
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0')) return false;
    if (part.find_first_not_of("0123456789") != part.npos || std::stoi(std::string(part)) > 255) return false;
    host.remove_prefix(part.size());
    if (left > 1 && !host.starts_with('.')) return false;
    if (left > 1) host.remove_prefix(1);
  }
  return host.empty();
}

bool is_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  std::string_view label;
  for (std::size_t begin = 0; begin <= host.size(); begin += label.size() + 1) {
    label = host.substr(begin, host.find('.', begin) - begin);
    if (label.empty() || label.size() > 63 || label.starts_with('-') || label.ends_with('-')) return false;
  }
  return label[0] < '0' || label[0] > '9' || is_v4(host);
}

// Any bytes as letters, digits, dots and dashes.
void check_host(std::string_view bytes, unsigned port) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  std::string host;
  for (const char c : bytes) host += letters.contains(c) ? c : letters[static_cast<unsigned char>(c) % letters.size()];
  const bool good = is_name(host);
  check(read("server.hosts = [\"" + host + "\"]").has_value() == good);
  const auto url = parse_url("https://" + host + ":" + std::to_string(port) + "/x/");
  check(url || !good || port < 1 || port > 65535 || (is_v4(host) && host.starts_with("169.254.")));
  if (!url) return;
  check(good && port >= 1 && port <= 65535);
  check(url->origin() + url->prefix == "https://" + host + ":" + std::to_string(port) + "/x");
}

// A line of so many bytes, at the bound or beside it.
void check_line(unsigned beside) {
  const std::size_t size = limits::config_line_bytes - 2 + beside % 4;
  const std::string line = "#" + std::string(size - 1, 'x');
  for (const std::string& text : {line, line + "\n", "\n" + line + "\n"}) {
    check(read(text).has_value() == (size <= limits::config_line_bytes));
  }
}

void check_text(std::string_view text) {
  const auto config = read(text);
  if (!config) return check_error(text, config.error().message);
  for (const auto& row : effective(*config)) check(!row.key.empty() && !row.text.empty());
  for (const auto& workspace : config->workspaces) check(workspace.root.starts_with('/'));
  check(revision(*config).size() == 32);
  check_origins(text, *config);
  check_round_trip(*config);
  check_place(text);
}

}  // namespace

// The first byte says whether the rest is a file or something for one of the plain checks; the two behind it are
// numbers for these.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const void* const any = data + 3;
  const std::string_view text(static_cast<const char*>(any), size - 3);
  switch (data[0] % 8) {
    case 0:
      check_bounds(data[1], data[2]);
      break;
    case 1:
      check_host(text, (data[1] + 256U * data[2]) + (data[1] & 1U));
      break;
    case 2:
      check_line(data[1]);
      break;
    default:
      check_text(text);
      break;
  }
  return 0;
}
