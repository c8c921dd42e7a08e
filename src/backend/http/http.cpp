// One attempt at an HTTP upstream.
#include "backend/http/http.h"

#include "backend/http/answer.h"
#include "backend/http/headers.h"
#include "base/limits.h"
#include "base/worker.h"

namespace weir::backend {
namespace {

constexpr Millis down_for{2'000};  // after a refused connection: long enough to choose another, short enough to forgive

class HttpBackend final : public Backend {
 public:
  HttpBackend(const HttpKind& kind, HttpSpec spec, net::Target target, std::string origin, net::Client& client,
              const access::KeyRing& keys, Loop& loop)
      : kind_(kind),
        spec_(std::move(spec)),
        target_(std::move(target)),
        origin_(std::move(origin)),
        client_(client),
        keys_(keys),
        loop_(loop) {}

  Task<Result<std::unique_ptr<Answer>>> open(const Permit& permit, Attempt attempt, Cancel& cancel) override;
  Task<Result<Tokens>> count(const chat::Request&, Cancel&) override {
    co_return fail(ErrorKind::unavailable, spec_.name + " is not asked to count");
  }
  Task<Result<std::vector<Served>>> list(Cancel& cancel) override;
  Health health() const override {
    if (loop_.now() < down_until_) return Health::down;
    return answered_ ? Health::up : Health::unknown;
  }
  std::string health_reason() const override { return loop_.now() < down_until_ ? reason_ : std::string(); }

 private:
  Result<net::ClientRequest> request_of(Attempt& attempt) const;
  Result<void> authorise(Headers& headers, const Attempt& attempt) const;
  Task<void> fetch_key();
  void remember(const Error& error);

  const HttpKind& kind_;
  HttpSpec spec_;
  net::Target target_;
  std::string origin_;
  net::Client& client_;
  const access::KeyRing& keys_;
  Loop& loop_;
  Millis down_until_;
  std::string reason_;
  bool answered_ = false;
};

// A decoder for what has one; counts and embeddings are passed through whole.
std::unique_ptr<wire::AnswerDecoder> decoder_for(const wire::Wire& wire, const chat::Request& request) {
  const bool plain =
      request.operation == chat::Operation::count_tokens || request.operation == chat::Operation::embedding;
  return plain ? nullptr : wire.answer_decoder();
}

chat::Dialect dialect_of(const HttpKind& kind, const chat::Request& request) {
  if (kind.name == "anthropic") return chat::Dialect::messages;
  return request.operation == chat::Operation::completion ? chat::Dialect::completions : chat::Dialect::chat;
}

Result<void> HttpBackend::authorise(Headers& headers, const Attempt& attempt) const {
  if (attempt.login) {
    headers.set("Authorization", attempt.login->reveal());
    return {};
  }
  if (attempt.login_key) {
    kind_.authorise(headers, *attempt.login_key);
    return {};
  }
  TRY(auto key, keys_.key(spec_.name, origin_));
  if (key) kind_.authorise(headers, *key);
  return {};
}

Result<net::ClientRequest> HttpBackend::request_of(Attempt& attempt) const {
  net::ClientRequest request;
  request.method = "POST";
  request.path = kind_.path(*attempt.request);
  if (attempt.same_dialect) {
    request.headers = headers_up(attempt.headers);
    if (!attempt.query.empty()) request.path += "?" + attempt.query;
  } else {
    request.headers.add("User-Agent", "weir/" WEIR_VERSION);
    kind_.own_headers(request.headers);
  }
  request.headers.set("Content-Type", "application/json");
  request.headers.set("Accept-Encoding", "identity");
  TRY_VOID(authorise(request.headers, attempt));
  request.body = std::move(attempt.body);
  return request;
}

// A key that a command prints is fetched off the I/O thread, once for a while.
Task<void> HttpBackend::fetch_key() {
  const auto command = keys_.due(spec_.name);
  if (!command) co_return;
  auto answer = co_await on_worker<Result<access::Secret>>(loop_, [&] { return access::run_key_command(*command); });
  keys_.keep(spec_.name, std::move(answer));
}

Task<Result<std::unique_ptr<Answer>>> HttpBackend::open(const Permit& permit, Attempt attempt, Cancel& cancel) {
  if (!permit.covers(attempt.exchange, attempt.body_hash, attempt.candidate)) {
    co_return fail(ErrorKind::forbidden, "no permit covers this attempt at " + attempt.candidate.v);
  }
  const wire::Wire& wire = wire::wire_of(dialect_of(kind_, *attempt.request));
  auto decoder = decoder_for(wire, *attempt.request);
  co_await fetch_key();
  CO_TRY(auto request, request_of(attempt));
  const net::ClientLimits limits{attempt.limits.connect, attempt.limits.first_byte, attempt.limits.between_events,
                                 attempt.limits.total};
  auto response = co_await client_.send(target_, std::move(request), limits, cancel);
  if (!response) {
    remember(response.error());
    co_return std::unexpected(std::move(response).error().prefixed(spec_.name));
  }
  answered_ = true;
  down_until_ = {};
  auto answer = std::make_unique<HttpAnswer>(std::move(*response), std::move(decoder));
  if (answer->status() >= 300) co_await answer->read_error(wire, cancel);
  co_return std::unique_ptr<Answer>(std::move(answer));
}

// Only an upstream that cannot be reached is down: a slow answer or a client that left says nothing about it.
void HttpBackend::remember(const Error& error) {
  if (error.kind != ErrorKind::unavailable) return;
  down_until_ = loop_.now() + down_for;
  reason_ = error.message;
}

Task<Result<std::vector<Served>>> HttpBackend::list(Cancel& cancel) {
  net::ClientRequest request;
  request.method = "GET";
  request.path = "/v1/models";
  request.headers.add("User-Agent", "weir/" WEIR_VERSION);
  kind_.own_headers(request.headers);
  co_await fetch_key();
  CO_TRY(auto key, keys_.key(spec_.name, origin_));
  if (key) kind_.authorise(request.headers, *key);
  const net::ClientLimits limits{Millis{limits::connect_ms}, Millis{10'000}, Millis{10'000}, Millis{20'000}};
  CO_TRY(auto response, co_await client_.send(target_, std::move(request), limits, cancel));
  CO_TRY(auto body, co_await response->rest(limits::whole_body_bytes, cancel));
  if (response->status() != 200) {
    co_return fail(ErrorKind::unavailable,
                   spec_.name + " answers " + std::to_string(response->status()) + " for its models");
  }
  co_return kind_.read_list(body);
}

}  // namespace

Result<std::unique_ptr<Backend>> make_http(const HttpKind& kind, HttpSpec spec, net::Client& client,
                                           const access::KeyRing& keys, Loop& loop) {
  TRY(auto target, net::parse_target(spec.base_url));
  TRY(auto origin, access::origin_of(spec.base_url));
  target.ca_file = spec.ca_file;
  return std::make_unique<HttpBackend>(kind, std::move(spec), std::move(target), std::move(origin), client, keys, loop);
}

}  // namespace weir::backend
