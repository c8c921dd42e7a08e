// OpenAPI 2 and 3: operations as routes, their parameters, and the properties of the schemas that they send and answer.
// A route's `type` names its schemas ("Payment Receipt"); a property's owner is its schema, so that a JSON key counts
// only where a file calls or serves a route of that schema. A schema that is written inside an operation is owned by
// the operation: "markPaid.request".
#include <algorithm>
#include <array>
#include <set>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/document.h"
#include "workspace/edges/readers/readers.h"
#include "workspace/edges/readers/schema.h"

namespace weir::workspace::edges {
namespace {

constexpr std::array<std::string_view, 7> verbs = {"get", "post", "put", "patch", "delete", "head", "options"};

std::string upper(std::string_view verb) {
  std::string out(verb);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

class Api {
 public:
  Api(std::string_view path, const Node& root, std::vector<Definition>& out) : path_(path), root_(root), out_(out) {}

  void read() {
    if (const Node* paths = root_.get("paths")) {
      for (const Node& route : paths->children) {
        if (route.key.starts_with('/')) operations(route);
      }
    }
    named_schemas(root_.at({"components", "schemas"}));
    named_schemas(root_.get("definitions"));
  }

 private:
  std::string base() const { return std::string(root_.text("basePath")); }

  void operations(const Node& route) {
    for (const Node& operation : route.children) {
      if (std::ranges::find(verbs, operation.key) == verbs.end()) continue;
      std::string full = base() == "/" ? "" : base();
      full += route.key;
      const std::string name = upper(operation.key) + " " + full;
      const std::string_view id = operation.text("operationId");
      const std::string owner = id.empty() ? operation.key + full : std::string(id);
      std::vector<std::string> schemas;
      body(operation.get("requestBody"), owner + ".request", schemas);
      if (const Node* responses = operation.get("responses")) {
        for (const Node& response : responses->children) body(&response, owner + "." + response.key, schemas);
      }
      out_.push_back(define({path_, "openapi-route"}, DefinitionKind::route, name, route.key_line));
      const std::size_t self = out_.size() - 1;
      parameters(route.get("parameters"), name, owner, schemas);
      parameters(operation.get("parameters"), name, owner, schemas);
      for (const std::string& schema : schemas) out_[self].type += (out_[self].type.empty() ? "" : " ") + schema;
    }
  }

  void parameters(const Node* list, const std::string& route, const std::string& owner,
                  std::vector<std::string>& schemas) {
    if (!list) return;
    for (const Node& one : list->children) {
      const Node& parameter = local_reference(root_, one);
      const std::string_view in = parameter.text("in");
      if (in == "body") {  // version 2
        if (const Node* schema = parameter.get("schema")) note(*schema, owner + ".request", schemas);
        continue;
      }
      const Node* name = parameter.get("name");
      if (!name || name->value.empty() || in == "path") continue;  // a path parameter has no name on the wire
      out_.push_back(define({path_, "openapi-parameter"}, DefinitionKind::parameter, name->value, name->line, route,
                            std::string(in)));
    }
  }

  void body(const Node* part, const std::string& owner, std::vector<std::string>& schemas) {
    if (!part) return;
    const Node& target = local_reference(root_, *part);
    if (const Node* schema = target.get("schema")) note(*schema, owner, schemas);  // version 2
    const Node* content = target.get("content");
    if (!content) return;
    for (const Node& media : content->children) {
      if (const Node* schema = media.get("schema")) note(*schema, owner, schemas);
    }
  }

  void note(const Node& schema, const std::string& owner, std::vector<std::string>& schemas) {
    const auto add = [&](std::string name) {
      if (!name.empty() && std::ranges::find(schemas, name) == schemas.end()) schemas.push_back(std::move(name));
    };
    const std::string type = schema_type(schema);
    if (!type.empty() && !is_plain_type(type)) {
      add(without_list(type));
      return;
    }
    if (add_schema(path_, owner, schema, "openapi-property", out_)) add(owner);
  }

  void named_schemas(const Node* schemas) {
    if (!schemas) return;
    for (const Node& schema : schemas->children) { add_schema(path_, schema.key, schema, "openapi-property", out_); }
  }

  std::string_view path_;
  const Node& root_;
  std::vector<Definition>& out_;
};

bool claims(std::string_view path, std::string_view head) {
  if (!is_document(path)) return false;
  return head.contains("openapi:") || head.contains("\"openapi\"") || head.contains("swagger:") ||
         head.contains("\"swagger\"");
}

void read(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const std::vector<Node> all = documents(path, text);
  if (all.empty() || (!all.front().get("openapi") && !all.front().get("swagger"))) return;
  Api(path, all.front(), out).read();
}

}  // namespace

Reader openapi_reader() { return {"openapi", claims, read}; }

}  // namespace weir::workspace::edges
