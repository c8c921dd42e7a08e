// Json::parse against any bytes. What must hold of every text that it accepts: each value stands inside its parent
// and the bytes, siblings do not overlap, raw() of each value is itself JSON that reads the same, strings survive a
// round through the writer, pointers and handles never leave the text.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/json_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using weir::Json;
using weir::JsonValue;
using weir::Span;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fputs(what, stderr);
  std::fputc('\n', stderr);
  std::abort();
}

bool inside(Span inner, Span outer) {
  return inner.size <= outer.size && inner.at >= outer.at && inner.at - outer.at <= outer.size - inner.size;
}

void check_string(const JsonValue& value) {
  const std::string quoted = weir::json_quote(value.string());
  const auto again = Json::parse(quoted);
  require(again.has_value() && again->root().string() == value.string(), "a string changes in a round trip");
}

void check_number(const JsonValue& value) {
  const auto number = value.number();
  const auto integer = value.integer();
  require(!integer || number, "an integer that is no number");
  if (value.type() == weir::JsonType::integer) require(integer.has_value(), "an integer without a value");
}

// The same text by itself: whole, and of the same kind and size.
void check_alone(const JsonValue& value) {
  const auto again = Json::parse(value.raw());
  require(again.has_value(), "raw() is no JSON");
  require(again->root().type() == value.type() && again->root().size() == value.size(), "raw() reads differently");
  require(again->root().raw() == value.raw(), "raw() has white space around it");
}

void check(const JsonValue& value, Span parent) {
  require(inside(value.span(), parent) && value.raw().size() == value.span().size, "a span leaves its parent");
  if (value.is_string()) check_string(value);
  if (value.is_number()) check_number(value);
  std::size_t children = 0;
  std::size_t last_end = value.span().at;
  for (const JsonValue child : value) {
    const Span member = child.member_span();
    require(inside(member, value.span()) && member.at > last_end, "siblings overlap");
    require(inside(child.span(), member), "a value stands outside its member");
    last_end = member.at + member.size - 1;
    if (value.is_array() && children < 64) require(value[children].span() == child.span(), "an index misses");
    check(child, value.span());
    ++children;
  }
  require(children == value.size(), "size() miscounts");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = Json::parse(bytes);
  if (!parsed) {
    require(!parsed.error().message.empty(), "an error without words");
    return 0;
  }
  const JsonValue root = parsed->root();
  check(root, {0, size});
  check_alone(root);
  int budget = 200;  // each parses again: quadratic on lists of lists
  for (const JsonValue child : root) {
    if (budget-- == 0) break;
    check_alone(child);
    for (const JsonValue grandchild : child) {
      if (budget-- == 0) break;
      check_alone(grandchild);
    }
  }
  (void)root.at_pointer(bytes);
  (void)root[bytes].raw();
  return 0;
}
