// Circuit: when an upstream is left alone for a while. Five failures in a row that are its own fault open it; after a
// pause one request may try again (half open), and what that comes to decides. A client that leaves, a request that
// the upstream refuses, a limit of the user's (429) and a cut in the middle of an answer are no reason: they say
// nothing about the next request. Pure values: time is handed in. I/O thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/strong.h"
#include "chat/event.h"

namespace weir::relay {

class Circuit {
 public:
  enum class State { closed, open, half_open };

  State state(Millis now) const;
  // May an attempt start? Half open: the first that asks is the probe, others wait for what it comes to.
  bool admit(Millis now);
  void succeeded();
  // Counts what is the upstream's own fault; anything else only frees the probe's place.
  // at_most: failures in a row that are borne; 0 = any number.
  void failed(chat::UpstreamErrorClass cls, Millis now, unsigned at_most = limits::circuit_failures);
  void left();                             // the attempt ended for a reason of the client's
  Millis until() const { return until_; }  // of an open one: when it may be tried again
  unsigned failures() const { return failures_; }
  std::string reason(Millis now) const;  // "5 failures in a row (timeout), tries again in 4 s"; "" when closed

 private:
  void open(Millis now);

  unsigned failures_ = 0;  // in a row
  unsigned opened_ = 0;    // times in a row
  bool open_ = false, probing_ = false;
  Millis first_, until_;
  chat::UpstreamErrorClass last_{};
};

// Is this error the upstream's own fault? Cuts count before the commit only: relay tells them as such.
bool upstream_at_fault(chat::UpstreamErrorClass cls);

// One circuit per candidate: a model that fails says nothing about another of the same provider.
class Circuits {
 public:
  Circuit& of(const CandidateId& id) { return all_[id.v]; }
  const Circuit* find(const CandidateId& id) const;

 private:
  std::map<std::string, Circuit, std::less<>> all_;
};

}  // namespace weir::relay
