// JSON Schema and Avro files: a schema's properties, a record's fields. They are owned by the schema's title (or the
// file's name) and the record's name.
#include <algorithm>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/document.h"
#include "workspace/edges/readers/readers.h"
#include "workspace/edges/readers/schema.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t avro_depth = 16;  // records in fields in records

std::string stem_of(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);  // npos + 1 = 0
  return std::string(path.substr(0, path.find('.')));
}

bool claims_schema(std::string_view path, std::string_view head) {
  return is_document(path) && !path.ends_with(".avsc") &&
         (head.contains("json-schema.org") || path.ends_with(".schema.json") || path.ends_with(".schema.yaml"));
}

void read_schema(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const std::vector<Node> all = documents(path, text);
  if (all.empty() || all.front().get("openapi") || all.front().get("asyncapi")) return;
  const Node& root = all.front();
  std::string owner(root.text("title"));
  if (owner.empty() || owner.contains(' ')) owner = stem_of(path);
  if (const Node* title = root.get("title"); title && root.get("properties")) {
    out.push_back(define({path, "json-schema-type"}, DefinitionKind::message, owner, title->line));
  }
  add_schema(path, owner, root, "json-schema-property", out);
  for (const std::string_view part : {"definitions", "$defs"}) {
    const Node* schemas = root.get(part);
    if (!schemas) continue;
    for (const Node& schema : schemas->children) add_schema(path, schema.key, schema, "json-schema-property", out);
  }
}

struct Avro {
  std::string_view path;
  std::vector<Definition>& out;

  // The name of the type; records and enums on the way become definitions.
  std::string type(const Node& node, std::size_t depth) {
    if (depth > avro_depth) return {};
    if (node.kind == Node::Kind::scalar) return node.value;
    if (node.kind == Node::Kind::list) {  // a union
      std::string name;
      for (const Node& one : node.children) {
        const std::string each = type(one, depth + 1);
        if (each != "null" && name.empty()) name = each;
      }
      return name;
    }
    const std::string_view kind = node.text("type");
    if (kind == "record" || kind == "error") return record(node, depth);
    if (kind == "enum") return enumeration(node);
    if (kind == "array" && node.get("items")) return type(*node.get("items"), depth + 1) + "[]";
    if (kind == "map" && node.get("values")) return "map " + type(*node.get("values"), depth + 1);
    if (kind.empty() && node.get("type")) return type(*node.get("type"), depth + 1);
    return std::string(kind);
  }

  std::string record(const Node& node, std::size_t depth) {
    const Node* name = node.get("name");
    if (!name) return {};
    add(DefinitionKind::message, *name, "", "", "avro-record");
    if (const Node* fields = node.get("fields")) {
      for (const Node& field : fields->children) {
        const Node* title = field.get("name");
        const Node* of = field.get("type");
        if (title && of) add(DefinitionKind::field, *title, name->value, type(*of, depth + 1), "avro-field");
      }
    }
    return name->value;
  }

  std::string enumeration(const Node& node) {
    const Node* name = node.get("name");
    if (!name) return {};
    add(DefinitionKind::enum_type, *name, "", "", "avro-enum");
    if (const Node* symbols = node.get("symbols")) {
      for (const Node& symbol : symbols->children) {
        add(DefinitionKind::enum_value, symbol, name->value, "", "avro-symbol");
      }
    }
    return name->value;
  }

  void add(DefinitionKind kind, const Node& name, std::string_view owner, std::string of, std::string_view rule) {
    if (name.value.empty()) return;
    out.push_back(define({path, rule}, kind, name.value, name.line, owner, std::move(of)));
  }
};

bool claims_avro(std::string_view path, std::string_view) { return path.ends_with(".avsc"); }

void read_avro(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  for (const Node& root : documents(path, text)) Avro{path, out}.type(root, 0);
}

}  // namespace

Reader json_schema_reader() { return {"json-schema", claims_schema, read_schema}; }
Reader avro_reader() { return {"avro", claims_avro, read_avro}; }

}  // namespace weir::workspace::edges
