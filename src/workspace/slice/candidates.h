// Candidates: the chunks of the files that a slice may come from, each with what is known about it in numbers, and
// the worth that these give it. Internal to slice/.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/slice/chunks.h"
#include "workspace/slice/slice.h"

namespace weir::workspace::slicing {

// What the task's text asks for: stemmed terms, and names worth a symbol lookup.
struct Asked {
  std::unordered_map<std::string, std::uint32_t> terms;  // term -> its number
  std::vector<std::string> names;                        // identifiers as written
};
Asked asked_of(std::string_view text);

struct Signs {            // of one chunk; zero where it has nothing of the kind
  double place = 0;       // 1 / (1 + the file's place in the ranking), 1 for a known file
  double score = 0;       // the file's score, as part of the best one's
  double known = 0;       // the file is known
  double words = 0;       // BM25 of the chunk, as part of the best chunk's
  double words_here = 0;  // the same within its file
  double names = 0;       // it defines a name of the text: 1; uses one: 0.5
  double edge = 0;        // it holds a place of an edge
  double head = 0;        // it begins its file: imports and the like
  double parts = 0;       // ln of the number of chunks of its file
  double test = 0;
};

struct FileText {  // one file that was read
  const FileEntry* entry = nullptr;
  std::string text;
  Lines lines{""};
  std::vector<Block> blocks;
  bool known = false;
  std::size_t place = 0;  // in the ranking
  double score = 0;
  std::string reason;  // the ranker's first
};

struct Candidate {
  std::size_t file = 0;  // into Pool::files
  Chunk chunk;
  Signs signs;
  std::uint32_t tokens = 0;
  double worth = 0;                  // expected share of the change, per token
  std::string reason;                // of an edge; else it is made when the chunk is chosen
  std::vector<std::uint32_t> terms;  // numbers of the terms that it holds, best first
};

struct Pool {
  Asked asked;
  std::vector<std::string> term_of;  // by number
  std::vector<FileText> files;
  std::vector<Candidate> candidates;
};
Pool gather(const SliceInput& input);
void weigh_words(Pool& pool);                               // fills the signs that come from words
double worth_of(const Signs& signs, std::uint32_t tokens);  // per token

std::uint32_t tokens_of(std::size_t bytes);  // four bytes a token: facts/ripple.md §5

}  // namespace weir::workspace::slicing
