// Words: a vocabulary and, for each word, the files that have it: sorted postings of 3 bytes. Texts lie in one arena,
// words are 16 bytes, a word that no file has any more makes room for another.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "workspace/index/hash.h"
#include "workspace/index/id_table.h"
#include "workspace/index/pool.h"
#include "workspace/text/text.h"

namespace weir::workspace::words {

using WordId = std::uint32_t;
inline constexpr WordId no_word = IdTable::none;

// A load's highest bit marks the file as one that defines the word; Words counts the marked ones.
inline constexpr std::uint8_t mark = 32;

// Counts as 5 (beside a mark) or 6 bits: exact while small, then in steps of a fifth; counts above the last are cut.
std::uint8_t small_code(std::uint32_t count);  // 1 to 31
std::uint32_t small_count(std::uint8_t code);
std::uint8_t code(std::uint32_t count);  // 1 to 63
std::uint32_t count_of(std::uint8_t code);

class Postings {  // valid until the next change of its Words
 public:
  class Iterator {
   public:
    explicit Iterator(const std::uint8_t* at) : at_(at) {}
    Posting operator*() const { return unpacked(packed_at(at_)); }
    Iterator& operator++() {
      at_ += posting_bytes;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const std::uint8_t* at_;
  };
  Postings(const std::uint8_t* first, std::uint32_t count) : first_(first), count_(count) {}
  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(first_ + count_ * posting_bytes); }
  std::uint32_t size() const { return count_; }
  const std::uint8_t* data() const { return first_; }
  std::uint8_t load_of(std::uint32_t file) const;  // 0: not there; a load is never 0

 private:
  const std::uint8_t* first_;
  std::uint32_t count_;
};

class Words {
 public:
  Words(Pool& pool, std::uint64_t seed) : pool_(pool), seed_(seed) {}

  WordId find(std::string_view word) const;                            // exact
  std::vector<WordId> in_any_case(std::string_view lower_word) const;  // ASCII letters only
  WordId intern(std::string_view word);  // no_word: at a bound. The word is kept once a posting is set
  std::string_view text(WordId id) const { return {letters_.data() + words_[id].text, words_[id].length}; }
  Postings postings(WordId id) const { return {first(words_[id]), words_[id].count}; }
  std::uint32_t files(WordId id) const { return words_[id].count; }
  std::uint32_t marked(WordId id) const { return words_[id].marked; }  // 255: that many or more
  WordId limit() const { return static_cast<WordId>(words_.size()); }  // ids are below; dead ones have no files
  std::size_t bytes() const;

  bool set(WordId id, Posting posting);  // adds or replaces; false: at a bound
  void erase(WordId id, std::uint32_t file);

  // For loading, in the order of ids: the next word with all its postings, sorted. An empty text is a dead word.
  // false: at a bound, or there is such a word already.
  bool append(std::string_view word, const std::uint8_t* postings, std::uint32_t count);
  void reserve(std::size_t words, std::size_t letters);

  // Copies all postings into a pool that its owner is about to put in the place of the present one.
  void move_to(Pool& fresh);

 private:
  struct Word {
    std::uint32_t text = 0;
    std::uint32_t block = 0;  // size_class 0: the posting itself; dead: the next dead word + 1
    std::uint32_t count = 0;
    std::uint8_t length = 0, capacity = 0;  // of the text
    std::uint8_t marked = 0, size_class = 0;
  };
  static_assert(sizeof(Word) == 16 && text::longest_identifier < 256);

  const std::uint8_t* first(const Word& word) const;
  std::uint8_t* first(Word& word);
  std::uint32_t lower_bound(const Word& word, std::uint32_t file) const;
  std::uint64_t hash_of(WordId id) const { return word_hash<Case::folded>(text(id), seed_); }
  bool resize(Word& word, std::uint8_t size_class);
  void count_marks(Word& word, std::uint8_t before, std::uint8_t after);
  // The word itself, having counted those of its length in the same place: its other spellings.
  WordId find_near(std::string_view word, std::uint64_t hash, std::size_t& spellings) const;
  WordId fresh(std::string_view word);
  void write_text(Word& word, std::string_view text);
  void bury(WordId id);

  Pool& pool_;
  std::uint64_t seed_;
  std::vector<Word> words_;
  std::vector<char> letters_;
  IdTable table_;
  std::array<std::uint32_t, text::longest_identifier + 1> dead_{};  // by capacity of the text: first + 1, 0 none
};

}  // namespace weir::workspace::words
