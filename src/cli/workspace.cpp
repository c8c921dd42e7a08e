// Verbs about a workspace: folder, index, answer.
#include "cli/workspace.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "cli/control.h"
#include "cli/term.h"
#include "decision/figures.h"

namespace weir::cli {
namespace {

constexpr auto look_again = std::chrono::milliseconds(100);
constexpr int most_looks = 600;  // a minute, where nobody watches

std::string count(JsonValue value, const char* one, const char* many) {
  const std::int64_t n = value.integer().value_or(0);
  return fmt::format("{} {}", grouped(n), n == 1 ? one : many);
}

std::string growth(JsonValue index) {
  return fmt::format("indexing {}  {} %  {}, {}", home_short(index["root"].string()),
                     index["percent"].integer().value_or(0), count(index["files"], "file", "files"),
                     count(index["commits"], "commit", "commits"));
}

// nothing: still growing.
std::optional<int> settled(JsonValue index) {
  const std::string state = index["state"].string();
  if (state == "indexing") return std::nullopt;
  if (state == "ready" || state == "stale") return ok;
  const std::string detail = index["detail"].string();
  return report(failed, "ripple", index["root"].string() + " cannot be indexed" + (detail.empty() ? "" : ": " + detail),
                "weir status shows the state of each workspace");
}

// ", 12 left out: 9 generated or minified, 3 binary"; "" for none.
std::string left_out_text(JsonValue left_out) {
  std::int64_t all = 0;
  std::string reasons;
  const auto add = [&](const char* key, const char* word) {
    const std::int64_t n = left_out[key].integer().value_or(0);
    all += n;
    if (n > 0) reasons += fmt::format("{} {} {}", reasons.empty() ? ":" : ",", grouped(n), word);
  };
  add("generated", "generated or minified");
  add("vendored", "vendored");
  add("binary", "binary");
  add("huge", "too large");
  add("unread", "unreadable");
  return all == 0 ? "" : fmt::format(", {} left out{}", grouped(all), reasons);
}

}  // namespace

std::string folder_of(const std::string& named) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(named.empty() ? "." : named, error);
  return error ? named : path.lexically_normal().string();
}

JsonWriter call_body(const std::string& folder) {
  JsonWriter w;
  w.object().field("directory", folder);
  return w;
}

void add_list(JsonWriter& w, std::string_view key, const std::vector<std::string>& values) {
  w.key(key).array();
  for (const std::string& value : values) w.value(value);
  w.end();
}

std::optional<int> await_index(const Context& context, const std::string& folder) {
  JsonWriter w = call_body(folder);
  w.end();
  const std::string body = w.take();
  const bool watched = isatty(2) != 0;
  bool drawn = false;
  while (true) {
    Called called = call(context, "POST", "/index", body);
    if (called.exit) return called.exit;
    auto doc = Json::parse(called.body);
    if (!doc) return report(failed, "control", "weir's answer could not be read");
    const JsonValue index = (*doc)["index"];
    const std::optional<int> end = index["state"].string() == "indexing" ? std::nullopt : std::optional(0);
    if (watched && (drawn || !end)) fmt::print(stderr, "\r{}\033[K", end ? "" : growth(index));
    drawn = drawn || !end;
    if (end) {
      const std::optional<int> how = settled(index);
      return how == ok ? std::nullopt : how;
    }
    std::this_thread::sleep_for(look_again);
  }
}

bool await_index_quietly(const Context& context, const std::string& folder) {
  JsonWriter w = call_body(folder);
  w.end();
  const std::string body = w.take();
  for (int looks = 0; looks < most_looks; ++looks) {
    auto response = control(context, "POST", "/index", body);
    if (!response || response->status != 200) return false;
    auto doc = Json::parse(response->body);
    const std::string state = doc ? (*doc)["index"]["state"].string() : "none";
    if (state != "indexing") return state == "ready";
    std::this_thread::sleep_for(look_again);
  }
  return false;
}

int show(const Context& context, const Args& args, std::string_view route, std::string body) {
  Called called = call(context, "POST", std::string(route), std::move(body));
  if (called.exit) return *called.exit;
  fmt::print("{}{}", called.body, called.body.ends_with('\n') || args.has("--svg") ? "" : "\n");
  return ok;
}

std::string_view form_of(const Args& args) { return args.json() ? "json" : args.has("--svg") ? "svg" : "text"; }

std::string home_short(std::string path) {
  const char* home = std::getenv("HOME");
  const std::string_view prefix = home != nullptr ? home : "";
  const bool below =
      prefix.size() > 1 && path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  if (below) path.replace(0, prefix.size(), "~");
  return path;
}

std::string index_text(JsonValue index) {
  if (index.is_null() || !index.exists()) return "";
  const std::string state = index["state"].string(), detail = index["detail"].string();
  if (state == "indexing")
    return fmt::format("index {}: ripple unknown until then",
                       detail.empty() ? fmt::format("{} %", index["percent"].integer().value_or(0)) : detail);
  std::string out = "index " + state;
  if (state == "ready" || state == "stale")
    out += ", " + count(index["files"], "file", "files") + left_out_text(index["left_out"]);
  if (!detail.empty()) out += ", " + detail;
  if (const auto age = index["age_ms"].integer()) out += fmt::format(", {} old", duration(*age));
  return out;
}

std::optional<std::int64_t> tokens_of(const std::string& text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < 1 || n > 200'000) return std::nullopt;
  return n;
}

}  // namespace weir::cli
