// Java.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_java(void);

namespace weir::workspace::syntax {
namespace {

void visit_import(Walk& w, TSNode node) {
  const TSNode path = w.child(node, 0);
  const auto text = w.text(path);
  const bool all = !ts_node_is_null(w.child_of_type(node, "asterisk"));
  imported(w, node, all ? std::string_view("*") : last_part(text), text, "");
}

void visit_method(Walk& w, TSNode node) {
  function(w, node, w.field(node, "name"), w.field(node, "type"), w.field(node, "body"));
}
void visit_record(Walk& w, TSNode node) { record(w, node, w.field(node, "name"), w.field(node, "body")); }
void visit_lambda(Walk& w, TSNode node) {
  const std::string source = lambda_source(w);
  function(w, node, TSNode{}, TSNode{}, w.field(node, "body"));
  const TSNode parameters = w.field(node, "parameters");
  if (w.type(parameters) == "identifier") {
    parameter(w, parameters, "", source, true);
  } else if (w.type(parameters) == "inferred_parameters") {
    for (std::uint32_t i = 0; i < w.count(parameters) && i < 8; ++i)
      parameter(w, w.child(parameters, i), "", i == 0 ? source : "", true);
  }
}

// The name in @JsonProperty("x") or @SerializedName("x") directly on a field.
std::string json_name(Walk& w, TSNode node) {
  const TSNode modifiers = w.child_of_type(node, "modifiers");
  if (ts_node_is_null(modifiers)) return {};
  const TSNode annotation = w.child_of_type(modifiers, "annotation");
  if (ts_node_is_null(annotation)) return {};
  const auto name = w.text(w.field(annotation, "name"));
  if (name != "JsonProperty" && name != "SerializedName" && name != "Json" && name != "Column") return {};
  const auto text = w.text(w.field(annotation, "arguments"));
  const auto open = text.find('"');
  if (open == std::string_view::npos) return {};
  return std::string(text.substr(open + 1, text.find('"', open + 1) - open - 1));
}

void visit_field(Walk& w, TSNode node) {
  const std::string type = w.words(w.field(node, "type"));
  const std::string alias = json_name(w, node);
  for (std::uint32_t i = 0; i < w.count(node); ++i) {
    const TSNode child = w.child(node, i);
    if (w.type(child) != "variable_declarator") continue;
    const TSNode value = w.field(child, "value");
    field_of(w, w.field(child, "name"), type, alias, ts_node_is_null(value) ? "" : w.spell(value));
  }
}

void visit_local(Walk& w, TSNode node) {
  const std::string type = w.words(w.field(node, "type"));
  for (std::uint32_t i = 0; i < w.count(node); ++i) {
    const TSNode child = w.child(node, i);
    if (w.type(child) != "variable_declarator") continue;
    const TSNode value = w.field(child, "value");
    w.local(w.field(child, "name"), type == "var" ? "" : type, ts_node_is_null(value) ? "" : w.spell(value));
    if (!ts_node_is_null(value)) w.value_of(value, "", std::string(w.text(w.field(child, "name"))));
  }
}

void visit_parameter(Walk& w, TSNode node) { parameter(w, w.field(node, "name"), w.words(w.field(node, "type"))); }
void visit_for(Walk& w, TSNode node) {
  const std::string type = w.words(w.field(node, "type"));
  w.local(w.field(node, "name"), type == "var" ? "" : type, w.spell(w.field(node, "value")), true);
}

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"identifier", Shape::name},
    {"this", Shape::name},
    {"type_identifier", Shape::type_name},
    {"scoped_type_identifier", Shape::name},
    {"generic_type", Shape::name},
    {"scoped_identifier", Shape::name},
    {"field_access", Shape::member, "object", "field"},
    {"method_invocation", Shape::method, "object", "name"},
    {"object_creation_expression", Shape::create, "type", "arguments"},
    {"array_access", Shape::index, "array", "index"},
    {"assignment_expression", Shape::assign, "left", "right"},
    {"parenthesized_expression", Shape::inner},
    {"cast_expression", Shape::cast, "type"},
    {"ternary_expression", Shape::first, "consequence"},
    {"string_literal", Shape::string},
    {"import_declaration", Shape::none, "", "", visit_import},
    {"method_declaration", Shape::none, "", "", visit_method},
    {"constructor_declaration", Shape::none, "", "", visit_method},
    {"lambda_expression", Shape::opaque, "", "", visit_lambda},
    {"class_declaration", Shape::none, "", "", visit_record},
    {"interface_declaration", Shape::none, "", "", visit_record},
    {"enum_declaration", Shape::none, "", "", visit_record},
    {"record_declaration", Shape::none, "", "", visit_record},
    {"annotation_type_declaration", Shape::none, "", "", visit_record},
    {"field_declaration", Shape::none, "", "", visit_field},
    {"local_variable_declaration", Shape::none, "", "", visit_local},
    {"resource", Shape::assign, "name", "value"},
    {"formal_parameter", Shape::none, "", "", visit_parameter},
    {"enhanced_for_statement", Shape::none, "", "", visit_for},
};

}  // namespace

Grammar java_grammar() { return {tree_sitter_java, kRows, "line_comment block_comment"}; }

}  // namespace weir::workspace::syntax
