// JavaScript, JSX, TypeScript and TSX: one table; TypeScript's extra nodes do not occur in JavaScript.
#include "workspace/syntax/languages.h"

extern "C" {
const TSLanguage* tree_sitter_javascript(void);
const TSLanguage* tree_sitter_typescript(void);
const TSLanguage* tree_sitter_tsx(void);
}

namespace weir::workspace::syntax {
namespace {

void visit_import(Walk& w, TSNode node) {
  const TSNode source = w.field(node, "source");
  const auto path = unquoted(w.text(source));
  w.skip(source);
  const TSNode clause = w.child_of_type(node, "import_clause");
  if (ts_node_is_null(clause)) return imported(w, node, path, path, "");
  for (std::uint32_t i = 0; i < w.count(clause); ++i) {
    const TSNode child = w.child(clause, i);
    if (w.type(child) == "identifier") imported(w, child, "default", path, w.text(child));
    if (w.type(child) == "namespace_import") imported(w, child, "*", path, w.text(w.child(child, 0)));
    if (w.type(child) != "named_imports") continue;
    for (std::uint32_t k = 0; k < w.count(child) && k < 128; ++k) {
      const TSNode one = w.child(child, k);
      imported(w, one, w.text(w.field(one, "name")), path, w.text(w.field(one, "alias")));
    }
  }
}

// export and const belong to what they hold: a doc comment stands above them.
TSNode whole_of(Walk& w, TSNode node) {
  TSNode whole = node;
  for (unsigned up = 1; up <= 3; ++up) {
    const TSNode above = w.parent(up);
    const auto kind = w.type(above);
    if (kind != "export_statement" && kind != "lexical_declaration" && kind != "variable_declaration" &&
        kind != "variable_declarator")
      break;
    whole = above;
  }
  return whole;
}

void visit_function(Walk& w, TSNode node) {
  function(w, whole_of(w, node), w.field(node, "name"), w.field(node, "return_type"), w.field(node, "body"));
}

// A function without a name takes that of the variable, property or assignment that holds it.
void visit_arrow(Walk& w, TSNode node) {
  const TSNode above = w.parent(), above2 = w.parent(2);
  TSNode name{};
  if (w.type(above) == "variable_declarator") name = w.field(above, "name");
  if (w.type(above) == "pair") name = w.field(above, "key");
  if (w.type(above) == "public_field_definition" || w.type(above) == "field_definition") name = w.field(above, "name");
  if (w.type(above) == "assignment_expression") {  // module.exports.charge = ...
    const TSNode left = w.field(above, "left");
    name = w.type(left) == "member_expression" ? w.field(left, "property") : left;
  }
  if (!ts_node_is_null(w.field(node, "name"))) name = w.field(node, "name");
  const TSNode single = w.field(node, "parameter");
  const std::string source = ts_node_is_null(name) ? lambda_source(w) : std::string();
  const bool bound = w.type(above) == "variable_declarator" && !ts_node_is_null(above2);
  function(w, bound ? whole_of(w, node) : node, name, w.field(node, "return_type"), w.field(node, "body"));
  if (w.type(name) == "identifier" || w.type(name) == "property_identifier") w.mark(name, Role::declare);
  if (!ts_node_is_null(single)) parameter(w, single, "", source, true);
  const TSNode body = w.field(node, "body");
  if (w.type(body) == "statement_block") return;
  w.returned(body);
  TSNode value = body;
  while (w.type(value) == "parenthesized_expression") value = w.child(value, 0);
  if (w.type(value) == "object") w.value_of(value, "", "return");
}

void visit_class(Walk& w, TSNode node) { record(w, whole_of(w, node), w.field(node, "name"), w.field(node, "body")); }
void visit_alias(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name"), value = w.field(node, "value");
  record(w, whole_of(w, node), name, value);
  if (w.type(value) != "object_type") {  // type Cart = Full<pb.Cart>: a field without a name carries what it stands for
    Fact& fact = w.emit(Role::field, "", name);
    fact.receiver = std::string(w.text(name));
    fact.type = w.words(value);
  }
}

void visit_property(Walk& w, TSNode node) {
  const TSNode type = w.field(node, "type"), value = w.field(node, "value");
  if (w.scope_type().empty()) return;
  field_of(w, w.field(node, "name"), ts_node_is_null(type) ? "" : w.words(type), "",
           ts_node_is_null(value) ? "" : w.spell(value));
}
void visit_signature(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name"), result = w.field(node, "return_type");
  Fact& fact = w.emit(Role::declare, w.text(name), name);
  fact.receiver = std::string(w.scope_type());
  if (!ts_node_is_null(result)) fact.type = w.words(result);
}

// { a, b: { c }, d: e = 1, ...rest } = source
void destructure(Walk& w, TSNode pattern, const std::string& source, const std::string& type, bool each,
                 unsigned depth = 0);

void bind_name(Walk& w, TSNode key, TSNode target, const std::string& source, bool each, unsigned depth) {
  const std::string name(unquoted(w.text(key)));
  if (name.empty() || name.size() > 80) return;
  const std::string below = source.empty() ? "" : source + (each ? "[]." : ".") + name;
  TSNode fallback{};
  while (w.type(target) == "assignment_pattern" || w.type(target) == "object_assignment_pattern") {
    w.value_of(w.field(target, "right"), "", below);
    fallback = w.field(target, "right");
    target = w.field(target, "left");
  }
  const bool nested = w.type(target) == "object_pattern" || w.type(target) == "array_pattern";
  const std::string bound(nested ? "" : w.text(target));
  const std::string otherwise = ts_node_is_null(fallback) ? "" : w.spell(fallback);
  Fact& fact = w.emit(Role::pattern, name, key);
  fact.receiver = source;
  fact.each = each;
  fact.alias = bound;
  if (nested)
    destructure(w, target, otherwise.ends_with("{}") ? otherwise : below, "", false, depth + 1);
  else if (!below.empty())
    w.local(target, "", below);
  if (!nested && otherwise.ends_with("{}")) w.local(target, "", otherwise);
}

void destructure(Walk& w, TSNode pattern, const std::string& source, const std::string& type, bool each,
                 unsigned depth) {
  if (depth > 8) return;
  std::string from = source;
  if (from.empty() && !type.empty()) from = type + "{}";  // ({ a }: Props): a member of a Props
  for (std::uint32_t i = 0; i < w.count(pattern) && i < 64; ++i) {
    const TSNode child = w.child(pattern, i);
    const auto kind = w.type(child);
    if (kind == "shorthand_property_identifier_pattern") {
      bind_name(w, child, child, from, each, depth);
    } else if (kind == "object_assignment_pattern") {
      const TSNode left = w.field(child, "left");
      bind_name(w, left, child, from, each, depth);
    } else if (kind == "pair_pattern") {
      bind_name(w, w.field(child, "key"), w.field(child, "value"), from, each, depth);
    } else if (kind == "object_pattern") {  // an element of an array pattern
      destructure(w, child, from.empty() ? from : from + "[]", "", each, depth + 1);
    } else if (kind == "identifier" && w.type(pattern) == "array_pattern" && i == 0 && !from.empty()) {
      w.local(child, "", from);  // const [state, setState] = useState<T>(...)
    }
  }
}

void visit_declarator(Walk& w, TSNode node) {
  const TSNode name = w.field(node, "name"), value = w.field(node, "value"), type = w.field(node, "type");
  const std::string declared = ts_node_is_null(type) ? "" : w.words(type);
  const std::string from = ts_node_is_null(value) ? "" : w.spell(value);
  const auto kind = w.type(name);
  if (kind == "identifier") {
    if (from.starts_with("require()")) {
      const TSNode list = w.field(value, "arguments");
      const TSNode path = ts_node_is_null(list) ? TSNode{} : w.child(list, 0);
      imported(w, name, "*", unquoted(w.text(path)), w.text(name));
      w.skip(path);
      return;
    }
    w.local(name, declared, from);
    w.value_of(value, "", declared.empty() ? std::string(w.text(name)) : std::string(w.text(name)) + ":" + declared);
  } else if (kind == "object_pattern" || kind == "array_pattern") {
    destructure(w, name, declared.empty() ? from : "", declared, false);
  }
}

bool error_first(std::string_view name) {
  return name == "err" || name == "error" || name == "e" || name == "_" || name == "_err" || name == "_error";
}

void visit_parameters(Walk& w, TSNode node) {
  const TSNode above = w.parent();
  const bool lambda = w.type(above) == "arrow_function" || w.type(above) == "function_expression";
  const std::string source = lambda ? lambda_source(w) : "";
  for (std::uint32_t i = 0; i < w.count(node) && i < 32; ++i) {
    TSNode child = w.child(node, i);
    std::string type;
    if (w.type(child) == "required_parameter" || w.type(child) == "optional_parameter") {
      const TSNode annotated = w.field(child, "type");
      if (!ts_node_is_null(annotated)) type = w.words(annotated);
      child = w.field(child, "pattern");
    }
    if (w.type(child) == "assignment_pattern") child = w.field(child, "left");
    // reduce((sum, item) => ...): the element comes last
    const bool folds = source.empty() ? false
                                      : w.count(node) == 2 && w.type(w.parent(3)) == "call_expression" &&
                                            w.spell(w.parent(3)).ends_with(".reduce()");
    // (error, response) => ...: the answer comes last
    const bool answers = w.count(node) == 2 && error_first(w.text(w.child(node, 0)));
    const std::string from = i == (folds || answers ? 1U : 0U) ? source : "";
    if (w.type(child) == "identifier") parameter(w, child, type, from, true);
    if (w.type(child) == "object_pattern") {
      Fact& fact = w.emit(Role::parameter, "{}", child);  // keeps the place of the parameter
      fact.type = type;
      fact.from = from;
      destructure(w, child, from, type, false);
    }
  }
}

void visit_for(Walk& w, TSNode node) {
  const TSNode left = w.field(node, "left");
  const std::string from = w.spell(w.field(node, "right"));
  if (w.type(left) == "identifier") w.local(left, "", from, true);
  if (w.type(left) == "object_pattern") destructure(w, left, from, "", true);
}

void visit_shorthand(Walk& w, TSNode node) {  // { a }: key and value at once
  w.emit(Role::key, w.text(node), node).from = std::string(w.text(node));
}

void visit_as(Walk& w, TSNode node) {
  if (w.type(w.child(node, 0)) == "object") w.value_of(w.child(node, 0), "", ":" + w.words(w.child(node, 1)));
}

constexpr Row kRows[] = {
    {"return_statement", Shape::result},
    {"identifier", Shape::name},
    {"this", Shape::name},
    {"type_identifier", Shape::type_name},
    {"nested_type_identifier", Shape::name},
    {"generic_type", Shape::name},
    {"member_expression", Shape::member, "object", "property"},
    {"subscript_expression", Shape::index, "object", "index"},
    {"call_expression", Shape::call, "function", "arguments"},
    {"new_expression", Shape::create, "constructor", "arguments"},
    {"await_expression", Shape::inner},
    {"parenthesized_expression", Shape::inner},
    {"non_null_expression", Shape::inner},
    {"as_expression", Shape::cast, "", "", visit_as},
    {"satisfies_expression", Shape::cast, "", "", visit_as},
    {"binary_expression", Shape::first, "left"},
    {"ternary_expression", Shape::first, "consequence"},
    {"object", Shape::literal},
    {"pair", Shape::pair, "key", "value"},
    {"shorthand_property_identifier", Shape::none, "", "", visit_shorthand},
    {"assignment_expression", Shape::assign, "left", "right"},
    {"string", Shape::string},
    {"template_string", Shape::string},
    {"import_statement", Shape::none, "", "", visit_import},
    {"function_declaration", Shape::none, "", "", visit_function},
    {"generator_function_declaration", Shape::none, "", "", visit_function},
    {"method_definition", Shape::none, "", "", visit_function},
    {"arrow_function", Shape::opaque, "", "", visit_arrow},
    {"function_expression", Shape::opaque, "", "", visit_arrow},
    {"class_declaration", Shape::none, "", "", visit_class},
    {"abstract_class_declaration", Shape::none, "", "", visit_class},
    {"interface_declaration", Shape::none, "", "", visit_class},
    {"enum_declaration", Shape::none, "", "", visit_class},
    {"type_alias_declaration", Shape::none, "", "", visit_alias},
    {"property_signature", Shape::none, "", "", visit_property},
    {"public_field_definition", Shape::none, "", "", visit_property},
    {"field_definition", Shape::none, "", "", visit_property},
    {"method_signature", Shape::none, "", "", visit_signature},
    {"function_signature", Shape::none, "", "", visit_signature},
    {"variable_declarator", Shape::none, "", "", visit_declarator},
    {"formal_parameters", Shape::none, "", "", visit_parameters},
    {"for_in_statement", Shape::none, "", "", visit_for},
};

constexpr std::string_view kAbove = "comment decorator";

}  // namespace

Grammar javascript_grammar() { return {tree_sitter_javascript, kRows, kAbove}; }
Grammar typescript_grammar() { return {tree_sitter_typescript, kRows, kAbove}; }
Grammar tsx_grammar() { return {tree_sitter_tsx, kRows, kAbove}; }

}  // namespace weir::workspace::syntax
