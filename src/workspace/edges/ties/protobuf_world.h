// What one unit's files declare: records with fields, functions, variables, imports; and the types of its expressions,
// as far as the text proves them. A type is a message, a service's client, a record of the unit, or what a handler
// gets.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/edges/ties/protobuf_schema.h"

namespace weir::workspace::edges::proto {

struct Type {
  enum class Kind : std::uint8_t { none, message, service, record, call } kind = Kind::none;
  std::uint32_t id = none;   // call: the service
  std::uint32_t rpc = none;  // call: what a handler gets: .request is the rpc's request
  bool guessed = false;      // by the members it is used with, not by a declaration
  explicit operator bool() const { return kind != Kind::none; }
  static Type message(std::uint32_t id, bool guessed = false) {
    return id == none ? Type{} : Type{Kind::message, id, none, guessed};
  }
};

struct Record {
  struct Member {
    std::string type, from;
    std::uint32_t fact = 0;
  };
  std::string name;
  std::uint32_t file = 0, scope = 0;
  std::map<std::string, Member, std::less<>> fields;   // by name
  std::map<std::string, Member, std::less<>> methods;  // type: its result
  std::vector<std::string> bases;                      // as written
  std::string stands_for;                              // an alias's type
  std::uint32_t mirrors = none;                        // the message that it is a hand-written copy of
};

struct Function {
  std::uint32_t file = 0, scope = none;  // none: a signature
  std::string owner, result;
};

// A path that a unit answers on, and the message that it reads from the body there.
struct Route {
  std::string path;  // "/api/cart"
  std::uint32_t message = none;
};

class World {
 public:
  World(const Schema& schema, std::vector<const Sourced*> files);

  void routes(std::vector<Route>& out) const;  // of this unit
  void know(const std::vector<Route>* all) { routes_ = all; }

  const Schema& schema() const { return schema_; }
  const std::vector<const Sourced*>& files() const { return files_; }
  const syntax::Facts& facts(std::uint32_t file) const { return *files_[file]->facts; }
  bool activated() const { return activated_; }  // some file imports generated code
  bool imports(std::uint32_t file) const { return local_[file].imports; }
  bool serves(std::uint32_t service) const { return serves_.contains(service); }
  bool calls(std::uint32_t service) const { return calls_.contains(service); }
  const std::vector<Record>& records() const { return records_; }

  // --- types; all of them guard against loops in the text and give nothing then
  Type of_type(std::uint32_t file, std::string_view written) const;  // a declared type
  Type of(std::uint32_t file, std::uint32_t scope, std::string_view expression, unsigned depth = 0) const;
  Type of_group(std::uint32_t file, std::uint32_t group, unsigned depth = 0) const;  // of a literal
  Type member(const Type& type, std::string_view name, bool called, unsigned depth = 0) const;
  Type result(const Function& function, unsigned depth) const;
  std::uint32_t base_message(const Record& record) const;  // that it extends or mirrors
  const Function* handler(std::uint32_t file, std::string_view name) const;
  const std::vector<std::uint32_t>& parameters(std::uint32_t file, std::uint32_t scope) const;  // facts, in order
  const Record* record_at(std::uint32_t file, std::uint32_t scope) const;

  // What a parameter of that function is beyond what it declares: set by rpcs and calls that were found.
  void bind(std::uint32_t file, std::uint32_t scope, std::uint32_t parameter, const Type& type);
  // The message that these names (keys, members) belong to, when they pick exactly one.
  Type picked_by(const std::vector<std::string>& names, bool needs_all) const;
  // The same, where an rpc that a path in that function is named after decides; alone: the names may do without.
  Type picked_for(std::uint32_t file, std::uint32_t scope, const std::vector<std::string>& names, bool alone) const;
  bool has_all(std::uint32_t message, const std::vector<std::string>& keys) const;

 private:
  struct Local {
    bool imports = false;
    std::set<std::string> packages;  // that it imports
    std::map<std::pair<std::uint32_t, std::string>, std::vector<std::uint32_t>, std::less<>> variables;  // scope, name
    std::map<std::string, std::uint32_t, std::less<>> aliases;                                           // import facts
    std::map<std::uint32_t, std::vector<std::uint32_t>> members_of;  // group -> key facts
    std::map<std::uint32_t, std::vector<std::uint32_t>> inside;      // group -> groups that are values of its keys
    std::map<std::uint32_t, std::uint32_t> record_of;                // scope -> record
    std::map<std::uint32_t, std::vector<std::uint32_t>> parameters;  // scope -> facts
    std::map<std::uint32_t, std::vector<std::uint32_t>> paths;       // scope -> literals with a "/"
    std::map<std::pair<std::uint32_t, std::string_view>, std::vector<std::uint32_t>> calls;  // scope, name
    std::map<std::string_view, std::vector<std::uint32_t>> rooted;  // first name of a receiver -> facts
    mutable std::unordered_map<std::string, Type> types;            // as written
  };
  void read(std::uint32_t file);
  void mirror();
  Type variable(std::uint32_t file, std::uint32_t scope, const std::string& name, unsigned depth) const;
  Type of_fact(std::uint32_t file, const syntax::Fact& fact, unsigned depth) const;
  Type shaped(std::uint32_t file, std::uint32_t scope, const std::string& name) const;
  std::vector<std::uint32_t> candidates(const std::vector<std::string>& names, bool needs_all, bool& strong,
                                        bool& complete) const;
  std::vector<const Rpc*> rpcs_named_near(std::uint32_t file, std::uint32_t scope) const;
  std::vector<std::uint32_t> bodies_near(std::uint32_t file, std::uint32_t scope) const;
  Type answered(std::uint32_t file, const syntax::Group& group, const std::vector<std::string>& keys) const;
  std::vector<std::string> keys_of(std::uint32_t file, std::uint32_t group) const;
  std::vector<std::string> paths_of(std::uint32_t file, std::uint32_t group) const;
  Type by_keys(std::uint32_t file, const syntax::Group& group, std::uint32_t id) const;
  Type taken_by(std::uint32_t file, std::uint32_t scope, std::string_view call, const std::vector<std::string>& keys,
                unsigned depth) const;
  Type literal_type(std::uint32_t file, const syntax::Group& group, std::uint32_t id, unsigned depth) const;
  Type given(std::uint32_t file, std::uint32_t fact, unsigned depth) const;  // to an untyped parameter, by its callers
  Type called(std::uint32_t file, std::uint32_t scope, std::string_view name, std::string_view generic,
              std::string_view preferred, unsigned depth) const;
  Type type_of(std::uint32_t file, std::string_view written) const;
  Type named(std::uint32_t file, std::string_view dotted) const;
  // What an import names: "shop.v1" for `use shop::Order` where the module shop holds that package's code.
  std::string_view path_of(std::uint32_t file, const syntax::Fact& import) const;
  const Record* record_named(std::uint32_t file, std::string_view name, std::string_view path) const;
  bool near(std::uint32_t file, std::uint32_t other, std::string_view path) const;

  const Schema& schema_;
  std::vector<const Sourced*> files_;
  std::vector<Local> local_;
  std::vector<Record> records_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_record_;
  std::map<std::string, std::vector<Function>, std::less<>> functions_;
  std::map<std::string, std::vector<std::pair<std::uint32_t, std::uint32_t>>, std::less<>> shared_;  // file level names
  std::map<std::string, std::vector<std::pair<std::uint32_t, std::uint32_t>>, std::less<>>
      callers_;  // of own functions
  std::map<std::uint32_t, bool> serves_, calls_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Type> bound_;  // file, parameter fact
  const std::vector<Route>* routes_ = nullptr;
  bool activated_ = false;
  mutable std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, Type> memo_;
  mutable std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, Type> shapes_;
};

// x.get("user_id"): the key. "" for any other fact.
std::string_view keyed_by_call(const syntax::Fact& fact);

}  // namespace weir::workspace::edges::proto
