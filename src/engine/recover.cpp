// Calls written as text: reading them, and holding them back from the stream until they are read.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/tools.h"

namespace weir::engine {
namespace {

struct Wrap {
  std::string_view open, close;
};
constexpr std::array wraps{Wrap{"<tool_call>", "</tool_call>"}, Wrap{"<tools>", "</tools>"},
                           Wrap{"<function_call>", "</function_call>"}, Wrap{"```json", "```"}, Wrap{"```", "```"}};
constexpr std::string_view tag = "<tool_call>";  // the one that counts in the middle of a text, too

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// Where the JSON value that begins at 0 ends; npos while it is open.
std::size_t json_end(std::string_view text) {
  int depth = 0;
  bool in_string = false, escaped = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (escaped)
        escaped = false;
      else if (c == '\\')
        escaped = true;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

// {"name", "arguments"|"parameters"}, or the same under "function".
std::optional<Call> from_json(const ToolSet& tools, const json& value) {
  if (!value.is_object()) return std::nullopt;
  if (value.contains("function") && value.at("function").is_object()) return from_json(tools, value.at("function"));
  if (!value.contains("name") || !value.at("name").is_string()) return std::nullopt;
  const std::string name = value.at("name").get<std::string>();
  for (const char* key : {"arguments", "parameters"}) {
    if (!value.contains(key)) continue;
    json arguments = value.at(key);
    if (arguments.is_string()) {
      json inner = json::parse_no_throw(arguments.get<std::string>());
      if (!inner.is_discarded()) arguments = std::move(inner);
    }
    auto call = tools.check(name, arguments, Repair::recovered);
    // What does not fit is text about a call, as far as anyone can tell: not worth running.
    return call && call->valid ? call : std::nullopt;
  }
  return std::nullopt;
}

bool add_value(const ToolSet& tools, std::string_view text, std::vector<Call>& calls) {
  const json value = json::parse_no_throw(std::string(text));
  if (value.is_discarded()) return false;
  const std::size_t count = value.is_array() ? value.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    auto call = from_json(tools, value.is_array() ? value.at(i) : value);
    if (!call) return false;
    calls.push_back(std::move(*call));
  }
  return count > 0;
}

// Takes the wrapper that the text begins with off its front; "" when there is none.
std::string_view open_wrap(std::string_view& text) {
  for (const Wrap& wrap : wraps) {
    if (!text.starts_with(wrap.open)) continue;
    text = trimmed(text.substr(wrap.open.size()));
    return wrap.close;
  }
  return {};
}

// One wrapped or bare value at the front of the text; false when there is none.
bool take_one(const ToolSet& tools, std::string_view& text, std::vector<Call>& calls) {
  const std::string_view close = open_wrap(text);
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const std::size_t end = json_end(text);
  if (end == std::string_view::npos || !add_value(tools, text.substr(0, end), calls)) return false;
  text = trimmed(text.substr(end));
  if (!close.empty() && text.starts_with(close)) text = trimmed(text.substr(close.size()));
  return true;
}

// How much of `text`'s end is a beginning of `word`.
std::size_t overlap(std::string_view text, std::string_view word) {
  for (std::size_t n = std::min(text.size(), word.size() - 1); n > 0; --n) {
    if (text.substr(text.size() - n) == word.substr(0, n)) return n;
  }
  return 0;
}

// The first key of an object that is a call; npos-like answers wait for more bytes.
bool may_be_call_object(std::string_view text) {
  const std::size_t quote = text.find_first_not_of(" \t\r\n", 1);
  if (quote == std::string_view::npos) return true;
  if (text[quote] != '"') return false;
  const std::size_t end = text.find('"', quote + 1);
  const std::string_view key = text.substr(quote + 1, end == std::string_view::npos ? end : end - quote - 1);
  for (const std::string_view known : {"name", "arguments", "parameters", "function", "type", "id"}) {
    if (end == std::string_view::npos ? known.starts_with(key) : known == key) return true;
  }
  return false;
}

}  // namespace

std::vector<Call> read_calls(const ToolSet& tools, std::string_view text) {
  std::vector<Call> calls;
  text = trimmed(text);
  while (!text.empty()) {
    if (!take_one(tools, text, calls)) return {};
  }
  return calls;
}

CallFilter::Look CallFilter::look() const {
  std::string_view text = trimmed(held_);
  if (text.empty()) return Look::undecided;
  for (const Wrap& wrap : wraps) {
    if (text.size() < wrap.open.size() && wrap.open.starts_with(text)) return Look::undecided;
  }
  if (!open_wrap(text).empty() && text.empty()) return Look::undecided;
  if (text.front() == '[') {
    const std::string_view inside = trimmed(text.substr(1));
    return inside.empty() || inside.front() == '{' ? Look::yes : Look::no;
  }
  if (text.front() == '{') return may_be_call_object(text) ? Look::yes : Look::no;
  return Look::no;
}

bool CallFilter::whole() const {
  std::string_view text = trimmed(held_);
  const std::string_view close = open_wrap(text);
  const std::size_t end = json_end(text);
  if (end == std::string_view::npos) return false;
  return close.empty() || trimmed(text.substr(end)).starts_with(close);
}

// Not a call: its first byte is text for sure, the rest is looked through for a tag further on.
std::string CallFilter::release() {
  fresh_ = false;
  std::string first = held_.substr(0, 1);
  held_.erase(0, 1);
  return first;
}

// A whole candidate: a call that goes to calls(), or text.
std::string CallFilter::settle() {
  std::string_view text = trimmed(held_);
  std::vector<Call> found;
  if (!take_one(*tools_, text, found)) return release();
  for (Call& call : found) calls_.push_back(std::move(call));
  held_ = std::string(text);
  return {};
}

std::string CallFilter::feed(std::string_view piece) {
  held_.append(piece);
  std::string out;
  while (!held_.empty()) {
    if (!fresh_) {
      const std::size_t at = held_.find(tag);
      const std::size_t keep = at == std::string::npos ? held_.size() - overlap(held_, tag) : at;
      out += held_.substr(0, keep);
      held_.erase(0, keep);
      if (at == std::string::npos) return out;
      fresh_ = true;
    }
    const Look now = look();
    if (now == Look::undecided) return out;
    if (now == Look::yes && !whole()) return out;
    const std::size_t before = held_.size();
    if (now == Look::yes)
      out += settle();
    else
      out += release();
    if (held_.size() == before) return out;
  }
  return out;
}

std::string CallFilter::finish(bool cut) {
  if (cut && fresh_ && look() == Look::yes && !whole()) held_.clear();
  std::string out;
  if (fresh_ && !trimmed(held_).empty()) out = settle();
  if (!(trimmed(held_).empty() && !calls_.empty())) out += held_;
  held_.clear();
  return out;
}

}  // namespace weir::engine
