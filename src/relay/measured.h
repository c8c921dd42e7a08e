// Measured: what relay has learned on this machine since start and the View takes over: time to first token and
// prefill speed of each candidate, bytes per token of each model, what a session has warm where. I/O thread.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/strong.h"

namespace weir::relay {

struct Speed {
  std::optional<Millis> ttft, prefill_per_ktok;
};

class Measured {
 public:
  // After an answer: the tokens that were really computed (prompt minus cached) and the wait for the first event.
  void answered(const CandidateId& by, Tokens computed, Millis first);
  Speed speed(const CandidateId& candidate) const;

  // After reported usage: the request's readable bytes against its tokens.
  void counted(std::string_view model, std::size_t bytes, Tokens tokens);
  double bytes_per_token(std::string_view model, double otherwise) const;

  // The main line of a session was just served there with so many prompt tokens.
  void warmed(std::string_view session, const CandidateId& by, Tokens prompt, Millis wall);
  // Still warm: five minutes at a provider that does not say, as long as the process lives here.
  Tokens warm(std::string_view session, const CandidateId& candidate, bool here, Millis wall) const;

 private:
  struct Warm {
    CandidateId candidate;
    Tokens tokens;
    Millis at;
  };
  std::map<CandidateId, Speed> speeds_;
  std::map<std::string, double, std::less<>> ratios_;
  std::map<std::string, Warm, std::less<>> warm_;
};

}  // namespace weir::relay
