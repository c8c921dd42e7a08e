// up: whoever is known not to answer gets nothing. Loading is allowed (the request waits for it), and so is a place
// that was not asked yet.
#include <string>

#include "policy/rules.h"

namespace weir::policy {
namespace {

std::string with_reason(std::string_view word, const Candidate& c) {
  std::string out(word);
  if (!c.health_reason.empty()) out += ": " + c.health_reason;
  return out;
}

}  // namespace

std::optional<Verdict> up(const Ask&, const Session&, const View&, const Rules&, const Candidate& c) {
  switch (c.health) {
    case Health::down:
      return deny("up", c, with_reason("down", c));
    case Health::cooling:
      return deny("up", c, with_reason("cooling down", c));
    case Health::up:
    case Health::loading:
    case Health::unknown:
      break;
  }
  return std::nullopt;
}

}  // namespace weir::policy
