// The insides of a WordIndex. One pool of postings for three vocabularies: names (identifiers as spelled, marked where
// they are defined), terms (their stemmed parts) and the terms of paths. Files keep their names; what a file
// contributes to terms follows from its names, so it is not kept twice.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/index/index.h"
#include "workspace/index/names_list.h"
#include "workspace/index/tally.h"
#include "workspace/index/words.h"

namespace weir::workspace {

struct WordIndex::Data {
  explicit Data(std::uint64_t random);

  struct File {
    FileEntry entry;  // path "" = this id is free
    words::Packed names;
    bool alive() const { return !entry.path.empty(); }
  };
  struct TermLoad {
    words::WordId word = words::no_word;
    std::uint32_t count = 0;
  };
  using TermLoads = std::vector<TermLoad>;  // sorted by word
  enum class Vocabulary : std::uint8_t { known_only, may_grow };

  // --- files.cpp
  FileId find(std::string_view path) const;
  FileId add(const FileEntry& entry);  // no_file: full
  void free(FileId id);
  // For loading, in the order of ids: a file whose postings come separately; an id that is free.
  void keep(FileEntry entry, words::Packed list, std::uint32_t length);
  void keep_free();
  void replace(FileId id, const words::NamesList& fresh, Language language);  // and keeps it
  void replace_names(FileId id, const words::NamesList& old, const words::NamesList& fresh);
  void replace_terms(FileId id, const TermLoads& old, const TermLoads& fresh);
  void read(std::string_view text, Language language, words::NamesList& out);  // names of a text, interned
  // The terms that these names give in this language. length: the sum of their counts.
  TermLoads terms_of(const words::NamesList& list, Language language, Vocabulary vocabulary, std::uint32_t& length);
  void tidy();
  void path_terms(FileId id, bool added);
  std::uint64_t path_hash(FileId id) const;

  // --- links.cpp
  // To be called before and after a name's postings change: the neighbours of its files are not what they were.
  void forget_links_by(words::WordId name);
  std::uint32_t most_referrers() const;

  words::Pool pool;
  std::uint64_t seed;
  words::Words names, terms, paths;
  std::vector<File> files;
  std::vector<std::uint32_t> lengths;  // by file: terms in it
  std::vector<FileId> free_ids;
  words::IdTable by_path;
  std::size_t alive = 0, worded = 0;  // files; those with terms
  std::uint64_t total_length = 0, path_bytes = 0, packed_bytes = 0;
  std::array<std::uint32_t, 256> of_language{};  // files

  // --- room that is used again and again
  words::Tally tally;
  words::NamesList old_names, new_names;
  std::vector<std::uint32_t> sums;  // by term; zero between files
  std::vector<float> scores;        // by file; zero between questions
  std::vector<std::uint64_t> weights;
  std::unordered_map<FileId, std::vector<Link>> links;  // remembered neighbours
  std::uint32_t links_bound = 0;                        // most_referrers() of theirs
};

}  // namespace weir::workspace
