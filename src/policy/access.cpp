// access: a place is open to weir with a key, with the client's own login, or freely. The one rule that allows:
// what it does not allow is closed, whatever the others say.
#include <string>

#include "policy/rules.h"

namespace weir::policy {
namespace {

std::string_view with(Access access) {
  switch (access) {
    case Access::key:
      return "with its key";
    case Access::login:
      return "with the client's own login";
    case Access::not_needed:
      return "needs no key";
    case Access::none:
      break;
  }
  return "";
}

}  // namespace

std::optional<Verdict> access(const Ask&, const Session&, const View&, const Rules&, const Candidate& c) {
  const std::string_view how = with(c.access);
  if (how.empty()) return deny("access", c, "no key and no login for " + c.endpoint + " yet");
  return Verdict{"access", c.id, Effect::allow, std::string(how), ""};
}

}  // namespace weir::policy
