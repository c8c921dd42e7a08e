// Record: what an exchange tells the ledger, gathered while it runs. Times count from the request's start.
#pragma once
#include "decision/decision.h"
#include "decision/outcome.h"
#include "relay/ask.h"
#include "relay/services.h"
#include "wire/wire.h"

namespace weir::relay {

class Record {
 public:
  explicit Record(Services& services);
  const ExchangeId& id() const { return id_; }
  Millis since_start() const;
  Millis wall() const { return wall_; }
  Outcome outcome;

  ledger::Intent intent(const wire::Wire& wire, std::string operation, bool stream) const;
  // Prices what was used and hands it to the ledger. `by`: the candidate that served at last, or nullptr. `prompt`: as
  // well as weir can count it.
  void settle(const Candidate* by, Tokens prompt, double bytes_per_token);
  void attempt_ended(AttemptRecord attempt, Billing billing);

  void attempt_begins();  // forgets what the one before has told of its usage

  std::size_t text_bytes = 0;  // of the answer as sent, for an estimate where nothing was reported
  bool usage_told = false;     // by an event of its own: what a stream says at its start is not its end

 private:
  void estimate_usage(Tokens prompt, double bytes_per_token);
  std::optional<MicroUsd> price(const Candidate& by) const;

  Services& s_;
  Millis start_, wall_;
  ExchangeId id_;
  bool may_have_cost_ = false;  // an attempt at a metered upstream
};

}  // namespace weir::relay
