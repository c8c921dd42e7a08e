// C and C++: one table; C++'s extra nodes do not occur in C.
#include "workspace/syntax/languages.h"

extern "C" {
const TSLanguage* tree_sitter_c(void);
const TSLanguage* tree_sitter_cpp(void);
}

namespace weir::workspace::syntax {
namespace {

// The name that a declarator declares: through pointers, references, arrays, functions.
TSNode name_of(Walk& w, TSNode declarator) {
  for (unsigned i = 0; i < 12 && !ts_node_is_null(declarator); ++i) {
    const auto kind = w.type(declarator);
    if (kind == "identifier" || kind == "field_identifier" || kind == "type_identifier" ||
        kind == "qualified_identifier" || kind == "destructor_name" || kind == "operator_name")
      return declarator;
    const TSNode inner = w.field(declarator, "declarator");
    declarator = ts_node_is_null(inner) ? w.child(declarator, w.count(declarator) - 1) : inner;
  }
  return {};
}

bool is_function(Walk& w, TSNode declarator) {
  for (unsigned i = 0; i < 12 && !ts_node_is_null(declarator); ++i) {
    if (w.type(declarator) == "function_declarator") return true;
    declarator = w.field(declarator, "declarator");
  }
  return false;
}

void visit_include(Walk& w, TSNode node) {
  const TSNode path = w.field(node, "path");
  auto text = unquoted(w.text(path));
  if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
  const auto slash = text.rfind('/');
  imported(w, node, slash == std::string_view::npos ? text : text.substr(slash + 1), text, "");
  w.skip(path);
}

void visit_using(Walk& w, TSNode node) {
  const auto text = w.squeezed(w.child(node, 0));
  imported(w, node, last_part(text), text, "");
}

TSNode whole_of(Walk& w, TSNode node) { return w.type(w.parent()) == "template_declaration" ? w.parent() : node; }

void visit_function(Walk& w, TSNode node) {
  const TSNode name = name_of(w, w.field(node, "declarator")), result = w.field(node, "type");
  const auto spelled = w.squeezed(name);
  const auto dot = spelled.rfind('.');
  if (dot == std::string::npos) return function(w, whole_of(w, node), name, result, w.field(node, "body"));
  const std::string owner(last_part(std::string_view(spelled).substr(0, dot)));
  Fact& fact = w.emit(Role::declare, last_part(spelled), name);
  fact.receiver = owner;
  if (!ts_node_is_null(result)) fact.type = w.words(result);
  w.scope(last_part(spelled), owner, whole_of(w, node), w.field(node, "body"));
}

void visit_record(Walk& w, TSNode node) {
  const TSNode body = w.field(node, "body");
  if (ts_node_is_null(body)) return;
  record(w, whole_of(w, node), w.field(node, "name"), body);
}

void visit_lambda(Walk& w, TSNode node) { function(w, node, TSNode{}, TSNode{}, w.field(node, "body")); }

void visit_field(Walk& w, TSNode node) {
  const TSNode declarator = w.field(node, "declarator"), type = w.field(node, "type");
  const TSNode name = name_of(w, declarator);
  if (ts_node_is_null(name)) return;
  if (!is_function(w, declarator)) return field_of(w, name, w.words(type), "");
  Fact& fact = w.emit(Role::declare, w.text(name), name);
  fact.receiver = std::string(w.scope_type());
  fact.type = w.words(type);
}

void visit_declaration(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type");
  const std::string declared = w.words(type);
  for (std::uint32_t i = 0; i < w.count(node) && i < 32; ++i) {
    const TSNode child = w.child(node, i);
    if (ts_node_eq(child, type)) continue;
    const auto kind = w.type(child);
    if (kind == "function_declarator") {
      const TSNode name = name_of(w, child);
      if (ts_node_is_null(name)) continue;
      Fact& fact = w.emit(Role::declare, last_part(w.text(name)), name);
      fact.receiver = std::string(w.scope_type());
      fact.type = declared;
    } else if (kind == "init_declarator") {
      const TSNode value = w.field(child, "value");
      w.local(name_of(w, w.field(child, "declarator")), declared == "auto" ? "" : declared, w.spell(value));
    } else if (kind == "identifier" || kind == "pointer_declarator" || kind == "reference_declarator") {
      w.local(name_of(w, child), declared, "");
    }
  }
}

void visit_parameter(Walk& w, TSNode node) {
  const TSNode name = name_of(w, w.field(node, "declarator"));
  if (!ts_node_is_null(name)) parameter(w, name, w.words(w.field(node, "type")));
}

void visit_range(Walk& w, TSNode node) {
  const std::string type = w.words(w.field(node, "type"));
  w.local(name_of(w, w.field(node, "declarator")), type == "auto" ? "" : type, w.spell(w.field(node, "right")), true);
}

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"identifier", Shape::name},
    {"this", Shape::name},
    {"qualified_identifier", Shape::name},
    {"template_function", Shape::name},
    {"type_identifier", Shape::type_name},
    {"field_expression", Shape::member, "argument", "field"},
    {"call_expression", Shape::call, "function", "arguments"},
    {"new_expression", Shape::create, "type", "arguments"},
    {"compound_literal_expression", Shape::create, "type", "value"},
    {"subscript_expression", Shape::index, "argument", "indices"},
    {"subscript_argument_list", Shape::inner},
    {"pointer_expression", Shape::inner, "argument"},
    {"parenthesized_expression", Shape::inner},
    {"cast_expression", Shape::cast, "type"},
    {"conditional_expression", Shape::first, "consequence"},
    {"initializer_pair", Shape::pair, "designator", "value"},
    {"string_literal", Shape::string},
    {"raw_string_literal", Shape::string},
    {"assignment_expression", Shape::assign, "left", "right"},
    {"preproc_include", Shape::none, "", "", visit_include},
    {"using_declaration", Shape::none, "", "", visit_using},
    {"function_definition", Shape::none, "", "", visit_function},
    {"class_specifier", Shape::none, "", "", visit_record},
    {"struct_specifier", Shape::none, "", "", visit_record},
    {"enum_specifier", Shape::none, "", "", visit_record},
    {"union_specifier", Shape::none, "", "", visit_record},
    {"lambda_expression", Shape::opaque, "", "", visit_lambda},
    {"field_declaration", Shape::none, "", "", visit_field},
    {"declaration", Shape::none, "", "", visit_declaration},
    {"parameter_declaration", Shape::none, "", "", visit_parameter},
    {"optional_parameter_declaration", Shape::none, "", "", visit_parameter},
    {"for_range_loop", Shape::none, "", "", visit_range},
};

}  // namespace

Grammar c_grammar() { return {tree_sitter_c, kRows, "comment"}; }
Grammar cpp_grammar() { return {tree_sitter_cpp, kRows, "comment"}; }

}  // namespace weir::workspace::syntax
