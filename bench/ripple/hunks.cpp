// libgit2's line diff of the two texts, without context.
#include "hunks.h"

#include <git2.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace weir::bench {
namespace {

using namespace workspace;

constexpr std::uint32_t kStretch = 30;

using Lines = std::map<std::uint32_t, std::vector<std::uint32_t>>;  // by stretch

int take_hunk(const git_diff_delta*, const git_diff_hunk* hunk, void* into) {
  auto& lines = *static_cast<Lines*>(into);
  const auto first = static_cast<std::uint32_t>(std::max(1, hunk->old_start));
  const auto count = static_cast<std::uint32_t>(std::max(1, hunk->old_lines));
  for (std::uint32_t n = first; n < first + count; ++n) lines[(n - 1) / kStretch].push_back(n);
  return 0;
}

Lines changed_lines(const std::string& older, const std::string& newer) {
  git_diff_options options;
  if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0) throw std::runtime_error("libgit2 is too old");
  options.context_lines = 0;
  Lines lines;
  if (git_diff_buffers(older.data(), older.size(), nullptr, newer.data(), newer.size(), nullptr, &options, nullptr,
                       nullptr, take_hunk, nullptr, &lines) != 0)
    throw std::runtime_error("two texts cannot be compared");
  return lines;
}

}  // namespace

std::vector<Stretch> stretches_of(Git& git, const std::string& parent, const Commit& commit,
                                  const std::vector<std::string>& paths) {
  std::vector<Stretch> out;
  for (const Changed& change : commit.files) {
    if (change.how == Changed::How::added || change.how == Changed::How::removed) continue;
    const std::string& path = change.how == Changed::How::renamed ? change.old_path : change.path;
    if (std::ranges::find(paths, path) == paths.end()) continue;
    const auto older = git.read(parent, path), newer = git.read(commit.id, change.path);
    if (!older || !newer) continue;  // a partial clone
    for (auto& [_, lines] : changed_lines(*older, *newer)) out.push_back({path, std::move(lines)});
  }
  return out;
}

}  // namespace weir::bench
