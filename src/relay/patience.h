// Patience: what to do after an attempt that failed before the client saw anything: the next of the plan, the same
// upstream again after a pause, or the truth to the client. Pure; chance is handed in.
#pragma once
#include <optional>

#include "base/strong.h"
#include "chat/event.h"

namespace weir::relay {

struct Setback {
  chat::UpstreamErrorClass cls{};
  int status = 0;                     // of HTTP, as it came
  std::optional<Millis> retry_after;  // as the upstream said
  bool here = false;                  // an upstream of this machine
  bool more_in_plan = false;          // another candidate with a permit follows
  unsigned tries_here = 1;            // at this candidate, so far
  Millis waited, bound;               // in this exchange: so far, and at most
  double chance = 0.5;                // 0..1, for jitter
};

struct Next {
  enum class Do { fall_back, again, give_up };
  Do what = Do::give_up;
  Millis after;  // again: how long to wait first
  bool operator==(const Next&) const = default;
};

Next next_step(const Setback& setback);

}  // namespace weir::relay
