// Taking commits in: oldest first on top of each other, whatever order they came in.
#include "workspace/history/history.h"

#include <algorithm>

#include "base/limits.h"
#include "workspace/history/data.h"
#include "workspace/text/text.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

constexpr std::size_t kNamedFiles = 10;       // their names are words of the commit too
constexpr std::size_t kWordsOfMessage = 300;  // the head of a message says what it is about

}  // namespace

History::History() : data_(std::make_unique<Data>()) {}
History::~History() = default;
History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;

std::uint32_t History::Data::path_id(std::string_view path) {
  const std::uint32_t id = paths.add(path);
  if (id == of_path.size()) {
    of_path.emplace_back();
    heat.emplace_back(0.0F, 0.0F);
    module.push_back(modules.add(module_of(path, units)));
  }
  return id;
}

void History::Data::take_words(const Commit& commit) {
  std::size_t room = kWordsOfMessage;
  std::string text = description_of(commit.message);
  for (std::size_t i = 0; i < std::min(commit.files.size(), kNamedFiles); ++i) {
    const std::string& path = commit.files[i].path;
    text += ' ';
    text += path.substr(path.rfind('/') + 1);
  }
  text::identifiers(text, [&](std::string_view word, std::uint32_t) {
    text::terms(word, [&](std::string_view term) {
      if (room == 0) return;
      --room;
      row_words.push_back(words.add(term));
    });
  });
}

namespace {

// A commit's files by what they say about its width: source that existed; tests and configuration that did; new ones.
struct Parts {
  std::vector<std::uint32_t> source, other, added;
  std::vector<std::uint32_t>& of(const Changed& change) {
    if (change.how == Changed::How::added) return added;
    return class_of(change.path, "") == FileClass::source ? source : other;
  }
};

std::uint16_t unique(std::vector<std::uint32_t>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return static_cast<std::uint16_t>(ids.size());
}

}  // namespace

// A renamed file keeps its past, unless the new name has one of its own.
void History::Data::move_path(const Changed& move) {
  if (move.how != Changed::How::renamed || paths.find(move.path) != Intern::none) return;
  const std::uint32_t old = paths.find(move.old_path);
  if (old == Intern::none || !counts(move.path)) return;
  paths.rename(old, move.path);
  module[old] = modules.add(module_of(move.path, units));
}

std::uint32_t History::Data::path_of(const Changed& change) {
  move_path(change);
  return path_id(change.path);
}

void History::Data::take(const Commit& commit) {
  for (const Changed& move : commit.moves) move_path(move);
  if (!tells(commit) || commit.files.size() > limits::workspace_commit_files) return;
  Row row;
  row.files = static_cast<std::uint32_t>(files.size());
  row.words = static_cast<std::uint32_t>(row_words.size());
  row.merge = commit.merge ? 1 : 0;
  Parts parts;
  for (const Changed& change : commit.files) {
    if (counts(change.path)) parts.of(change).push_back(path_of(change));
  }
  row.width = unique(parts.source);
  unique(parts.other);
  for (const auto* list : {&parts.source, &parts.other, &parts.added})
    files.insert(files.end(), list->begin(), list->end());
  if (files.size() == row.files) return;
  take_words(commit);
  rows.push_back(row);
  rows.back().modules = modules_of(rows.size() - 1);
}

std::uint16_t History::Data::modules_of(std::size_t row) const {
  std::vector<std::uint32_t> seen;
  for (const std::uint32_t file : files_of(row).first(rows[row].width)) seen.push_back(module[file]);
  std::sort(seen.begin(), seen.end());
  return static_cast<std::uint16_t>(std::unique(seen.begin(), seen.end()) - seen.begin());
}

namespace {

void post(History::Data& data, std::size_t row) {
  for (const std::uint32_t file : data.files_of(row)) {
    auto& commits = data.of_path[file];
    const double since = commits.empty() ? 0 : static_cast<double>(row - commits.back());
    auto& [soon, late] = data.heat[file];
    soon = static_cast<float>(static_cast<double>(soon) * std::exp(-since / kSoonCommits) + 1);
    late = static_cast<float>(static_cast<double>(late) * std::exp(-since / kRecencyCommits) + 1);
    commits.push_back(static_cast<std::uint32_t>(row));
  }
  const std::size_t begin = data.rows[row].words;
  data.of_word.resize(data.words.size());
  for (std::size_t at = begin; at < begin + data.words_of(row); ++at) {
    auto& list = data.of_word[data.row_words[at]];
    if (!list.empty() && list.back().commit == row) {
      ++list.back().times;
    } else {
      list.push_back({static_cast<std::uint32_t>(row), 1});
    }
  }
}

}  // namespace

void History::Data::index() {
  of_path.assign(paths.size(), {});
  heat.assign(paths.size(), {0.0F, 0.0F});
  of_word.assign(words.size(), {});
  for (std::size_t row = 0; row < rows.size(); ++row) post(*this, row);
}

void History::Data::trim() {
  if (rows.size() < 2 * limits::workspace_commits) return;
  const std::size_t gone = rows.size() - limits::workspace_commits;
  const std::uint32_t file0 = rows[gone].files, word0 = rows[gone].words;
  files.erase(files.begin(), files.begin() + file0);
  row_words.erase(row_words.begin(), row_words.begin() + word0);
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(gone));
  for (Row& row : rows) {
    row.files -= file0;
    row.words -= word0;
  }
  index();
}

void History::begin(const std::vector<Commit>& newest_first) {
  Units units = std::move(data_->units);
  data_ = std::make_unique<Data>();
  data_->units = std::move(units);
  for (auto at = newest_first.rbegin(); at != newest_first.rend(); ++at) commit(*at);
}

void History::commit(const Commit& next) {
  const std::size_t before = data_->rows.size();
  data_->base.reset();
  data_->take(next);
  if (data_->rows.size() == before) return;
  post(*data_, before);
  data_->trim();
}

void History::units(const Units& units) {
  Data& d = *data_;
  d.base.reset();
  d.units = units;
  for (std::uint32_t id = 0; id < d.paths.size(); ++id) d.module[id] = d.modules.add(module_of(d.paths[id], units));
  for (std::size_t row = 0; row < d.rows.size(); ++row) d.rows[row].modules = d.modules_of(row);
}

std::size_t History::commits() const { return data_->rows.size(); }

std::size_t History::bytes() const {
  const Data& d = *data_;
  std::size_t sum = d.paths.bytes() + d.words.bytes() + d.modules.bytes() + d.rows.capacity() * sizeof(Data::Row) +
                    (d.files.capacity() + d.row_words.capacity() + d.module.capacity()) * sizeof(std::uint32_t) +
                    d.heat.capacity() * sizeof(d.heat[0]) + d.of_path.capacity() * sizeof(d.of_path[0]) +
                    d.of_word.capacity() * sizeof(d.of_word[0]);
  for (const auto& list : d.of_path) sum += list.capacity() * sizeof(list[0]);
  for (const auto& list : d.of_word) sum += list.capacity() * sizeof(list[0]);
  return sum;
}

}  // namespace weir::workspace
