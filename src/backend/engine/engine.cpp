// Backend and answers of the local engine.
#include "backend/engine/engine.h"

#include "backend/engine/convert.h"
#include "backend/engine/events.h"
#include "backend/engine/supervisor.h"
#include "base/json.h"
#include "base/limits.h"

namespace weir::backend {
namespace {

// An answer that was refused before it began.
class Refused final : public Answer {
 public:
  explicit Refused(chat::UpstreamError error) : error_(std::move(error)) {}
  int status() const override { return error_.status; }
  const Headers& headers() const override { return headers_; }
  chat::UpstreamError error() const override { return error_; }
  Task<Result<std::optional<chat::Frame>>> next(Cancel& /*cancel*/) override { co_return std::optional<chat::Frame>{}; }
  Bytes bytes_in() const override { return {}; }

 private:
  chat::UpstreamError error_;
  Headers headers_;
};

// Owns the stream: when it goes before the end the engine stops working on it.
class Running final : public Answer {
 public:
  Running(std::shared_ptr<Supervisor> supervisor, std::shared_ptr<Stream> stream, Slots::Lease slot,
          EngineEvents events, Millis limit)
      : supervisor_(std::move(supervisor)),
        stream_(std::move(stream)),
        slot_(slot),
        events_(std::move(events)),
        limit_(limit) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() override {
    stream_->stop_watch();
    supervisor_->close(*stream_);
    if (!done_) supervisor_->slots().give_back(slot_);
  }

  int status() const override { return 200; }
  const Headers& headers() const override { return headers_; }
  chat::UpstreamError error() const override { return {}; }
  Bytes bytes_in() const override { return bytes_; }

  // The frame that tells whether there will be an answer.
  Task<Result<frames::Frame>> wait(Cancel& cancel, Millis limit) { return stream_->next(cancel, limit); }
  void over() {
    done_ = true;
    supervisor_->ended(*stream_);
    supervisor_->slots().give_back(slot_);
  }

  Result<void> first(const frames::Frame& frame) {
    TRY(auto read, to_frame(frame));
    waiting_ = std::move(read);
    return {};
  }

  Task<Result<std::optional<chat::Frame>>> next(Cancel& cancel) override {
    if (waiting_) co_return std::exchange(waiting_, std::nullopt);
    if (done_) co_return std::optional<chat::Frame>{};
    CO_TRY(const auto frame, co_await stream_->next(cancel, limit_));
    CO_TRY(auto read, to_frame(frame));
    co_return std::optional<chat::Frame>(std::move(read));
  }

 private:
  Result<chat::Frame> to_frame(const frames::Frame& frame) {
    bytes_ += Bytes{static_cast<std::int64_t>(frames::header_bytes + frame.payload.size())};
    chat::Frame out;
    TRY(out.events, events_.read(frame));
    if (frame.type == frames::Type::end || frame.type == frames::Type::error) over();
    return out;
  }

  std::shared_ptr<Supervisor> supervisor_;
  std::shared_ptr<Stream> stream_;
  Slots::Lease slot_;
  EngineEvents events_;
  Millis limit_;
  Headers headers_;
  std::optional<chat::Frame> waiting_;
  Bytes bytes_;
  bool done_ = false;
};

// A request that is over when it has one frame.
struct Borrowed {
  std::shared_ptr<Supervisor> supervisor;
  std::shared_ptr<Stream> stream;
  Borrowed(std::shared_ptr<Supervisor> s, std::shared_ptr<Stream> t) : supervisor(std::move(s)), stream(std::move(t)) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() {
    stream->stop_watch();
    supervisor->close(*stream);
  }
};

chat::UpstreamError refusal(const Error& error) {
  return {.cls = chat::UpstreamErrorClass::invalid_request,
          .status = 400,
          .message = error.message,
          .retry_after = {},
          .type = {}};
}

class Engine final : public Backend {
 public:
  Engine(net::IoLoop& loop, EngineSpec spec) : supervisor_(std::make_shared<Supervisor>(loop, std::move(spec))) {
    supervisor_->start();
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() override { supervisor_->stop(); }

  Task<Result<std::unique_ptr<Answer>>> open(const Permit& permit, Attempt attempt, Cancel& cancel) override {
    if (!permit.covers(attempt.exchange, attempt.body_hash, attempt.candidate)) {
      co_return fail(ErrorKind::forbidden, "no permit for this request and candidate");
    }
    const auto supervisor = supervisor_;  // we may be destroyed while this waits
    CO_TRY_VOID(co_await supervisor->ready(cancel));
    const Slots::Lease slot = supervisor->slots().take(attempt.session);
    auto request = to_engine(*attempt.request, slot.slot);
    if (!request) {
      supervisor->slots().give_back(slot);
      co_return std::make_unique<Refused>(refusal(request.error()));
    }
    auto answer = std::make_unique<Running>(supervisor, supervisor->open(request->type, request->payload), slot,
                                            EngineEvents(attempt.exchange.v, supervisor->facts().model),
                                            attempt.limits.between_events);
    CO_TRY(const auto first, co_await answer->wait(cancel, attempt.limits.first_byte));
    if (first.type == frames::Type::error) {
      CO_TRY(auto error, read_engine_error(first.payload));
      answer->over();
      co_return std::make_unique<Refused>(std::move(error));
    }
    CO_TRY_VOID(answer->first(first));
    co_return std::unique_ptr<Answer>(std::move(answer));
  }

  Task<Result<Tokens>> count(const chat::Request& request, Cancel& cancel) override {
    const auto supervisor = supervisor_;
    if (supervisor->health() != Health::up) co_return fail(ErrorKind::unavailable, supervisor->reason());
    CO_TRY(const auto frame_out, to_engine_count(request));
    const Borrowed one(supervisor, supervisor->open(frame_out.type, frame_out.payload));
    CO_TRY(const auto frame, co_await one.stream->next(cancel, {limits::engine_count_ms}));
    supervisor->ended(*one.stream);
    if (frame.type == frames::Type::error) {
      CO_TRY(const auto error, read_engine_error(frame.payload));
      co_return fail(ErrorKind::unavailable, error.message);
    }
    CO_TRY(const Json json, Json::parse(frame.payload));
    const auto tokens = json["tokens"].integer();
    if (!tokens) co_return fail(ErrorKind::protocol, "the engine did not say how many tokens it counted");
    co_return Tokens{*tokens};
  }

  Health health() const override { return supervisor_->health(); }
  std::string health_reason() const override { return supervisor_->reason(); }

  Task<Result<std::vector<Served>>> list(Cancel& /*cancel*/) override {
    std::vector<Served> out;
    out.push_back({.id = supervisor_->spec().model_name,
                   .loaded = health() == Health::up,
                   .local = true,
                   .context = std::nullopt});
    co_return out;
  }

 private:
  std::shared_ptr<Supervisor> supervisor_;
};

}  // namespace

std::unique_ptr<Backend> make_engine(net::IoLoop& loop, EngineSpec spec) {
  return std::make_unique<Engine>(loop, std::move(spec));
}

}  // namespace weir::backend
