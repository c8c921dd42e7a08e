// Schemas of JSON values, by their properties.
#include "workspace/edges/readers/schema.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "workspace/edges/readers/define.h"

namespace weir::workspace::edges {
namespace {

constexpr int reference_steps = 8;       // a reference to a reference; longer chains are loops
constexpr std::size_t schema_depth = 8;  // objects in objects, below one name

std::string last_segment(std::string_view reference) {
  const std::size_t slash = reference.find_last_of("/#");
  std::string_view name = slash == std::string_view::npos ? reference : reference.substr(slash + 1);
  for (const std::string_view end : {".json", ".yaml", ".yml"}) {
    if (name.ends_with(end)) name.remove_suffix(end.size());
  }
  return std::string(name);
}

const Node* by_pointer(const Node& root, std::string_view pointer) {
  const Node* node = &root;
  while (!pointer.empty() && node) {
    pointer.remove_prefix(1);  // the slash
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string key(pointer.substr(0, end));
    for (std::size_t at = key.find("~1"); at != std::string::npos; at = key.find("~1", at + 1)) key.replace(at, 2, "/");
    node = node->get(key);
    pointer.remove_prefix(end);
  }
  return node;
}

struct Adder {
  std::string_view path, rule;
  std::vector<Definition>& out;

  bool properties(const std::string& owner, const Node& schema, std::size_t depth) {
    if (depth > schema_depth || out.size() >= limits::workspace_definitions) return false;
    bool any = false;
    if (const Node* list = schema.get("properties")) {
      for (const Node& property : list->children) any = one(owner, property, depth) || any;
    }
    for (const std::string_view part : {"allOf", "oneOf", "anyOf"}) {
      const Node* list = schema.get(part);
      if (!list) continue;
      for (const Node& child : list->children) any = properties(owner, child, depth + 1) || any;
    }
    if (const Node* items = schema.get("items")) any = properties(owner, *items, depth + 1) || any;
    return any;
  }

  bool one(const std::string& owner, const Node& property, std::size_t depth) {
    if (property.key.empty()) return false;
    std::string type = schema_type(property);
    const std::string inner = owner + "." + property.key;
    if (is_plain_type(type) && properties(inner, property, depth + 1))
      type = inner + (property.get("items") ? "[]" : "");
    out.push_back(
        define({path, rule}, DefinitionKind::property, property.key, property.key_line, owner, std::move(type)));
    return true;
  }
};

}  // namespace

const Node& local_reference(const Node& root, const Node& node) {
  const Node* at = &node;
  for (int step = 0; step < reference_steps; ++step) {
    const std::string_view reference = at->text("$ref");
    if (!reference.starts_with("#/")) return *at;
    const Node* next = by_pointer(root, reference.substr(1));
    if (!next) return *at;
    at = next;
  }
  return node;
}

std::string schema_type(const Node& schema) {
  if (const std::string_view reference = schema.text("$ref"); !reference.empty()) return last_segment(reference);
  const Node* type = schema.get("type");
  std::string name;
  if (type && type->kind == Node::Kind::scalar) name = type->value;
  if (type && type->kind == Node::Kind::list) {  // ["string", "null"]
    for (const Node& one : type->children) {
      if (one.value != "null" && name.empty()) name = one.value;
    }
  }
  const Node* items = schema.get("items");
  if (items && (name.empty() || name == "array")) return schema_type(*items) + "[]";
  if (!name.empty()) return name;
  for (const std::string_view part : {"allOf", "oneOf", "anyOf"}) {
    const Node* list = schema.get(part);
    if (list && list->children.size() == 1) return schema_type(list->children.front());
  }
  return schema.get("properties") ? "object" : "";
}

bool is_plain_type(std::string_view type) {
  constexpr std::array<std::string_view, 8> plain = {"",        "string", "integer", "number",
                                                     "boolean", "object", "array",   "null"};
  while (type.ends_with("[]")) type.remove_suffix(2);
  return std::ranges::find(plain, type) != plain.end();
}

std::string without_list(std::string_view type) {
  while (type.ends_with("[]")) type.remove_suffix(2);
  return std::string(type);
}

bool add_schema(std::string_view path, const std::string& owner, const Node& schema, std::string_view rule,
                std::vector<Definition>& out) {
  return Adder{path, rule, out}.properties(owner, schema, 0);
}

}  // namespace weir::workspace::edges
