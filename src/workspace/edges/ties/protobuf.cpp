// The protobuf tie: uses of messages, fields, services, rpcs and enum values in code. Each unit is a World of its own;
// a use is told only where the receiver, the literal or the record around it is that message, or the service's client
// or server is the callee: the same word elsewhere is nothing.
#include <algorithm>
#include <map>
#include <set>

#include "workspace/edges/ties/protobuf_copies.h"
#include "workspace/edges/ties/protobuf_missing.h"
#include "workspace/edges/ties/protobuf_world.h"
#include "workspace/edges/ties/ties.h"

namespace weir::workspace::edges {
namespace {

using proto::none;
using proto::Schema;
using proto::Type;
using proto::World;
using syntax::Fact;
using syntax::Role;

class Unit {
 public:
  // meant: which definitions it can mean (copies of one message), by index.
  Unit(const Schema& schema, std::vector<const Sourced*> files, std::string name, std::vector<bool> meant,
       std::vector<Use>& out)
      : schema_(schema),
        world_(schema, std::move(files)),
        name_(std::move(name)),
        meant_(std::move(meant)),
        out_(out) {}

  void routes(std::vector<proto::Route>& all) const { world_.routes(all); }

  // The other way round: members that a message is asked for and does not have.
  void missing(const std::vector<proto::Route>& routes) {
    std::vector<Use> known;
    out_.swap(known);
    tie(routes);
    out_.swap(known);
    proto::missing_fields(world_, name_, asked_, out_);
  }

  void tie(const std::vector<proto::Route>& routes) {
    world_.know(&routes);
    for (std::uint32_t file = 0; file < world_.files().size(); ++file) serve(file);
    for (std::uint32_t file = 0; file < world_.files().size(); ++file) {
      const auto& all = world_.facts(file).facts;
      for (std::uint32_t i = 0; i < all.size(); ++i) one(file, all[i]);
    }
  }

 private:
  void add(std::uint32_t file, const Fact& fact, std::string_view spelling,
           const std::vector<std::uint32_t>& definitions, UseKind kind, std::string_view rule) {
    const Sourced& source = *world_.files()[file];
    for (const auto definition : definitions) {
      if (!meant_[definition]) continue;
      Use use;
      use.definition = definition;
      use.place = {source.entry.path, fact.line};
      use.unit = name_;
      use.spelling = std::string(spelling);
      use.rule = std::string(rule);
      use.kind = kind;
      use.test = tested(file, fact.scope);
      out_.push_back(std::move(use));
    }
  }

  // #[cfg(test)] mod tests
  bool tested(std::uint32_t file, std::uint32_t scope) const {
    if (world_.files()[file]->entry.language != Language::rust) return false;
    const auto& scopes = world_.facts(file).scopes;
    for (auto at = scope; at != 0; at = scopes[at].parent)
      if (scopes[at].name == "tests" || scopes[at].name == "test") return true;
    return false;
  }

  void field(std::uint32_t file, const Fact& fact, std::string_view spelled, std::uint32_t message, UseKind kind,
             std::string_view rule) {
    const auto hit = schema_.field(message, spelled);
    if (hit.field == none) return;
    if (hit.access == Access::write) kind = UseKind::write;
    add(file, fact, spelled, schema_.messages[message].fields[hit.field].definitions, kind, rule);
  }

  void one(std::uint32_t file, const Fact& fact) {
    switch (fact.role) {
      case Role::member_read:
      case Role::member_write:
      case Role::call:
      case Role::subscript:
      case Role::pattern:
        return member(file, fact);
      case Role::key:
        return key(file, fact);
      case Role::field:
        return declared(file, fact);
      case Role::literal:
        return renamed(file, fact);
      case Role::type:
        return type(file, fact);
      default:
        return;
    }
  }

  void member(std::uint32_t file, const Fact& fact) {
    if (fact.receiver.empty()) return;
    std::string_view name = fact.name;
    if (const auto keyed = proto::keyed_by_call(fact); !keyed.empty()) name = keyed;
    const Type on = world_.of(file, fact.scope, fact.receiver);
    const UseKind kind = fact.role == Role::member_write ? UseKind::write : UseKind::read;
    if (on.kind == Type::Kind::message) {
      if (fact.role != Role::call) asked_.push_back({&fact, file, on});
      return field(file, fact, name, on.id, kind, "proto-member");
    }
    if (on.kind == Type::Kind::record) {
      const auto base = world_.base_message(world_.records()[on.id]);
      if (base != none) field(file, fact, name, base, kind, "proto-member");
      return;
    }
    if (on.kind == Type::Kind::service && fact.role == Role::call) {
      const auto rpc = schema_.rpc(on.id, name);
      if (rpc != none)
        add(file, fact, name, schema_.services[on.id].rpcs[rpc].definitions, UseKind::call, "proto-call");
      return;
    }
    if (!on) value(file, fact);
  }

  // An enum's value through its enum or the generated package: Currency.USD, pb.Currency_USD.
  void value(std::uint32_t file, const Fact& fact) {
    if (!world_.imports(file)) return;
    const auto qualifier = syntax_last(fact.receiver);
    for (const auto& value : schema_.values) {
      const auto of = syntax_last(value.of);
      if ((fact.name == value.name && qualifier == of) || fact.name == std::string(of) + "_" + value.name)
        add(file, fact, fact.name, value.definitions, UseKind::read, "proto-value");
    }
  }
  static std::string_view syntax_last(std::string_view text) {
    const auto dot = text.rfind('.');
    return dot == std::string_view::npos ? text : text.substr(dot + 1);
  }

  void key(std::uint32_t file, const Fact& fact) {
    if (fact.enclosing == 0) return;
    const Type in = world_.of_group(file, fact.enclosing);
    std::uint32_t message = none;
    if (in.kind == Type::Kind::message) message = in.id;
    if (in.kind == Type::Kind::record) message = world_.base_message(world_.records()[in.id]);
    if (message != none && schema_.field(message, fact.name).access == Access::plain)
      field(file, fact, fact.name, message, UseKind::write, "proto-key");
  }

  // A field of a record that extends a message or is its hand-written copy.
  void declared(std::uint32_t file, const Fact& fact) {
    const auto message = message_of_record(file, fact.scope);
    if (message == none) return tagged(file, fact);
    for (const std::string& name : {fact.name, fact.alias})
      if (!name.empty() && schema_.field(message, name).access == Access::plain)
        return field(file, fact, fact.name, message, UseKind::declare, "proto-mirror");
  }

  // struct { CostUsd *pb.Money `json:"cost_usd"` } without a name: the tags of the fields beside it pick the message.
  void tagged(std::uint32_t file, const Fact& fact) {
    if (fact.alias.empty()) return;
    std::vector<std::string> tags;
    for (const Fact& other : world_.facts(file).facts)
      if (other.role == Role::field && other.scope == fact.scope && other.receiver == fact.receiver &&
          !other.alias.empty())
        tags.push_back(other.alias);
    const Type type = world_.picked_for(file, fact.scope, tags, !world_.activated());
    if (type) field(file, fact, fact.name, type.id, UseKind::declare, "proto-mirror");
  }

  std::uint32_t message_of_record(std::uint32_t file, std::uint32_t scope) const {
    if (const auto* record = world_.record_at(file, scope)) return world_.base_message(*record);
    return none;
  }

  void renamed(std::uint32_t file, const Fact& fact) {  // #[serde(alias = "zipCode")]
    if (fact.scope == 0 || world_.files()[file]->entry.language != Language::rust) return;
    const auto message = message_of_record(file, fact.scope);
    if (message != none && schema_.field(message, fact.name).access == Access::plain)
      field(file, fact, fact.name, message, UseKind::declare, "proto-mirror");
  }

  void type(std::uint32_t file, const Fact& fact) {
    const std::string written = fact.receiver.empty() ? fact.name : fact.receiver + "." + fact.name;
    const Type named = world_.of_type(file, written);
    if (named.kind == Type::Kind::message && schema_.messages[named.id].name == fact.name)
      add(file, fact, fact.name, schema_.messages[named.id].definitions, UseKind::read, "proto-type");
    const auto hit = schema_.service(fact.name);
    if (hit.service != none && world_.activated() && named.kind != Type::Kind::record)
      add(file, fact, fact.name, schema_.services[hit.service].definitions,
          hit.side == Schema::Side::server ? UseKind::serve : UseKind::read, "proto-service");
  }

  // Who serves an rpc: a method of its name with its messages, where the unit implements that service; or the key of
  // addService({ charge: handler }).
  void serve(std::uint32_t file) {
    const auto& all = world_.facts(file).facts;
    for (const Fact& fact : all) {
      if ((fact.role != Role::declare && fact.role != Role::key) || !rpc_names_.contains(squeezed(fact.name))) continue;
      for (std::uint32_t s = 0; s < schema_.services.size(); ++s) {
        if (!world_.serves(s)) continue;
        const auto rpc = schema_.rpc(s, fact.name);
        if (rpc == none) continue;
        if (fact.role == Role::key)
          added(file, fact, s, rpc);
        else
          method(file, fact, s, rpc);
      }
    }
  }

  void added(std::uint32_t file, const Fact& fact, std::uint32_t service, std::uint32_t rpc) {
    if (fact.enclosing == 0 || !world_.facts(file).groups[fact.enclosing - 1].sink.ends_with("addService()")) return;
    add(file, fact, fact.name, schema_.services[service].rpcs[rpc].definitions, UseKind::serve, "proto-serve");
    const std::string name = fact.from.empty() ? fact.name : std::string(syntax_last(fact.from));
    if (const auto* handler = world_.handler(file, name))
      world_.bind(handler->file, handler->scope, 0, {Type::Kind::call, service, rpc, false});
  }

  void method(std::uint32_t file, const Fact& fact, std::uint32_t service, std::uint32_t rpc) {
    const auto& scopes = world_.facts(file).scopes;
    const bool go = world_.files()[file]->entry.language == Language::go;  // a server's methods are exported there
    if (go && !fact.name.empty() && fact.name.front() >= 'a' && fact.name.front() <= 'z') return;
    const auto scope = std::find_if(scopes.begin() + 1, scopes.end(), [&](const syntax::Scope& s) {
      return s.name == fact.name && s.parent == fact.scope && s.first <= fact.line &&
             fact.line <= std::max(s.signature_last, s.first);
    });
    if (scope == scopes.end()) return;
    const auto id = static_cast<std::uint32_t>(scope - scopes.begin());
    const auto& called = schema_.services[service].rpcs[rpc];
    const auto& parameters = world_.parameters(file, id);
    bool takes = false, untyped = true;
    for (const auto parameter : parameters) {
      const auto& written = world_.facts(file).facts[parameter].type;
      if (!written.empty()) untyped = false;
      const Type type = world_.of_type(file, written);
      // StreamObserver<AdResponse> names the answer; a server stream's writer too
      takes = takes || (type.kind == Type::Kind::message && (type.id == called.request || type.id == called.response));
    }
    if (!takes && !untyped) return;
    if (!implements(file, fact, service) && !(takes && registers(file, service))) return;
    add(file, fact, fact.name, called.definitions, UseKind::serve, "proto-serve");
    if (!untyped || parameters.empty()) return;
    const bool self = world_.facts(file).facts[parameters.front()].name == "self";
    world_.bind(file, id, self ? 1 : 0, Type::message(called.request));
  }

  // The class around the method is a server of that service by its bases.
  bool implements(std::uint32_t file, const Fact& fact, std::uint32_t service) const {
    for (const auto& record : world_.records()) {
      if (record.file != file || record.name != fact.receiver) continue;
      for (const auto& base : record.bases)
        if (const auto hit = schema_.service(base); hit.service == service && hit.side != Schema::Side::client)
          return true;
      for (const auto& [name, field] : record.fields)  // Go: an embedded server
        if (const auto hit = schema_.service(syntax_last(field.type));
            hit.service == service && hit.side == Schema::Side::server)
          return true;
    }
    return false;
  }

  // RegisterCartServiceServer(...) or an embedded UnimplementedCartServiceServer somewhere in the unit: Go says no
  // more.
  bool registers(std::uint32_t file, std::uint32_t service) const {
    for (std::uint32_t other = 0; other < world_.files().size(); ++other) {
      if (world_.files()[other]->entry.language != world_.files()[file]->entry.language) continue;
      for (const Fact& fact : world_.facts(other).facts)
        if (fact.role == Role::call || fact.role == Role::type)
          if (const auto hit = schema_.service(fact.name); hit.service == service && hit.side != Schema::Side::client)
            return true;
    }
    return false;
  }

  std::set<std::string> rpc_names() const {
    std::set<std::string> out;
    for (const auto& service : schema_.services)
      for (const auto& rpc : service.rpcs) {
        out.insert(squeezed(rpc.name));
        out.insert(squeezed(rpc.name) + "async");
      }
    return out;
  }

  const Schema& schema_;
  World world_;
  std::string name_;
  std::vector<bool> meant_;
  std::vector<Use>& out_;
  std::set<std::string> rpc_names_ = rpc_names();
  std::vector<proto::Asked> asked_;
};

std::vector<std::string> spellings(const Definition& definition) {
  if (!definition.rule.starts_with("proto-")) return {};
  switch (definition.kind) {
    case DefinitionKind::field:
      // A name of one word is in nearly every file: files are found by the messages and the telling names around it.
      return words_of(definition.name).size() > 1 ? field_words(definition.name) : std::vector<std::string>();
    case DefinitionKind::rpc: {
      const std::string flat = squeezed(definition.name), split = snake(definition.name);
      return {flat, split, flat + "async"};
    }
    case DefinitionKind::service: {
      std::vector<std::string> out;
      const std::string flat = squeezed(definition.name);
      for (const std::string_view tail : {"", "client", "stub", "server", "servicer", "grpc", "impl"})
        out.push_back(flat + std::string(tail));
      out.push_back("new" + flat + "client");
      out.push_back("register" + flat + "server");
      out.push_back("unimplemented" + flat + "server");
      out.push_back(snake(definition.name) + "_client");
      out.push_back(snake(definition.name) + "_server");
      return out;
    }
    default:
      return {squeezed(definition.name), snake(definition.name)};
  }
}

void each_unit(const TieInput& input, std::vector<Use>& out, void (Unit::*work)(const std::vector<proto::Route>&)) {
  const Schema schema = proto::make_schema(input.definitions, input.files);
  if (schema.messages.empty() && schema.services.empty()) return;
  std::map<int, std::vector<const Sourced*>> units;  // -1: outside every unit
  for (const auto& file : input.files) {
    if (file.facts == nullptr || file.entry.language == Language::proto) continue;
    const auto of = input.units.all_of(file.entry.path);
    for (const int unit : of) units[unit].push_back(&file);
    if (of.empty()) units[-1].push_back(&file);
  }
  std::vector<Unit> worlds;
  worlds.reserve(units.size());
  std::vector<proto::Route> routes;
  for (auto& [unit, files] : units) {
    worlds.emplace_back(schema, std::move(files), input.units.name(unit), proto::meant_by(schema, input, unit), out);
    worlds.back().routes(routes);
  }
  for (auto& world : worlds) (world.*work)(routes);
}

void tie(const TieInput& input, std::vector<Use>& out) { each_unit(input, out, &Unit::tie); }
void missing(const TieInput& input, std::vector<Use>& out) { each_unit(input, out, &Unit::missing); }

}  // namespace

Tie protobuf_tie() { return {"protobuf", spellings, tie}; }
Tie protobuf_missing_tie() { return {"protobuf-missing", spellings, missing}; }

}  // namespace weir::workspace::edges
