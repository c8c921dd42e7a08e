// InBuffer: bytes that came and are not used up yet, contiguous. Internal to net/.
#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace weir::net {

class InBuffer {
 public:
  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return end_ - begin_; }

  // Room for at least this many bytes behind view(); commit() what was filled. Moves the bytes: views die.
  std::span<char> prepare(std::size_t room) {
    if (begin_ == end_) begin_ = end_ = 0;
    if (capacity_ - end_ < room) grow(room);
    return {data_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t count) { end_ += count; }
  void consume(std::size_t count) { begin_ += count; }
  // An idle connection keeps no buffer.
  void release() {
    if (!empty()) return;
    data_.reset();
    begin_ = end_ = capacity_ = 0;
  }

 private:
  void grow(std::size_t room) {
    const std::size_t held = size();
    if (capacity_ >= held + room && begin_ >= capacity_ / 2) {
      std::memmove(data_.get(), data_.get() + begin_, held);
    } else {
      capacity_ = (held + room) + held;  // twice what is held: amortised over many small reads
      auto bigger = std::make_unique_for_overwrite<char[]>(capacity_);
      if (held > 0) std::memcpy(bigger.get(), data_.get() + begin_, held);
      data_ = std::move(bigger);
    }
    begin_ = 0;
    end_ = held;
  }

  std::unique_ptr<char[]> data_;
  std::size_t begin_ = 0, end_ = 0, capacity_ = 0;
};

}  // namespace weir::net
