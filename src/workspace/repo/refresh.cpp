// What happens after the first pass: files that change, a HEAD that moves, and saving now and then.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/limits.h"
#include "base/log.h"
#include "workspace/git/git.h"
#include "workspace/repo/repo.h"

namespace weir::workspace {
namespace {

constexpr std::size_t new_commits_max = 200;   // more: the history is read again
constexpr std::chrono::minutes save_every{5};  // what a crash may cost
constexpr std::size_t dirty_max = 2'000;       // more changed files: all are looked at
constexpr std::chrono::milliseconds poll_every{limits::workspace_poll_ms};
constexpr std::chrono::minutes poll_seldom{2};  // even where the watch is whole: events can be lost

Millis wall_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Millis{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace

Millis Repo::pause() const {
  if (!ready()) return Millis{0};
  const bool watched = watch_ != nullptr && watch_->complete();
  const auto next = polled_ + (watched ? std::chrono::milliseconds(poll_seldom) : poll_every);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now()).count();
  return Millis{std::max<std::int64_t>(left, 1)};
}

int Repo::descriptor() const { return watch_ == nullptr ? -1 : watch_->fd(); }

void Repo::news() {
  if (watch_ == nullptr) return;
  for (std::string& path : watch_->take()) {
    if (path.empty())
      all_dirty_ = true;
    else if (path == ".git")
      head_dirty_ = true;
    else
      dirty_.insert(std::move(path));
  }
  if (dirty_.size() > dirty_max) all_dirty_ = true;
}

void Repo::refresh() {
  if (pause().n <= 1) all_dirty_ = true;
  bool changed = false;
  if (all_dirty_) {
    sync();
    changed = true;
  } else {
    for (const std::string& path : std::exchange(dirty_, {})) refresh_file(path);
  }
  if (head_dirty_ && git_ != nullptr) {
    head_dirty_ = false;
    if (git_->head() != head_ && !follow_head()) phase_ = Phase::history;
  }
  if (changed || table_dirty_) status_.updated = wall_now();
  if (unsaved_ && Clock::now() - saved_ > save_every) save();
}

// A path that is not known may be a new file, a folder, or one that ignore rules hide: only a listing can tell.
void Repo::refresh_file(const std::string& path) {
  const FileId id = index_.find(path);
  const FileEntry* known = id == no_file ? nullptr : index_.entry(id);
  if (known == nullptr) {
    all_dirty_ = true;
    return sync();
  }
  FileEntry entry = *known;
  std::error_code error;
  const std::filesystem::path full = std::filesystem::path(root_) / path;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(full, error))) {
    index_.remove(path);
    table_dirty_ = true;
    return;
  }
  take(entry);
  table_dirty_ = unsaved_ = true;
  status_.updated = wall_now();
}

void Repo::sync() {
  all_dirty_ = false;
  dirty_.clear();
  polled_ = Clock::now();
  const std::size_t before = index_.size();
  todo_.clear();
  std::set<std::string, std::less<>> seen;
  list_changed(seen);
  const bool changed = !todo_.empty();
  for (const FileEntry& entry : todo_) take(entry);
  todo_.clear();
  for (const FileEntry& known : entries()) {
    if (!seen.contains(known.path)) index_.remove(known.path);
  }
  if (!changed && index_.size() == before) return;
  table_dirty_ = units_dirty_ = unsaved_ = true;
}

bool Repo::follow_head() {
  const std::string now = git_->head();
  if (now == head_) return true;
  std::vector<Commit> fresh;
  bool met = false;
  (void)git_->history(now, [&](const Commit& commit) {
    met = commit.id == head_;
    if (!met) fresh.push_back(commit);
    return !met && fresh.size() < new_commits_max;
  });
  if (!met) return false;
  for (auto commit = fresh.rbegin(); commit != fresh.rend(); ++commit) history_.commit(*commit);
  head_ = now;
  unsaved_ = true;
  return true;
}

void Repo::save() {
  saved_ = Clock::now();
  if (keep_.empty() || !unsaved_ || phase_ != Phase::ready) return;
  unsaved_ = false;
  std::error_code error;
  std::filesystem::create_directories(keep_, error);
  const auto words = index_.save(keep_ + "/words");
  const auto history = history_.save(keep_ + "/history");
  std::ofstream(keep_ + "/head", std::ios::trunc) << head_ << '\n';
  std::ofstream(keep_ + "/root", std::ios::trunc) << root_ << '\n';
  if (!words || !history)
    log(LogLevel::warn, "index",
        fmt::format("{}: the index is not saved: {}", root_, (!words ? words : history).error().message));
}

const IndexStatus& Repo::status() {
  using State = ::weir::Index;
  const bool all = missing_.files.empty() && missing_.edges.empty();
  status_.state = !ready() ? State::indexing : all ? State::ready : State::stale;
  status_.detail = !missing_.files.empty()   ? missing_.files
                   : !missing_.edges.empty() ? missing_.edges
                                             : missing_.history;
  status_.files = index_.size();
  status_.commits = history_.commits();
  status_.definitions = table_->definitions.size();
  status_.uses = table_->uses.size();
  status_.bytes = index_.bytes() + history_.bytes() + facts_.bytes();
  return status_;
}

}  // namespace weir::workspace
