// Reading: files by path and by name, texts read once and bounded.
#include "workspace/brief/reading.h"

#include <algorithm>
#include <tuple>

namespace weir::workspace::brief {
namespace {

constexpr std::size_t text_bytes = 256 * 1024;       // of one file: the largest real package.json has 40 KB
constexpr std::size_t all_bytes = 16 * 1024 * 1024;  // of all files that one brief reads
constexpr std::size_t read_files = 400;

auto depth(std::string_view path) { return std::ranges::count(path, '/'); }

bool foreign(FileClass cls) {
  return cls == FileClass::vendored || cls == FileClass::generated || cls == FileClass::binary ||
         cls == FileClass::huge;
}

}  // namespace

std::string_view name(Topic topic) {
  constexpr std::array<std::string_view, topic_count> names = {
      "units",        "build",           "test",      "lint",     "run", "conventions",
      "entry points", "interface files", "hot spots", "generated"};
  return names[static_cast<std::size_t>(topic)];
}

Reading::Reading(const BriefInput& input) : input_(input) {
  by_path_.reserve(input.files.size());
  for (const FileEntry& entry : input.files) {
    by_path_.push_back(&entry);
    if (!foreign(entry.cls)) by_name_.emplace_back(base_name(entry.path), &entry);
  }
  std::ranges::sort(by_path_, {}, [](const FileEntry* e) -> std::string_view { return e->path; });
  std::ranges::sort(by_name_, {}, [](const auto& p) {
    return std::tuple(p.first, depth(p.second->path), std::string_view(p.second->path));
  });
}

const FileEntry* Reading::find(std::string_view path) const {
  const auto it =
      std::ranges::lower_bound(by_path_, path, {}, [](const FileEntry* e) -> std::string_view { return e->path; });
  return it != by_path_.end() && (*it)->path == path ? *it : nullptr;
}

std::string_view Reading::text(std::string_view path) {
  if (const auto known = texts_.find(path); known != texts_.end()) return known->second;
  if (!has(path) || texts_.size() >= read_files || bytes_ >= all_bytes || !input_.read) return {};
  Result<std::string> read = input_.read(path);
  std::string text = read ? std::move(*read) : std::string();
  if (text.size() > text_bytes) text.resize(text_bytes);
  bytes_ += text.size();
  return texts_.emplace(std::string(path), std::move(text)).first->second;
}

std::vector<std::string_view> Reading::called(std::string_view base) const {
  std::vector<std::string_view> out;
  const auto [first, last] =
      std::ranges::equal_range(by_name_, base, {}, [](const auto& p) -> std::string_view { return p.first; });
  for (auto it = first; it != last; ++it) out.emplace_back(it->second->path);
  return out;
}

std::vector<std::string_view> Reading::under(std::string_view folder, std::string_view ending) const {
  std::vector<std::string_view> out;
  auto it =
      std::ranges::lower_bound(by_path_, folder, {}, [](const FileEntry* e) -> std::string_view { return e->path; });
  for (; it != by_path_.end() && (*it)->path.starts_with(folder); ++it) {
    if ((*it)->path.ends_with(ending) && !foreign((*it)->cls)) out.emplace_back((*it)->path);
  }
  return out;
}

std::string at(std::string_view path, unsigned line) {
  std::string out(path);
  if (line > 0) out += ":" + std::to_string(line);
  return out;
}

}  // namespace weir::workspace::brief
