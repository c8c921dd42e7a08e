// local_only: what is in such a workspace is read on this machine alone; the LAN is not this machine. Paths are
// compared as they are spelled, "." and ".." resolved: links were followed when the workspace was recognised.
#include <algorithm>
#include <filesystem>

#include "policy/rules.h"

namespace weir::policy {
namespace {

std::filesystem::path spelled(const std::string& path) {
  std::filesystem::path plain = std::filesystem::path(path).lexically_normal();
  return plain.has_filename() || !plain.has_relative_path() ? plain : plain.parent_path();  // no trailing slash
}

bool inside(const std::filesystem::path& path, const std::filesystem::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

}  // namespace

std::optional<Verdict> local_only(const Ask&, const Session& session, const View&, const Rules& rules,
                                  const Candidate& c) {
  if (c.where == Where::here || session.workspace.empty()) return std::nullopt;
  const std::filesystem::path workspace = spelled(session.workspace);
  for (std::size_t i = 0; i < rules.local_only.size(); ++i) {
    if (rules.local_only[i].empty() || !inside(workspace, spelled(rules.local_only[i]))) continue;
    return deny("local_only", c, "may not read " + workspace.string(),
                i < rules.local_only_source.size() ? rules.local_only_source[i] : "");
  }
  return std::nullopt;
}

}  // namespace weir::policy
