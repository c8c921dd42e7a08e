// All dialects of this house: a new one is a pair of files and a line here.
#include <array>
#include <cstdlib>

#include "wire/chat.h"
#include "wire/completions.h"
#include "wire/messages.h"
#include "wire/wire.h"

namespace weir::wire {
namespace {

constexpr std::array<const Wire*, 3> kWires = {&messages_wire, &chat_wire, &completions_wire};

}  // namespace

std::span<const Wire* const> wires() { return kWires; }

const Wire& wire_of(chat::Dialect dialect) {
  for (const Wire* wire : kWires) {
    if (wire->dialect == dialect) return *wire;
  }
  std::abort();  // a dialect without a line above: a programmer's error, found by the first test
}

}  // namespace weir::wire
