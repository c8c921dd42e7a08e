// Python.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace weir::workspace::syntax {
namespace {

void visit_import(Walk& w, TSNode node) {
  const TSNode module = w.field(node, "module_name");
  const std::string path(w.text(module));
  for (std::uint32_t i = 0; i < w.count(node) && i < 64; ++i) {
    const TSNode child = w.child(node, i);
    if (!ts_node_is_null(module) && ts_node_eq(child, module)) continue;
    const bool renamed = w.type(child) == "aliased_import";
    const auto name = w.text(renamed ? w.field(child, "name") : child);
    const auto alias = renamed ? w.text(w.field(child, "alias")) : std::string_view();
    const std::string whole = path.empty() ? std::string(name) : path + "." + std::string(name);
    imported(w, child, last_part(name), whole, alias.empty() && path.empty() ? name : alias);
  }
}

TSNode whole_of(Walk& w, TSNode node) {
  const TSNode above = w.parent();
  return w.type(above) == "decorated_definition" ? above : node;
}

void visit_function(Walk& w, TSNode node) {
  function(w, whole_of(w, node), w.field(node, "name"), w.field(node, "return_type"), w.field(node, "body"));
}
void visit_lambda(Walk& w, TSNode node) {
  function(w, node, TSNode{}, TSNode{}, w.field(node, "body"));
  w.returned(w.field(node, "body"));
}
void visit_class(Walk& w, TSNode node) {
  record(w, whole_of(w, node), w.field(node, "name"), w.field(node, "body"));
  const TSNode bases = w.field(node, "superclasses");
  for (std::uint32_t i = 0; i < w.count(bases) && i < 16; ++i) {
    const TSNode base = w.child(bases, i);
    const std::string spelled = w.spell(base);
    if (spelled.empty()) continue;
    Fact& fact = w.emit(Role::type, last_part(spelled), base);
    if (spelled.size() > fact.name.size()) fact.receiver = spelled.substr(0, spelled.size() - fact.name.size() - 1);
  }
}

void visit_parameters(Walk& w, TSNode node) {
  for (std::uint32_t i = 0; i < w.count(node) && i < 64; ++i) {
    const TSNode child = w.child(node, i);
    const auto kind = w.type(child);
    if (kind == "identifier") {
      parameter(w, child, "", w.type(node) == "lambda_parameters" ? lambda_source(w) : "", true);
    } else if (kind == "typed_parameter") {
      parameter(w, w.child(child, 0), w.words(w.field(child, "type")));
    } else if (kind == "default_parameter" || kind == "typed_default_parameter") {
      const TSNode type = w.field(child, "type");
      parameter(w, w.field(child, "name"), ts_node_is_null(type) ? "" : w.words(type));
    }
  }
}

// self.x = ... and x: T directly in a class are its fields.
void visit_assignment(Walk& w, TSNode node) {
  const TSNode left = w.field(node, "left"), right = w.field(node, "right"), type = w.field(node, "type");
  if (ts_node_is_null(left)) return;
  const std::string declared = ts_node_is_null(type) ? "" : w.words(type);
  const auto above = w.type(w.parent(2));
  if (w.type(left) == "identifier" && w.type(w.parent(3)) == "class_definition" && above == "block") {
    field_of(w, left, declared, "", ts_node_is_null(right) ? "" : w.spell(right));
    return;
  }
  if (!declared.empty() && w.type(left) == "identifier") {
    w.local(left, declared, ts_node_is_null(right) ? "" : w.spell(right));
    return;
  }
  assign_list(w, left, right);
}

void visit_for(Walk& w, TSNode node) {
  const TSNode left = w.field(node, "left");
  std::string from = w.spell(w.field(node, "right"));
  TSNode name = left;
  if (w.type(left) == "pattern_list") {  // for i, x in enumerate(xs); for k, v in d.items()
    name = w.child(left, w.count(left) - 1);
    const TSNode right = w.field(node, "right");
    const TSNode list = w.field(right, "arguments");
    if (from == "enumerate()" && !ts_node_is_null(list)) from = w.spell(w.child(list, 0));
  }
  if (w.type(name) == "identifier") w.local(name, "", from, true);
}

void visit_with(Walk& w, TSNode node) {  // with stub() as x
  const TSNode value = w.field(node, "value");
  if (w.type(value) != "as_pattern") return;
  const TSNode target = w.field(value, "alias");
  const TSNode name = ts_node_is_null(target) ? TSNode{} : w.child(target, 0);
  if (w.type(name) == "identifier") w.local(name, "", w.spell(w.child(value, 0)));
}

// Named arguments make a call a literal of its callee's type: demo_pb2.Order(id=1).
void visit_call(Walk& w, TSNode node) {
  const TSNode list = w.field(node, "arguments");
  if (ts_node_is_null(list) || ts_node_is_null(w.child_of_type(list, "keyword_argument"))) return;
  std::string callee = w.spell(w.field(node, "function"));
  w.group(callee, w.sink_of());
}

void visit_keyword(Walk& w, TSNode node) { w.skip(w.field(node, "name")); }

void visit_type(Walk& w, TSNode node) {  // annotations: every name in them is a type
  if (const auto text = w.squeezed(node); !text.empty()) w.emit(Role::type, last_part(text), node);
}

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"identifier", Shape::name},
    {"dotted_name", Shape::name},
    {"attribute", Shape::member, "object", "attribute"},
    {"call", Shape::call, "function", "arguments", visit_call},
    {"keyword_argument", Shape::pair, "name", "value", visit_keyword},
    {"dictionary", Shape::literal},
    {"pair", Shape::pair, "key", "value"},
    {"subscript", Shape::index, "value", "subscript"},
    {"await", Shape::inner},
    {"parenthesized_expression", Shape::inner},
    {"boolean_operator", Shape::first, "left"},
    {"conditional_expression", Shape::first},
    {"string", Shape::string},
    {"type", Shape::name, "", "", visit_type},
    {"list_comprehension", Shape::first, "body"},
    {"import_statement", Shape::none, "", "", visit_import},
    {"import_from_statement", Shape::none, "", "", visit_import},
    {"function_definition", Shape::none, "", "", visit_function},
    {"lambda", Shape::opaque, "", "", visit_lambda},
    {"class_definition", Shape::none, "", "", visit_class},
    {"parameters", Shape::none, "", "", visit_parameters},
    {"lambda_parameters", Shape::none, "", "", visit_parameters},
    {"assignment", Shape::none, "", "", visit_assignment},
    {"augmented_assignment", Shape::none, "", "", visit_assignment},
    {"named_expression", Shape::assign, "name", "value"},
    {"for_statement", Shape::none, "", "", visit_for},
    {"for_in_clause", Shape::none, "", "", visit_for},
    {"with_item", Shape::none, "", "", visit_with},
};

}  // namespace

Grammar python_grammar() { return {tree_sitter_python, kRows, "comment decorator"}; }

}  // namespace weir::workspace::syntax
