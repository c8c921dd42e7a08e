// From candidates to units: those with a program of their own, named by the shortest path that tells them apart.
#include <algorithm>
#include <map>
#include <set>

#include "workspace/units/candidates.h"
#include "workspace/units/units.h"

namespace weir::workspace {
namespace {

using namespace unit_parts;

constexpr std::size_t most_shared = 200;  // of one unit

// "cart/src/cart.csproj": the unit is cart, with its tests beside src. Not so where src holds the only thing there is.
void lift_from_src(const Files& files, Candidates& all) {
  std::vector<std::string> lifted;
  for (const auto& [folder, unit] : all) {
    const std::string parent = folder_of(folder);
    if (base_of(folder) != "src" || parent.empty() || all.contains(parent)) continue;
    const bool alone = std::ranges::none_of(
        all, [&](const auto& other) { return other.first != folder && beneath(other.first, parent); });
    if (alone && files.has_folder(parent)) lifted.push_back(folder);
  }
  for (const std::string& folder : lifted) {
    auto node = all.extract(folder);
    node.mapped().because = joined("src", node.mapped().because);
    node.key() = folder_of(folder);
    all.insert(std::move(node));
  }
}

const std::pair<const std::string, Candidate>* deployable_around(const Candidates& all, const std::string& folder) {
  for (std::string at = folder_of(folder); !at.empty(); at = folder_of(at)) {
    const auto found = all.find(at);
    if (found != all.end() && found->second.deployable) return &*found;
  }
  return nullptr;
}

void take_over(Candidate& outer, const Candidate& inner) {
  outer.paths.insert(outer.paths.end(), inner.paths.begin(), inner.paths.end());
  outer.needs.insert(outer.needs.end(), inner.needs.begin(), inner.needs.end());
}

// A module inside of what is deployed as a whole is a part of it.
void drop_inner_modules(Candidates& all) {
  for (auto at = all.begin(); at != all.end();) {
    const auto* outer = at->second.deployable ? nullptr : deployable_around(all, at->first);
    if (outer == nullptr) {
      ++at;
      continue;
    }
    take_over(all.find(outer->first)->second, at->second);
    at = all.erase(at);
  }
}

// Deepest first: each keeps the programs that nobody deeper has claimed; who has none is no unit.
void drop_empty(const Files& files, Candidates& all) {
  std::vector<unsigned> families(files.all().size());
  // What is only shown (docs, examples) makes no unit of the folder around it.
  std::ranges::transform(files.all(), families.begin(), [](const FileEntry& file) {
    const unsigned family = family_of(file);
    return family == 0 || for_show(folder_of(file.path)) ? 0U : family;
  });
  std::vector<std::string> order;
  for (const auto& [folder, unit] : all) order.push_back(folder);
  const auto depth = [](const std::string& f) { return std::ranges::count(f, '/') + (f.empty() ? 0 : 1); };
  std::ranges::sort(order, std::ranges::greater(), [&](const std::string& f) { return std::pair(depth(f), f); });
  for (const std::string& folder : order) {
    Candidate& unit = all.find(folder)->second;
    const auto [from, to] = files.range(folder);
    const bool has = std::any_of(families.begin() + static_cast<std::ptrdiff_t>(from),
                                 families.begin() + static_cast<std::ptrdiff_t>(to),
                                 [&](unsigned family) { return (family & unit.families) != 0; });
    if (has) {
      std::fill(families.begin() + static_cast<std::ptrdiff_t>(from),
                families.begin() + static_cast<std::ptrdiff_t>(to), 0U);
      continue;
    }
    // A Dockerfile that only generates code still says what its unit is built from.
    for (std::string at = folder; !at.empty();) {
      at = folder_of(at);
      const auto outer = all.find(at);
      if (outer == all.end()) continue;
      take_over(outer->second, unit);
      break;
    }
    all.erase(folder);
  }
}

// --- names
std::string last_parts(const std::string& root, std::size_t parts) {
  std::size_t at = root.size();
  for (; parts > 0 && at != std::string::npos && at > 0; --parts) at = root.rfind('/', at - 1);
  return at == std::string::npos || at == 0 ? root : root.substr(at + 1);
}

std::string root_name(const Candidate& unit) {
  const std::string_view last = base_of(unit.name);
  return last.empty() ? "root" : std::string(last);
}

void name_all(std::vector<Unit>& units, const Candidates& all) {
  constexpr std::size_t most_parts = 64;
  std::vector<std::size_t> unnamed;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].root.empty())
      units[i].name = root_name(all.find("")->second);
    else
      unnamed.push_back(i);
  }
  for (std::size_t parts = 1; !unnamed.empty() && parts <= most_parts; ++parts) {
    std::map<std::string, int> seen;
    for (const Unit& unit : units) ++seen[unit.root.empty() ? unit.name : last_parts(unit.root, parts)];
    std::erase_if(unnamed, [&](std::size_t i) {
      units[i].name = last_parts(units[i].root, parts);
      return seen[units[i].name] == 1;
    });
  }
}

// --- what a unit is built from, outside of its folder
class Sharing {
 public:
  Sharing(const Files& files, const Candidates& all) : files_(files) {
    for (const auto& [folder, unit] : all) {
      if (!unit.name.empty()) by_name_.try_emplace(unit.name, folder);
      if (!folder.empty()) by_name_.try_emplace(folder, folder);  // Gradle names folders
    }
  }

  std::vector<std::string> of(const std::string& root, const Candidate& unit) const {
    std::set<std::string> out;
    for (const std::string& path : unit.paths) add(root, path, out);
    for (const std::string& need : unit.needs) {
      const auto found = by_name_.find(need);
      if (found != by_name_.end()) add(root, found->second, out);
    }
    return {out.begin(), out.end()};
  }

 private:
  // Not what is its own, and not a folder that holds it: "COPY . ." shares the whole workspace, which says nothing.
  void add(const std::string& root, const std::string& path, std::set<std::string>& out) const {
    if (path.empty() || path == root || beneath(path, root) || beneath(root, path)) return;
    if (out.size() < most_shared && files_.has(path)) out.insert(path);
  }

  const Files& files_;
  std::map<std::string, std::string, std::less<>> by_name_;
};

bool holds(std::string_view shared, std::string_view path) { return shared == path || beneath(path, shared); }

}  // namespace

Units Units::find(const std::vector<FileEntry>& entries, const Read& read) {
  const Files files(entries);
  Candidates all = candidates(files, read);
  lift_from_src(files, all);
  drop_inner_modules(all);
  drop_empty(files, all);
  Units out;
  const Sharing sharing(files, all);
  for (const auto& [folder, unit] : all) out.units_.push_back({{}, folder, unit.because, sharing.of(folder, unit)});
  name_all(out.units_, all);
  return out;
}

int Units::of(std::string_view path) const {
  for (std::string folder = folder_of(path);; folder = folder_of(folder)) {
    const auto at = std::ranges::lower_bound(units_, folder, {}, &Unit::root);
    if (at != units_.end() && at->root == folder) return static_cast<int>(at - units_.begin());
    if (folder.empty()) return -1;
  }
}

std::vector<int> Units::all_of(std::string_view path) const {
  const int own = of(path);
  std::vector<int> out;
  if (own >= 0) out.push_back(own);
  if (own >= 0 && !units_[static_cast<std::size_t>(own)].root.empty()) return out;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const bool shares = std::ranges::any_of(units_[i].shared, [&](const auto& shared) { return holds(shared, path); });
    if (shares && static_cast<int>(i) != own) out.push_back(static_cast<int>(i));
  }
  return out;
}

}  // namespace weir::workspace
