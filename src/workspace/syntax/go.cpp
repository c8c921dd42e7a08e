// Go.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_go(void);

namespace weir::workspace::syntax {
namespace {

void visit_import(Walk& w, TSNode node) {
  const TSNode path = w.field(node, "path"), name = w.field(node, "name");
  const auto text = unquoted(w.text(path));
  const auto slash = text.rfind('/');
  imported(w, node, slash == std::string_view::npos ? text : text.substr(slash + 1), text, w.text(name));
  w.skip(path);
}

// The type of a method's receiver: "T" of (t *T[K]).
std::string receiver_of(Walk& w, TSNode node) {
  const TSNode list = w.field(node, "receiver");
  const TSNode one = ts_node_is_null(list) ? TSNode{} : w.child(list, 0);
  if (ts_node_is_null(one)) return {};
  std::string type = w.squeezed(w.field(one, "type"));
  if (const auto generic = type.find('['); generic != std::string::npos) type.resize(generic);
  while (!type.empty() && type.front() == '*') type.erase(0, 1);
  return type;
}

void visit_function(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name"), result = w.field(node, "result"), body = w.field(node, "body");
  const std::string owner = receiver_of(w, node);
  if (!ts_node_is_null(name)) {
    Fact& fact = w.emit(Role::declare, w.text(name), name);
    fact.receiver = owner;
    if (!ts_node_is_null(result)) fact.type = w.words(result);
  }
  w.scope(w.text(name), owner, node, body);
}

void visit_type(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name"), type = w.field(node, "type");
  const TSNode above = w.parent();
  const bool alone = w.type(above) == "type_declaration" && w.count(above) == 1;
  record(w, alone ? above : node, name, type);
}

std::string json_name(std::string_view tag) {
  const auto at = tag.find("json:\"");
  if (at == std::string_view::npos) return {};
  tag.remove_prefix(at + 6);
  const auto name = tag.substr(0, tag.find_first_of(",\""));
  return name == "-" ? std::string() : std::string(name);
}

void visit_field(Walk& w, TSNode node) {
  const std::string type = w.words(w.field(node, "type"));
  const TSNode tag = w.field(node, "tag");
  const std::string alias = ts_node_is_null(tag) ? "" : json_name(w.text(tag));
  w.skip(tag);
  for (std::uint32_t i = 0; i < w.count(node); ++i) {
    const TSNode child = w.child(node, i);
    if (w.type(child) == "field_identifier") field_of(w, child, type, alias);
  }
}

void visit_parameter(Walk& w, TSNode node) {
  const std::string type = w.words(w.field(node, "type"));
  for (std::uint32_t i = 0; i < w.count(node) && i < 16; ++i) {
    const TSNode child = w.child(node, i);
    if (w.type(child) == "identifier") parameter(w, child, type);
  }
}

void visit_method_elem(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name"), result = w.field(node, "result");
  Fact& fact = w.emit(Role::declare, w.text(name), name);
  fact.receiver = std::string(w.scope_type());
  if (!ts_node_is_null(result)) fact.type = w.words(result);
}

void visit_assign(Walk& w, TSNode node) { assign_list(w, w.field(node, "left"), w.field(node, "right")); }

void visit_var(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type"), value = w.field(node, "value");
  const TSNode first = ts_node_is_null(value) ? TSNode{} : w.child(value, 0);
  w.local(w.field(node, "name"), ts_node_is_null(type) ? "" : w.words(type),
          ts_node_is_null(first) ? "" : w.spell(first));
}

void visit_range(Walk& w, TSNode node) {
  const TSNode left = w.field(node, "left");
  if (ts_node_is_null(left) || w.count(left) < 2) return;
  w.local(w.child(left, 1), "", w.spell(w.field(node, "right")), true);
}

void visit_qualified(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name");
  Fact& fact = w.emit(Role::type, w.text(name), name);
  fact.receiver = std::string(w.text(w.field(node, "package")));
  w.skip(name);
}

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"identifier", Shape::name},
    {"package_identifier", Shape::name},
    {"type_identifier", Shape::type_name},
    {"qualified_type", Shape::name, "", "", visit_qualified},
    {"pointer_type", Shape::inner},
    {"slice_type", Shape::inner, "element"},
    {"selector_expression", Shape::member, "operand", "field"},
    {"call_expression", Shape::call, "function", "arguments"},
    {"composite_literal", Shape::create, "type", "body"},
    {"keyed_element", Shape::pair, "key", "value"},
    {"literal_element", Shape::inner},
    {"index_expression", Shape::index, "operand", "index"},
    {"slice_expression", Shape::first, "operand"},
    {"unary_expression", Shape::inner, "operand"},
    {"parenthesized_expression", Shape::inner},
    {"type_assertion_expression", Shape::cast, "type"},
    {"type_conversion_expression", Shape::inner, "operand"},
    {"expression_list", Shape::first},
    {"interpreted_string_literal", Shape::string},
    {"raw_string_literal", Shape::string},
    {"import_spec", Shape::none, "", "", visit_import},
    {"function_declaration", Shape::none, "", "", visit_function},
    {"method_declaration", Shape::none, "", "", visit_function},
    {"func_literal", Shape::opaque, "", "", visit_function},
    {"type_spec", Shape::none, "", "", visit_type},
    {"type_alias", Shape::none, "", "", visit_type},
    {"field_declaration", Shape::none, "", "", visit_field},
    {"parameter_declaration", Shape::none, "", "", visit_parameter},
    {"variadic_parameter_declaration", Shape::none, "", "", visit_parameter},
    {"method_elem", Shape::none, "", "", visit_method_elem},
    {"short_var_declaration", Shape::none, "", "", visit_assign},
    {"assignment_statement", Shape::none, "", "", visit_assign},
    {"var_spec", Shape::none, "", "", visit_var},
    {"const_spec", Shape::none, "", "", visit_var},
    {"range_clause", Shape::none, "", "", visit_range},
};

}  // namespace

Grammar go_grammar() { return {tree_sitter_go, kRows, "comment"}; }

}  // namespace weir::workspace::syntax
