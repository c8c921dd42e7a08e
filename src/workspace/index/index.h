// WordIndex: words, definitions and references of all files of one workspace, in integers: postings, not maps of
// strings. Mutable, one thread only (questions too: they use its scratch room). Ids stay the same while a file stays;
// a removed file's id may be used again. Answers do not depend on the order in which files came.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace {

using FileId = std::uint32_t;
inline constexpr FileId no_file = 0xffffffffU;

struct Scored {
  FileId file = no_file;
  float score = 0;
};

class WordIndex {
 public:
  WordIndex();
  ~WordIndex();
  WordIndex(WordIndex&&) noexcept;
  WordIndex& operator=(WordIndex&&) noexcept;

  // Adds the file or replaces what was known of it. text is looked at once and not kept; "" for files whose words do
  // not count (their paths do). no_file: there are 2^18 files already, or the path is empty. Beyond 4,000,000
  // different names, or 64 spellings of one name in different case, further names are left out.
  FileId update(const FileEntry& entry, std::string_view text);
  void remove(std::string_view path);

  std::size_t size() const;                  // files alive
  FileId limit() const;                      // ids are below it
  FileId find(std::string_view path) const;  // no_file
  const FileEntry* entry(FileId id) const;   // nullptr: not alive
  std::size_t bytes() const;                 // memory that it holds, about

  // --- questions; each list best first, at most `limit` long. Words in more than half of the files are not asked for
  // (from 8 files on). bm25: content (facts §6: k1 1.2, b 0.6); bm25_path: words of the path (b 0).
  std::vector<Scored> bm25(std::string_view query, std::size_t limit) const;
  std::vector<Scored> bm25_path(std::string_view query, std::size_t limit) const;
  struct Both {
    std::vector<Scored> content, path;
  };
  Both bm25_both(std::string_view query, std::size_t content, std::size_t path) const;  // the words looked up once
  // Which words of the query did it, for one file: {"tracking", 2.1}, largest first.
  std::vector<std::pair<std::string, float>> explain(std::string_view query, FileId file) const;
  struct Definition {
    FileId file = no_file;
    std::uint32_t line = 0;
  };
  std::vector<Definition> definitions(std::string_view name) const;
  // Files whose text has this identifier in any case; literals count by the identifiers in them.
  std::vector<FileId> containing(std::string_view lower_word) const;
  std::vector<FileId> references(std::string_view name) const;  // files that contain the identifier
  struct Link {
    FileId file = no_file;
    float weight = 0;
  };
  // Symbol graph: files joined by a name that one defines and the other refers to (facts §6, file graph). Built on
  // demand for one file and remembered until it or a neighbour changes; the strongest `limit` links, at most 60.
  std::vector<Link> neighbours(FileId file, std::size_t limit = 60) const;

  // --- on disk: checksummed; load() answers not_found, or invalid for what is damaged or of another version.
  Result<void> save(const std::string& file) const;
  static Result<WordIndex> load(const std::string& file);
  // What save() writes. from_bytes() is safe on any bytes, whatever they promise.
  std::string to_bytes() const;
  static Result<WordIndex> from_bytes(std::string_view bytes);

  struct Data;  // data.h, for this folder only

 private:
  std::unique_ptr<Data> data_;
};

}  // namespace weir::workspace
