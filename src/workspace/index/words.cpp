// Vocabulary and postings.
#include "workspace/index/words.h"

#include <algorithm>

namespace weir::workspace::words {
namespace {

constexpr std::size_t most_words = 4'000'000;            // repositories of 500 MB have about 2,000,000 names
constexpr std::size_t most_letters = 256 * 1024 * 1024;  // of them all
constexpr std::size_t most_spellings = 64;               // of one word in different case: more are an attack

std::uint8_t class_for(std::uint32_t postings) {
  std::uint8_t size_class = 0;
  while (capacity(size_class) < postings) ++size_class;
  return size_class;
}

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::uint8_t Postings::load_of(std::uint32_t file) const {
  std::uint32_t low = 0, high = count_;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    const Posting posting = unpacked(packed_at(first_ + middle * posting_bytes));
    if (posting.file == file) return posting.load;
    if (posting.file < file) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 0;
}

WordId Words::find(std::string_view word) const {
  return table_.find(word_hash<Case::folded>(word, seed_), [&](WordId id) { return text(id) == word; });
}

std::vector<WordId> Words::in_any_case(std::string_view lower_word) const {
  std::vector<WordId> out;
  table_.find(word_hash<Case::folded>(lower_word, seed_), [&](WordId id) {
    if (same_word(text(id), lower_word)) out.push_back(id);
    return false;
  });
  return out;
}

WordId Words::find_near(std::string_view word, std::uint64_t hash, std::size_t& spellings) const {
  return table_.find(hash, [&](WordId id) {
    spellings += words_[id].length == word.size() ? 1 : 0;
    return text(id) == word;
  });
}

WordId Words::intern(std::string_view word) {
  const std::uint64_t hash = word_hash<Case::folded>(word, seed_);
  std::size_t spellings = 0;
  if (const WordId known = find_near(word, hash, spellings); known != no_word) return known;
  if (spellings >= most_spellings) return no_word;
  const WordId id = fresh(word);
  if (id != no_word) table_.insert(hash, id, [&](WordId other) { return hash_of(other); });
  return id;
}

// A dead word whose text has just this room, or one without text, or a new one.
WordId Words::fresh(std::string_view word) {
  if (word.empty() || word.size() > text::longest_identifier) return no_word;
  for (const std::size_t room : {word.size(), std::size_t{0}}) {
    if (dead_[room] == 0) continue;
    if (room == 0 && letters_.size() + word.size() > most_letters) return no_word;
    const WordId id = dead_[room] - 1;
    dead_[room] = words_[id].block;
    write_text(words_[id], word);
    return id;
  }
  if (words_.size() >= most_words || letters_.size() + word.size() > most_letters) return no_word;
  words_.emplace_back();
  write_text(words_.back(), word);
  return static_cast<WordId>(words_.size() - 1);
}

void Words::write_text(Word& word, std::string_view text) {
  if (word.capacity < text.size()) {
    word.text = static_cast<std::uint32_t>(letters_.size());
    word.capacity = static_cast<std::uint8_t>(text.size());
    letters_.resize(letters_.size() + text.size());
  }
  std::ranges::copy(text, letters_.begin() + word.text);
  word.length = static_cast<std::uint8_t>(text.size());
  word.block = word.count = 0;
  word.marked = word.size_class = 0;
}

void Words::bury(WordId id) {
  table_.erase(hash_of(id), id, [&](WordId other) { return hash_of(other); });
  Word& word = words_[id];
  word.length = 0;
  word.block = dead_[word.capacity];
  dead_[word.capacity] = id + 1;
}

const std::uint8_t* Words::first(const Word& word) const {
  return word.size_class == 0 ? reinterpret_cast<const std::uint8_t*>(&word.block) : pool_.at(word.block);
}
std::uint8_t* Words::first(Word& word) {
  return word.size_class == 0 ? reinterpret_cast<std::uint8_t*>(&word.block) : pool_.at(word.block);
}

std::uint32_t Words::lower_bound(const Word& word, std::uint32_t file) const {
  const std::uint8_t* const list = first(word);
  const auto file_at = [&](std::uint32_t i) { return unpacked(packed_at(list + i * posting_bytes)).file; };
  if (word.count == 0 || file_at(word.count - 1) < file) return word.count;  // a first pass appends only
  std::uint32_t low = 0, high = word.count;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (file_at(middle) < file) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool Words::resize(Word& word, std::uint8_t size_class) {
  std::uint32_t block = 0;
  if (size_class > 0) {
    block = pool_.take(size_class);
    if (block == Pool::none) return false;
    std::memcpy(pool_.at(block), first(word), word.count * posting_bytes);
  } else {
    std::memcpy(&block, first(word), word.count * posting_bytes);
  }
  if (word.size_class > 0) pool_.give(word.block, word.size_class);
  word.block = block;
  word.size_class = size_class;
  return true;
}

void Words::count_marks(Word& word, std::uint8_t before, std::uint8_t after) {
  const bool was = (before & mark) != 0, is = (after & mark) != 0;
  if (is && !was && word.marked < 255) ++word.marked;
  if (!was || is) return;
  if (word.marked < 255) {
    --word.marked;
    return;
  }
  std::uint32_t marked = 0;  // 255 or more: counted anew
  for (const Posting posting : Postings(first(word), word.count)) marked += (posting.load & mark) != 0 ? 1 : 0;
  word.marked = static_cast<std::uint8_t>(std::min(marked, 255U));
}

bool Words::set(WordId id, Posting posting) {
  Word& word = words_[id];
  const std::uint32_t at = lower_bound(word, posting.file);
  if (at < word.count) {
    std::uint8_t* const there = first(word) + at * posting_bytes;
    const Posting old = unpacked(packed_at(there));
    if (old.file == posting.file) {
      pack_at(there, packed(posting));
      count_marks(word, old.load, posting.load);
      return true;
    }
  }
  if (word.count == capacity(word.size_class) && !resize(word, word.size_class + 1)) return false;
  std::uint8_t* const there = first(word) + at * posting_bytes;
  std::memmove(there + posting_bytes, there, (word.count - at) * posting_bytes);
  pack_at(there, packed(posting));
  ++word.count;
  count_marks(word, 0, posting.load);
  return true;
}

void Words::erase(WordId id, std::uint32_t file) {
  if (id >= words_.size() || words_[id].count == 0) return;
  Word& word = words_[id];
  const std::uint32_t at = lower_bound(word, file);
  if (at == word.count) return;
  std::uint8_t* const there = first(word) + at * posting_bytes;
  const Posting old = unpacked(packed_at(there));
  if (old.file != file) return;
  std::memmove(there, there + posting_bytes, (word.count - at - 1) * posting_bytes);
  --word.count;
  count_marks(word, old.load, 0);
  // Two classes down, so that a file that comes and goes does not move its lists each time.
  if (word.size_class > 1 && word.count <= capacity(word.size_class - 2)) {
    resize(word, word.size_class - 2);
  } else if (word.size_class == 1 && word.count <= 1) {
    resize(word, 0);
  }
  if (word.count == 0) bury(id);
}

bool Words::append(std::string_view word, const std::uint8_t* postings, std::uint32_t count) {
  if (words_.size() >= most_words || letters_.size() + word.size() > most_letters) return false;
  const auto id = static_cast<WordId>(words_.size());
  Word& fresh_word = words_.emplace_back();
  if (word.empty()) {
    bury(id);
    return true;
  }
  const std::uint64_t hash = word_hash<Case::folded>(word, seed_);
  std::size_t spellings = 0;
  if (find_near(word, hash, spellings) != no_word || spellings >= most_spellings) return false;
  write_text(fresh_word, word);
  if (!resize(fresh_word, class_for(count))) return false;
  std::memcpy(first(fresh_word), postings, count * posting_bytes);
  fresh_word.count = count;
  for (const Posting posting : Postings(first(fresh_word), count)) count_marks(fresh_word, 0, posting.load);
  table_.insert(hash, id, [&](WordId other) { return hash_of(other); });
  return true;
}

void Words::move_to(Pool& fresh) {
  for (Word& word : words_) {
    if (word.size_class == 0) continue;
    const std::uint8_t size_class = class_for(word.count);
    if (size_class == 0) {
      resize(word, 0);
      continue;
    }
    const std::uint32_t block = fresh.take(size_class);
    std::memcpy(fresh.at(block), first(word), word.count * posting_bytes);
    word.block = block;
    word.size_class = size_class;
  }
}

void Words::reserve(std::size_t words, std::size_t letters) {
  words_.reserve(std::min(words, most_words));
  letters_.reserve(std::min(letters, most_letters));
  table_.reserve(std::min(words, most_words));
}

std::size_t Words::bytes() const {
  return words_.size() * sizeof(Word) + letters_.size() + table_.bytes() + sizeof(*this);
}

}  // namespace weir::workspace::words
