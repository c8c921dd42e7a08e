// The repair half of schema.h: small, certain changes, then the validator decides.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "engine/schema.h"

namespace weir::engine {
namespace {

constexpr int depth_max = 32;

bool wants(const json& schema, const char* type) {
  if (!schema.is_object() || !schema.contains("type")) return false;
  const json& types = schema.at("type");
  if (types.is_string()) return types.get<std::string>() == type;
  for (std::size_t i = 0; types.is_array() && i < types.size(); ++i) {
    if (types.at(i).is_string() && types.at(i).get<std::string>() == type) return true;
  }
  return false;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// A number written as a string, whole and nothing but.
bool to_number(const json& schema, json& value) {
  const json parsed = json::parse_no_throw(value.get<std::string>());
  if (parsed.is_discarded() || !parsed.is_number()) return false;
  if (!wants(schema, "number") && !parsed.is_number_integer()) return false;
  value = parsed;
  return true;
}

void from_string(const json& schema, json& value) {
  if ((wants(schema, "integer") || wants(schema, "number")) && to_number(schema, value)) return;
  const std::string text = value.get<std::string>();
  if (wants(schema, "boolean") && (lower(text) == "true" || lower(text) == "false")) {
    value = lower(text) == "true";
    return;
  }
  if (wants(schema, "object") || wants(schema, "array")) {
    json parsed = json::parse_no_throw(text);
    const bool right = !parsed.is_discarded() && ((parsed.is_object() && wants(schema, "object")) ||
                                                  (parsed.is_array() && wants(schema, "array")));
    if (right) value = std::move(parsed);
  }
}

void to_enum(const json& schema, json& value) {
  if (!schema.is_object() || !schema.contains("enum") || !value.is_string()) return;
  const json& members = schema.at("enum");
  const std::string text = value.get<std::string>();
  const json* only = nullptr;
  for (std::size_t i = 0; members.is_array() && i < members.size(); ++i) {
    if (!members.at(i).is_string()) continue;
    if (members.at(i).get<std::string>() == text) return;
    if (lower(members.at(i).get<std::string>()) != lower(text)) continue;
    if (only != nullptr) return;  // two members differ in case alone: no certain reading
    only = &members.at(i);
  }
  if (only != nullptr) value = *only;
}

void shape(const json& schema, json& value, int depth);

void shape_object(const json& schema, json& value, int depth) {
  if (!schema.contains("properties") || !schema.at("properties").is_object()) return;
  const json& properties = schema.at("properties");
  const bool closed = schema.contains("additionalProperties") && schema.at("additionalProperties").is_boolean() &&
                      !schema.at("additionalProperties").get<bool>();
  std::vector<std::string> drop;
  for (const auto& item : value.items()) {
    if (properties.contains(item.key()))
      shape(properties.at(item.key()), item.value(), depth + 1);
    else if (closed)
      drop.push_back(item.key());
  }
  for (const std::string& key : drop) value.erase(key);
}

void shape(const json& schema, json& value, int depth) {
  if (depth > depth_max || !schema.is_object() || fits(schema, value)) return;
  if (value.is_string()) from_string(schema, value);
  if (wants(schema, "string") && (value.is_number() || value.is_boolean())) value = value.dump();
  if (wants(schema, "array") && !wants(schema, "object") && !value.is_array() && !value.is_null()) {
    json list = json::array();
    list.push_back(value);
    value = std::move(list);
  }
  to_enum(schema, value);
  if (value.is_object()) shape_object(schema, value, depth);
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) shape(schema.at("items"), value.at(i), depth + 1);
  }
}

}  // namespace

bool coerce(const json& schema, json& value) {
  if (fits(schema, value)) return true;
  json copy = value;
  shape(schema, copy, 0);
  if (!fits(schema, copy)) return false;
  value = std::move(copy);
  return true;
}

}  // namespace weir::engine
