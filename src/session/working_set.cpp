// The working set of a session.
#include "session/working_set.h"

#include <algorithm>
#include <utility>

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

constexpr std::size_t kept_of_a_kind = 256;  // searches, listed folders, test runs, failures: the latest

template <class T>
void keep(std::deque<T>& list, T value, std::size_t most = kept_of_a_kind) {
  list.push_back(std::move(value));
  if (list.size() > most) list.pop_front();
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

bool WorkingSet::first_time(std::uint64_t key) {
  if (!calls_.insert(key).second) return false;
  call_order_.push_back(key);
  if (call_order_.size() > limits::session_calls) {
    calls_.erase(call_order_.front());
    call_order_.pop_front();
  }
  return true;
}

WorkingSet::New WorkingSet::take(const Traffic& traffic, const Where& where) {
  New added;
  for (std::size_t i = 0; i < traffic.calls.size(); ++i) {
    if (!first_time(traffic.calls[i])) continue;
    added.calls.push_back(traffic.calls[i]);
    Events events = traffic.read(i);
    for (Touched& touched : events.touched) take(touched, where, added);
    for (TestRun& run : events.tests) {
      run.turn = where.turn;
      ++(run.result == "passed" ? passed_ : run.result == "failed" ? failed_ : unknown_);
      keep(tests_, std::move(run));
    }
    for (Failure& failure : events.failures) {
      failure.turn = where.turn;
      ++errors_;
      keep(failures_, std::move(failure));
    }
  }
  return added;
}

void WorkingSet::take(Touched& touched, const Where& where, New& added) {
  std::string path = normal_path(touched.path, where.workspace, where.directory);
  if (path.empty()) return;
  if (touched.how == "listed") return keep(listed_, {path, "", touched.call, where.turn});
  if (touched.how == "searched") return keep(searches_, {path, touched.pattern, touched.call, where.turn});
  const bool created = touched.how == "created";
  const bool opened = touched.how == "opened", edited = touched.how == "edited" || created;
  FileUse* use = file(path);
  if (use == nullptr) return;
  const auto at = static_cast<std::size_t>(use - files_.data());
  if (opened && !use->opened) {
    ++opened_;
    use->first_opened = where.turn;
    last_opened_ = at;
  }
  if (edited && !use->edited) {
    ++edited_;
    use->first_edited = where.turn;
    last_edited_ = at;
  }
  use->opened |= opened;
  use->edited |= edited;
  use->created |= created;
  use->named |= touched.how == "named";
  use->tool = touched.tool;
  use->call = touched.call;
  use->turn = where.turn;
  use->order = ++order_;
  if (std::ranges::find(added.files, path) == added.files.end()) added.files.push_back(path);
  if (!edited) return;
  Change change{
      std::move(path), std::move(touched.removed), std::move(touched.added), touched.call, touched.lines, touched.whole,
      where.turn};
  added.changes.push_back(change);
  keep(changes_, std::move(change), limits::session_changes);
}

FileUse* WorkingSet::file(std::string path) {
  const auto at = index_.find(path);
  if (at != index_.end()) return &files_[at->second];
  if (files_.size() >= limits::touched_files) return nullptr;
  index_.emplace(path, files_.size());
  files_.emplace_back().path = std::move(path);
  return &files_.back();
}

const FileUse* WorkingSet::find(const std::string& path) const {
  const auto at = index_.find(path);
  return at == index_.end() ? nullptr : &files_[at->second];
}

void WorkingSet::restore(FileUse kept) {
  FileUse* use = file(kept.path);
  if (use == nullptr) return;
  const auto at = static_cast<std::size_t>(use - files_.data());
  const auto later = [&](std::size_t last, unsigned FileUse::* first) {
    return last == none || files_[last].*first <= kept.*first;
  };
  opened_ += kept.opened && !use->opened ? 1 : 0;
  edited_ += kept.edited && !use->edited ? 1 : 0;
  if (kept.opened && later(last_opened_, &FileUse::first_opened)) last_opened_ = at;
  if (kept.edited && later(last_edited_, &FileUse::first_edited)) last_edited_ = at;
  order_ = std::max(order_, kept.order);
  *use = std::move(kept);
}

void WorkingSet::restore(Change change) { keep(changes_, std::move(change), limits::session_changes); }

Working WorkingSet::working() const {
  Working out;
  std::vector<const FileUse*> used;
  for (const FileUse& file : files_) {
    if (file.opened || file.edited) used.push_back(&file);
  }
  std::ranges::sort(used, [](const FileUse* a, const FileUse* b) {
    return a->edited != b->edited ? a->edited : a->order > b->order;
  });
  for (const FileUse* file : used) out.files.push_back(file->path);
  out.uses = files_;
  out.changes.assign(changes_.begin(), changes_.end());
  out.searches.assign(searches_.begin(), searches_.end());
  out.listed.assign(listed_.begin(), listed_.end());
  out.tests.assign(tests_.begin(), tests_.end());
  out.failures.assign(failures_.begin(), failures_.end());
  return out;
}

void WorkingSet::sum_up(Summary& out) const {
  out.files = files_;
  out.tests_passed = passed_;
  out.tests_failed = failed_;
  out.tests_unknown = unknown_;
  out.errors = errors_;
  out.changes = static_cast<unsigned>(changes_.size());
  if (!tests_.empty()) out.last_test = tests_.back();
}

}  // namespace weir::session
