// PHP.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_php(void);

namespace weir::workspace::syntax {
namespace {

void visit_use(Walk& w, TSNode node) {
  const TSNode alias = w.field(node, "alias");
  const auto path = w.text(w.child(node, 0));
  imported(w, node, last_part(path), path, ts_node_is_null(alias) ? std::string_view() : w.text(alias));
}

void visit_function(Walk& w, TSNode node) {
  const TSNode result = w.field(node, "return_type");
  function(w, node, w.field(node, "name"), result, w.field(node, "body"));
}
void visit_record(Walk& w, TSNode node) { record(w, node, w.field(node, "name"), w.field(node, "body")); }

void visit_parameter(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  const std::string declared = ts_node_is_null(type) ? "" : w.words(type);
  parameter(w, w.field(node, "name"), declared);
  if (w.type(node) == "property_promotion_parameter") field_of(w, w.field(node, "name"), declared, "");
}

void visit_property(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  for (std::uint32_t i = 0; i < w.count(node) && i < 16; ++i) {
    const TSNode child = w.child(node, i);
    if (w.type(child) == "property_element")
      field_of(w, w.field(child, "name"), ts_node_is_null(type) ? "" : w.words(type), "");
  }
}

void visit_type(Walk& w, TSNode node) { types_in(w, node); }

void visit_element(Walk& w, TSNode node) {  // 'key' => value
  if (w.count(node) != 2) return;
  const TSNode key = w.child(node, 0), value = w.child(node, 1);
  const auto name = unquoted(w.text(key));
  if (name.empty() || name.size() > 120) return;
  w.emit(Role::key, name, key).from = w.spell(value);
  w.value_of(value, name, "");
  w.skip(key);
}

void visit_foreach(Walk& w, TSNode node) {
  if (w.count(node) < 2) return;
  TSNode name = w.child(node, 1);
  if (w.type(name) == "pair") name = w.child(name, 1);
  if (w.type(name) == "variable_name") w.local(name, "", w.spell(w.child(node, 0)), true);
}

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"name", Shape::name},
    {"qualified_name", Shape::name},
    {"variable_name", Shape::name},
    {"named_type", Shape::name, "", "", visit_type},
    {"member_access_expression", Shape::member, "object", "name"},
    {"nullsafe_member_access_expression", Shape::member, "object", "name"},
    {"scoped_property_access_expression", Shape::member, "scope", "name"},
    {"member_call_expression", Shape::method, "object", "name"},
    {"nullsafe_member_call_expression", Shape::method, "object", "name"},
    {"scoped_call_expression", Shape::method, "scope", "name"},
    {"function_call_expression", Shape::call, "function", "arguments"},
    {"object_creation_expression", Shape::create},
    {"subscript_expression", Shape::index},
    {"argument", Shape::inner},
    {"parenthesized_expression", Shape::inner},
    {"binary_expression", Shape::first, "left"},
    {"conditional_expression", Shape::first, "body"},
    {"array_creation_expression", Shape::literal},
    {"array_element_initializer", Shape::none, "", "", visit_element},
    {"assignment_expression", Shape::assign, "left", "right"},
    {"string", Shape::string},
    {"encapsed_string", Shape::string},
    {"namespace_use_clause", Shape::none, "", "", visit_use},
    {"function_definition", Shape::none, "", "", visit_function},
    {"method_declaration", Shape::none, "", "", visit_function},
    {"anonymous_function", Shape::opaque, "", "", visit_function},
    {"arrow_function", Shape::opaque, "", "", visit_function},
    {"class_declaration", Shape::none, "", "", visit_record},
    {"interface_declaration", Shape::none, "", "", visit_record},
    {"trait_declaration", Shape::none, "", "", visit_record},
    {"enum_declaration", Shape::none, "", "", visit_record},
    {"simple_parameter", Shape::none, "", "", visit_parameter},
    {"property_promotion_parameter", Shape::none, "", "", visit_parameter},
    {"property_declaration", Shape::none, "", "", visit_property},
    {"foreach_statement", Shape::none, "", "", visit_foreach},
};

}  // namespace

Grammar php_grammar() { return {tree_sitter_php, kRows, "comment attribute_list"}; }

}  // namespace weir::workspace::syntax
