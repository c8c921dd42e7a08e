// Figures: what tokens cost by a price row, and how money, tokens and time are written for a person.
#pragma once
#include <optional>
#include <string>

#include "base/strong.h"
#include "decision/view.h"

namespace weir {

// By that price, each kind of token rounded up to a micro-dollar. `fresh` input is written to the cache where the
// provider charges for that, `warm` is read from it.
MicroUsd cost_of(const Price& price, Tokens fresh, Tokens warm, Tokens output);

// "$0.038", "$1.24", "$0.0004", "$0.00" for nothing: three figures below ten cents, cents above.
std::string money_text(MicroUsd money);
std::string tokens_text(Tokens tokens);        // "12,904"
std::string short_tokens_text(Tokens tokens);  // "12.9k", "904", "1.2M"
std::string duration_text(Millis time);        // "0.9 s", "41 s", "6 min 40 s"
std::string grouped(std::int64_t number);      // "56,212"

}  // namespace weir
