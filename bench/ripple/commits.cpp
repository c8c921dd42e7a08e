// The same choice as the facts behind issue 4 made.
#include "commits.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/limits.h"

namespace weir::bench {

using namespace workspace;

// "fix(core): stop the leak (#123)\n..." -> "stop the leak"
std::string short_of(std::string_view message) {
  std::string text = description_of(message);
  text.resize(std::min(text.find('\n'), text.size()));
  const std::size_t colon = text.find(": ");
  if (colon != std::string::npos && colon <= 40 && colon + 6 < text.size()) text.erase(0, colon + 2);
  if (const std::size_t number = text.rfind(" (#"); number != std::string::npos && text.ends_with(")"))
    text.resize(number);
  return text;
}

Truth truth_of(const Commit& commit, const World& world) {
  Truth truth;
  std::set<std::string> paths, modules;
  for (const Changed& change : commit.files) {
    if (change.how == Changed::How::added) continue;
    const std::string& path = change.how == Changed::How::renamed ? change.old_path : change.path;
    if (world.ranked(path)) paths.insert(path);
  }
  for (const std::string& path : paths) {
    if (world.index().entry(world.index().find(path))->cls != FileClass::source) continue;
    ++truth.sources;
    modules.insert(module_of(path, world.units()));
  }
  truth.paths.assign(paths.begin(), paths.end());
  truth.modules = static_cast<std::uint32_t>(modules.size());
  return truth;
}

bool usable(const Commit& commit) {
  return !commit.merge && tells(commit) && commit.files.size() <= limits::workspace_commit_files &&
         std::any_of(commit.files.begin(), commit.files.end(), [](const Changed& c) {
           return c.how != Changed::How::added && counts(c.how == Changed::How::renamed ? c.old_path : c.path);
         });
}

std::vector<Commit> history_of(Git& git, std::size_t wanted) {
  std::vector<Commit> all;
  const auto read = git.history(git.head(), [&](const Commit& c) {
    all.push_back(c);
    return all.size() < limits::workspace_commits + 3 * wanted;
  });
  if (!read) throw std::runtime_error(read.error().message);
  return all;
}

// A commit that changes more files than history() names is asked for again, whole.
Commit whole(Git& git, const Commit& older, const Commit& commit) {
  Commit out = commit;
  if (out.files.size() <= limits::workspace_commit_files) return out;
  if (auto files = git.between(older.id, commit.id)) out.files = std::move(*files);
  return out;
}

}  // namespace weir::bench
