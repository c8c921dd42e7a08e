// Syntax: what a source file says about names, in terms that are the same in every language. tree-sitter does the
// parsing (included in syntax/*.cpp only); one file per language maps its node types, registry.cpp lists them. Facts
// are values without text of their own beyond names and short literals, so they can be kept per blob hash.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace::syntax {

enum class Role : std::uint8_t {
  member_read,   // a.user_id, a->user_id, a&.user_id, a::user_id
  member_write,  // a.user_id = ...
  call,          // user_id(...), a.GetUserId(...): name is the callee's last part
  key,           // {user_id: ...}, {"user_id": ...}, UserId: (composite literal), user_id=..., :user_id =>
  subscript,     // a["user_id"]
  pattern,       // const {userId} = a; match arms that bind a field
  literal,       // a string literal whose whole text is a name, route, topic or key; text in `name`
  type,          // a type's name where a type is meant: annotation, new X, X::default(), generic argument
  declare,       // a definition of this file: function, type, method, constant, variable at file level
  field,         // a field that a type of this file declares (struct tags and serde renames come as `alias`)
  parameter,     // a parameter's name, with its type
  local,         // a local variable's name, with its type or initialiser's callee
  import,        // what is imported; name = module or imported name
};

// Expressions (receiver, from, args, sink) are spelled the same way for every language: members joined by ".", call
// arguments left out, type arguments kept, wrappers without meaning (await, &, *, !, parentheses) gone, a construction
// is "T{}", a string literal keeps its quotes, a subscript is "[]" or ["key"]: "order.GetItems()[].Cost", "pb.Cart{}",
// "useQuery<Cart>()". At most 160 bytes; what cannot be spelled so is "".
struct Fact {
  Role role{};
  std::string name;               // as spelled
  std::string receiver;           // members, calls, patterns: the expression before it; "" none
  std::string type;               // declared type or result type, literal's type ("pb.Order"), import's path
  std::string alias;              // field: name in tags (json:"userId", serde(rename = ...)); import: local name;
                                  // pattern: the local name that it binds
  std::string from;               // local, parameter, key, field: the expression that gives its value
  std::vector<std::string> args;  // call: its arguments, at most 8
  std::uint32_t line = 0;         // from 1
  std::uint32_t scope = 0;        // index into Facts::scopes: the innermost function or type around it
  std::uint32_t enclosing =
      0;  // key: id of the literal or call that it is written in (1-based, 0 none): sibling keys share it
  // local: an element of `from` (loop variable).
  bool each = false;
};

// A literal or a call with named arguments: facts with this `enclosing` stand in it.
struct Group {
  std::string type;          // "pb.Order" of pb.Order{...}, "demo_pb2.Order" of a call; "" an object or a map
  std::string sink;          // the call that it is given to, the variable or member that it is assigned to, "return"
  std::string key;           // the key whose value it is, when it stands in another literal
  std::uint32_t parent = 0;  // that literal's id; 0 none
  std::uint32_t line = 0, scope = 0;
};

struct Scope {                        // functions, methods, types; [0] is the file
  std::string name, type;             // type: the class or receiver type of a method
  std::uint32_t first = 0, last = 0;  // lines, inclusive
  std::uint32_t parent = 0;
  std::uint32_t signature_last = 0;  // last line of its signature: a neighbour is shown up to here
};

struct Facts {
  std::vector<Fact> facts;
  std::vector<Scope> scopes;
  std::vector<Group> groups;  // by enclosing - 1
  bool cut = false;           // a bound was reached (workspace_parse_ms, workspace_facts)
};

bool reads(Language language);
// Nothing for a language without a grammar. Bounded in time and memory; any bytes are fine.
std::optional<Facts> read(std::string_view text, Language language);

}  // namespace weir::workspace::syntax
