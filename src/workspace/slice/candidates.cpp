// candidates: files are read in the ranking's order, bounded in number and bytes; each is cut into chunks, and BM25
// over all these chunks says where in a file the text's words are.
#include "workspace/slice/candidates.h"

#include <algorithm>
#include <cmath>

#include "workspace/text/text.h"

namespace weir::workspace::slicing {
namespace {

constexpr std::size_t file_limit = 40;          // of the ranking; beyond it a chunk is hardly ever chosen
constexpr std::size_t file_bytes = 512 * 1024;  // of one file
constexpr std::size_t all_bytes = 1024 * 1024;  // of all: about 20 ms
// What may be parsed anew for its bounds: about 10 ms. The files behind it are cut by line shapes.
constexpr std::size_t parse_bytes = 64 * 1024;
constexpr std::size_t term_limit = 256, name_limit = 64;

// ---- which files

struct Known {
  std::string path, symbol;
  std::uint32_t first = 0, last = 0;
};

// "a/b.go", "a/b.go:Charge", "a/b.go:12", "a/b.go:12-40".
Known known_of(const WordIndex& index, const std::string& file) {
  const auto colon = file.rfind(':');
  if (index.find(file) != no_file || colon == std::string::npos)
    return {.path = file, .symbol = {}, .first = 0, .last = 0};
  Known out{.path = file.substr(0, colon), .symbol = file.substr(colon + 1), .first = 0, .last = 0};
  std::uint32_t numbers[2] = {0, 0};
  std::size_t which = 0;
  for (const char c : out.symbol) {
    if (c == '-' && which == 0)
      which = 1;
    else if (c >= '0' && c <= '9')
      numbers[which] = std::min(numbers[which] * 10 + static_cast<std::uint32_t>(c - '0'), 10'000'000U);
    else
      return out;
  }
  out.first = numbers[0];
  out.last = std::max(numbers[0], numbers[1]);
  if (out.first > 0) out.symbol.clear();
  return out;
}

class Gathering {
 public:
  explicit Gathering(const SliceInput& input) : input_(input) {
    out_.asked = asked_of(input.text);
    out_.term_of.resize(out_.asked.terms.size());
    for (const auto& [term, number] : out_.asked.terms) out_.term_of[number] = term;
  }

  Pool gather() {
    for (const std::string& file : input_.files) add_known(known_of(input_.index, file));
    edge_files();
    std::size_t place = 0;
    const double best = input_.ranked.files.empty() ? 0 : input_.ranked.files.front().score;
    for (const Ranked& r : input_.ranked.files) {
      if (place >= file_limit) break;
      const std::string reason = r.reasons.empty() ? std::string() : r.reasons.front().text;
      add_file(r.path, false, ++place, best > 0 ? std::max(0.0, r.score / best) : 0, reason);
    }
    for (std::size_t i = 0; i < out_.files.size(); ++i) cut(i);
    words();
    edges();
    for (Candidate& c : out_.candidates) c.worth = worth_of(c.signs, c.tokens);
    return std::move(out_);
  }

 private:
  void add_known(const Known& known) {
    add_file(known.path, true, 0, 1, "");
    const auto it = number_.find(known.path);
    if (it == number_.end()) return;
    if (known.first > 0) touched_.push_back({it->second, known.first, known.last, {}});
    if (!known.symbol.empty()) touched_.push_back({it->second, 0, 0, known.symbol});
  }

  // Files with places of the definitions asked for: they come along whatever the ranking says.
  void edge_files() {
    if (input_.edges == nullptr) return;
    for (const std::uint32_t d : input_.definitions) {
      if (d >= input_.edges->definitions.size()) continue;
      add_file(input_.edges->definitions[d].place.file, false, file_limit, 0, "");
      for (const Use& use : input_.edges->uses_of(d)) {
        if (use.sure && out_.files.size() < 2 * file_limit) add_file(use.place.file, false, file_limit, 0, "");
      }
    }
  }

  void add_file(const std::string& path, bool known, std::size_t place, double score, const std::string& reason) {
    if (const auto it = number_.find(path); it != number_.end()) {
      FileText& file = out_.files[it->second];
      if (!file.known && (file.place == 0 || place < file.place)) file.place = place;
      file.score = std::max(file.score, score);
      if (file.reason.empty()) file.reason = reason;
      return;
    }
    const FileEntry* entry = input_.index.entry(input_.index.find(path));
    if (entry == nullptr || bytes_ >= all_bytes || !input_.read) return;
    Result<std::string> text = input_.read(path);
    if (!text || text->size() > file_bytes || text->find('\0') != std::string::npos) return;
    bytes_ += text->size();
    number_.emplace(path, out_.files.size());
    out_.files.push_back({.entry = entry,
                          .text = std::move(*text),
                          .lines = Lines(""),
                          .blocks = {},
                          .known = known,
                          .place = place,
                          .score = score,
                          .reason = reason});
  }

  // ---- chunks

  void cut(std::size_t number) {
    FileText& file = out_.files[number];
    file.lines = Lines(file.text);
    const syntax::Facts* facts = nullptr;
    if (input_.facts != nullptr && syntax::reads(file.entry->language) && parsed_ + file.text.size() <= parse_bytes) {
      parsed_ += file.text.size();
      facts = input_.facts->of(*file.entry, file.text);
    }
    file.blocks = blocks_of(file.lines, facts, file.text, file.entry->language);
    const std::vector<Chunk> chunks = chunks_of(file.lines, file.blocks);
    for (const Chunk& chunk : chunks) {
      Candidate c{.file = number, .chunk = chunk, .signs = {}, .tokens = 0, .worth = 0, .reason = {}, .terms = {}};
      c.tokens = tokens_of(file.lines.range(chunk.first, chunk.last).size());
      c.signs.place = file.known ? 1 : 1.0 / static_cast<double>(file.place + 1);
      c.signs.score = file.score;
      c.signs.known = file.known ? 1 : 0;
      c.signs.head = &chunk == chunks.data() ? 1 : 0;
      c.signs.parts = std::log(static_cast<double>(chunks.size()));
      c.signs.test = file.entry->cls == FileClass::test ? 1 : 0;
      out_.candidates.push_back(std::move(c));
    }
  }

  // ---- words

  struct Counted {
    std::unordered_map<std::uint32_t, std::uint32_t> terms;
    std::uint32_t words = 0;
  };

  void words() {
    std::vector<Counted> counted(out_.candidates.size());
    std::vector<std::uint32_t> holding(out_.asked.terms.size(), 0);
    double all = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      count(out_.candidates[i], counted[i]);
      for (const auto& [term, _] : counted[i].terms) ++holding[term];
      all += counted[i].words;
    }
    const double mean = counted.empty() ? 1 : std::max(1.0, all / static_cast<double>(counted.size()));
    double best = 0;
    std::vector<double> scores(counted.size(), 0), best_of_file(out_.files.size(), 0);
    for (std::size_t i = 0; i < counted.size(); ++i) {
      scores[i] = bm25(counted[i], holding, mean, out_.candidates[i]);
      best = std::max(best, scores[i]);
      double& here = best_of_file[out_.candidates[i].file];
      here = std::max(here, scores[i]);
    }
    for (std::size_t i = 0; i < counted.size() && best > 0; ++i) {
      Signs& s = out_.candidates[i].signs;
      s.words = scores[i] / best;
      const double here = best_of_file[out_.candidates[i].file];
      if (here > 0) s.words_here = scores[i] / here;
    }
  }

  // What an identifier says about the question; most are met again and again, so each is taken apart once.
  struct Said {
    std::vector<std::uint32_t> terms;
    bool name = false;
  };
  const Said& said(std::string_view word) {
    if (const auto it = said_.find(word); it != said_.end()) return it->second;
    Said& out = said_[word];
    out.name = std::ranges::find(out_.asked.names, word) != out_.asked.names.end();
    text::terms(word, [&](std::string_view term) {
      key_.assign(term);
      if (const auto it = out_.asked.terms.find(key_); it != out_.asked.terms.end()) out.terms.push_back(it->second);
    });
    return out;
  }

  void count(Candidate& c, Counted& into) {
    const FileText& file = out_.files[c.file];
    text::identifiers(file.lines.range(c.chunk.first, c.chunk.last), [&](std::string_view word, std::uint32_t) {
      ++into.words;
      const Said& known = said(word);
      if (known.name) c.signs.names = 0.5;
      for (const std::uint32_t term : known.terms) ++into.terms[term];
    });
    for (std::uint32_t b = c.chunk.block; b != 0; b = file.blocks[b].parent) {
      const std::string_view name = file.blocks[b].name;
      const std::string_view last = name.substr(name.rfind('.') + 1);
      if (std::ranges::find(out_.asked.names, last) != out_.asked.names.end()) c.signs.names = 1;
    }
  }

  double bm25(const Counted& c, const std::vector<std::uint32_t>& holding, double mean, Candidate& into) const {
    constexpr double k1 = 1.2, b = 0.4;
    const auto n = static_cast<double>(out_.candidates.size());
    std::vector<std::pair<double, std::uint32_t>> parts;
    double sum = 0;
    for (const auto& [term, times] : c.terms) {
      const double df = holding[term];
      const double idf = std::log(1 + (n - df + 0.5) / (df + 0.5));
      const double tf = times;
      const double part = idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * static_cast<double>(c.words) / mean));
      sum += part;
      parts.emplace_back(part, term);
    }
    std::ranges::sort(parts, [](const auto& x, const auto& y) {
      return x.first != y.first ? x.first > y.first : x.second < y.second;
    });
    for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 3); ++i) into.terms.push_back(parts[i].second);
    return sum;
  }

  // ---- edges and touched parts

  void edges() {
    for (const Touched& t : touched_) {
      for (Candidate& c : out_.candidates) {
        if (c.file != t.file) continue;
        const bool lines = t.first > 0 && c.chunk.first <= t.last && c.chunk.last >= t.first;
        if (lines || (!t.symbol.empty() && is_of(c, t.symbol))) mark(c, 0.9, "the part at hand");
      }
    }
    if (input_.edges == nullptr) return;
    for (const std::uint32_t d : input_.definitions) {
      if (d >= input_.edges->definitions.size()) continue;
      const Definition& def = input_.edges->definitions[d];
      const std::string name = def.owner.empty() ? def.name : def.owner + "." + def.name;
      place(def.place, 1, "defines " + name);
      for (const Use& use : input_.edges->uses_of(d)) {
        if (use.sure)
          place(use.place, use.test ? 0.4 : 0.8, "uses " + name + (use.unit.empty() ? "" : " (" + use.unit + ")"));
      }
    }
  }

  bool is_of(const Candidate& c, std::string_view symbol) const {
    const FileText& file = out_.files[c.file];
    for (std::uint32_t b = c.chunk.block; b != 0; b = file.blocks[b].parent) {
      const std::string_view name = file.blocks[b].name;
      if (name == symbol || name.ends_with("." + std::string(symbol))) return true;
    }
    return false;
  }

  void place(const Place& at, double weight, const std::string& reason) {
    const auto it = number_.find(at.file);
    if (it == number_.end()) return;
    for (Candidate& c : out_.candidates) {
      if (c.file == it->second && c.chunk.first <= at.line && at.line <= c.chunk.last) mark(c, weight, reason);
    }
  }

  static void mark(Candidate& c, double weight, const std::string& reason) {
    if (weight > c.signs.edge) c.reason = reason;
    c.signs.edge = std::max(c.signs.edge, weight);
  }

  struct Touched {
    std::size_t file;
    std::uint32_t first, last;
    std::string symbol;
  };

  const SliceInput& input_;
  Pool out_;
  std::unordered_map<std::string, std::size_t> number_;
  std::vector<Touched> touched_;
  std::size_t bytes_ = 0, parsed_ = 0;
  std::unordered_map<std::string_view, Said> said_;  // views into the files' texts
  std::string key_;
};

}  // namespace

Asked asked_of(std::string_view text) {
  Asked out;
  text::identifiers(text, [&](std::string_view word, std::uint32_t) {
    if (out.names.size() < name_limit && text::looks_like_identifier(word) &&
        std::ranges::find(out.names, word) == out.names.end())
      out.names.emplace_back(word);
    text::terms(word, [&](std::string_view term) {
      if (out.terms.size() < term_limit)
        out.terms.emplace(std::string(term), static_cast<std::uint32_t>(out.terms.size()));
    });
  });
  return out;
}

std::uint32_t tokens_of(std::size_t bytes) { return static_cast<std::uint32_t>((bytes + 3) / 4); }

// Poisson regression of changed hunks per token on public histories (bench/ripple), read as: a known file is worth e^3
// times one far down the ranking, a chunk with the text's words as much again; the number of hunks hardly grows with
// the size of a chunk, so small ones give more per token.
double worth_of(const Signs& s, std::uint32_t tokens) {
  double score = 3.0 * s.known + 2.3 * s.score * (1 - s.known) + 0.7 * std::log(s.place);
  score += 3.0 * s.words + 0.5 * s.words_here + 1.1 * s.names;
  score -= 0.75 * s.parts + 0.25 * s.test + 1.2 * std::log(static_cast<double>(std::max(tokens, 8U)));
  return std::exp(score + 20 * s.edge);  // a place of an edge is a fact: before all that is guessed
}

Pool gather(const SliceInput& input) { return Gathering(input).gather(); }

}  // namespace weir::workspace::slicing
