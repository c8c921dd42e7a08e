// Edge tables: of the work tree as it is, and of the definitions as a commit had them, for what was left behind.
#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "workspace/edges/left.h"
#include "workspace/git/git.h"
#include "workspace/repo/repo.h"

namespace weir::workspace {
namespace {

constexpr std::size_t head_bytes = 4096;             // what a reader needs to claim a file
constexpr std::uint32_t claimed_bytes = 512 * 1024;  // larger YAML and JSON files are data

bool claimed(std::string_view path, std::string_view head) {
  return std::ranges::any_of(readers(), [&](const Reader& reader) { return reader.claims(path, head); });
}

// Files whose first bytes decide, beside those whose names do.
bool may_be_claimed(const FileEntry& entry) {
  const bool by_head = entry.language == Language::yaml || entry.language == Language::json;
  return entry.size <= claimed_bytes && (by_head || claimed(entry.path, ""));
}

}  // namespace

Result<std::string> Repo::read(std::string_view path) const { return tree_->read(path); }

std::vector<FileEntry> Repo::entries() const {
  std::vector<FileEntry> out;
  out.reserve(index_.size());
  for (FileId id = 0; id < index_.limit(); ++id) {
    if (const FileEntry* entry = index_.entry(id)) out.push_back(*entry);
  }
  return out;
}

EdgeInput Repo::edge_input() const {
  EdgeInput input;
  auto place = std::make_shared<std::vector<std::uint32_t>>(index_.limit(), no_file);
  for (FileId id = 0; id < index_.limit(); ++id) {
    const FileEntry* entry = index_.entry(id);
    if (entry == nullptr) continue;
    (*place)[id] = static_cast<std::uint32_t>(input.files.size());
    input.files.push_back(*entry);
  }
  input.containing = [this, place](std::string_view word) {
    std::vector<std::uint32_t> out;
    for (const FileId id : index_.containing(word)) {
      if (id < place->size() && (*place)[id] != no_file) out.push_back((*place)[id]);
    }
    return out;
  };
  input.read = [this](std::string_view path) { return read(path); };
  input.units = &units_;
  return input;
}

void Repo::build_table() {
  if (units_dirty_) find_units();
  std::vector<std::string> notes;
  table_ = build_edges(edge_input(), facts_, notes);
  table_dirty_ = false;
  missing_.edges = notes.empty() ? std::string() : notes.front();
}

// Files with definitions now, and those that had some then.
std::vector<std::string> Repo::interface_files_at(const std::string& commit) {
  std::set<std::string, std::less<>> out;
  for (const Definition& definition : table_->definitions) out.insert(definition.place.file);
  if (auto tree = git_->at(commit)) {
    (void)(*tree)->list([&](const FileEntry& entry) {
      if (!out.contains(entry.path) && may_be_claimed(entry)) {
        if (auto text = git_->read(commit, entry.path); text && claimed(entry.path, text->substr(0, head_bytes)))
          out.insert(entry.path);
      }
      return true;
    });
  }
  return {out.begin(), out.end()};
}

// Today's files, with `files` as the commit had them: old definitions, and who still uses them.
std::shared_ptr<const EdgeTable> Repo::table_at(const std::string& commit, const std::vector<std::string>& files) {
  EdgeInput input = edge_input();
  auto old = std::make_shared<std::map<std::string, std::string, std::less<>>>();
  for (const std::string& file : files) {
    auto text = git_->read(commit, file);
    if (!text) continue;
    const FileId id = index_.find(file);
    if (id == no_file) {
      FileEntry entry;
      entry.path = file;
      entry.language = language_of(file);
      entry.cls = class_of(file, std::string_view(*text).substr(0, head_bytes));
      entry.size = static_cast<std::uint32_t>(text->size());
      input.files.push_back(std::move(entry));
    }
    (*old)[file] = std::move(*text);
  }
  for (FileEntry& entry : input.files) {
    if (const auto it = old->find(entry.path); it != old->end()) entry.blob = hash64(it->second);
  }
  input.read = [this, old](std::string_view path) -> Result<std::string> {
    if (const auto it = old->find(path); it != old->end()) return it->second;
    return read(path);
  };
  std::vector<std::string> notes;
  return build_edges(input, facts_, notes);
}

std::vector<Left> Repo::left_since(const std::string& commit, const std::vector<std::string>& files) {
  std::vector<std::string> changed;
  for (const std::string& file : files) {
    auto then = git_->read(commit, file);
    auto now = read(file);
    if (then.has_value() != now.has_value() || (then && now && *then != *now)) changed.push_back(file);
  }
  if (changed.empty()) return {};
  const auto before = table_at(commit, changed);
  return left_behind(*before, *table_, changed, [this](std::string_view path) { return read(path); });
}

}  // namespace weir::workspace
