// The exchange: one request carried to its end. exchange.cpp reads from top to bottom like the life of a request
// in ARCHITECTURE.md; attempt.cpp is one try at one upstream; record.cpp is what the ledger gets.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "backend/backend.h"
#include "decision/permit.h"
#include "net/server.h"
#include "relay/ask.h"
#include "relay/downstream.h"
#include "relay/filters/hold_tools.h"
#include "relay/patience.h"
#include "relay/record.h"
#include "relay/services.h"
#include "wire/wire.h"

namespace weir::relay {

class Exchange {
 public:
  // head: the client's, its path without token and version repeats.
  Exchange(Services& services, net::ServerExchange& http, const wire::Wire& wire, HttpHead head, access::Caller caller);
  ~Exchange() { --s_.counters.running; }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  Task<void> run();
  // For a request that has no handler: answered and recorded like any other. `served`: what there is instead.
  Task<void> refuse_unknown(std::string served);

 private:
  // How one attempt ended. Not served: the next of the plan may be tried, unless the client saw something.
  struct Tried {
    bool served = false;              // whole, or ended honestly: nothing more to do
    chat::UpstreamError error;        // otherwise
    int status = 0;                   // HTTP, as the upstream sent it; 0 none came
    bool in_its_words = false;        // the message is the upstream's: it may quote the prompt, so it is not kept
    std::optional<std::string> body;  // the upstream's own error body and headers, when they speak our dialect
    Headers headers;
  };

  Task<Result<void>> receive();
  Task<void> decide();
  void nudge();
  Task<bool> intend();
  std::optional<MicroUsd> reservation() const;
  Task<void> serve();
  // attempt(), unless the circuit is open; tells the circuit, of one exchange once.
  Task<Tried> guarded(const CandidateId& id, bool first_try);
  static chat::UpstreamError ended_by_weir();
  Millis cooled_in() const;
  Setback setback_of(const Tried& tried, const CandidateId& id, bool more_in_plan) const;
  Task<void> answer_count();
  Task<void> refuse(chat::UpstreamError error);
  Task<void> fail_with(Tried tried);

  static Tried not_served(chat::UpstreamError error);
  static Tried said_by_upstream(chat::UpstreamError error);
  static std::string kept_message(const Tried& tried);  // what the ledger may hold of it
  Task<Tried> attempt(const CandidateId& id);
  Result<backend::Attempt> prepare(const Candidate& candidate, const Permit& permit, AttemptRecord& record);
  Result<const chat::Request*> bound_request(const std::vector<Wish>& wishes, AttemptRecord& record);
  Task<Tried> relay_answer(const Candidate& candidate, backend::Answer& answer, bool same, AttemptRecord& record);
  Task<Result<void>> emit(std::vector<chat::Frame> frames, bool same, const Headers& headers);
  void note(const chat::Frame& frame, const Candidate& candidate, AttemptRecord& record);
  Task<Tried> cut(chat::UpstreamError error);
  Result<void> within_bounds(std::size_t frames) const;
  std::string bytes_of(const chat::Frame& frame, bool same);
  Task<Result<void>> close_whole(const Candidate& target, bool same);
  void learn(const Candidate& target);
  std::unique_ptr<wire::AnswerEncoder> encoder_for(const Candidate& candidate) const;

  const Candidate* candidate(const CandidateId& id) const;
  const Permit* permit(const CandidateId& id) const;

  Services& s_;
  net::ServerExchange& http_;
  const wire::Wire& wire_;
  HttpHead head_;
  access::Caller caller_;
  Downstream down_;
  Record record_;

  std::shared_ptr<const std::string> body_;
  std::optional<chat::Request> request_;
  Asked asked_;
  Shared<View> view_;
  Judgement judgement_;
  Decision decision_, advice_;
  std::vector<Wish> nudges_;  // of weir's own, behind tool results (ripple.nudge)

  // Of the attempt under way.
  std::optional<chat::Request> bound_;  // request_ with the permit's wishes done, where that changes it
  std::unique_ptr<wire::AnswerEncoder> encoder_;
  HoldTools hold_;
  std::string pending_;  // bytes that the client must not see if a fallback comes
  bool committed_ = false, finish_seen_ = false, end_seen_ = false;
  std::string last_frame_;
  std::optional<Tokens> exact_prompt_;
};

}  // namespace weir::relay
