// Small files of bounded size; names that leave refs/ are none.
#include "workspace/git/refs.h"

#include "base/limits.h"
#include "workspace/tree/safe_read.h"
#include "workspace/tree/tree.h"

namespace weir::workspace::git_parts {
namespace {

constexpr std::size_t loose_bytes = 4096;                // "ref: " and a path
constexpr std::size_t packed_bytes = 32u * 1024 * 1024;  // 400,000 refs; large forges have that many
constexpr int most_links = 5;                            // git's own bound of symbolic refs

std::string_view first_line(std::string_view text) {
  text = text.substr(0, text.find_first_of("\r\n"));
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<ObjectId> packed(const std::string& common, std::string_view name) {
  const auto text = read_plain(common + "/packed-refs", packed_bytes);
  if (!text) return std::nullopt;
  const std::string ending = " " + std::string(name);
  for (auto at = text->find(ending); at != std::string::npos; at = text->find(ending, at + 1)) {
    const auto end = at + ending.size();
    const bool whole = end == text->size() || (*text)[end] == '\n' || (*text)[end] == '\r';
    if (whole && at >= 40 && (at == 40 || (*text)[at - 41] == '\n')) {
      return object_id(std::string_view(*text).substr(at - 40, 40));
    }
  }
  return std::nullopt;
}

std::optional<ObjectId> full(const GitFolders& folders, std::string_view name, int links) {
  if (!usable_path(name) || links == 0) return std::nullopt;
  auto text = read_plain(folders.own + "/" + std::string(name), loose_bytes);
  if (!text && folders.common != folders.own) text = read_plain(folders.common + "/" + std::string(name), loose_bytes);
  if (!text) return packed(folders.common, name);
  const std::string_view line = first_line(*text);
  constexpr std::string_view link = "ref: ";
  if (line.starts_with(link)) return full(folders, line.substr(link.size()), links - 1);
  return object_id(line);
}

}  // namespace

std::optional<ObjectId> ref(const GitFolders& folders, std::string_view name) {
  const std::string text(name);
  // Only HEAD and its like live outside refs/; "config" or "index" must not be read as a ref.
  const bool top = name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string_view::npos;
  if (top || name.starts_with("refs/")) {
    if (auto id = full(folders, name, most_links)) return id;
  }
  for (const char* prefix : {"refs/", "refs/tags/", "refs/heads/", "refs/remotes/"}) {
    if (auto id = full(folders, prefix + text, most_links)) return id;
  }
  return full(folders, "refs/remotes/" + text + "/HEAD", most_links);
}

}  // namespace weir::workspace::git_parts
