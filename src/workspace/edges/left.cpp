// Left behind: definitions of two tables are paired, what changed is named, and the places that still say it the old
// way are kept.
#include "workspace/edges/left.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/limits.h"
#include "workspace/edges/names.h"

namespace weir::workspace {
namespace {

using Key = std::tuple<DefinitionKind, std::string, std::string>;  // kind, owner, name

constexpr std::size_t renames_followed = 2'000;  // new definitions in one file; more is a file written anew

bool word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool holds(std::string_view line, std::string_view spelling) {
  if (spelling.empty()) return false;
  for (std::size_t at = line.find(spelling); at != std::string_view::npos; at = line.find(spelling, at + 1)) {
    const std::size_t end = at + spelling.size();
    const bool left = at == 0 || !word(spelling.front()) || !word(line[at - 1]);
    const bool right = end == line.size() || !word(spelling.back()) || !word(line[end]);
    if (left && right) return true;
  }
  return false;
}

// The lines of files, each file read once.
class Lines {
 public:
  explicit Lines(const std::function<Result<std::string>(std::string_view)>& read) : read_(read) {}
  bool hold(const Place& place, std::string_view spelling) {
    auto found = files_.find(place.file);
    if (found == files_.end()) {
      auto text = read_(place.file);
      found = files_.emplace(place.file, text ? split(*text) : std::vector<std::string>()).first;
    }
    return place.line > 0 && place.line <= found->second.size() && holds(found->second[place.line - 1], spelling);
  }

 private:
  static std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      out.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
  }
  const std::function<Result<std::string>(std::string_view)>& read_;
  std::map<std::string, std::vector<std::string>, std::less<>> files_;
};

class Comparison {
 public:
  Comparison(const EdgeTable& before, const EdgeTable& after, const std::vector<std::string>& changed,
             const std::function<Result<std::string>(std::string_view)>& read)
      : before_(before), after_(after), changed_(changed.begin(), changed.end()), lines_(read) {
    for (std::size_t i = 0; i < before.definitions.size(); ++i) before_keys_[key(before.definitions[i])].push_back(i);
    for (std::size_t i = 0; i < after.definitions.size(); ++i) after_keys_[key(after.definitions[i])].push_back(i);
    count_changes();
    for (std::size_t i = 0; i < before.definitions.size(); ++i) find_owner_rename(i);
    for (const Use& use : after.uses)
      after_names_[{use.place.file, use.place.line}].insert(named(after.definitions[use.definition]));
  }

  std::vector<Left> run() {
    for (std::size_t i = 0; i < before_.definitions.size(); ++i) {
      const Definition& was = before_.definitions[i];
      if (changed_.contains(was.place.file)) {
        changed_definition(i);
      } else {
        unused_now(i);
      }
    }
    return std::move(out_);
  }

 private:
  // A name, and whether only code says it: what an API file lost is not found again in the code that still serves it.
  static std::pair<std::string, bool> named(const Definition& one) {
    return {one.name, one.rule.starts_with("source-")};
  }
  static Key key(const Definition& one) { return {one.kind, one.owner, one.name}; }

  // The owner's name after the change, so that a renamed message or class does not make all its members vanish.
  std::string owner_now(const Definition& was) const {
    const auto renamed = owners_.find(was.owner);
    return renamed == owners_.end() ? was.owner : renamed->second;
  }

  void find_owner_rename(std::size_t i) {
    const Definition& was = before_.definitions[i];
    const bool owns = was.kind == DefinitionKind::message || was.kind == DefinitionKind::service ||
                      was.kind == DefinitionKind::enum_type || was.kind == DefinitionKind::table ||
                      (was.kind == DefinitionKind::exported && was.owner.empty());
    if (!owns || !changed_.contains(was.place.file) || stands(was)) return;
    if (const Definition* now = renamed_to(was)) owners_.emplace(was.name, now->name);
  }

  bool stands(const Definition& was) const { return same(was) != nullptr; }
  const Definition* same(const Definition& was) const {
    const auto found = after_keys_.find({was.kind, owner_now(was), was.name});
    if (found == after_keys_.end()) return nullptr;
    const Definition* here = nullptr;
    for (const std::size_t i : found->second) {
      const Definition& now = after_.definitions[i];
      if (now.place.file != was.place.file) continue;
      if (now.type == was.type) return &now;  // of several overloads its own
      if (here == nullptr) here = &now;
    }
    if (here != nullptr) return here;
    // It may have moved to another file; several declarations of one name (a variable of two services) are not one.
    // What only the code says (a route that the API file does not know any more) is no move either.
    const Definition& elsewhere = after_.definitions[found->second.front()];
    const bool one_before = before_keys_.at(key(was)).size() == 1;
    return one_before && elsewhere.rule == was.rule ? &elsewhere : nullptr;
  }

  bool is_new(const Definition& now) const {
    const auto found = before_keys_.find(key(now));
    if (found == before_keys_.end()) return true;
    return std::ranges::none_of(found->second,
                                [&](std::size_t i) { return before_.definitions[i].place.file == now.place.file; });
  }

  // What came into each changed file, and how many of a kind went: looked up for each definition that is gone.
  void count_changes() {
    for (const Definition& now : after_.definitions) {
      if (changed_.contains(now.place.file) && is_new(now)) came_[now.place.file].push_back(&now);
    }
    for (const Definition& was : before_.definitions) {
      if (changed_.contains(was.place.file) && !stands(was)) ++gone_[{was.place.file, was.kind, was.owner, was.type}];
    }
  }

  // By field number; else at the same line; else the only new one of its type in the owner.
  const Definition* renamed_to(const Definition& was) const {
    const auto came = came_.find(was.place.file);
    if (came == came_.end() || came->second.size() > renames_followed) return nullptr;
    const Definition* by_line = nullptr;
    std::vector<const Definition*> of_type;
    for (const Definition* now : came->second) {
      if (now->kind != was.kind || now->owner != owner_now(was) || now->rule != was.rule) continue;
      if (was.number != 0 && now->number == was.number) return now;
      if (was.number != 0 || !same_verb(was, *now)) continue;
      if (now->place == was.place) by_line = now;
      if (now->type == was.type) of_type.push_back(now);
    }
    if (by_line) return by_line;
    const auto gone = gone_.find({was.place.file, was.kind, was.owner, was.type});
    return of_type.size() == 1 && gone != gone_.end() && gone->second == 1 ? of_type.front() : nullptr;
  }

  static bool same_verb(const Definition& was, const Definition& now) {
    if (was.kind != DefinitionKind::route) return true;
    return was.name.substr(0, was.name.find(' ')) == now.name.substr(0, now.name.find(' '));
  }

  void changed_definition(std::size_t i) {
    const Definition& was = before_.definitions[i];
    if (was.rule == "package") return;
    const Definition* now = same(was);
    if (now && now->type == was.type) return;
    if (now) {
      if (retypes(was)) add(i, retyped(was, *now), now->place, Counts::all_unchanged);
      return;
    }
    const Definition* renamed = renamed_to(was);
    if (renamed) {
      for (const Use& use : after_.uses_of(static_cast<std::uint32_t>(renamed - after_.definitions.data()))) {
        mended_.insert({use.place.file, use.place.line});
      }
    }
    add(i, renamed ? "renamed to " + renamed->name : "removed", renamed ? renamed->place : was.place,
        Counts::old_spelling);
    mended_.clear();
  }

  // A route's type lists its schemas, an export's its parameters; both matter to whoever calls.
  static bool retypes(const Definition& was) {
    return was.kind != DefinitionKind::env && was.kind != DefinitionKind::topic && was.kind != DefinitionKind::flag;
  }
  static std::string retyped(const Definition& was, const Definition& now) {
    const auto said = [](const std::string& type) { return type.empty() ? std::string("nothing") : type; };
    return "retyped " + said(was.type) + " -> " + said(now.type);
  }

  // The definition stands as it did, but the edit took away all that served, produced or read it in a changed file,
  // while other places still rely on it: a route renamed in the server's code only, a variable renamed in one program.
  void unused_now(std::size_t i) {
    const Definition& was = before_.definitions[i];
    const bool one_sided = was.kind == DefinitionKind::route || was.kind == DefinitionKind::topic ||
                           was.kind == DefinitionKind::env || was.kind == DefinitionKind::flag;
    if (!one_sided) return;
    const auto decisive = [&](const Use& use) {
      if (!use.sure || use.test) return false;
      if (was.kind == DefinitionKind::route) return use.kind == UseKind::serve;
      if (was.kind == DefinitionKind::topic) return use.kind == UseKind::write;
      return true;
    };
    const auto uses = before_.uses_of(static_cast<std::uint32_t>(i));
    const auto lost =
        std::ranges::find_if(uses, [&](const Use& use) { return decisive(use) && changed_.contains(use.place.file); });
    if (lost == uses.end()) return;
    const Definition* now = same(was);
    if (!now) return;
    const auto index = static_cast<std::uint32_t>(now - after_.definitions.data());
    if (std::ranges::any_of(after_.uses_of(index), decisive)) return;
    const std::string_view what = was.kind == DefinitionKind::route   ? "not served any more"
                                  : was.kind == DefinitionKind::topic ? "not produced any more"
                                                                      : "not read any more";
    add(i, std::string(what), now->place, Counts::old_spelling, true);
  }

  enum class Counts : std::uint8_t { old_spelling, all_unchanged };

  void add(std::size_t i, std::string what, const Place& from, Counts counts, bool even_alone = false) {
    const Definition& was = before_.definitions[i];
    Left left;
    left.rule = was.rule;
    left.symbol = was.owner.empty() || was.kind == DefinitionKind::parameter ? was.name : was.owner + "." + was.name;
    left.what = std::move(what);
    left.from = from;
    std::set<std::string> units;
    for (const Use& use : before_.uses_of(static_cast<std::uint32_t>(i))) {
      if (!use.sure || use.place == from || !remains(was, use, counts)) continue;
      if (std::ranges::find(left.to, use.place) == left.to.end() && left.to.size() < limits::workspace_uses)
        left.to.push_back(use.place);
      if (!use.unit.empty()) units.insert(use.unit);
    }
    if (left.to.empty() && !even_alone) return;
    left.units.assign(units.begin(), units.end());
    out_.push_back(std::move(left));
  }

  // import { parse as read }: where it says read, the rename changes nothing.
  static bool by_another_name(const Definition& was, const Use& use) {
    if (was.kind == DefinitionKind::route || was.kind == DefinitionKind::parameter) return false;
    return !edges::squeezed(use.spelling).contains(edges::squeezed(was.name));
  }

  // Its old spelling still stands there, and nothing that is defined now is meant by it.
  bool remains(const Definition& was, const Use& use, Counts counts) {
    if (counts == Counts::all_unchanged && changed_.contains(use.place.file)) return false;
    if (!lines_.hold(use.place, use.spelling)) return false;
    if (counts == Counts::old_spelling && by_another_name(was, use)) return false;
    if (counts == Counts::all_unchanged) return true;
    // The line may hold the old word for another reason, beside the new name.
    if (mended_.contains({use.place.file, use.place.line})) return false;
    const auto now = after_names_.find({use.place.file, use.place.line});
    return now == after_names_.end() || !now->second.contains(named(was)) || same(was) != nullptr;
  }

  const EdgeTable& before_;
  const EdgeTable& after_;
  std::set<std::string, std::less<>> changed_;
  Lines lines_;
  std::map<Key, std::vector<std::size_t>> before_keys_, after_keys_;
  std::map<std::string, std::vector<const Definition*>, std::less<>> came_;
  std::map<std::tuple<std::string, DefinitionKind, std::string, std::string>, int> gone_;
  std::map<std::string, std::string, std::less<>> owners_;
  std::map<std::pair<std::string, unsigned>, std::set<std::pair<std::string, bool>>> after_names_;  // at each place
  std::set<std::pair<std::string, unsigned>> mended_;  // where the definition at hand is used by its new name
  std::vector<Left> out_;
};

}  // namespace

std::vector<Left> left_behind(const EdgeTable& before, const EdgeTable& after, const std::vector<std::string>& changed,
                              const std::function<Result<std::string>(std::string_view path)>& read) {
  return Comparison(before, after, changed, read).run();
}

}  // namespace weir::workspace
