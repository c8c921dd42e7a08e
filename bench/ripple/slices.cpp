// A stretch is held if all of its changed lines were sent; a file, if anything of it but signatures was.
#include "slices.h"

#include <fmt/format.h>

#include <algorithm>

#include "workspace/slice/chunks.h"
#include "world.h"

namespace weir::bench {

using namespace workspace;

namespace {

constexpr std::size_t kWholeFiles = 50, kChunkFiles = 20;
constexpr std::uint32_t kChunkLines = 30;

std::uint64_t tokens_of(const std::string& path, std::size_t bytes) {  // as a part of a slice is counted
  return (bytes + 3) / 4 + (path.size() + 16 + 3) / 4;
}

std::vector<const FileEntry*> bm25_files(const RankInput& in, std::size_t limit) {
  std::vector<const FileEntry*> out;
  for (const Scored& hit : in.index.bm25(in.text, 4 * limit)) {
    const FileEntry* entry = in.index.entry(hit.file);
    if (entry != nullptr && is_ranked(*entry) && out.size() < limit) out.push_back(entry);
  }
  return out;
}

}  // namespace

void Slices::note(const std::string& given, const std::string& method, std::size_t budget,
                  const std::vector<Piece>& sent, const Changes& changes) {
  const auto has_line = [&](const std::string& path, std::uint32_t line) {
    return std::ranges::any_of(sent,
                               [&](const Piece& p) { return p.first <= line && line <= p.last && p.path == path; });
  };
  const auto stretches = std::ranges::count_if(changes.stretches, [&](const Stretch& s) {
    return std::ranges::all_of(s.lines, [&](std::uint32_t line) { return has_line(s.path, line); });
  });
  const auto files = std::ranges::count_if(changes.paths, [&](const std::string& path) {
    return std::ranges::any_of(sent, [&](const Piece& p) { return p.path == path; });
  });
  Held& held = held_[{given, method}].at(budget);
  held.stretches += static_cast<double>(stretches) / static_cast<double>(changes.stretches.size());
  held.files += static_cast<double>(files) / static_cast<double>(changes.paths.size());
  ++held.asked;
}

void Slices::ask(const std::string& given, const RankInput& input, const Changes& changes) {
  const RankOutput ranked = rank(input);
  for (std::size_t b = 0; b < kBudgets.size(); ++b) {
    const double start = cpu_seconds();
    const Slice slice = make_slice({.index = input.index,
                                    .ranked = ranked,
                                    .files = input.files,
                                    .text = input.text,
                                    .edges = nullptr,
                                    .definitions = {},
                                    .read = changes.read,
                                    .facts = &facts_,
                                    .budget = Tokens{kBudgets.at(b)}});
    if (kBudgets.at(b) == 4000) ms_.push_back((cpu_seconds() - start) * 1e3);
    std::vector<Piece> sent;
    for (const Part& part : slice.parts) {
      if (part.why != Part::Why::neighbour) sent.push_back({part.path, part.first, part.last});
    }
    note(given, "weir", b, sent, changes);
  }
}

void Slices::baselines(const std::string& given, const RankInput& input, const Changes& changes) {
  whole_files(given, input, changes);
  best_chunks(given, input, changes);
}

void Slices::whole_files(const std::string& given, const RankInput& input, const Changes& changes) {
  const auto files = bm25_files(input, kWholeFiles);
  for (std::size_t b = 0; b < kBudgets.size(); ++b) {
    std::vector<Piece> sent;
    std::uint64_t spent = 0;
    for (const FileEntry* file : files) {
      const std::uint64_t cost = tokens_of(file->path, file->size);
      if (spent + cost > static_cast<std::uint64_t>(kBudgets.at(b))) continue;
      spent += cost;
      sent.push_back({file->path, 1, ~0U});
    }
    note(given, "whole files in BM25's order", b, sent, changes);
  }
}

void Slices::best_chunks(const std::string& given, const RankInput& input, const Changes& changes) {
  WordIndex index;  // of chunks: a file for each
  std::map<std::string, std::pair<Piece, std::uint64_t>> chunks;
  for (const FileEntry* file : bm25_files(input, kChunkFiles)) {
    const auto text = changes.read(file->path);
    if (!text) continue;
    const slicing::Lines lines(*text);
    for (std::uint32_t first = 1; first <= lines.count(); first += kChunkLines) {
      const std::uint32_t last = std::min(first + kChunkLines - 1, lines.count());
      FileEntry entry = *file;
      entry.path = fmt::format("{}:{}", file->path, first);
      index.update(entry, lines.range(first, last));
      chunks[entry.path] = {{file->path, first, last}, tokens_of(file->path, lines.range(first, last).size())};
    }
  }
  const auto order = index.bm25(input.text, 2000);
  for (std::size_t b = 0; b < kBudgets.size(); ++b) {
    std::vector<Piece> sent;
    std::uint64_t spent = 0;
    for (const Scored& hit : order) {
      const auto& [piece, cost] = chunks.at(index.entry(hit.file)->path);
      if (spent + cost > static_cast<std::uint64_t>(kBudgets.at(b))) continue;
      spent += cost;
      sent.push_back(piece);
    }
    note(given, "30-line chunks of BM25's files", b, sent, changes);
  }
}

std::string Slices::json() const {
  std::map<std::string, std::string> by_given;
  for (const auto& [key, budgets] : held_) {
    std::string values;
    for (const Held& h : budgets)
      values += fmt::format("{}[{:.4f},{:.4f}]", values.empty() ? "" : ",", h.stretches / h.asked, h.files / h.asked);
    std::string& methods = by_given[key.first];
    methods += fmt::format("{}\"{}\":[{}]", methods.empty() ? "" : ",", key.second, values);
  }
  std::string out;
  for (const auto& [given, methods] : by_given)
    out += fmt::format("{}\"{}\":{{{}}}", out.empty() ? "" : ",", given, methods);
  return "{" + out + "}";
}

}  // namespace weir::bench
