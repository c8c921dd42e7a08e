// Permit: the proof that this request may go to this candidate. Made by policy::judge only; no backend opens
// without one (a test plants a Permit made elsewhere and sees it fail to compile).
#pragma once
#include <span>
#include <vector>

#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/view.h"

namespace weir {

struct Judgement;
namespace policy {
Judgement judge(const Ask&, const Session&, const View&, const Rules&);
}

// Copied for a retry; good for one exchange, one body, one candidate.
class Permit {
 public:
  bool covers(const ExchangeId& exchange, const BodyHash& body, const CandidateId& candidate) const {
    return exchange == exchange_ && body == body_ && candidate == candidate_;
  }
  const CandidateId& candidate() const { return candidate_; }
  std::span<const Wish> must_apply() const { return must_; }  // the wishes that it is bound to

 private:
  friend Judgement policy::judge(const Ask&, const Session&, const View&, const Rules&);
  Permit(ExchangeId e, BodyHash b, CandidateId c, std::vector<Wish> must)
      : exchange_(std::move(e)), body_(std::move(b)), candidate_(std::move(c)), must_(std::move(must)) {}
  ExchangeId exchange_;
  BodyHash body_;
  CandidateId candidate_;
  std::vector<Wish> must_;
};

struct Judgement {
  std::vector<Verdict> verdicts;
  std::vector<Permit> permits;
};

}  // namespace weir
