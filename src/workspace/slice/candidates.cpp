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
    weigh_words(out_);
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
};

}  // namespace

std::uint32_t tokens_of(std::size_t bytes) { return static_cast<std::uint32_t>((bytes + 3) / 4); }

Pool gather(const SliceInput& input) { return Gathering(input).gather(); }

}  // namespace weir::workspace::slicing
