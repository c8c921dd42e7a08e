// Strict reading of one object; see fields.h.
#include "wire/fields.h"

#include <algorithm>

namespace weir::wire {

std::string dotted(std::string_view pointer) {
  if (pointer.empty()) return "body";
  std::string out(pointer.substr(pointer.front() == '/' ? 1 : 0));
  std::ranges::replace(out, '/', '.');
  return out;
}

std::unexpected<Error> expected_at(std::string_view pointer, std::string_view what) {
  return fail(ErrorKind::invalid, dotted(pointer) + ": expected " + std::string(what));
}

Result<Json> parse_body(std::string_view body) {
  auto parsed = Json::parse(body);
  if (!parsed) return std::unexpected(std::move(parsed).error().prefixed("body"));
  return parsed;
}

Result<chat::Document> document_of(const std::string& body) {
  TRY(auto json, parse_body(body));
  return chat::Document{std::make_shared<const Json>(std::move(json))};
}

Result<Fields> Fields::of(JsonValue value, std::string pointer) {
  if (!value.is_object()) return expected_at(pointer, "an object");
  if (value.has_doubled_key()) return expected_at(pointer, "each key once; one of them is given twice");
  return Fields(value, std::move(pointer));
}

std::unexpected<Error> Fields::expected(std::string_view key, std::string_view what) const {
  return expected_at(pointer(key), what);
}

bool Fields::absent(std::string_view key) const {
  const JsonValue found = value_[key];
  return !found.exists() || found.is_null();
}

Result<std::string> Fields::need_string(std::string_view key) const {
  auto text = value_[key].if_string();
  if (!text) return expected(key, "a string");
  return *std::move(text);
}

Result<std::string> Fields::string(std::string_view key) const {
  const JsonValue found = value_[key];
  if (!found.exists() || found.is_null()) return std::string();
  auto text = found.if_string();
  if (!text) return expected(key, "a string");
  return *std::move(text);
}

Result<std::optional<std::int64_t>> Fields::integer(std::string_view key) const {
  if (absent(key)) return std::optional<std::int64_t>();
  const auto number = value_[key].integer();
  if (!number) return expected(key, "a whole number");
  return number;
}

Result<std::optional<double>> Fields::number(std::string_view key) const {
  if (absent(key)) return std::optional<double>();
  const auto number = value_[key].number();
  if (!number) return expected(key, "a number");
  return number;
}

Result<std::optional<bool>> Fields::boolean(std::string_view key) const {
  if (absent(key)) return std::optional<bool>();
  const auto truth = value_[key].boolean();
  if (!truth) return expected(key, "true or false");
  return truth;
}

Result<std::vector<std::string>> Fields::strings(std::string_view key) const {
  std::vector<std::string> out;
  TRY(const JsonValue list, array(key));
  std::size_t i = 0;
  for (const JsonValue item : list) {
    auto text = item.if_string();
    if (!text) return expected_at(pointer(key) + "/" + std::to_string(i), "a string");
    out.push_back(*std::move(text));
    ++i;
  }
  return out;
}

Result<std::optional<Fields>> Fields::object(std::string_view key) const {
  if (absent(key)) return std::optional<Fields>();
  TRY(auto inner, of(value_[key], pointer(key)));
  return std::optional<Fields>(std::move(inner));
}

Result<JsonValue> Fields::array(std::string_view key) const {
  if (absent(key)) return JsonValue();
  return need_array(key);
}

Result<JsonValue> Fields::need_array(std::string_view key) const {
  const JsonValue found = value_[key];
  if (!found.is_array()) return expected(key, "an array");
  return found;
}

}  // namespace weir::wire
