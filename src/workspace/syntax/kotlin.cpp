// Kotlin. Its grammar names no fields: children are found by their place and type.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_kotlin(void);

namespace weir::workspace::syntax {
namespace {

bool is_type(std::string_view kind) {
  return kind == "user_type" || kind == "nullable_type" || kind == "function_type" || kind == "not_nullable_type";
}
TSNode type_in(Walk& w, TSNode node) {
  for (std::uint32_t i = 0; i < w.count(node) && i < 16; ++i)
    if (const TSNode child = w.child(node, i); is_type(w.type(child))) return child;
  return {};
}
std::string words_of_type(Walk& w, TSNode node) {
  const TSNode type = type_in(w, node);
  return ts_node_is_null(type) ? "" : w.words(type);
}

void visit_import(Walk& w, TSNode node) {
  const auto path = w.text(w.child_of_type(node, "identifier"));
  const bool all = !ts_node_is_null(w.child_of_type(node, "wildcard_import"));
  const TSNode alias = w.child_of_type(node, "import_alias");
  imported(w, node, all ? std::string_view("*") : last_part(path), path,
           ts_node_is_null(alias) ? std::string_view() : w.text(w.child(alias, 0)));
}

void visit_function(Walk& w, TSNode node) {
  function(w, node, w.child_of_type(node, "simple_identifier"), type_in(w, node),
           w.child_of_type(node, "function_body"));
}
void visit_record(Walk& w, TSNode node) {
  TSNode body = w.child_of_type(node, "class_body");
  if (ts_node_is_null(body)) body = w.child_of_type(node, "enum_class_body");
  record(w, node, w.child_of_type(node, "type_identifier"), body);
}

void visit_lambda(Walk& w, TSNode node) {
  const std::string source = lambda_source(w);
  function(w, node, TSNode{}, TSNode{}, w.child_of_type(node, "statements"));
  const TSNode list = w.child_of_type(node, "lambda_parameters");
  if (ts_node_is_null(list)) {
    Fact& it = w.emit(Role::parameter, "it", node);
    it.from = source;
    it.each = true;
    return;
  }
  for (std::uint32_t i = 0; i < w.count(list) && i < 8; ++i) {
    const TSNode child = w.child(list, i);
    parameter(w, w.child_of_type(child, "simple_identifier"), words_of_type(w, child), i == 0 ? source : "", true);
  }
}

void visit_property(Walk& w, TSNode node) {
  const TSNode declared = w.child_of_type(node, "variable_declaration");
  const TSNode name = w.child_of_type(declared, "simple_identifier");
  if (ts_node_is_null(name)) return;
  const TSNode last = w.child(node, w.count(node) - 1);
  const bool has_value = !ts_node_eq(last, declared) && w.type(last) != "getter" && w.type(last) != "setter";
  const std::string from = has_value ? w.spell(last) : "";
  if (w.type(w.parent()) == "class_body")
    field_of(w, name, words_of_type(w, declared), "", from);
  else
    w.local(name, words_of_type(w, declared), from);
  if (has_value) w.value_of(last, "", std::string(w.text(name)));
}

void visit_class_parameter(Walk& w, TSNode node) {
  field_of(w, w.child_of_type(node, "simple_identifier"), words_of_type(w, node), "");
}
void visit_parameter(Walk& w, TSNode node) {
  parameter(w, w.child_of_type(node, "simple_identifier"), words_of_type(w, node));
}
void visit_for(Walk& w, TSNode node) {
  const TSNode variable = w.child_of_type(node, "variable_declaration");
  if (ts_node_is_null(variable)) return;
  w.local(w.child_of_type(variable, "simple_identifier"), words_of_type(w, variable), w.spell(w.child(node, 1)), true);
}

void visit_assigned(Walk& w, TSNode node) {  // a.b = ...
  const TSNode suffix = w.child_of_type(node, "navigation_suffix");
  if (ts_node_is_null(suffix)) return;
  w.emit(Role::member_write, last_part(w.text(suffix)), suffix).receiver = w.spell(w.child(node, 0));
}

bool named(Walk& w, TSNode argument) { return w.count(argument) == 2 && w.type(ts_node_child(argument, 1)) == "="; }
void visit_call(Walk& w, TSNode node) {  // named arguments make it a literal of its callee's type
  const TSNode suffix = w.child_of_type(node, "call_suffix");
  const TSNode list = ts_node_is_null(suffix) ? TSNode{} : w.child_of_type(suffix, "value_arguments");
  if (ts_node_is_null(list) || w.count(list) == 0 || !named(w, w.child(list, 0))) return;
  const std::string callee = w.spell(w.child(node, 0));
  w.group(callee, w.sink_of());
}
void visit_argument(Walk& w, TSNode node) {
  if (!named(w, node)) return;
  const TSNode name = w.child(node, 0), value = w.child(node, 1);
  w.emit(Role::key, w.text(name), name).from = w.spell(value);
  w.value_of(value, w.text(name), "");
}

constexpr Row kRows[] = {
    {"jump_expression", Shape::result},
    {"simple_identifier", Shape::name},
    {"this_expression", Shape::name},
    {"type_identifier", Shape::type_name},
    {"user_type", Shape::name},
    {"navigation_expression", Shape::member},
    {"call_expression", Shape::call, "", "", visit_call},
    {"value_argument", Shape::inner, "", "", visit_argument},
    {"indexing_expression", Shape::index},
    {"indexing_suffix", Shape::inner},
    {"parenthesized_expression", Shape::inner},
    {"postfix_expression", Shape::first},
    {"elvis_expression", Shape::first},
    {"as_expression", Shape::cast},
    {"string_literal", Shape::string},
    {"import_header", Shape::none, "", "", visit_import},
    {"function_declaration", Shape::none, "", "", visit_function},
    {"class_declaration", Shape::none, "", "", visit_record},
    {"object_declaration", Shape::none, "", "", visit_record},
    {"lambda_literal", Shape::opaque, "", "", visit_lambda},
    {"property_declaration", Shape::none, "", "", visit_property},
    {"class_parameter", Shape::none, "", "", visit_class_parameter},
    {"parameter", Shape::none, "", "", visit_parameter},
    {"for_statement", Shape::none, "", "", visit_for},
    {"directly_assignable_expression", Shape::none, "", "", visit_assigned},
};

}  // namespace

Grammar kotlin_grammar() { return {tree_sitter_kotlin, kRows, "line_comment multiline_comment"}; }

}  // namespace weir::workspace::syntax
