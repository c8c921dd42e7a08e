// One try at one upstream: what goes up, and each frame that comes back until the answer is whole or is not.
#include "backend/http/headers.h"
#include "base/limits.h"
#include "relay/errors.h"
#include "relay/exchange.h"
#include "relay/view.h"

namespace weir::relay {
namespace {

// The completions wire is OpenAI's as the chat wire is: an endpoint that speaks one takes the other.
bool same_dialect(const Candidate& candidate, chat::Dialect client) {
  if (client == chat::Dialect::completions) return candidate.dialect == "chat";
  return candidate.dialect == chat::name(client);
}

chat::UpstreamError error_with(chat::UpstreamErrorClass cls, std::string message) {
  chat::UpstreamError error;
  error.cls = cls;
  error.status = wire::status_of(cls);
  error.message = std::move(message);
  return error;
}

}  // namespace

Exchange::Tried Exchange::not_served(chat::UpstreamError error) {
  Tried tried;
  tried.error = std::move(error);
  return tried;
}

Exchange::Tried Exchange::said_by_upstream(chat::UpstreamError error) {
  Tried tried = not_served(std::move(error));
  tried.in_its_words = true;
  return tried;
}

std::string Exchange::kept_message(const Tried& tried) {
  return tried.in_its_words ? "in the upstream's words, which are not kept" : tried.error.message;
}

Task<Exchange::Tried> Exchange::attempt(const CandidateId& id) {
  encoder_.reset();
  hold_ = {};
  pending_.clear();
  finish_seen_ = end_seen_ = false;
  record_.attempt_begins();

  AttemptRecord record;
  record.n = static_cast<int>(record_.outcome.attempts.size()) + 1;
  record.candidate = id;
  record.start = record_.since_start();
  const Candidate* target = candidate(id);
  const Permit* allowed = permit(id);
  auto backend = target != nullptr ? s_.upstreams.find(target->endpoint) : nullptr;
  if (allowed == nullptr || backend == nullptr) {
    ++s_.counters.bugs;
    co_return not_served(error_with(chat::UpstreamErrorClass::server, "weir: nothing serves " + id.v));
  }

  Tried tried;
  auto prepared = prepare(*target, *allowed, record);
  if (!prepared) {
    tried.error = error_of(prepared.error());
  } else {
    const bool same = prepared->same_dialect;
    record.bytes_out =
        Bytes{static_cast<std::int64_t>(same || !prepared->body.empty() ? prepared->body.size() : body_->size())};
    if (target->dialect == "engine" && wire_.dialect == chat::Dialect::messages) {
      if (auto exact = co_await backend->count(*request_, down_.over())) exact_prompt_ = *exact;
    }
    auto answer = co_await backend->open(*allowed, std::move(*prepared), down_.over());
    if (answer) {
      record.head = record_.since_start();
      record.status = (*answer)->status();
      tried = co_await relay_answer(*target, **answer, same, record);
      record.bytes_in = (*answer)->bytes_in();
    } else {
      tried.error = error_of(answer.error());
      if (answer.error().kind == ErrorKind::unavailable) record.bytes_out = {};  // nobody took a byte of it
    }
  }
  if (!tried.served) {
    record.error_type = chat::name(tried.error.cls);
    record.error_message = kept_message(tried);
    record.retry_after = tried.error.retry_after;
  }
  record_.attempt_ended(std::move(record), target->billing);
  co_return tried;
}

// What goes up: the client's bytes with edits, or the request written anew in the upstream's dialect.
Result<backend::Attempt> Exchange::prepare(const Candidate& target, const Permit& allowed, AttemptRecord& record) {
  backend::Attempt attempt;
  attempt.exchange = record_.id();
  attempt.body_hash = asked_.ask.body;
  attempt.candidate = target.id;
  attempt.model = target.model;
  attempt.request = &*request_;
  attempt.headers = head_.headers;
  attempt.query = head_.query;
  attempt.same_dialect = same_dialect(target, request_->dialect);
  attempt.stream = request_->stream;
  attempt.session = asked_.session.id;
  attempt.limits = {Millis{limits::connect_ms}, config::or_default(s_.config.first_byte, limits::first_byte_ms),
                    config::or_default(s_.config.between_events, limits::between_events_ms),
                    config::or_default(s_.config.total, limits::exchange_ms)};
  if (target.access == Access::login && target.endpoint == login_endpoint(asked_.ask.dialect)) {
    attempt.login = caller_.login;
    attempt.login_key = caller_.login_key;
  }
  std::vector<Wish> wishes(allowed.must_apply().begin(), allowed.must_apply().end());
  wishes.insert(wishes.end(), nudges_.begin(), nudges_.end());
  if (attempt.same_dialect) {
    if (target.model != request_->model) wishes.push_back({Act::set_model, "/model", target.model, "model"});
    TRY(record.edits, wire::edits_for(*request_->document.json, wishes));
    attempt.body = weir::apply(*body_, record.edits);
    return attempt;
  }
  TRY(attempt.request, bound_request(wishes, record));
  if (target.dialect == "engine") return attempt;
  const chat::Dialect dialect = target.dialect == "messages" ? chat::Dialect::messages : chat::Dialect::chat;
  const Tokens max_default{target.max_output.n > 0 ? target.max_output.n : 8'192};
  wire::EncodeOptions options{target.model, request_->stream, max_default};
  if (target.endpoint == "openai")
    options.max_tokens_field = "max_completion_tokens";  // its relatives know the old name
  TRY(auto encoded, wire::wire_of(dialect).encode(*attempt.request, options));
  record.notes = std::move(encoded.notes);
  attempt.body = std::move(encoded.body);
  return attempt;
}

// The request as the permit allows it: with what it must lose gone, whatever dialect it is written in next.
Result<const chat::Request*> Exchange::bound_request(const std::vector<Wish>& wishes, AttemptRecord& record) {
  if (wishes.empty()) return &*request_;
  TRY(record.edits, wire::edits_for(*request_->document.json, wishes));
  TRY(bound_, wire_.decode(head_, std::make_shared<const std::string>(weir::apply(*body_, record.edits))));
  return &*bound_;
}

std::unique_ptr<wire::AnswerEncoder> Exchange::encoder_for(const Candidate& target) const {
  wire::AnswerContext context;
  context.stream = request_->stream;
  context.id = record_.id().v;
  context.model = target.model;
  context.stream_usage = request_->dialect != chat::Dialect::chat || request_->stream_usage;
  context.created = record_.wall().n / 1000;
  context.input_estimate = exact_prompt_ ? *exact_prompt_ : asked_.ask.prompt.value;
  return wire_.answer_encoder(context);
}

Task<Exchange::Tried> Exchange::relay_answer(const Candidate& target, backend::Answer& answer, bool same,
                                             AttemptRecord& record) {
  down_.set_header("x-weir-target", target.id.v);  // a fallback may have changed it
  const Headers headers = same ? backend::headers_down(answer.headers()) : Headers{};
  if (answer.status() >= 300) {
    Tried refused = said_by_upstream(answer.error());
    refused.status = answer.status();
    if (same && answer.error_body() != nullptr) {
      refused.body = *answer.error_body();
      refused.headers = headers;
      refused.error.status = answer.status();
    }
    co_return refused;
  }
  if (!same) encoder_ = encoder_for(target);
  for (std::size_t frames = 1;; ++frames) {
    auto frame = co_await answer.next(down_.over());
    // Behind its last event an upstream has nothing to say: how its connection ends takes nothing from the answer.
    if (!frame && end_seen_) break;
    if (!frame) co_return co_await cut(error_of(frame.error()));
    if (!*frame) break;
    if (auto bounded = within_bounds(frames); !bounded) co_return co_await cut(error_of(bounded.error()));
    note(**frame, target, record);
    if (request_->stream && end_seen_ && !finish_seen_) {
      co_return co_await cut(error_of(
          {ErrorKind::protocol, "weir: " + target.endpoint + " ended the answer without a reason to stop", ""}));
    }
    for (const chat::Event& event : (*frame)->events) {
      // An error inside a 200: before the commit it is an attempt that failed, after it the client reads it in-band.
      if (event.kind == chat::Event::Kind::error) co_return said_by_upstream(*event.error);
    }
    auto released = hold_.pass(std::move(**frame));
    if (!released) co_return co_await cut(error_of(released.error()));
    if (auto sent = co_await emit(std::move(*released), same, headers); !sent)
      co_return co_await cut(error_of(sent.error()));
  }
  // OpenAI's relatives end a stream without [DONE] at times; a finish reason and a proper HTTP end is whole there.
  const bool whole = end_seen_ || (finish_seen_ && target.dialect == "chat");
  if (!whole || hold_.holding()) {
    co_return co_await cut(error_with(chat::UpstreamErrorClass::cut,
                                      "weir: " + target.endpoint + " ended the answer before it was whole"));
  }
  if (auto closed = co_await close_whole(target, same); !closed) co_return co_await cut(error_of(closed.error()));
  Tried whole_answer;
  whole_answer.served = true;
  co_return whole_answer;
}

// An answer that never ends, in time or in events. Silence has its own limits, so a look per frame is enough.
Result<void> Exchange::within_bounds(std::size_t frames) const {
  const Millis total = config::or_default(s_.config.total, limits::exchange_ms);
  if (record_.since_start() > total)
    return fail(ErrorKind::timeout, "weir: the answer took longer than " + std::to_string(total.n / 1000) + " s",
                "raise limits.total_ms");
  if (frames > limits::answer_events)
    return fail(ErrorKind::protocol,
                "weir: the answer has more than " + std::to_string(limits::answer_events) + " events");
  return {};
}

// What the frame tells the ledger, the session and the measurements. Reading only.
void Exchange::note(const chat::Frame& frame, const Candidate& target, AttemptRecord& record) {
  using enum chat::Event::Kind;
  Outcome& outcome = record_.outcome;
  for (const chat::Event& event : frame.events) {
    if (event.has_meaning() && !record.first) {
      record.first = record_.since_start();
      if (!outcome.first) outcome.first = record.first;
      outcome.served_by = target.id;
    }
    outcome.usage.merge(event.usage);
    record_.usage_told = record_.usage_told || event.kind == usage;
    record_.text_bytes +=
        event.kind == text || event.kind == thinking || event.kind == tool_arguments ? event.text.size() : 0;
    if (event.kind == start && !event.model.empty()) outcome.response_model = event.model;
    if (event.kind == tool_start) s_.sessions.issued_call(event.id, target.id);
    if (event.kind == signature || event.kind == redacted) s_.sessions.issued_thinking(event.text, target.id);
    if (event.kind == finish) {
      finish_seen_ = true;
      outcome.finish_reasons.assign(1, std::string(chat::name(event.stop)));
    }
    if (event.kind == end) end_seen_ = true;
  }
}

std::string Exchange::bytes_of(const chat::Frame& frame, bool same) {
  if (same) return frame.raw;
  std::string bytes;
  for (const chat::Event& event : frame.events) bytes += encoder_->event(event);
  return bytes;
}

// Frames to the client. Of a stream nothing goes out before the first event with meaning: until then a fallback is
// silent. An answer that is not streamed goes out as one piece, when it is whole.
Task<Result<void>> Exchange::emit(std::vector<chat::Frame> frames, bool same, const Headers& headers) {
  bool meaning = committed_;
  for (const chat::Frame& frame : frames) {
    pending_ += bytes_of(frame, same);
    for (const chat::Event& event : frame.events)
      meaning = meaning || event.has_meaning() || event.kind == chat::Event::Kind::end;
  }
  if (!meaning && pending_.size() > limits::wordless_bytes)
    co_return fail(ErrorKind::protocol, "the upstream sends much and says nothing");
  if (!meaning || pending_.empty()) co_return Result<void>{};
  committed_ = true;
  if (!record_.outcome.commit) record_.outcome.commit = record_.since_start();
  std::string bytes = std::exchange(pending_, {});
  if (request_->stream) co_return co_await down_.stream(std::move(bytes), headers);
  co_return co_await down_.respond(200, headers, std::move(bytes));
}

Task<Result<void>> Exchange::close_whole(const Candidate& target, bool same) {
  if (request_->stream) {
    std::string tail = std::exchange(pending_, {});
    if (!end_seen_) {
      chat::Event end;
      end.kind = chat::Event::Kind::end;
      tail += same ? std::string("data: [DONE]\n\n") : encoder_->event(end);
    }
    if (!tail.empty()) { CO_TRY_VOID(co_await down_.stream(std::move(tail))); }
    CO_TRY_VOID(co_await down_.finish());
  }
  Outcome& outcome = record_.outcome;
  outcome.end = End::complete;
  outcome.status = down_.status();
  outcome.frame = !request_->stream ? "body" : request_->dialect == chat::Dialect::messages ? "message_stop" : "[DONE]";
  learn(target);
  co_return Result<void>{};
}

// What a whole answer teaches about this session and this machine.
void Exchange::learn(const Candidate& target) {
  const Outcome& outcome = record_.outcome;
  const Tokens prompt = outcome.usage.input.value_or(asked_.ask.prompt.value);
  if (!is_side(asked_.ask.kind)) {
    s_.sessions.served(asked_.session.id, target.id, record_.wall());
    s_.measured.warmed(asked_.session.id, target.id, prompt, record_.wall());
  }
  if (outcome.usage.input) s_.measured.counted(target.model, chat::readable_bytes(*request_), *outcome.usage.input);
  const Tokens computed = prompt - outcome.usage.cache_read.value_or(Tokens{});
  const AttemptRecord* last = outcome.attempts.empty() ? nullptr : &outcome.attempts.back();
  const Millis began = last != nullptr && last->end ? *last->end : Millis{};
  if (outcome.first) s_.measured.answered(target.id, computed, *outcome.first - began);
}

// The attempt did not end whole. Before the commit the next of the plan may be tried; after it the client is told.
Task<Exchange::Tried> Exchange::cut(chat::UpstreamError error) {
  pending_.clear();
  co_return not_served(std::move(error));
}

}  // namespace weir::relay
