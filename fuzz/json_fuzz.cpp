// Json::parse against any bytes, judged by a second, plain reading (json_plain.h): the same texts are accepted, each
// value stands where it should and is what it should be. Besides: strings survive a round through the writer, raw() is
// itself JSON that reads the same, pointers find what they name.
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "json_plain.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using weir::Json;
using weir::JsonType;
using weir::JsonValue;
using weir::Span;
using weir::fuzz::Plain;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fputs(what, stderr);
  std::fputc('\n', stderr);
  std::abort();
}

void check_string(const JsonValue& value, const std::string& meant) {
  require(value.string() == meant, "a string reads differently");
  const std::string quoted = weir::json_quote(meant);
  const auto again = Json::parse(quoted);
  require(again.has_value() && again->root().string() == meant, "a string changes in a round trip");
}

void check_number(const JsonValue& value) {
  const std::string text(value.raw());
  errno = 0;
  const double meant = std::strtod(text.c_str(), nullptr);
  const auto number = value.number();
  require(errno == ERANGE || (number && *number == meant), "a number reads differently");
  errno = 0;
  const long long whole = std::strtoll(text.c_str(), nullptr, 10);
  const bool integer = text.find_first_of(".eE") == std::string::npos && errno == 0;
  require((value.type() == JsonType::integer) == integer, "an integer is none, or the other way round");
  if (integer) require(value.integer() == whole, "an integer reads differently");
  if (!integer && value.integer()) require(static_cast<double>(*value.integer()) == meant, "an integer is another");
}

// The same text by itself: whole, and of the same kind and size.
void check_alone(const JsonValue& value) {
  const auto again = Json::parse(value.raw());
  require(again.has_value(), "raw() is no JSON");
  require(again->root().type() == value.type() && again->root().size() == value.size(), "raw() reads differently");
}

JsonType type_of(char kind, JsonType of_numbers) {
  switch (kind) {
    case '{':
      return JsonType::object;
    case '[':
      return JsonType::array;
    case '"':
      return JsonType::string;
    case 't':
    case 'f':
      return JsonType::boolean;
    case 'n':
      return JsonType::null;
    default:
      return of_numbers;
  }
}

void check(const JsonValue& value, const Plain& meant) {
  require(value.type() == type_of(meant.kind, value.is_number() ? value.type() : JsonType::number), "another type");
  require(value.span() == Span{meant.at, meant.size} && value.size() == meant.children.size(), "stands elsewhere");
  require(value.key() == meant.key, "a key reads differently");
  if (value.is_string()) check_string(value, meant.text);
  if (value.is_number()) check_number(value);
  if (const auto truth = value.boolean()) require(*truth == (meant.kind == 't'), "true is false");
  std::set<std::string> keys;
  std::size_t n = 0;
  for (const JsonValue child : value) {
    require(n < meant.children.size(), "a child too many");
    require(child.member_span().at + child.member_span().size == meant.children[n].at + meant.children[n].size,
            "a member ends elsewhere");
    if (value.is_array() && n < 64) require(value[n].span() == child.span(), "an index misses");
    keys.insert(meant.children[n].key);
    check(child, meant.children[n++]);
  }
  if (value.is_object()) require(value.has_doubled_key() == (keys.size() < n), "doubled keys are miscounted");
}

std::string pointer_token(std::string_view key) {
  std::string out = "/";
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

// Of members with one key the last is meant.
void check_pointers(const JsonValue& root, const Plain& meant) {
  int budget = 32;
  for (std::size_t i = meant.children.size(); i-- > 0 && budget > 0; --budget) {
    const Plain& child = meant.children[i];
    const auto found = root.at_pointer(root.is_array() ? "/" + std::to_string(i) : pointer_token(child.key));
    const bool shadowed = found.span().at > child.at && root.is_object() && found.key() == child.key;
    require(shadowed || found.span() == Span{child.at, child.size}, "a pointer misses");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = Json::parse(bytes);
  const auto meant = weir::fuzz::PlainReader(bytes, weir::limits::json_depth).read();
  require(parsed.has_value() == meant.has_value(), "the two readings do not accept the same");
  if (!parsed) {
    require(!parsed.error().message.empty(), "an error without words");
    return 0;
  }
  const JsonValue root = parsed->root();
  check(root, *meant);
  check_alone(root);
  check_pointers(root, *meant);
  int budget = 50;  // each parses again: quadratic on lists of lists
  for (const JsonValue child : root) {
    if (budget-- == 0) break;
    check_alone(child);
  }
  (void)root.at_pointer(bytes);
  (void)root[bytes].raw();
  return 0;
}
