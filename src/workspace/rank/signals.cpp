// The first step: text, path, symbols, past commits; and the fixed fusion that chooses the seeds of the second.
#include "workspace/rank/signals.h"

#include <cmath>
#include <unordered_map>

#include "base/limits.h"
#include "workspace/rank/spread.h"
#include "workspace/text/text.h"

namespace weir::workspace {
namespace {

constexpr std::size_t kByContent = 150, kByPath = 60, kByPast = 100, kBySoon = 60,
                      kLatest = 30;           // candidates of each list
constexpr std::size_t kDefinitions = 12;      // a symbol with more is a word like another
constexpr std::size_t kPlainDefinitions = 3;  // of a word that does not look like an identifier
constexpr double kPlainFiles = 0.05;          // and no more of the files name it
constexpr std::size_t kReferences = 40;
constexpr std::size_t kSymbols = 100;  // words of a text that are looked up
constexpr std::size_t kNamed = 20;     // files that one path in the text may mean

constexpr std::size_t kText = 2000;  // bytes: a description says at its beginning what it is about

using Sums = std::unordered_map<FileId, float>;

std::vector<Scored> listed(const Sums& sums, std::size_t limit) {
  std::vector<Scored> out;
  out.reserve(sums.size());
  for (const auto& [file, score] : sums) out.push_back({file, score});
  best_first(out, limit);
  return out;
}

void by_symbols(const RankInput& in, const Asked& asked, Table& table) {
  Sums defines, refers;
  std::size_t room = kSymbols;
  for (const std::string& word : asked.words) {
    const bool shaped = text::looks_like_identifier(word);
    if (room-- == 0) break;
    const auto references = in.index.references(word);  // cheaper than definitions: most words end here
    if (references.empty()) continue;
    if (!shaped && static_cast<double>(references.size()) > kPlainFiles * static_cast<double>(in.index.size()))
      continue;
    const auto definitions = in.index.definitions(word);
    if (definitions.size() > (shaped ? kDefinitions : kPlainDefinitions)) continue;
    for (const auto& d : definitions) defines[d.file] += 1.0F / static_cast<float>(definitions.size());
    if (!shaped || references.size() > kReferences) continue;
    for (const FileId file : references) refers[file] += 1.0F / std::sqrt(static_cast<float>(references.size()));
  }
  enter(table, listed(defines, kByPath), Column::define, Column::count);
  enter(table, listed(refers, kByPast), Column::refer, Column::count);
}

std::vector<Scored> files_of(const RankInput& in, const std::vector<History::Near>& list, std::size_t limit) {
  std::vector<History::Near> best(list);
  limit = std::min(limit, best.size());
  std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(limit), best.end(),
                    [](auto& a, auto& b) { return a.weight != b.weight ? a.weight > b.weight : a.path < b.path; });
  best.resize(limit);
  std::vector<Scored> out;
  for (const auto& near : best) {
    if (const FileId file = in.index.find(in.history.path(near.path)); file != no_file)
      out.push_back({file, near.weight});
  }
  return out;
}

void by_past(const RankInput& in, const History::Past& past, Table& table) {
  enter(table, files_of(in, past.files, kByPast), Column::like, Column::like_rank);
  float best = 1e-6F;
  for (const auto& near : past.files) best = std::max(best, near.best);
  for (const auto& near : past.files) {
    const FileId file = in.index.find(in.history.path(near.path));
    if (file == no_file || table.find(file) == nullptr) continue;
    Row& row = table.row(file);
    row.similar_commits = near.commits;
    row[Column::like_best] = near.best / best;
  }
  enter(table, files_of(in, past.soon, kBySoon), Column::soon, Column::soon_rank);
  enter(table, files_of(in, past.words, kByPast), Column::words, Column::words_rank);
  for (const auto id : in.history.latest(kLatest)) {
    if (const FileId file = in.index.find(in.history.path(id)); file != no_file && table.takes(file)) table.row(file);
  }
}

bool ends_as_path(std::string_view path, std::string_view end) {
  return path.ends_with(end) && (path.size() == end.size() || path[path.size() - end.size() - 1] == '/');
}

void by_name(const RankInput& in, const Asked& asked, Table& table) {
  for (const std::string& word : asked.paths) {
    for (const Scored& hit : in.index.bm25_path(word, kNamed)) {
      const FileEntry* entry = in.index.entry(hit.file);
      if (entry != nullptr && table.takes(hit.file) && ends_as_path(entry->path, word))
        table.row(hit.file)[Column::named] = 1;
    }
  }
}

float log_part(double value, double log_full) { return static_cast<float>(std::log1p(value) / log_full); }
const double kShortFull = std::log1p(10), kLongFull = std::log1p(50),
             kSizeFull = std::log1p(static_cast<double>(limits::workspace_file_bytes));

void by_file(const RankInput& in, const Asked& asked, Row& row) {
  const FileEntry& entry = *in.index.entry(row.file);
  row.path = in.history.find(entry.path);
  row.stem = stem_of(entry.path);
  row.unit = in.units.of(entry.path);
  row.module = module_of(entry.path, in.units, row.unit);
  if (row.path != History::no_path) {
    const auto heat = in.history.heat(row.path);
    if (heat.last_age >= 0) row[Column::fresh] = 10.0F / (10.0F + heat.last_age);
    row[Column::heat_short] = log_part(static_cast<double>(heat.short_term), kShortFull);
    row[Column::heat_long] = log_part(static_cast<double>(heat.long_term), kLongFull);
  }
  const bool test = entry.cls == FileClass::test;
  row[Column::source] = entry.cls == FileClass::source ? 1 : 0;
  row[Column::test_asked] = test && asked.whole.tests ? 1 : 0;
  row[Column::data] = entry.cls == FileClass::data ? 1 : 0;
  row[Column::size] = log_part(entry.size, kSizeFull);
  row[Column::stem] = asked.stems.contains(row.stem) ? 1 : 0;
}

// The columns of the files from `first` on that do not depend on others.
void describe(const RankInput& in, Gathered& g, std::size_t first) {
  for (std::size_t i = first; i < g.table.rows.size(); ++i) by_file(in, g.asked, g.table.rows[i]);
}

// Seeds, and what follows from them; twice, since the first seeds know nothing of folders and co-change.
void follow(const RankInput& in, Gathered& g, Step step) {
  for (Row& row : g.table.rows) row.seed = fused(row, step);
  const std::size_t first = g.table.rows.size();
  spread(in, g, step);
  describe(in, g, first);
  neighbours_in_name(in, g);
}

}  // namespace

Gathered gather(const RankInput& in) {
  Gathered g{asked_of(in.text), {}, Table(in.index), {}, {}};
  const std::string_view text = std::string_view(g.asked.text).substr(0, kText);
  const std::string_view head = text.substr(0, text.find('\n'));
  const auto by_words = in.index.bm25_both(text, kByContent, kByPath);
  enter(g.table, by_words.content, Column::bm25, Column::bm25_rank);
  enter(g.table, head.size() == text.size() ? by_words.content : in.index.bm25(head, kByContent), Column::head,
        Column::head_rank);
  enter(g.table, by_words.path, Column::path, Column::path_rank);
  by_symbols(in, g.asked, g.table);
  g.past = in.history.past(text);
  by_past(in, g.past, g.table);
  by_name(in, g.asked, g.table);
  describe(in, g, 0);
  follow(in, g, Step::first);
  follow(in, g, Step::second);
  return g;
}

}  // namespace weir::workspace
