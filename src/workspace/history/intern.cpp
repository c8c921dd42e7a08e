// Open addressing with linear probing; a replaced string leaves a dead slot until the next growth.
#include "workspace/history/intern.h"

#include "base/hash.h"

namespace weir::workspace {
namespace {

constexpr std::uint32_t kFree = 0, kDead = 1, kFirst = 2;

}  // namespace

std::size_t Intern::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash64(text) & mask;
  while (slots_[at] != kFree) {
    if (slots_[at] >= kFirst && (*this)[slots_[at] - kFirst] == text) break;
    at = (at + 1) & mask;
  }
  return at;
}

std::uint32_t Intern::find(std::string_view text) const {
  if (slots_.empty()) return none;
  const std::uint32_t slot = slots_[slot_of(text)];
  return slot < kFirst ? none : slot - kFirst;
}

void Intern::grow() {
  std::size_t wanted = 64;
  while (wanted < spans_.size() * 2 + 2) wanted *= 2;
  slots_.assign(wanted, kFree);
  used_ = 0;
  for (std::uint32_t id = 0; id < spans_.size(); ++id) place(id);
}

void Intern::place(std::uint32_t id) {
  std::uint32_t& slot = slots_[slot_of((*this)[id])];
  if (slot == kFree) ++used_;
  slot = id + kFirst;
}

std::uint32_t Intern::add(std::string_view text) {
  if (const std::uint32_t id = find(text); id != none) return id;
  const auto id = static_cast<std::uint32_t>(spans_.size());
  spans_.push_back({static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(text.size())});
  pool_.insert(pool_.end(), text.begin(), text.end());
  if ((used_ + 1) * 10 > slots_.size() * 7) {
    grow();
  } else {
    place(id);
  }
  return id;
}

void Intern::rename(std::uint32_t id, std::string_view text) {
  slots_[slot_of((*this)[id])] = kDead;
  const Span span{static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(text.size())};
  pool_.insert(pool_.end(), text.begin(), text.end());
  spans_[id] = span;
  if ((used_ + 1) * 10 > slots_.size() * 7) {
    grow();
  } else {
    place(id);
  }
}

std::size_t Intern::bytes() const {
  return pool_.capacity() + spans_.capacity() * sizeof(Span) + slots_.capacity() * sizeof(std::uint32_t);
}

}  // namespace weir::workspace
