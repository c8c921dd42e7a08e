// A JSON schema validator for tool arguments. Depth is bounded: a schema may refer to itself without end.
#include "engine/schema.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <regex>
#include <vector>

namespace weir::engine {
namespace {

constexpr int depth_max = 64;
constexpr std::size_t pattern_bytes = 256, matched_bytes = 4096;  // std::regex recurses per character

bool equal(const json& a, const json& b) {
  if (a.is_number() && b.is_number()) return std::fabs(a.get<double>() - b.get<double>()) <= 0;
  if (a.is_array() && b.is_array()) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!equal(a.at(i), b.at(i))) return false;
    }
    return true;
  }
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    for (const auto& item : a.items()) {
      if (!b.contains(item.key()) || !equal(item.value(), b.at(item.key()))) return false;
    }
    return true;
  }
  return a.dump_safe() == b.dump_safe();
}

bool whole(const json& value) {
  if (value.is_number_integer()) return true;
  return value.is_number() && std::floor(value.get<double>()) >= value.get<double>();
}

bool has_type(const json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return whole(value);
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "null") return value.is_null();
  return true;  // a type that we do not know forbids nothing
}

std::vector<std::string> types_of(const json& schema) {
  std::vector<std::string> out;
  if (!schema.is_object() || !schema.contains("type")) return out;
  const json& type = schema.at("type");
  if (type.is_string()) out.push_back(type.get<std::string>());
  if (type.is_array()) {
    for (std::size_t i = 0; i < type.size(); ++i) {
      if (type.at(i).is_string()) out.push_back(type.at(i).get<std::string>());
    }
  }
  return out;
}

std::optional<double> number(const json& schema, const char* key) {
  if (!schema.contains(key) || !schema.at(key).is_number()) return std::nullopt;
  return schema.at(key).get<double>();
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool matches(const std::string& pattern, const std::string& text) {
  if (pattern.size() > pattern_bytes || text.size() > matched_bytes) return true;
  try {
    return std::regex_search(text, std::regex(pattern, std::regex::ECMAScript));
  } catch (const std::regex_error&) {
    return true;  // a pattern of another dialect of expressions forbids nothing
  }
}

// "#/$defs/Point" in the root schema; null when it points nowhere.
const json* resolve(const json& root, const std::string& ref) {
  if (ref == "#") return &root;
  if (!ref.starts_with("#/")) return nullptr;
  const json* at = &root;
  std::size_t begin = 2;
  while (begin <= ref.size()) {
    const std::size_t end = std::min(ref.find('/', begin), ref.size());
    std::string key;
    for (std::size_t i = begin; i < end; ++i) {
      if (ref[i] == '~' && i + 1 < end)
        key.push_back(ref[++i] == '1' ? '/' : '~');
      else
        key.push_back(ref[i]);
    }
    if (!at->is_object() || !at->contains(key)) return nullptr;
    at = &at->at(key);
    begin = end + 1;
  }
  return at;
}

class Check {
 public:
  explicit Check(const json& root) : root_(root) {}

  std::string run(const json& schema, const json& value, const std::string& at, int depth) const {
    if (depth > depth_max) return at + ": nested too deeply";
    if (schema.is_boolean()) return schema.get<bool>() ? "" : at + ": nothing is allowed here";
    if (!schema.is_object()) return "";
    if (schema.contains("$ref") && schema.at("$ref").is_string()) {
      const json* target = resolve(root_, schema.at("$ref").get<std::string>());
      if (target == nullptr) return at + ": the schema refers to nothing";
      if (std::string bad = run(*target, value, at, depth + 1); !bad.empty()) return bad;
    }
    if (std::string bad = plain(schema, value, at); !bad.empty()) return bad;
    if (std::string bad = combined(schema, value, at, depth); !bad.empty()) return bad;
    if (value.is_object()) return object(schema, value, at, depth);
    if (value.is_array()) return array(schema, value, at, depth);
    return "";
  }

 private:
  static std::string plain(const json& schema, const json& value, const std::string& at) {
    const auto types = types_of(schema);
    if (!types.empty() && std::none_of(types.begin(), types.end(), [&](const auto& t) { return has_type(value, t); })) {
      return at + ": expected " + types.front();
    }
    if (schema.contains("const") && !equal(schema.at("const"), value)) return at + ": not the one allowed value";
    if (schema.contains("enum") && schema.at("enum").is_array()) {
      const json& members = schema.at("enum");
      bool found = false;
      for (std::size_t i = 0; i < members.size() && !found; ++i) found = equal(members.at(i), value);
      if (!found) return at + ": not one of the allowed values";
    }
    if (value.is_number()) return numeric(schema, value.get<double>(), at);
    if (value.is_string()) return textual(schema, value.get<std::string>(), at);
    return "";
  }

  static std::string numeric(const json& schema, double value, const std::string& at) {
    if (auto low = number(schema, "minimum"); low && value < *low) return at + ": too small";
    if (auto high = number(schema, "maximum"); high && value > *high) return at + ": too large";
    if (auto low = number(schema, "exclusiveMinimum"); low && value <= *low) return at + ": too small";
    if (auto high = number(schema, "exclusiveMaximum"); high && value >= *high) return at + ": too large";
    if (auto step = number(schema, "multipleOf"); step && *step > 0) {
      const double times = value / *step;
      if (std::fabs(times - std::round(times)) > 1e-9) return at + ": not a multiple";
    }
    return "";
  }

  static std::string textual(const json& schema, const std::string& text, const std::string& at) {
    const auto size = static_cast<double>(code_points(text));
    if (auto low = number(schema, "minLength"); low && size < *low) return at + ": too short";
    if (auto high = number(schema, "maxLength"); high && size > *high) return at + ": too long";
    if (schema.contains("pattern") && schema.at("pattern").is_string() &&
        !matches(schema.at("pattern").get<std::string>(), text)) {
      return at + ": does not match the pattern";
    }
    return "";
  }

  std::size_t fitting(const json& list, const json& value, const std::string& at, int depth, std::string& bad) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      std::string why = run(list.at(i), value, at, depth + 1);
      if (why.empty())
        ++count;
      else if (bad.empty())
        bad = std::move(why);
    }
    return count;
  }

  std::string combined(const json& schema, const json& value, const std::string& at, int depth) const {
    const auto list = [&](const char* key) {
      return schema.contains(key) && schema.at(key).is_array() ? &schema.at(key) : nullptr;
    };
    std::string bad;
    if (const json* any = list("anyOf"); any != nullptr && fitting(*any, value, at, depth, bad) == 0) return bad;
    bad.clear();
    if (const json* one = list("oneOf"); one != nullptr) {
      const std::size_t n = fitting(*one, value, at, depth, bad);
      if (n != 1) return n == 0 ? bad : at + ": fits several alternatives";
    }
    bad.clear();
    if (const json* all = list("allOf"); all != nullptr && fitting(*all, value, at, depth, bad) < all->size())
      return bad;
    if (schema.contains("not") && run(schema.at("not"), value, at, depth + 1).empty()) return at + ": forbidden value";
    return "";
  }

  std::string object(const json& schema, const json& value, const std::string& at, int depth) const {
    const auto size = static_cast<double>(value.size());
    if (auto low = number(schema, "minProperties"); low && size < *low) return at + ": too few properties";
    if (auto high = number(schema, "maxProperties"); high && size > *high) return at + ": too many properties";
    if (schema.contains("required") && schema.at("required").is_array()) {
      const json& names = schema.at("required");
      for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = names.at(i).get<std::string>();
        if (!value.contains(name)) return at + "/" + name + ": missing";
      }
    }
    const bool has_properties = schema.contains("properties") && schema.at("properties").is_object();
    for (const auto& item : value.items()) {
      const std::string where = at + "/" + item.key();
      if (has_properties && schema.at("properties").contains(item.key())) {
        std::string bad = run(schema.at("properties").at(item.key()), item.value(), where, depth + 1);
        if (!bad.empty()) return bad;
      } else if (schema.contains("additionalProperties") && !schema.contains("patternProperties")) {
        const json& rest = schema.at("additionalProperties");
        if (rest.is_boolean() && !rest.get<bool>()) return where + ": unknown property";
        std::string bad = run(rest, item.value(), where, depth + 1);
        if (!bad.empty()) return bad;
      }
    }
    return "";
  }

  std::string array(const json& schema, const json& value, const std::string& at, int depth) const {
    const auto size = static_cast<double>(value.size());
    if (auto low = number(schema, "minItems"); low && size < *low) return at + ": too few items";
    if (auto high = number(schema, "maxItems"); high && size > *high) return at + ": too many items";
    const json* first =
        schema.contains("prefixItems") && schema.at("prefixItems").is_array() ? &schema.at("prefixItems") : nullptr;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const json* item = nullptr;
      if (first != nullptr && i < first->size())
        item = &first->at(i);
      else if (schema.contains("items"))
        item = &schema.at("items");
      if (item == nullptr) continue;
      std::string bad = run(*item, value.at(i), at + "/" + std::to_string(i), depth + 1);
      if (!bad.empty()) return bad;
    }
    if (schema.contains("uniqueItems") && schema.at("uniqueItems").is_boolean() &&
        schema.at("uniqueItems").get<bool>() && repeats(value)) {
      return at + ": repeated items";
    }
    return "";
  }

  static bool repeats(const json& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size(); ++j) {
        if (equal(list.at(i), list.at(j))) return true;
      }
    }
    return false;
  }

  const json& root_;
};

}  // namespace

std::string misfit(const json& schema, const json& value) { return Check(schema).run(schema, value, "", 0); }

}  // namespace weir::engine
