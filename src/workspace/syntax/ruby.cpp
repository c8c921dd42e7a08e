// Ruby, and the Ruby in ERB templates.
#include "workspace/syntax/languages.h"

extern "C" const TSLanguage* tree_sitter_ruby(void);

namespace weir::workspace::syntax {
namespace {

void visit_method(Walk& w, TSNode node) {
  function(w, node, w.field(node, "name"), TSNode{}, w.field(node, "body"));
  const TSNode list = w.field(node, "parameters");
  for (std::uint32_t i = 0; !ts_node_is_null(list) && i < w.count(list) && i < 32; ++i) {
    const TSNode child = w.child(list, i);
    parameter(w, w.type(child) == "identifier" ? child : w.field(child, "name"), "");
  }
}
void visit_class(Walk& w, TSNode node) { record(w, node, w.field(node, "name"), w.field(node, "body")); }

// order.items is a call without arguments: a read. Order.new(id: 1) is a literal of an Order. require: an import.
void visit_call(Walk& w, TSNode node) {
  const TSNode list = w.field(node, "arguments"), receiver = w.field(node, "receiver"),
               method = w.field(node, "method");
  if (ts_node_is_null(list)) {
    if (!ts_node_is_null(receiver) && ts_node_is_null(w.field(node, "block"))) w.mark(node, Role::member_read);
    return;
  }
  const auto name = w.text(method);
  if (ts_node_is_null(receiver) && (name == "require" || name == "require_relative" || name == "load")) {
    const TSNode path = w.child(list, 0);
    const auto text = unquoted(w.text(path));
    const auto slash = text.rfind('/');
    imported(w, node, slash == std::string_view::npos ? text : text.substr(slash + 1), text, "");
    return;
  }
  if (ts_node_is_null(w.child_of_type(list, "pair"))) return;
  std::string callee = ts_node_is_null(receiver) ? std::string(name) : w.spell(receiver);
  if (!ts_node_is_null(receiver) && name != "new") callee += "." + std::string(name);
  w.group(callee, w.sink_of());
}

void visit_assignment(Walk& w, TSNode node) {
  const TSNode left = w.field(node, "left"), right = w.field(node, "right");
  const auto kind = w.type(left);
  if (kind == "instance_variable" || kind == "constant") {
    w.local(left, "", w.spell(right));
    w.value_of(right, "", std::string(w.text(left)));
    return;
  }
  assign_list(w, left, right);
}

void visit_block(Walk& w, TSNode node) {
  const std::string source = lambda_source(w);
  function(w, node, TSNode{}, TSNode{}, w.field(node, "body"));
  const TSNode list = w.field(node, "parameters");
  for (std::uint32_t i = 0; !ts_node_is_null(list) && i < w.count(list) && i < 8; ++i) {
    const TSNode child = w.child(list, i);
    if (w.type(child) == "identifier") parameter(w, child, "", i == 0 ? source : "", true);
  }
}

constexpr Row kRows[] = {
    {"identifier", Shape::name},
    {"instance_variable", Shape::name},
    {"self", Shape::name},
    {"constant", Shape::type_name},
    {"scope_resolution", Shape::name},
    {"call", Shape::method, "receiver", "method", visit_call},
    {"element_reference", Shape::index, "object"},
    {"hash", Shape::literal},
    {"pair", Shape::pair, "key", "value"},
    {"parenthesized_statements", Shape::inner},
    {"binary", Shape::first, "left"},
    {"conditional", Shape::first, "consequence"},
    {"string", Shape::string},
    {"simple_symbol", Shape::string},
    {"method", Shape::none, "", "", visit_method},
    {"singleton_method", Shape::none, "", "", visit_method},
    {"class", Shape::none, "", "", visit_class},
    {"module", Shape::none, "", "", visit_class},
    {"assignment", Shape::none, "", "", visit_assignment},
    {"block", Shape::opaque, "", "", visit_block},
    {"do_block", Shape::opaque, "", "", visit_block},
};

}  // namespace

Grammar ruby_grammar() { return {tree_sitter_ruby, kRows, "comment"}; }

std::string erb_as_ruby(std::string_view text) {
  std::string out(text.size(), ' ');
  bool code = false, comment = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') out[at] = '\n';
    if (!code && text.substr(at, 2) == "<%") {
      code = true;
      comment = text.substr(at, 3) == "<%#";
      ++at;
      while (at + 1 < text.size() && (text[at + 1] == '=' || text[at + 1] == '-')) ++at;
    } else if (code && text.substr(at, 2) == "%>") {
      out[at] = ';';
      if (at > 0 && text[at - 1] == '-') out[at - 1] = ' ';
      code = false;
      ++at;
    } else if (code && !comment) {
      out[at] = text[at];
    }
  }
  return out;
}

}  // namespace weir::workspace::syntax
