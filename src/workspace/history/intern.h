// Intern: strings to small numbers, each stored once. A number stays what it is; its string may be replaced (a renamed
// file keeps its past).
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::workspace {

class Intern {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;
  std::uint32_t find(std::string_view text) const;
  std::uint32_t add(std::string_view text);              // its number, old or new
  void rename(std::uint32_t id, std::string_view text);  // text is not known yet
  std::string_view operator[](std::uint32_t id) const { return {pool_.data() + spans_[id].at, spans_[id].size}; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(spans_.size()); }
  std::size_t bytes() const;

 private:
  struct Span {
    std::uint32_t at = 0, size = 0;
  };
  std::size_t slot_of(std::string_view text) const;  // where it is, or the free slot where it belongs
  void grow();
  void place(std::uint32_t id);

  std::vector<char> pool_;
  std::vector<Span> spans_;
  std::vector<std::uint32_t> slots_;  // 0 free, 1 dead, else number + 2
  std::size_t used_ = 0;              // slots that are not free
};

}  // namespace weir::workspace
