// History: what changed together, how lately, and how wide changes are here. Fed with commits newest first (a whole
// history) or one by one as they come (commit(), oldest first). Index thread only; integers, not maps of strings.
// Files without words (docs, generated, vendored, binary) are left out; a rename keeps its past.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workspace/git/git.h"
#include "workspace/units/units.h"

namespace weir::workspace {

// Whether a commit tells something about changes that people make: no bots, version bumps, releases, reverts, merges of
// a branch back. A merge that brings a pull request counts.
bool tells(const Commit& commit);
// What a commit's author said about it: without trailers (Signed-off-by, Differential Revision), links and the line
// "Merge pull request #1 from ...".
std::string description_of(std::string_view message);
// Whether a change of this file counts: source, tests and configuration, by path alone.
bool counts(std::string_view path);
// The part of a workspace that a file belongs to when breadth is counted: the root of its unit, or outside every unit
// (and where the whole workspace is one) its first folder.
std::string module_of(std::string_view path, const Units& units);
std::string module_of(std::string_view path, const Units& units, int unit);  // for whom units.of(path) is known

class History {
 public:
  History();
  ~History();
  History(History&&) noexcept;
  History& operator=(History&&) noexcept;

  void begin(const std::vector<Commit>& newest_first);  // replaces what was known
  void commit(const Commit& next);                      // one more on top
  void units(const Units& units);                       // how modules are told; again whenever the units change
  std::size_t commits() const;                          // that are kept: those that tell something
  std::size_t bytes() const;

  using Weighted = std::vector<std::pair<std::string, float>>;    // path, weight; best first
  Weighted with(std::string_view path, std::size_t limit) const;  // co-change (facts §6)
  // "in 9 of 12": how many of the file's commits also changed the other.
  std::pair<unsigned, unsigned> together(std::string_view path, std::string_view other) const;
  Weighted like(std::string_view text, std::size_t limit) const;  // files of similar past commits
  float recency(std::string_view path) const;
  unsigned commits_of(std::string_view path) const;
  // Widths of past changes, decayed: share that touched >= 2 source files, >= 4, >= 2 modules; and how many they were.
  // Counted as a user would before the change: files that existed, without tests and configuration; no merges, and no
  // commits without a source file.
  struct Base {
    double files2 = 0, files4 = 0, units2 = 0;
    unsigned n = 0;
  };
  Base base() const;

  // --- for the ranker: ids instead of strings, valid until the next begin() or commit().
  using PathId = std::uint32_t;
  static constexpr PathId no_path = 0xffffffffU;
  struct Near {
    PathId path = no_path;
    float weight = 0;
    float best = 0;             // of the weights summed; past().files only
    std::uint32_t commits = 0;  // behind the weight; likewise
  };
  PathId find(std::string_view path) const;
  std::string_view path(PathId id) const;
  PathId paths() const;                                       // ids are below it
  std::vector<Near> near(std::span<const Near> seeds) const;  // co-change with several at once; in no order
  // What past commits say about a text. Each list in no order.
  struct Past {
    std::vector<Near> files;  // of the 30 most similar commits
    std::vector<Near> soon;   // the same with an eye on the last hundred commits: follow-ups
    std::vector<Near> words;  // files that changed when the text's words were written, word by word
    Base width;               // of the similar commits, weighted by their likeness, n = how many
    Base nearest;             // the same with the weight's cube: the very similar ones
    Base leaning;             // log-odds that the text's words add to the base rate, summed
    double likeness = 0;      // of the most similar commit: its BM25 over what the text could reach, 0..1
    double mean_files = 0;    // log2(1 + files) of the similar commits, weighted
  };
  Past past(std::string_view text) const;
  struct Habit {  // how wide the commits were that changed one file
    Base width;
    double mean_files = 0;  // log2(1 + files)
  };
  Habit habit(PathId id) const;
  struct Heat {
    float last_age = -1;                  // commits since it last changed; < 0: never
    float short_term = 0, long_term = 0;  // decayed counts: e-folding 40 and 400 commits
  };
  Heat heat(PathId id) const;
  std::vector<PathId> latest(std::size_t limit) const;  // files changed last, each once, newest first

  Result<void> save(const std::string& file) const;
  static Result<History> load(const std::string& file);

  struct Data;  // history/data.h

 private:
  std::unique_ptr<Data> data_;
};

}  // namespace weir::workspace
