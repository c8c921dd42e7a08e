// IdTable: from a hash to ids, 4 bytes a slot; the owner compares what the ids stand for. Open addressing with the
// hash's highest byte beside the id, so that few comparisons are in vain.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::workspace::words {

class IdTable {
 public:
  static constexpr std::uint32_t none = 0xffffffU;  // ids are below

  // Calls same(id) for each candidate until it answers true: that id, else none.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, Same&& same) const {
    if (slots_.empty()) return none;
    for (std::size_t slot = hash & mask();; slot = (slot + 1) & mask()) {
      const std::uint32_t there = slots_[slot];
      if (there == empty) return none;
      if (there >> 24 == tag(hash) && same(there & none)) return there & none;
    }
  }

  // hash_of(id) must give what the id was inserted with.
  template <class HashOf>
  void insert(std::uint64_t hash, std::uint32_t id, HashOf&& hash_of) {
    if ((used_ + 1) * 4 > slots_.size() * 3) grow(hash_of);
    put(hash, id);
    ++used_;
  }

  template <class HashOf>
  void erase(std::uint64_t hash, std::uint32_t id, HashOf&& hash_of) {
    if (slots_.empty()) return;
    std::size_t hole = hash & mask();
    while (slots_[hole] != empty && slots_[hole] != slot_of(hash, id)) hole = (hole + 1) & mask();
    if (slots_[hole] == empty) return;
    close(hole, hash_of);
    --used_;
  }

  void reserve(std::size_t ids) {
    std::size_t size = 16;
    while (ids * 4 > size * 3) size *= 2;
    if (size > slots_.size() && used_ == 0) slots_.assign(size, empty);
  }
  std::size_t bytes() const { return slots_.size() * sizeof(std::uint32_t); }

 private:
  // The highest byte may be 0xff: an id is never `none`, so no slot in use reads as empty.
  static constexpr std::uint32_t empty = 0xffffffffU;

  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 56); }
  static std::uint32_t slot_of(std::uint64_t hash, std::uint32_t id) { return tag(hash) << 24 | id; }
  std::size_t mask() const { return slots_.size() - 1; }

  void put(std::uint64_t hash, std::uint32_t id) {
    std::size_t slot = hash & mask();
    while (slots_[slot] != empty) slot = (slot + 1) & mask();
    slots_[slot] = slot_of(hash, id);
  }

  template <class HashOf>
  void grow(HashOf&& hash_of) {
    const std::vector<std::uint32_t> old = std::move(slots_);
    slots_.assign(old.empty() ? 16 : old.size() * 2, empty);
    for (const std::uint32_t slot : old) {
      if (slot != empty) put(hash_of(slot & none), slot & none);
    }
  }

  // Moves back what stands behind the hole and would not be found across it.
  template <class HashOf>
  void close(std::size_t hole, HashOf&& hash_of) {
    for (std::size_t next = (hole + 1) & mask(); slots_[next] != empty; next = (next + 1) & mask()) {
      const std::size_t home = hash_of(slots_[next] & none) & mask();
      const bool reachable = ((next - home) & mask()) < ((next - hole) & mask());
      if (reachable) continue;
      slots_[hole] = slots_[next];
      hole = next;
    }
    slots_[hole] = empty;
  }

  std::vector<std::uint32_t> slots_;  // a power of two
  std::size_t used_ = 0;
};

}  // namespace weir::workspace::words
