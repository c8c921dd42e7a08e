// The working set of a session.
#include "session/working_set.h"

#include "base/hash.h"
#include "base/limits.h"

namespace weir::session {
namespace {

// Lexical: steps upwards never leave "/" (absolute) and are kept in front (relative).
std::string plain(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> steps;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const std::string_view step = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (step.empty() || step == ".") continue;
    if (step != "..") {
      steps.push_back(step);
    } else if (!steps.empty() && steps.back() != "..") {
      steps.pop_back();
    } else if (!absolute) {
      steps.push_back(step);
    }
  }
  std::string out = absolute ? "/" : "";
  for (const std::string_view step : steps) {
    if (!out.empty() && out.back() != '/') out += '/';
    out += step;
  }
  return out;
}

}  // namespace

std::string normal_path(std::string_view path, std::string_view workspace, std::string_view directory) {
  if (path.empty() || path.size() > limits::path_bytes || path.find('\0') != std::string_view::npos) return {};
  const std::string_view base = directory.empty() ? workspace : directory;
  const bool join = !path.starts_with('/') && !base.empty();
  std::string whole = plain(join ? std::string(base) + "/" + std::string(path) : std::string(path));
  if (workspace.empty()) return whole;
  const std::string inside = plain(workspace) + "/";
  return whole.starts_with(inside) ? whole.substr(inside.size()) : whole;
}

bool WorkingSet::seen_before(const Touched& touched) {
  const std::uint64_t key = hash64(touched.call + '\n' + touched.how + '\n' + touched.path);
  if (!calls_.insert(key).second) return true;
  call_order_.push_back(key);
  if (call_order_.size() > limits::session_calls) {
    calls_.erase(call_order_.front());
    call_order_.pop_front();
  }
  return false;
}

void WorkingSet::touch(const Touched& touched, std::string_view workspace, std::string_view directory, unsigned turn) {
  const bool opened = touched.how == "opened";
  const bool edited = touched.how == "edited" || touched.how == "created";
  const bool named = touched.how == "named";
  if ((!opened && !edited && !named) || seen_before(touched)) return;
  std::string path = normal_path(touched.path, workspace, directory);
  if (path.empty()) return;
  auto at = index_.find(path);
  if (at == index_.end()) {
    if (files_.size() >= limits::touched_files) return;
    at = index_.emplace(path, files_.size()).first;
    files_.emplace_back();
    files_.back().path = std::move(path);
  }
  FileUse& file = files_[at->second];
  if (opened && !file.opened) ++opened_;
  if (edited && !file.edited) ++edited_;
  file.opened |= opened;
  file.edited |= edited;
  file.named |= named;
  file.tool = touched.tool;
  file.call = touched.call;
  file.turn = turn;
}

}  // namespace weir::session
