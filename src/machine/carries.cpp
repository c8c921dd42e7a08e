// Which class this machine carries. The sizes are those of the smallest useful 4-bit file of each class with a working
// context (facts/catalog.md §5); on a CPU speed is the bound before memory is.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "machine/hardware.h"

namespace weir::machine {
namespace {

struct Need {
  Class cls;
  double gb;
  unsigned cores;
};

// On a card: Gemma 4 31B 18.7 GB and 3 of context; 26B-A4B 14.4 and 1; E4B or a 7B 5 and 1; a 3B 2.
constexpr std::array<Need, 4> kOnCard = {
    {{Class::large, 22, 0}, {Class::mid, 15.5, 0}, {Class::small, 7, 0}, {Class::tiny, 2, 0}}};
// In memory: a dense 31B writes 2 tokens a second there, so large needs a card; 26B-A4B writes about 14 on a server.
constexpr std::array<Need, 4> kInMemory = {
    {{Class::mid, 20, 8}, {Class::small, 8, 4}, {Class::tiny, 1.2, 1}, {Class::smoke, 0, 1}}};

double gb(Bytes bytes) { return static_cast<double>(bytes.n) / 1e9; }

Bytes largest_card(const Hardware& h) {
  Bytes most{};
  for (const Gpu& gpu : h.gpus) most = std::max(most, gpu.memory);
  return most;
}

Carries in_memory(const Hardware& h) {
  for (const Need& need : kInMemory) {
    if (gb(h.ram_free) < need.gb || h.cores < need.cores || (need.cls > Class::tiny && !h.avx2)) continue;
    return {need.cls, fmt::format("{:.1f} GB free, {} core{}{}", gb(h.ram_free), h.cores, h.cores == 1 ? "" : "s",
                                  h.gpus.empty() ? ", no GPU" : "")};
  }
  return {Class::smoke, "little memory"};
}

}  // namespace

Carries carries(const Hardware& hardware) {
  Carries best = in_memory(hardware);
  const double card = gb(largest_card(hardware));
  for (const Need& need : kOnCard) {
    if (card < need.gb || need.cls <= best.cls) continue;
    return {need.cls, fmt::format("{:.0f} GB on the GPU", card)};
  }
  if (!hardware.gpus.empty() && card <= 0) best.reason += ", a GPU of unknown memory";
  return best;
}

}  // namespace weir::machine
