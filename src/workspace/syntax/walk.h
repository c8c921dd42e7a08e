// What the language files share (syntax/*.cpp only): a bounded walk over tree-sitter's tree that turns nodes into facts
// by a table of rows, one table per language. A row gives a node type its shape: what it is as an expression (spell)
// and what it tells when the walk comes by; what no shape covers is a function of the language's file.
#pragma once
#include <tree_sitter/api.h>

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/syntax/syntax.h"

namespace weir::workspace::syntax {

enum class Shape : std::uint8_t {
  none,       // only its function
  name,       // an identifier; spelled as it stands
  member,     // a: object, b: name
  call,       // a: callee, b: arguments
  method,     // a: object (may be absent), b: name; arguments in the field "arguments"
  cast,       // a: type, or "" = the last named child: "T{}", says nothing
  create,     // a: type, b: arguments or body: "T{}"; opens a group
  index,      // a: object, b: index
  inner,      // a: field, or "" = the last named child: says nothing itself
  first,      // binary, conditional: spelled as its field a, or the first named child
  literal,    // object, map: opens a group
  pair,       // a: key, b: value
  assign,     // a: left, b: right
  string,     // a string literal
  type_name,  // a type's name where a type is meant
  result,     // return x: told as a local "return" of its function
  opaque,     // not spelled: a lambda, an arithmetic expression
};

class Walk;
using Visit = void (*)(Walk&, TSNode);
struct Row {
  const char* node;
  Shape shape = Shape::none;
  const char* a = "";
  const char* b = "";
  Visit visit = nullptr;  // called before the shape's own work
};
struct Grammar {
  const TSLanguage* (*parser)();
  std::span<const Row> rows;
  std::string_view above;  // node types that belong to a definition when they stand directly above it, space separated
};

class Walk {
 public:
  // CPU time of this thread: on a busy machine a file is not read less far.
  struct Clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;
    static time_point now();
  };
  Walk(std::string_view text, const Grammar& grammar, const std::vector<const Row*>& by_symbol, Facts& out,
       Clock::time_point deadline);
  void run(TSNode root);

  // --- for rows' functions
  std::string_view text(TSNode node) const;
  std::string_view type(TSNode node) const { return ts_node_is_null(node) ? "" : ts_node_type(node); }
  // The tree's own functions must not be given a null node; these may.
  std::uint32_t count(TSNode node) const { return ts_node_is_null(node) ? 0 : ts_node_named_child_count(node); }
  TSNode child(TSNode node, std::uint32_t at) const {
    return at < count(node) ? ts_node_named_child(node, at) : TSNode{};
  }
  TSNode field(TSNode node, const char* name) const;
  TSNode child_of_type(TSNode node, std::string_view type) const;  // first named child of that type; null
  std::string spell(TSNode node, unsigned depth = 0) const;
  std::string squeezed(TSNode node) const;  // its text without white space, "" when longer than an expression may be
  std::string words(TSNode node) const;     // types: the text with single spaces, cut
  std::uint32_t line(TSNode node) const { return ts_node_start_point(node).row + 1; }
  TSNode parent(unsigned up = 1) const;  // ancestors of the node that is being visited
  Fact& emit(Role role, std::string_view name, TSNode at);
  void local(TSNode name, std::string_view type, std::string_view from, bool each = false);
  // A scope from `whole` (with what stands directly above it) that lasts until the walk leaves the visited node.
  void scope(std::string_view name, std::string_view type, TSNode whole, TSNode body);
  std::string_view scope_type() const;                                // the innermost class: type of the methods in it
  void returned(TSNode value);                                        // the value of the innermost function
  std::uint32_t group(std::string_view type, std::string_view sink);  // until the walk leaves the visited node
  std::string before_binding() const;                                 // C#: what stands before the "?" of a?.B
  void mark(TSNode node, Role role);                                  // how its member fact is to be told
  void skip(TSNode node) { mark(node, Role::import); }                // no fact of its own
  void value_of(TSNode value, std::string_view key, std::string_view sink);  // a literal there belongs to that key
  void arguments(TSNode list, std::vector<std::string>& out) const;
  std::string sink_of() const;  // where the visited literal goes
  bool full() const;

 private:
  struct Open {
    unsigned depth;
    std::uint32_t scope, group;
  };
  struct Value {
    std::string key, sink;
  };
  const Row* row(TSNode node) const;
  void enter(TSNode node);
  void shape(const Row& row, TSNode node);
  void member(const Row& row, TSNode node);
  void called(const Row& row, TSNode node);
  void created(const Row& row, TSNode node);
  void paired(const Row& row, TSNode node);
  void assigned(const Row& row, TSNode node);
  void indexed(const Row& row, TSNode node);
  void quoted(TSNode node);
  void pass(TSNode arguments, const std::string& callee, const std::string& receiver);
  Role take_mark(TSNode node, Role otherwise);

  std::string_view text_;
  const Grammar& grammar_;
  const std::vector<const Row*>& by_symbol_;
  Facts& out_;
  Clock::time_point deadline_;
  std::vector<TSNode> path_;  // from the root to the visited node
  std::vector<Open> open_;
  std::unordered_map<const void*, Role> marks_;
  std::unordered_map<const void*, Value> values_;
  std::uint32_t scope_ = 0, group_ = 0;
};

// A function: told as declared (type: its result), then its scope. name null: a lambda.
void function(Walk& walk, TSNode whole, TSNode name, TSNode result, TSNode body);
// A class, struct, interface: told as declared, then its scope, whose fields and methods name it as receiver.
void record(Walk& walk, TSNode whole, TSNode name, TSNode body);
void field_of(Walk& walk, TSNode name, std::string_view type, std::string_view alias, std::string_view from = {});
void parameter(Walk& walk, TSNode name, std::string_view type, std::string_view from = {}, bool each = false);
void imported(Walk& walk, TSNode at, std::string_view name, std::string_view path, std::string_view alias);
void types_in(Walk& walk, TSNode type);  // every name in a type, where the grammar has no node of its own for them
// a, b = x, y pairwise; one value for several names goes to the first.
void assign_list(Walk& walk, TSNode left, TSNode right);

std::string_view unquoted(std::string_view literal);  // quotes and prefixes of any language off
std::string_view last_part(
    std::string_view spelled);  // "pb.Order" -> "Order"; "A::B" -> "B"; generic arguments left out

// The call that a lambda is given to, "order.items.map()=>": its parameters are elements of what the call is made on,
// or the answer of the call.
std::string lambda_source(const Walk& walk);

}  // namespace weir::workspace::syntax
