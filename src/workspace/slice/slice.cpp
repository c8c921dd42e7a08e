// slice: candidates in the order of their worth per token while they fit, no file taking more than its share; pieces of
// a file that touch become one part; the last few percent are signatures of what these parts call.
#include "workspace/slice/slice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>

#include "workspace/slice/candidates.h"
#include "workspace/text/text.h"

namespace weir::workspace {
namespace slicing {
namespace {

constexpr double file_share = 0.7, known_share = 0.9;  // of the budget, for one file
constexpr double repeat = 0.97;                        // each further chunk of a file is worth so much less
constexpr double neighbours_share = 0.04;              // for signatures
constexpr std::size_t signature_bytes = 240;
constexpr std::uint32_t join_gap = 3;  // blank lines between two parts that are sent along
constexpr std::size_t named_left_out = 8;

// Its line of file, lines and blob.
std::uint32_t head_tokens(const FileText& file) { return tokens_of(file.entry->path.size() + 16); }

struct Run {  // lines of one file that will be a part
  std::uint32_t first = 0, last = 0;
  const Candidate* best = nullptr;
};

class Picking {
 public:
  Picking(const SliceInput& input, const Pool& pool)
      : input_(input), pool_(pool), used_(pool.files.size(), 0), runs_(pool.files.size()) {}

  Slice pick() {
    Slice out;
    out.budget = input_.budget;
    const auto budget = static_cast<std::uint64_t>(std::max<std::int64_t>(input_.budget.n, 0));
    const auto reserve = static_cast<std::uint64_t>(neighbours_share * static_cast<double>(budget));
    greedy(budget - reserve);
    parts(out);
    neighbours(out, budget);
    return out;
  }

 private:
  void greedy(std::uint64_t budget) {
    // Worth falls with what a file has given already, so the order changes as it is used: a heap of current values.
    std::vector<std::size_t> taken(pool_.files.size(), 0), seen(pool_.candidates.size(), 0);
    const auto value = [&](std::size_t i) {
      return pool_.candidates[i].worth * std::pow(repeat, static_cast<double>(seen[i]));
    };
    const auto less = [&](std::size_t a, std::size_t b) {
      const double x = value(a), y = value(b);
      return x != y ? x < y : a > b;
    };
    std::vector<std::size_t> heap(pool_.candidates.size());
    for (std::size_t i = 0; i < heap.size(); ++i) heap[i] = i;
    std::ranges::make_heap(heap, less);
    while (!heap.empty()) {
      std::ranges::pop_heap(heap, less);
      const std::size_t at = heap.back();
      heap.pop_back();
      const Candidate& c = pool_.candidates[at];
      if (seen[at] != taken[c.file]) {
        seen[at] = taken[c.file];
        heap.push_back(at);
        std::ranges::push_heap(heap, less);
        continue;
      }
      if (take(c, budget)) ++taken[c.file];
    }
  }

  bool take(const Candidate& c, std::uint64_t budget) {
    const FileText& file = pool_.files[c.file];
    const double share = file.known ? known_share : file_share;
    const std::uint64_t cost = c.tokens + (touches(c) ? 1 : head_tokens(file));
    const bool too_much =
        c.signs.edge == 0 && static_cast<double>(used_[c.file] + cost) > share * static_cast<double>(budget);
    if (spent_ + cost > budget || too_much) {
      if (runs_[c.file].empty() && left_out_.size() < named_left_out &&
          std::ranges::find(left_out_, c.file) == left_out_.end())
        left_out_.push_back(c.file);
      return false;
    }
    spent_ += cost;
    used_[c.file] += cost;
    if (runs_[c.file].empty()) order_.push_back(c.file);
    runs_[c.file].push_back({c.chunk.first, c.chunk.last, &c});
    return true;
  }

  // Nothing but blank lines between them: they become one part.
  bool adjacent(const FileText& file, std::uint32_t last, std::uint32_t first) const {
    if (first > last + 1 + join_gap) return false;
    for (std::uint32_t n = last + 1; n < first; ++n) {
      if (!file.lines.blank(n)) return false;
    }
    return true;
  }

  bool touches(const Candidate& c) const {
    const FileText& file = pool_.files[c.file];
    return std::ranges::any_of(runs_[c.file], [&](const Run& r) {
      return r.first > c.chunk.last ? adjacent(file, c.chunk.last, r.first) : adjacent(file, r.last, c.chunk.first);
    });
  }

  // ---- parts

  void parts(Slice& out) {
    std::vector<std::pair<double, Part>> made;
    for (const std::size_t f : order_) {
      std::vector<Run>& runs = runs_[f];
      std::ranges::sort(runs, {}, &Run::first);
      for (std::size_t i = 0; i < runs.size();) {
        Run run = runs[i++];
        for (; i < runs.size() && adjacent(pool_.files[f], run.last, runs[i].first); ++i) {
          run.last = runs[i].last;
          if (runs[i].best->worth > run.best->worth) run.best = runs[i].best;
        }
        made.emplace_back(run.best->worth, part(pool_.files[f], run));
      }
    }
    std::ranges::sort(made, [](const auto& a, const auto& b) {
      return std::tuple(-a.first, a.second.path, a.second.first) < std::tuple(-b.first, b.second.path, b.second.first);
    });
    for (auto& [_, p] : made) {
      out.tokens += p.tokens;
      out.parts.push_back(std::move(p));
    }
    for (const std::size_t f : left_out_) {
      if (runs_[f].empty()) out.left_out.push_back(pool_.files[f].entry->path);
    }
  }

  Part part(const FileText& file, const Run& run) const {
    const Candidate& c = *run.best;
    Part p;
    p.why = c.signs.edge > 0 ? Part::Why::edge : file.known ? Part::Why::known : Part::Why::ranked;
    p.path = file.entry->path;
    p.first = run.first;
    p.last = run.last;
    p.blob = file.entry->blob;
    p.symbol = file.blocks[c.chunk.block].name;
    p.reason = reason(file, c);
    p.text = std::string(file.lines.range(run.first, run.last));
    p.tokens = Tokens{tokens_of(p.text.size()) + head_tokens(file)};
    return p;
  }

  std::string reason(const FileText& file, const Candidate& c) const {
    if (!c.reason.empty()) return c.reason;
    std::string words;
    for (const std::uint32_t t : c.terms) words += (words.empty() ? "'" : ", '") + pool_.term_of[t] + "'";
    if (file.known) return words.empty() ? "the file at hand" : "the file at hand; words " + words;
    std::string out = fmt::format("file {} of the ranking", file.place);
    if (!words.empty()) out += "; words " + words;
    return out;
  }

  // ---- neighbours: signatures of definitions that the parts name

  void neighbours(Slice& out, std::uint64_t budget) {
    if (out.parts.empty()) return;
    std::map<std::string, std::size_t, std::less<>> named;  // identifier -> how often, over all parts
    for (const Part& p : out.parts) {
      text::identifiers(p.text, [&](std::string_view word, std::uint32_t) {
        if (word.size() >= 4 && named.size() < 4000) ++named[std::string(word)];
      });
    }
    std::vector<std::pair<std::size_t, std::string_view>> often;
    for (const auto& [word, n] : named) often.emplace_back(n, word);
    std::ranges::sort(often, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::set<std::pair<std::string, std::uint32_t>> seen;
    for (std::size_t i = 0; i < std::min<std::size_t>(often.size(), 400); ++i) {
      const auto definitions = input_.index.definitions(often[i].second);
      if (definitions.empty() || definitions.size() > 2) continue;  // a common name says nothing
      for (const auto& d : definitions) neighbour(out, budget, d, std::string(often[i].second), seen);
    }
  }

  void neighbour(Slice& out, std::uint64_t budget, const WordIndex::Definition& d, const std::string& name,
                 std::set<std::pair<std::string, std::uint32_t>>& seen) {
    const FileEntry* entry = input_.index.entry(d.file);
    if (entry == nullptr || static_cast<std::uint64_t>(out.tokens.n) + 8 > budget) return;
    // Only files that are at hand already: no further reading for a line.
    const auto file = std::ranges::find(pool_.files, entry, &FileText::entry);
    if (file == pool_.files.end() || shown(out, entry->path, d.line) || !seen.emplace(entry->path, d.line).second)
      return;
    const auto block = std::ranges::find(file->blocks, d.line, &Block::head);
    const std::uint32_t last = block == file->blocks.end() ? d.line : std::min(block->signature_last, d.line + 3);
    Part p;
    p.why = Part::Why::neighbour;
    p.path = entry->path;
    p.first = d.line;
    p.last = std::max(d.line, last);
    p.blob = entry->blob;
    p.symbol = name;
    p.reason = "named in these parts";
    p.text = std::string(file->lines.range(p.first, p.last));
    if (p.text.empty() || p.text.size() > signature_bytes) return;
    p.tokens = Tokens{tokens_of(p.text.size()) + head_tokens(*file)};
    if (out.tokens.n + p.tokens.n > static_cast<std::int64_t>(budget)) return;
    out.tokens += p.tokens;
    out.parts.push_back(std::move(p));
  }

  static bool shown(const Slice& out, std::string_view path, std::uint32_t line) {
    return std::ranges::any_of(out.parts,
                               [&](const Part& p) { return p.path == path && p.first <= line && line <= p.last; });
  }

  const SliceInput& input_;
  const Pool& pool_;
  std::vector<std::uint64_t> used_;
  std::vector<std::vector<Run>> runs_;
  std::vector<std::size_t> order_, left_out_;
  std::uint64_t spent_ = 0;
};

}  // namespace
}  // namespace slicing

Slice make_slice(const SliceInput& input) {
  const slicing::Pool pool = slicing::gather(input);
  return slicing::Picking(input, pool).pick();
}

}  // namespace weir::workspace
