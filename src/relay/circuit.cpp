// The states of a circuit.
#include "relay/circuit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace weir::relay {

using Cls = chat::UpstreamErrorClass;

bool upstream_at_fault(Cls cls) {
  return cls == Cls::overloaded || cls == Cls::server || cls == Cls::timeout || cls == Cls::cut;
}

Circuit::State Circuit::state(Millis now) const {
  if (!open_) return State::closed;
  return now < until_ || probing_ ? State::open : State::half_open;
}

bool Circuit::admit(Millis now) {
  switch (state(now)) {
    case State::closed:
      return true;
    case State::half_open:
      probing_ = true;
      return true;
    case State::open:
      break;
  }
  return false;
}

void Circuit::succeeded() { *this = Circuit(); }

void Circuit::left() { probing_ = false; }

void Circuit::failed(Cls cls, Millis now, unsigned at_most) {
  const bool probe = std::exchange(probing_, false);
  if (!upstream_at_fault(cls)) return;
  // Failures far apart are not an outage.
  if (failures_ == 0 || now - first_ > Millis{limits::circuit_window_ms}) {
    failures_ = open_ ? failures_ : 0;
    first_ = now;
  }
  ++failures_;
  last_ = cls;
  if (probe || (!open_ && at_most > 0 && failures_ >= at_most)) open(now);
}

void Circuit::open(Millis now) {
  open_ = true;
  const std::int64_t pause = std::min(limits::circuit_pause_ms << std::min(opened_, 8U), limits::circuit_pause_max_ms);
  ++opened_;
  until_ = now + Millis{pause};
}

std::string Circuit::reason(Millis now) const {
  if (!open_) return "";
  const std::string why = fmt::format("{} failures in a row ({})", failures_, chat::name(last_));
  if (probing_) return why + ", one request is trying it";
  const std::int64_t left = std::max<std::int64_t>(0, (until_.n - now.n + 999) / 1000);
  return left == 0 ? why + ", the next request tries it" : fmt::format("{}, tried again in {} s", why, left);
}

const Circuit* Circuits::find(const CandidateId& id) const {
  const auto it = all_.find(id.v);
  return it == all_.end() ? nullptr : &it->second;
}

}  // namespace weir::relay
