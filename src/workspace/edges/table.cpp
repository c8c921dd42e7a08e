// The table's look-ups, and an edge for the decision: printed only after its places were read again.
#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "workspace/edges/edges.h"

namespace weir::workspace {
namespace {

bool word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The line holds the spelling as it stands, not as a part of a longer identifier.
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

std::string_view line_of(std::string_view text, unsigned wanted) {
  std::size_t at = 0;
  for (unsigned line = 1; line < wanted; ++line) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  return text.substr(at, text.find('\n', at) - at);
}

// Files are read once per edge.
class Texts {
 public:
  explicit Texts(const std::function<Result<std::string>(std::string_view)>& read) : read_(read) {}
  bool stands(const Place& place, std::string_view spelling) {
    auto found = texts_.find(place.file);
    if (found == texts_.end()) {
      auto text = read_(place.file);
      found = texts_.emplace(place.file, text ? std::move(*text) : std::string()).first;
    }
    return place.line > 0 && holds(line_of(found->second, place.line), spelling);
  }

 private:
  const std::function<Result<std::string>(std::string_view)>& read_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace

std::span<const Definition> EdgeTable::in_file(std::string_view file) const {
  const auto first = std::lower_bound(definitions.begin(), definitions.end(), file,
                                      [](const Definition& d, std::string_view f) { return d.place.file < f; });
  auto last = first;
  while (last != definitions.end() && last->place.file == file) ++last;
  return {first, last};
}

std::vector<std::uint32_t> EdgeTable::named(std::string_view name) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < definitions.size(); ++i)
    if (definitions[i].name == name) out.push_back(i);
  return out;
}

std::span<const Use> EdgeTable::uses_of(std::uint32_t definition) const {
  const auto first = std::lower_bound(uses.begin(), uses.end(), definition,
                                      [](const Use& use, std::uint32_t d) { return use.definition < d; });
  auto last = first;
  while (last != uses.end() && last->definition == definition) ++last;
  return {first, last};
}

std::optional<Edge> edge_of(const EdgeTable& table, std::uint32_t definition, std::string_view own,
                            const std::function<Result<std::string>(std::string_view path)>& read) {
  if (definition >= table.definitions.size()) return std::nullopt;
  const Definition& from = table.definitions[definition];
  Edge edge;
  edge.rule = from.rule;
  edge.symbol = from.owner.empty() ? from.name : from.owner + "." + from.name;
  edge.from = from.place;
  Texts texts(read);
  std::set<std::string> units;
  for (const Use& use : table.uses_of(definition)) {
    if (!use.sure || use.test || use.unit.empty() || (!own.empty() && use.unit == own)) continue;
    if (edge.to.size() >= limits::workspace_edge_places && units.contains(use.unit)) continue;
    if (!texts.stands(use.place, use.spelling)) continue;
    units.insert(use.unit);
    if (edge.to.size() < limits::workspace_edge_places &&
        std::find(edge.to.begin(), edge.to.end(), use.place) == edge.to.end())
      edge.to.push_back(use.place);
  }
  if (edge.to.empty()) return std::nullopt;
  edge.units.assign(units.begin(), units.end());
  return edge;
}

}  // namespace weir::workspace
