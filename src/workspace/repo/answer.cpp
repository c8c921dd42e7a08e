// What is asked of a workspace, and its answers.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "workspace/edges/left.h"
#include "workspace/git/git.h"
#include "workspace/repo/evidence.h"
#include "workspace/repo/operation.h"
#include "workspace/repo/repo.h"

namespace weir::workspace {
namespace {

constexpr Tokens reach_budget{16'000};  // what a reached slice may cost; more fits no local window beside a prompt
constexpr std::size_t note_places = 3;
constexpr std::size_t subjects_max = 200;

std::string place_text(const Place& place) { return fmt::format("{}:{}", place.file, place.line); }

std::string note_of(const Left& left) {
  std::string out = fmt::format("{} {} in {}; still used:", left.symbol, left.what, left.from.file);
  for (std::size_t i = 0; i < left.to.size() && i < note_places; ++i)
    out += (i == 0 ? " " : ", ") + place_text(left.to[i]);
  if (left.to.size() > note_places) out += fmt::format(" and {} more", left.to.size() - note_places);
  return out;
}

Edge edge_of_left(const Left& left) { return {left.rule, left.symbol, left.from, left.to, left.units}; }

Tokens reached(const Slice& slice) {
  Tokens out;
  for (const Part& part : slice.parts) {
    if (part.why == Part::Why::edge || part.why == Part::Why::known) out += part.tokens;
  }
  return out;
}

}  // namespace

RankOutput Repo::ranked(std::string_view text, const std::vector<std::string>& files, std::size_t explained) const {
  return rank({*weights_, index_, history_, units_, text, files, 30, explained});
}

std::vector<std::string> Repo::present(const std::vector<std::string>& files) const {
  std::vector<std::string> out;
  for (const std::string& file : files) {
    if (index_.find(file) != no_file) out.push_back(file);
  }
  return out;
}

bool Repo::interface_file(std::string_view path) const { return !table_->in_file(path).empty(); }

// A word of a text that names a file of the workspace, whole or by its last parts.
std::string Repo::known_path(std::string_view word) const {
  if (index_.find(word) != no_file) return std::string(word);
  if (word.find('.') == std::string_view::npos) return {};
  for (FileId id = 0; id < index_.limit(); ++id) {
    const FileEntry* entry = index_.entry(id);
    if (entry == nullptr || entry->path.size() <= word.size() || !entry->path.ends_with(word)) continue;
    if (entry->path[entry->path.size() - word.size() - 1] == '/') return entry->path;
  }
  return {};
}

std::vector<Edge> Repo::edges_of(const std::vector<std::uint32_t>& definitions) const {
  std::vector<Edge> out;
  const auto reader = [this](std::string_view path) { return read(path); };
  for (const std::uint32_t definition : definitions) {
    if (auto edge = edge_of(*table_, definition, table_->unit_of[definition], reader)) out.push_back(std::move(*edge));
  }
  return out;
}

Slice Repo::slice_of(std::string_view text, const std::vector<std::string>& files,
                     const std::vector<std::uint32_t>& definitions, Tokens budget, const RankOutput& ranks) {
  return make_slice({index_, ranks, files, text, table_.get(), definitions,
                     [this](std::string_view path) { return read(path); }, &facts_, budget});
}

// Definitions that the session's own edits changed, held against the last commit: a fact, whatever the words said.
std::vector<Edge> Repo::observed(const Question& question, std::vector<std::string>& notes) {
  if (git_ == nullptr || head_.empty()) return {};
  std::vector<std::string> edited;
  for (const Change& change : question.changes) {
    const bool seen = std::ranges::find(edited, change.path) != edited.end();
    if (!seen && (interface_file(change.path) || git_->read(head_, change.path))) edited.push_back(change.path);
  }
  std::vector<Edge> out;
  for (const Left& left : left_since(head_, edited)) {
    notes.push_back(note_of(left));
    if (!left.units.empty()) out.push_back(edge_of_left(left));
  }
  return out;
}

Answer Repo::answer(const Question& question) {
  for (const Change& change : question.changes) dirty_.insert(change.path);
  refresh();
  if (table_dirty_) build_table();
  Answer out;
  out.ripple.state = status().state;
  out.ripple.observed = observed(question, out.notes);
  const std::vector<std::string> files = present(question.files);
  std::vector<std::uint32_t> definitions;
  const auto is_file = [this](std::string_view word) { return !known_path(word).empty(); };
  for (const Named& named : named_definitions(question.text, *table_, is_file)) {
    definitions.push_back(named.definition);
    if (out.ripple.operation.empty()) out.ripple.operation = named.operation;
  }
  out.ripple.named = edges_of(definitions);
  const RankOutput ranks = ranked(question.text, files, 0);
  out.ripple.p_wide = ranks.width.files4;
  out.ripple.p_wide_base = ranks.width.base_files4;
  if (!out.ripple.named.empty())
    out.ripple.slice = reached(slice_of(question.text, files, definitions, reach_budget, ranks));
  return out;
}

Result<RippleReport> Repo::ripple(const RippleAsk& ask) {
  refresh();
  if (table_dirty_) build_table();
  RippleReport out;
  std::vector<std::uint32_t> definitions;
  std::vector<std::string> files = ask.files;
  if (ask.how == RippleAsk::How::file) {
    const std::string path = known_path(ask.file);
    if (path.empty())
      return fail(ErrorKind::not_found, ask.file + " is not in the index",
                  "weir index shows what is; ignored files are not");
    definitions = definitions_of(*table_, path, ask.symbol);
    if (definitions.empty() && !ask.symbol.empty())
      return fail(ErrorKind::not_found, ask.symbol + " is not defined in " + path + " for other units",
                  "weir ripple --file " + path + " lists what is");
    files.push_back(path);
    out.question = ask.symbol.empty() ? path : path + ":" + ask.symbol;
  } else {
    const auto is_file = [this](std::string_view word) { return !known_path(word).empty(); };
    for (const Named& named : named_definitions(ask.text, *table_, is_file)) {
      definitions.push_back(named.definition);
      if (out.operation.empty()) out.operation = named.operation;
    }
    out.question = ask.text;
  }
  out.edges = edges_of(definitions);
  RankOutput ranks = ranked(ask.text, present(files), 10);
  out.files = std::move(ranks.files);
  out.width = ranks.width;
  out.index = status();
  return out;
}

Result<LeftReport> Repo::left(const RippleAsk& ask) {
  refresh();
  if (table_dirty_) build_table();
  LeftReport out;
  out.index = status();
  if (ask.how == RippleAsk::How::drift) {
    out.against = "interface files";
    out.left = drift(*table_, edge_input(), facts_);
    return out;
  }
  if (git_ == nullptr)
    return fail(ErrorKind::not_found, root_ + " is no git repository", "weir ripple --drift needs no history");
  const std::string rev = ask.rev.empty() ? "HEAD" : ask.rev;
  TRY(const std::string commit, git_->resolve(rev));
  out.against = rev;
  out.left = left_since(commit, interface_files_at(commit));
  return out;
}

Result<Slice> Repo::slice(const RippleAsk& ask) {
  refresh();
  if (table_dirty_) build_table();
  const auto is_file = [this](std::string_view word) { return !known_path(word).empty(); };
  std::vector<std::uint32_t> definitions;
  for (const Named& named : named_definitions(ask.text, *table_, is_file)) definitions.push_back(named.definition);
  std::vector<std::string> files;
  for (const std::string& file : ask.files) {
    std::string path = known_path(file);
    if (path.empty()) return fail(ErrorKind::not_found, file + " is not in the index", "ignored files are left out");
    files.push_back(std::move(path));
  }
  return slice_of(ask.text, files, definitions, ask.budget, ranked(ask.text, files, 0));
}

// First lines of the latest messages: a convention shows there.
std::vector<std::string> Repo::subjects() const {
  std::vector<std::string> out;
  if (git_ == nullptr || head_.empty()) return out;
  (void)git_->history(head_, [&](const Commit& commit) {
    out.push_back(commit.message.substr(0, commit.message.find('\n')));
    return out.size() < subjects_max;
  });
  return out;
}

Result<Brief> Repo::brief(const RippleAsk& ask) {
  refresh();
  if (table_dirty_) build_table();
  BriefInput input{.files = entries(),
                   .units = units_,
                   .history = history_,
                   .edges = table_.get(),
                   .read = [this](std::string_view path) { return read(path); },
                   .root_name = root_.substr(root_.rfind('/') + 1),
                   .subjects = subjects(),
                   .budget = ask.budget};
  return make_brief(input);
}

}  // namespace weir::workspace
