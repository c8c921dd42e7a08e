// One request from its head to its settlement. Reads like the life of a request in ARCHITECTURE.md.
#include "relay/exchange.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "base/log.h"
#include "chat/fingerprint.h"
#include "decision/print.h"
#include "policy/policy.h"
#include "relay/errors.h"
#include "relay/reach.h"
#include "relay/view.h"
#include "route/route.h"

namespace weir::relay {
namespace {

std::string operation_name(chat::Operation operation) {  // OpenTelemetry's words
  switch (operation) {
    case chat::Operation::completion:
      return "text_completion";
    case chat::Operation::embedding:
      return "embeddings";
    case chat::Operation::count_tokens:
      return "count_tokens";
    case chat::Operation::chat:
      break;
  }
  return "chat";
}

}  // namespace

Exchange::Exchange(Services& services, net::ServerExchange& http, const wire::Wire& wire, HttpHead head,
                   access::Caller caller)
    : s_(services),
      http_(http),
      wire_(wire),
      head_(std::move(head)),
      caller_(std::move(caller)),
      down_(http, wire, services.loop, services.ending),
      record_(services) {
  down_.set_header("x-weir-id", record_.id().v);
  ++s_.counters.exchanges;
  ++s_.counters.running;
}

Task<void> Exchange::run() {
  if (auto received = co_await receive(); !received) {
    co_await refuse(error_of(received.error()));
    co_return;
  }
  co_await decide();
  nudge();
  if (!co_await intend()) co_return;
  if (request_->operation == chat::Operation::count_tokens) {
    co_await answer_count();
  } else if (!decision_.target) {
    chat::UpstreamError refusal = refusal_of(decision_, record_.id());
    if (refusal.cls == chat::UpstreamErrorClass::overloaded) refusal.retry_after = cooled_in();
    co_await fail_with(not_served(std::move(refusal)));
    record_.outcome.end = End::refused;
  } else {
    co_await serve();
  }
  const Candidate* by = record_.outcome.served_by ? candidate(*record_.outcome.served_by) : nullptr;
  const catalog::Model* model = by != nullptr ? s_.catalog.find(by->model) : nullptr;
  record_.settle(by, exact_prompt_.value_or(asked_.ask.prompt.value), model != nullptr ? model->bytes_per_token : 3.8);
}

// The body, the request in it, who asks and for what.
Task<Result<void>> Exchange::receive() {
  CO_TRY(auto bytes, co_await http_.read_body(limits::body_bytes));
  body_ = std::make_shared<const std::string>(std::move(bytes));
  CO_TRY(auto request, wire_.decode(head_, body_));
  request_ = std::move(request);
  asked_ = ask_of(s_, record_.id(), head_, *request_);
  co_return Result<void>{};
}

// Pure from the View on: what may, what should, what would have been.
Task<void> Exchange::decide() {
  view_ = gather(s_, asked_.ask, asked_.session, caller_, co_await reach(s_, asked_));
  judgement_ = policy::judge(asked_.ask, asked_.session, *view_, s_.rules);
  decision_ = route::decide(asked_.ask, asked_.session, *view_, s_.rules, judgement_);
  advice_ = route::advise(asked_.ask, asked_.session, *view_, s_.rules, judgement_);
  if (decision_.target) down_.set_header("x-weir-target", decision_.target->v);
  down_.set_header("x-weir-why", print::header(decision_));
}

// What the session's edits have left behind, told to its model where the user wants that. A request that has no place
// for it goes up as it is.
void Exchange::nudge() {
  if (!s_.config.ripple_nudge || request_->operation != chat::Operation::chat || !decision_.target) return;
  nudges_ = s_.notes.nudges(session_of(asked_), *request_);
  if (!nudges_.empty() && !wire::edits_for(*request_->document.json, nudges_)) nudges_.clear();
}

// The most that this may cost, whoever of the plan serves it.
std::optional<MicroUsd> Exchange::reservation() const {
  std::optional<MicroUsd> most;
  if (!decision_.target) return most;
  const auto take = [&](const CandidateId& id) {
    const Candidate& c = *candidate(id);
    if (c.billing == Billing::metered) most = std::max(most, policy::worst_case(asked_.ask, c));
  };
  take(*decision_.target);
  std::ranges::for_each(decision_.plan, take);
  return most;
}

// Durable before a byte goes up. Without a ledger local work goes on, loudly; what costs or leaves does not.
Task<bool> Exchange::intend() {
  ledger::Intent intent = record_.intent(wire_, operation_name(request_->operation), request_->stream);
  intent.client = asked_.reading.client;
  intent.ask = asked_.ask;
  intent.session = asked_.session;
  intent.view = view_;
  intent.rules = s_.rules;
  intent.verdicts = std::move(judgement_.verdicts);  // nobody asks again
  intent.decision = decision_;
  if (advice_.target != decision_.target) intent.advice = advice_;
  const Candidate* target = decision_.target ? candidate(*decision_.target) : nullptr;
  if (target != nullptr) {
    intent.billing = name(target->billing);
    intent.where = name(target->where);
  }
  intent.reserved = reservation();
  auto durable = co_await s_.ledger.intend(std::move(intent));
  if (durable) co_return true;
  log(LogLevel::error, "ledger", "an intent could not be written: " + durable.error().message);
  if (target == nullptr || target->where == Where::here) {
    // No intent, so no way out: not as a fallback either.
    std::erase_if(decision_.plan, [this](const CandidateId& id) { return candidate(id)->where != Where::here; });
    co_return true;
  }
  Error error = durable.error();
  error.kind = ErrorKind::unavailable;
  error.message = "the ledger cannot be written, so nothing is sent to " + target->endpoint + ": " + error.message;
  co_await fail_with(not_served(error_of(error)));
  record_.outcome.end = End::refused;
  record_.settle(nullptr, {}, 1);
  co_return false;
}

// Exact where the engine holds the model, the provider's own count where it may be asked, else the high estimate.
Task<void> Exchange::answer_count() {
  const Candidate* target = decision_.target ? candidate(*decision_.target) : nullptr;
  if (target != nullptr && target->dialect == wire_.name) {
    co_await serve();
    co_return;
  }
  Tokens count = asked_.ask.prompt.high;
  if (auto backend = target != nullptr ? s_.upstreams.find(target->endpoint) : nullptr) {
    if (auto exact = co_await backend->count(*request_, down_.over())) {
      count = *exact;
      record_.outcome.served_by = target->id;
    }
  }
  record_.outcome.end = End::complete;
  record_.outcome.frame = "body";
  record_.outcome.usage.input = count;
  record_.outcome.usage.output = Tokens{};
  (void)co_await down_.respond(200, {}, "{\"input_tokens\":" + std::to_string(count.n) + "}");
  record_.outcome.status = 200;
}

// Before there is a decision: answered in the client's dialect, with a row that says so.
Task<void> Exchange::refuse(chat::UpstreamError error) {
  ledger::Intent intent = record_.intent(wire_, "chat", false);
  intent.client = "unknown";
  intent.decision.refusal = error.message;
  intent.decision.refusal_class = chat::name(error.cls);
  if (auto durable = co_await s_.ledger.intend(std::move(intent)); !durable) {
    log(LogLevel::error, "ledger", "an intent could not be written: " + durable.error().message);
  }
  co_await fail_with(not_served(std::move(error)));
  if (record_.outcome.end != End::cancelled) record_.outcome.end = End::refused;
  record_.settle(nullptr, {}, 1);
}

Task<void> Exchange::refuse_unknown(std::string served) {
  chat::UpstreamError error;
  error.cls = chat::UpstreamErrorClass::not_found;
  error.status = 404;
  // The path is not said again: it may hold a credential that was put in the wrong place.
  error.message = "weir: no such route. weir serves " + std::move(served);
  co_await refuse(std::move(error));
}

// The one place where a failure becomes bytes: as HTTP status while no head is out, in-band after, never as an end.
Task<void> Exchange::fail_with(Tried tried) {
  co_await down_.stop_keepalive();  // from here on whether a head is out does not change behind our back
  Outcome& outcome = record_.outcome;
  outcome.error_type = chat::name(tried.error.cls);
  outcome.error_message = kept_message(tried);
  if (down_.gone().requested()) {
    outcome.end = End::cancelled;
    down_.abort();
    co_return;
  }
  outcome.end = committed_ ? End::cut : End::failed;
  outcome.frame = "error";
  if (down_.head_sent()) {
    const std::string frames = wire_.error_frames(tried.error);
    if (auto sent = co_await down_.stream(frames); sent) (void)co_await down_.finish();
    outcome.status = down_.status();
    co_return;
  }
  if (tried.error.retry_after && !tried.headers.get("retry-after")) {
    tried.headers.set("Retry-After", std::to_string((tried.error.retry_after->n + 999) / 1000));
  }
  std::string body = tried.body ? std::move(*tried.body) : wire_.error_body(tried.error);
  (void)co_await down_.respond(tried.error.status, std::move(tried.headers), std::move(body));
  outcome.status = down_.status();
}

const Candidate* Exchange::candidate(const CandidateId& id) const {
  for (const Candidate& c : view_->candidates) {
    if (c.id == id) return &c;
  }
  return nullptr;
}

const Permit* Exchange::permit(const CandidateId& id) const {
  for (const Permit& p : judgement_.permits) {
    if (p.candidate() == id) return &p;
  }
  return nullptr;
}

}  // namespace weir::relay
