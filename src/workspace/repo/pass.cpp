// The first pass: what was kept on disk, then only what differs from it.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/hash.h"
#include "base/limits.h"
#include "base/log.h"
#include "workspace/git/git.h"
#include "workspace/repo/repo.h"

namespace weir::workspace {
namespace {

constexpr std::chrono::milliseconds step_time{8};
constexpr std::size_t history_step = 200;  // commits; about half a second of a large repository

bool has_words(const FileEntry& entry) {
  return entry.cls == FileClass::source || entry.cls == FileClass::test || entry.cls == FileClass::docs ||
         entry.cls == FileClass::data;
}

bool same_file(const FileEntry& a, const FileEntry& b) {
  return a.size == b.size && a.mtime_ns == b.mtime_ns && a.language == b.language && a.cls == b.cls;
}

Millis wall_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Millis{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace

Repo::Repo(std::string root, std::string keep, std::shared_ptr<const Weights> weights)
    : root_(std::move(root)), keep_(std::move(keep)), weights_(std::move(weights)), tree_(work_tree(root_)) {
  status_.root = root_;
  status_.state = ::weir::Index::indexing;
}

Repo::~Repo() = default;

bool Repo::step() {
  switch (phase_) {
    case Phase::list:
      list_files();
      phase_ = Phase::words;
      return true;
    case Phase::words:
      if (!read_words(Clock::now() + step_time)) phase_ = Phase::history;
      return true;
    case Phase::history:
      if (!read_history()) phase_ = Phase::units;
      return true;
    case Phase::units:
      find_units();
      phase_ = Phase::edges;
      return true;
    case Phase::edges:
      build_table();
      phase_ = Phase::ready;
      unsaved_ = true;
      status_.percent = 100;
      status_.updated = wall_now();
      return false;
    case Phase::ready:
      refresh();
      return false;
  }
  return false;
}

void Repo::load() {
  if (keep_.empty()) return;
  if (auto words = WordIndex::load(keep_ + "/words")) {
    index_ = std::move(*words);
  } else if (words.error().kind != ErrorKind::not_found) {
    log(LogLevel::warn, "index", fmt::format("{}: the saved index is not used: {}", root_, words.error().message));
  }
}

void Repo::open_git() {
  auto git = Git::open(root_);
  if (git)
    git_ = std::move(*git);
  else if (git.error().kind != ErrorKind::not_found)
    missing_.history = git.error().message;
}

// Into todo_: what differs from the index; into seen: every file that there is.
void Repo::list_changed(std::set<std::string, std::less<>>& seen) {
  status_.left_out = {};
  missing_.files.clear();
  const auto listed = tree_->list([&](FileEntry entry) {
    if (!has_words(entry)) return leave_out(entry.cls), true;
    seen.insert(entry.path);
    const FileId id = index_.find(entry.path);
    const FileEntry* known = id == no_file ? nullptr : index_.entry(id);
    if (known == nullptr || !same_file(*known, entry)) todo_.push_back(std::move(entry));
    return true;
  });
  if (!listed) missing_.files = listed.error().message;
  if (index_.size() >= limits::workspace_files || seen.size() >= limits::workspace_files)
    missing_.files = fmt::format("more than {} files: the rest is not known", limits::workspace_files);
}

void Repo::list_files() {
  load();
  open_git();
  if (auto watch = Watch::open(root_)) watch_ = std::move(*watch);
  std::set<std::string, std::less<>> seen;
  list_changed(seen);
  for (const FileEntry& known : entries()) {
    if (!seen.contains(known.path)) index_.remove(known.path);
  }
  std::ranges::reverse(todo_);
  todo_total_ = todo_.size();
}

void Repo::leave_out(FileClass cls) {
  switch (cls) {
    case FileClass::generated:
      ++status_.left_out.generated;
      return;
    case FileClass::vendored:
      ++status_.left_out.vendored;
      return;
    case FileClass::binary:
      ++status_.left_out.binary;
      return;
    case FileClass::huge:
      ++status_.left_out.huge;
      return;
    default:
      ++status_.left_out.unread;
  }
}

void Repo::take(const FileEntry& entry) {
  auto text = tree_->read(entry.path);
  if (!text) {
    index_.remove(entry.path);
    leave_out(entry.cls);
    return;
  }
  FileEntry known = entry;
  known.blob = hash64(*text);
  known.size = static_cast<std::uint32_t>(text->size());
  known.cls = class_of(entry.path, std::string_view(*text).substr(0, class_head_bytes));
  if (has_words(known)) {
    index_.update(known, *text);
  } else {
    index_.remove(entry.path);
    leave_out(known.cls);
  }
}

bool Repo::read_words(Clock::time_point until) {
  while (!todo_.empty()) {
    take(todo_.back());
    todo_.pop_back();
    if (Clock::now() >= until) break;
  }
  if (todo_total_ > 0) status_.percent = static_cast<unsigned>(90 * (todo_total_ - todo_.size()) / todo_total_);
  return !todo_.empty();
}

// In pieces, so that a stop or a question need not wait for thousands of commits. True: there is more.
bool Repo::read_history() {
  if (git_ == nullptr) return false;
  const std::string now = git_->head();
  if (now.empty()) return false;
  if (commits_.empty() && load_history() && follow_head()) return false;
  const std::size_t before = commits_.size();
  const std::string from = before == 0 ? now : commits_.back().id;
  std::size_t seen = 0;
  const auto read = git_->history(from, [&](const Commit& commit) {
    if (before == 0 || seen > 0) commits_.push_back(commit);
    return ++seen <= history_step && commits_.size() < limits::workspace_commits;
  });
  if (!read) missing_.history = read.error().message;
  if (read && commits_.size() >= before + history_step && commits_.size() < limits::workspace_commits) {
    status_.percent = static_cast<unsigned>(90 + 9 * commits_.size() / limits::workspace_commits);
    return true;
  }
  history_.begin(commits_);
  head_ = commits_.empty() ? now : commits_.front().id;
  commits_ = {};
  return false;
}

bool Repo::load_history() {
  if (keep_.empty()) return false;
  auto kept = History::load(keep_ + "/history");
  if (!kept) return false;
  std::ifstream in(keep_ + "/head");
  if (!std::getline(in, head_)) return false;
  history_ = std::move(*kept);
  return true;
}

void Repo::find_units() {
  units_ = Units::find(entries(), [this](std::string_view path) { return read(path); });
  units_dirty_ = false;
}

}  // namespace weir::workspace
