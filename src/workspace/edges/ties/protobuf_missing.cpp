// Which of the members that no message has are worth a line.
#include "workspace/edges/ties/protobuf_missing.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace weir::workspace::edges::proto {
namespace {

constexpr std::size_t siblings_of_declared = 2;  // fields of the message beside it, on an expression of declared type
constexpr std::size_t siblings_of_guessed = 2;   // the same where only its members say what it is

std::string_view without_digits(std::string_view flat) {
  while (!flat.empty() && flat.back() >= '0' && flat.back() <= '9') flat.remove_suffix(1);
  return flat;
}

// street_address_1 of a message that has street_address; line of one that has line2.
std::uint32_t numbered(const Message& message, std::string_view flat) {
  for (std::uint32_t i = 0; i < message.fields.size(); ++i) {
    const std::string name = squeezed(message.fields[i].name);
    if (name != flat && without_digits(name) == without_digits(flat) && name.size() > 3) return i;
  }
  return none;
}

// The field that shares most words with it, if any.
std::uint32_t nearest(const Message& message, std::string_view spelled) {
  const auto words = words_of(spelled);
  std::uint32_t best = none;
  std::size_t most = 0;
  for (std::uint32_t i = 0; i < message.fields.size(); ++i) {
    std::size_t shared = 0;
    for (const std::string& word : words_of(message.fields[i].name))
      shared += std::ranges::count(words, word) > 0 ? 1 : 0;
    if (shared <= most) continue;
    most = shared;
    best = i;
  }
  return best;
}

// Where no compiler says it: in the others such a member does not build, and what looks like one is another package's
// message of the same name.
bool unchecked(Language language) {
  using enum Language;
  return language == python || language == ruby || language == erb || language == html || language == javascript ||
         language == jsx;
}

class Search {
 public:
  Search(const World& world, const std::string& unit, std::vector<Use>& out) : world_(world), unit_(unit), out_(out) {
    for (const Record& record : world.records()) {
      for (const auto& [name, member] : record.fields) own_.insert(squeezed(name));
      for (const auto& [name, member] : record.methods) own_.insert(squeezed(name));
    }
    for (std::uint32_t file = 0; file < world.files().size(); ++file) {
      for (const syntax::Fact& fact : world.facts(file).facts)
        if (fact.role == syntax::Role::declare || fact.role == syntax::Role::field) own_.insert(squeezed(fact.name));
    }
  }

  void run(const std::vector<Asked>& asked) {
    for (const Asked& one : asked) {
      if (world_.schema().field(one.on.id, one.fact->name).field != none) fields_[key(one)].insert(one.fact->name);
    }
    for (const Asked& one : asked) {
      if (world_.schema().field(one.on.id, one.fact->name).field == none) judge(one);
    }
  }

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::string>;  // file, message, expression
  static Key key(const Asked& one) { return {one.file, one.on.id, one.fact->receiver}; }

  void judge(const Asked& one) {
    const Sourced& source = *world_.files()[one.file];
    const bool by_hand = source.entry.cls == FileClass::source && unchecked(source.entry.language);
    const auto beside = fields_.find(key(one));
    if (!by_hand || beside == fields_.end()) return;
    const Message& message = world_.schema().messages[one.on.id];
    const std::string flat = squeezed(one.fact->name);
    std::uint32_t field = numbered(message, flat);
    if (field == none) {
      const bool says_much = words_of(one.fact->name).size() > 1 && !own_.contains(flat);
      if (one.on.guessed || !says_much || beside->second.size() < siblings_of_declared) return;
      field = nearest(message, one.fact->name);
    } else if (beside->second.size() < siblings_of_guessed) {
      return;
    }
    Use use;
    use.definition = field == none ? message.definitions.front() : message.fields[field].definitions.front();
    use.place = {source.entry.path, one.fact->line};
    use.unit = unit_;
    use.spelling = one.fact->name;
    use.rule = "proto-missing";
    out_.push_back(std::move(use));
  }

  const World& world_;
  const std::string& unit_;
  std::vector<Use>& out_;
  std::set<std::string> own_;  // names that the unit's own types have: a mirror of a message may say more than it
  std::map<Key, std::set<std::string>> fields_;
};

}  // namespace

void missing_fields(const World& world, const std::string& unit, const std::vector<Asked>& asked,
                    std::vector<Use>& out) {
  Search(world, unit, out).run(asked);
}

}  // namespace weir::workspace::edges::proto
