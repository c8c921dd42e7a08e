// Rust. Inside macros the grammar has tokens only: chains of names there are told by a small scan.
#include <algorithm>
#include <cctype>

#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_rust(void);

namespace weir::workspace::syntax {
namespace {

bool word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

void visit_use(Walk& w, TSNode node) {  // a::{b, c as d}: one import a leaf
  const std::string text = w.squeezed(w.field(node, "argument"));
  const auto open = text.find('{');
  const std::string prefix = text.substr(0, open);
  std::string rest = open == std::string::npos ? std::string(last_part(text)) : text.substr(open);
  std::string leaf;
  for (const char c : rest + ",") {
    if (word(c)) {
      leaf += c;
    } else if (!leaf.empty() && (c == ',' || c == '}')) {
      imported(w, node, leaf, open == std::string::npos ? text : prefix + leaf, "");
      leaf.clear();
    } else if (c == '.' || c == '{') {
      leaf.clear();
    }
  }
}

void visit_function(Walk& w, TSNode node) {
  const TSNode body = w.field(node, "body");
  function(w, node, w.field(node, "name"), w.field(node, "return_type"), body);
  if (w.count(body) > 0) w.returned(w.child(body, w.count(body) - 1));
}
void visit_record(Walk& w, TSNode node) { record(w, node, w.field(node, "name"), w.field(node, "body")); }
void visit_module(Walk& w, TSNode node) { w.scope(w.text(w.field(node, "name")), "", node, w.field(node, "body")); }
void visit_impl(Walk& w, TSNode node) {
  const auto type = w.squeezed(w.field(node, "type"));
  const auto name = last_part(type);
  w.scope(name, name, node, w.field(node, "body"));
}

// Names in #[serde(rename = "x", alias = "x")] directly above.
std::string serde_name(Walk& w, TSNode node) {
  for (TSNode above = ts_node_prev_named_sibling(node); w.type(above) == "attribute_item";
       above = ts_node_prev_named_sibling(above)) {
    const auto text = w.text(above);
    if (text.find("serde") == std::string_view::npos) continue;
    for (const std::string_view kind : {"rename", "alias"}) {
      const auto at = text.find(kind);
      if (at == std::string_view::npos) continue;
      const auto open = text.find('"', at);
      if (open == std::string_view::npos) continue;
      return std::string(text.substr(open + 1, text.find('"', open + 1) - open - 1));
    }
  }
  return {};
}

void visit_field(Walk& w, TSNode node) {
  field_of(w, w.field(node, "name"), w.words(w.field(node, "type")), serde_name(w, node));
}

void visit_parameter(Walk& w, TSNode node) {
  const TSNode pattern = w.field(node, "pattern");
  parameter(w, pattern, w.words(w.field(node, "type")));
}

void visit_closure(Walk& w, TSNode node) {
  const std::string source = lambda_source(w);
  function(w, node, TSNode{}, TSNode{}, w.field(node, "body"));
  const TSNode list = w.field(node, "parameters");
  for (std::uint32_t i = 0; i < w.count(list) && i < 8; ++i) {
    TSNode child = w.child(list, i);
    while (w.type(child) == "reference_pattern") child = w.child(child, 0);
    if (w.type(child) == "identifier") parameter(w, child, "", source, true);
  }
}

void take_apart(Walk& w, TSNode pattern, const std::string& from, bool each) {
  const auto kind = w.type(pattern);
  if (kind == "identifier") return w.local(pattern, "", from, each);
  if (kind == "tuple_struct_pattern") {  // Some(x), Ok(x)
    return take_apart(w, w.child(pattern, w.count(pattern) - 1), from, each);
  }
  if (kind != "struct_pattern") return;
  for (std::uint32_t i = 0; i < w.count(pattern) && i < 32; ++i) {
    const TSNode child = w.child(pattern, i);
    if (w.type(child) != "field_pattern") continue;
    const TSNode name = w.field(child, "name");
    Fact& fact = w.emit(Role::pattern, w.text(name), name);
    fact.receiver = w.squeezed(w.field(pattern, "type")) + "{}";
    fact.alias = std::string(w.text(name));
  }
}

void visit_let(Walk& w, TSNode node) {
  const TSNode pattern = w.field(node, "pattern"), type = w.field(node, "type"), value = w.field(node, "value");
  const std::string from = ts_node_is_null(value) ? "" : w.spell(value);
  if (w.type(pattern) == "identifier")
    w.local(pattern, ts_node_is_null(type) ? "" : w.words(type), from);
  else
    take_apart(w, pattern, from, false);
}

void visit_for(Walk& w, TSNode node) {
  const TSNode pattern = w.field(node, "pattern");
  take_apart(w, pattern, w.spell(w.field(node, "value")), true);
}

void visit_shorthand(Walk& w, TSNode node) {
  const TSNode name = w.child(node, w.count(node) - 1);
  w.emit(Role::key, w.text(name), name).from = std::string(w.text(name));
}

// pub mod shop { tonic::include_proto!("shop.v1"); }: the module is that package's generated code.
void visit_include(Walk& w, TSNode node) {
  auto package = w.text(w.child_of_type(node, "token_tree"));
  const auto open = package.find('"'), close = package.rfind('"');
  if (open == std::string_view::npos || close <= open) return;
  package = package.substr(open + 1, close - open - 1);
  TSNode at = node;
  for (int up = 0; up < 4 && !ts_node_is_null(at) && w.type(at) != "mod_item"; ++up) at = ts_node_parent(at);
  const bool inside = !ts_node_is_null(at) && w.type(at) == "mod_item";
  Fact& fact = w.emit(Role::import, "*", node);
  fact.type = std::string(package);
  fact.alias = std::string(inside ? w.text(w.field(at, "name")) : package);
}

// format!("{}", order.cost.units): order.cost and order.cost.units
void visit_macro(Walk& w, TSNode node) {
  if (w.text(w.field(node, "macro")).ends_with("include_proto")) return visit_include(w, node);
  const TSNode tree = w.child_of_type(node, "token_tree");
  const auto text = w.text(tree);
  std::uint32_t line_of = ts_node_is_null(tree) ? 0 : w.line(tree);
  char quote = 0;
  std::string chain;
  for (std::size_t at = 0; at < text.size() && !w.full();) {
    const char c = text[at];
    if (c == '\n') ++line_of;
    if (quote != 0) {
      if (c == '\\') ++at;
      if (c == quote) quote = 0;
      ++at;
    } else if (c == '"') {
      quote = c;
      ++at;
    } else if (word(c)) {
      std::size_t end = at;
      while (end < text.size() && word(text[end])) ++end;
      const auto name = text.substr(at, end - at);
      if (!chain.empty()) {
        const bool call = end < text.size() && text[end] == '(';
        Fact& fact = w.emit(call ? Role::call : Role::member_read, name, tree);
        fact.receiver = chain;
        fact.line = line_of;
        chain += "." + std::string(name) + (call ? "()" : "");
      } else {
        chain = std::string(name);
      }
      at = end;
      while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) {
        if (text[at] == '\n') ++line_of;
        ++at;
      }
      if (text.substr(at, 2) == "()") at += 2;
      if (at < text.size() && text[at] == '.' && text.substr(at, 2) != "..")
        ++at;
      else
        chain.clear();
      if (chain.size() > 120) chain.clear();
    } else {
      chain.clear();
      ++at;
    }
  }
}

constexpr Row kRows[] = {
    {"return_expression", Shape::result},
    {"mod_item", Shape::none, "", "", visit_module},
    {"identifier", Shape::name},
    {"self", Shape::name},
    {"type_identifier", Shape::type_name},
    {"scoped_identifier", Shape::name},
    {"scoped_type_identifier", Shape::name},
    {"generic_type", Shape::name},
    {"generic_function", Shape::first, "function"},
    {"field_expression", Shape::member, "value", "field"},
    {"call_expression", Shape::call, "function", "arguments"},
    {"struct_expression", Shape::create, "name", "body"},
    {"field_initializer", Shape::pair, "field", "value"},
    {"shorthand_field_initializer", Shape::none, "", "", visit_shorthand},
    {"index_expression", Shape::index},
    {"reference_expression", Shape::inner, "value"},
    {"unary_expression", Shape::inner},
    {"parenthesized_expression", Shape::inner},
    {"try_expression", Shape::inner},
    {"await_expression", Shape::first},
    {"type_cast_expression", Shape::first, "value"},
    {"assignment_expression", Shape::assign, "left", "right"},
    {"string_literal", Shape::string},
    {"raw_string_literal", Shape::string},
    {"use_declaration", Shape::none, "", "", visit_use},
    {"function_item", Shape::none, "", "", visit_function},
    {"function_signature_item", Shape::none, "", "", visit_function},
    {"struct_item", Shape::none, "", "", visit_record},
    {"enum_item", Shape::none, "", "", visit_record},
    {"trait_item", Shape::none, "", "", visit_record},
    {"impl_item", Shape::none, "", "", visit_impl},
    {"field_declaration", Shape::none, "", "", visit_field},
    {"parameter", Shape::none, "", "", visit_parameter},
    {"closure_expression", Shape::opaque, "", "", visit_closure},
    {"let_declaration", Shape::none, "", "", visit_let},
    {"let_condition", Shape::none, "", "", visit_let},
    {"for_expression", Shape::none, "", "", visit_for},
    {"macro_invocation", Shape::opaque, "", "", visit_macro},
};

}  // namespace

Grammar rust_grammar() { return {tree_sitter_rust, kRows, "line_comment block_comment attribute_item"}; }

}  // namespace weir::workspace::syntax
