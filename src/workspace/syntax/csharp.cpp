// C#.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_c_sharp(void);

namespace weir::workspace::syntax {
namespace {

void visit_using(Walk& w, TSNode node) {
  const TSNode alias = w.field(node, "name");
  const TSNode path = w.child(node, w.count(node) - 1);
  const auto text = w.text(path);
  imported(w, node, last_part(text), text, ts_node_is_null(alias) ? std::string_view() : w.text(alias));
}

void visit_method(Walk& w, TSNode node) {
  TSNode result = w.field(node, "returns");
  if (ts_node_is_null(result)) result = w.field(node, "type");
  function(w, node, w.field(node, "name"), result, w.field(node, "body"));
  if (!ts_node_is_null(result)) types_in(w, result);
}
void visit_record(Walk& w, TSNode node) {
  record(w, node, w.field(node, "name"), w.field(node, "body"));
  if (const TSNode bases = w.child_of_type(node, "base_list"); !ts_node_is_null(bases)) types_in(w, bases);
}

void visit_lambda(Walk& w, TSNode node) {
  const std::string source = lambda_source(w);
  function(w, node, TSNode{}, TSNode{}, w.field(node, "body"));
  const TSNode parameters = w.field(node, "parameters");
  if (w.type(parameters) == "implicit_parameter") parameter(w, parameters, "", source, true);
}

void visit_parameter(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  const bool lambda = w.type(w.parent(2)) == "lambda_expression";
  parameter(w, w.field(node, "name"), ts_node_is_null(type) ? "" : w.words(type), lambda ? lambda_source(w) : "", true);
  if (!ts_node_is_null(type)) types_in(w, type);
}

void visit_property(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  std::string alias;  // [JsonPropertyName("x")] or [JsonProperty("x")]
  if (const TSNode list = w.child_of_type(node, "attribute_list"); !ts_node_is_null(list)) {
    const auto text = w.text(list);
    const auto at = text.find("Json"), open = text.find('"');
    if (at != std::string_view::npos && open != std::string_view::npos && at < open)
      alias = std::string(text.substr(open + 1, text.find('"', open + 1) - open - 1));
  }
  field_of(w, w.field(node, "name"), w.words(type), alias);
  types_in(w, type);
}

TSNode value_of(Walk& w, TSNode declarator) {
  const auto number = w.count(declarator);
  const TSNode last = number > 1 ? w.child(declarator, number - 1) : TSNode{};
  return w.type(last) == "bracketed_argument_list" ? TSNode{} : last;
}

void visit_variables(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  const bool inferred = w.type(type) == "implicit_type";
  const std::string declared = inferred ? "" : w.words(type);
  const bool member = w.type(w.parent()) == "field_declaration" || w.type(w.parent()) == "event_field_declaration";
  for (std::uint32_t i = 0; i < w.count(node) && i < 32; ++i) {
    const TSNode child = w.child(node, i);
    if (w.type(child) != "variable_declarator") continue;
    const TSNode name = w.field(child, "name"), value = value_of(w, child);
    const std::string from = ts_node_is_null(value) ? "" : w.spell(value);
    if (member)
      field_of(w, name, declared, "", from);
    else
      w.local(name, declared, from);
    if (!ts_node_is_null(value)) w.value_of(value, "", std::string(w.text(name)));
  }
  if (!inferred) types_in(w, type);
}

void visit_foreach(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  const bool inferred = ts_node_is_null(type) || w.type(type) == "implicit_type";
  w.local(w.field(node, "left"), inferred ? "" : w.words(type), w.spell(w.field(node, "right")), true);
}

// In new T { A = 1 } an assignment is a key; elsewhere it writes.
void visit_assignment(Walk& w, TSNode node) {
  const TSNode left = w.field(node, "left"), right = w.field(node, "right");
  if (w.type(w.parent()) != "initializer_expression" || w.type(left) != "identifier")
    return assign_list(w, left, right);
  w.emit(Role::key, w.text(left), left).from = w.spell(right);
  w.value_of(right, w.text(left), "");
}

void visit_argument(Walk& w, TSNode node) {  // f(name: value)
  const TSNode name = w.field(node, "name");
  if (!ts_node_is_null(name)) w.emit(Role::key, w.text(name), name).from = w.spell(w.child(node, 1));
}

void visit_literal(Walk& w, TSNode) { w.group("", w.sink_of()); }

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"identifier", Shape::name},
    {"generic_name", Shape::name},
    {"qualified_name", Shape::name},
    {"member_access_expression", Shape::member, "expression", "name"},
    {"member_binding_expression", Shape::member, "", "name"},
    {"conditional_access_expression", Shape::first, "condition"},
    {"invocation_expression", Shape::call, "function", "arguments"},
    {"object_creation_expression", Shape::create, "type", "arguments"},
    {"implicit_object_creation_expression", Shape::opaque, "", "", visit_literal},
    {"anonymous_object_creation_expression", Shape::opaque, "", "", visit_literal},
    {"element_access_expression", Shape::index, "expression", "subscript"},
    {"bracketed_argument_list", Shape::inner},
    {"argument", Shape::inner, "", "", visit_argument},
    {"await_expression", Shape::inner},
    {"parenthesized_expression", Shape::inner},
    {"postfix_unary_expression", Shape::first},
    {"cast_expression", Shape::cast, "type"},
    {"as_expression", Shape::cast, "right"},
    {"binary_expression", Shape::first, "left"},
    {"conditional_expression", Shape::first, "consequence"},
    {"string_literal", Shape::string},
    {"verbatim_string_literal", Shape::string},
    {"interpolated_string_expression", Shape::opaque},
    {"using_directive", Shape::none, "", "", visit_using},
    {"method_declaration", Shape::none, "", "", visit_method},
    {"constructor_declaration", Shape::none, "", "", visit_method},
    {"local_function_statement", Shape::none, "", "", visit_method},
    {"class_declaration", Shape::none, "", "", visit_record},
    {"record_declaration", Shape::none, "", "", visit_record},
    {"struct_declaration", Shape::none, "", "", visit_record},
    {"interface_declaration", Shape::none, "", "", visit_record},
    {"enum_declaration", Shape::none, "", "", visit_record},
    {"lambda_expression", Shape::opaque, "", "", visit_lambda},
    {"parameter", Shape::none, "", "", visit_parameter},
    {"property_declaration", Shape::none, "", "", visit_property},
    {"variable_declaration", Shape::none, "", "", visit_variables},
    {"foreach_statement", Shape::none, "", "", visit_foreach},
    {"assignment_expression", Shape::none, "", "", visit_assignment},
};

}  // namespace

Grammar csharp_grammar() { return {tree_sitter_c_sharp, kRows, "comment attribute_list"}; }

}  // namespace weir::workspace::syntax
