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
  // Prices what was used and hands it to the ledger. `by`: the candidate that served at last, or nullptr.
  void settle(const Candidate* by, std::size_t request_bytes, double bytes_per_token);
  void attempt_ended(AttemptRecord attempt);

  std::size_t text_bytes = 0;  // of the answer as sent, for an estimate where nothing was reported

 private:
  void estimate_usage(std::size_t request_bytes, double bytes_per_token);
  std::optional<MicroUsd> price(const Candidate& by) const;

  Services& s_;
  Millis start_, wall_;
  ExchangeId id_;
};

}  // namespace weir::relay
