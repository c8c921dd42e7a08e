// Index and history of a commit's tree, updated as weir itself would: only what a commit changed.
#include "world.h"

#include <time.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/limits.h"
#include "workspace/rank/rank.h"
#include "workspace/tree/tree.h"

namespace weir::bench {

using namespace workspace;

namespace {

bool has_words(FileClass cls) {
  return cls == FileClass::source || cls == FileClass::test || cls == FileClass::docs || cls == FileClass::data;
}

bool tells_units(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.find("ockerfile") != std::string_view::npos || name.find("compose") != std::string_view::npos ||
         name == "go.mod" || name == "Cargo.toml" || name == "package.json" || name == "pom.xml" ||
         name == "pyproject.toml" || name.ends_with(".csproj");
}

}  // namespace

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

void World::take(Source& source, const std::string& path) {
  FileEntry entry;
  entry.path = path;
  entry.language = language_of(path);
  entry.cls = class_of(path, "");
  if (!has_words(entry.cls)) return;
  const auto text = source.read(path);
  if (!text || text->size() > limits::workspace_file_bytes) return index_.remove(path);
  entry.size = static_cast<std::uint32_t>(text->size());
  entry.cls = class_of(path, std::string_view(*text).substr(0, 8192));
  const double start = cpu_seconds();
  if (has_words(entry.cls)) {
    index_.update(entry, *text);
  } else {
    index_.remove(path);
  }
  costs_.cold_seconds += cpu_seconds() - start;
  costs_.cold_megabytes += static_cast<double>(text->size()) / 1e6;
}

void World::find_units(Source& source) {
  std::vector<FileEntry> entries;
  if (auto listed = source.list([&](FileEntry e) {
        entries.push_back(std::move(e));
        return true;
      });
      !listed)
    throw std::runtime_error(listed.error().message);
  units_ = Units::find(entries, [&](std::string_view path) { return source.read(path); });
  history_.units(units_);
}

void World::begin(const std::string& commit, const std::vector<Commit>& older_newest_first) {
  auto source = git_.at(commit);
  if (!source) throw std::runtime_error(source.error().message);
  std::vector<std::string> paths;
  if (auto listed = (*source)->list([&](const FileEntry& e) {
        paths.push_back(e.path);
        return true;
      });
      !listed)
    throw std::runtime_error(listed.error().message);
  for (const std::string& path : paths) take(**source, path);
  const double start = cpu_seconds();
  history_.begin(older_newest_first);
  costs_.history_seconds = cpu_seconds() - start;
  costs_.history_commits = older_newest_first.size();
  find_units(**source);
}

void World::step(const Commit& next) {
  auto source = git_.at(next.id);
  if (!source) throw std::runtime_error(source.error().message);
  const double seconds = costs_.cold_seconds, megabytes = costs_.cold_megabytes;
  bool anew = false;
  for (const Changed& change : next.files) {
    if (change.how == Changed::How::renamed) index_.remove(change.old_path);
    if (change.how == Changed::How::removed) {
      index_.remove(change.path);
    } else {
      take(**source, change.path);
    }
    anew = anew || (change.how != Changed::How::modified && tells_units(change.path));
  }
  const double start = cpu_seconds();
  history_.commit(next);
  costs_.update_ms.push_back((costs_.cold_seconds - seconds + cpu_seconds() - start) * 1e3);
  costs_.cold_seconds = seconds;
  costs_.cold_megabytes = megabytes;
  if (anew) find_units(**source);
}

bool World::ranked(std::string_view path) const {
  const FileId id = index_.find(path);
  return id != no_file && counts(path) && is_ranked(*index_.entry(id));
}

}  // namespace weir::bench
