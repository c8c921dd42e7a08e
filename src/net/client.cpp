// Client: connections from the pool or new ones, one request each.
#include "net/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "net/client_connection.h"
#include "net/client_pool.h"
#include "net/connect.h"

namespace weir::net {

namespace {

std::string host_header(const Target& target) {
  if (target.scheme == "unix") return "localhost";
  const auto host = target.host.contains(':') ? "[" + target.host + "]" : target.host;
  const unsigned usual = target.scheme == "https" ? 443 : 80;
  return target.port == usual ? host : fmt::format("{}:{}", host, target.port);
}

std::string origin_of(const Target& target) {
  return fmt::format("{}|{}|{}|{}", target.scheme, target.host, target.port, target.ca_file);
}

Result<std::string> request_head(const Target& target, const ClientRequest& request) {
  const auto path = target.prefix + request.path;
  if (!is_token(request.method)) return fail(ErrorKind::invalid, "the request's method is not a word");
  if (!is_target(path))
    return fail(ErrorKind::invalid, "the request's path does not begin with / or is not plain ASCII");
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, path, host_header(target));
  auto headers = request.headers;
  headers.remove("host");
  TRY_VOID(append_headers(out, headers));
  const bool may_have_body = request.method != "GET" && request.method != "HEAD";
  if (may_have_body || !request.body.empty()) out += fmt::format("Content-Length: {}\r\n", request.body.size());
  return out + "\r\n";
}

bool only_asks(const std::string& method) { return method == "GET" || method == "HEAD"; }

class Response final : public ClientResponse {
 public:
  Response(std::shared_ptr<Pool> pool, std::shared_ptr<ClientConnection> connection, ResponseHead head)
      : pool_(std::move(pool)), connection_(std::move(connection)), head_(std::move(head)) {
    give_back();
  }
  ~Response() override {
    if (!connection_) return;
    connection_->decode_buffered();
    give_back();
    if (connection_) connection_->close();
  }

  int status() const override { return head_.status; }
  const Headers& headers() const override { return head_.headers; }

  Task<Result<std::optional<std::string>>> next(Cancel& cancel) override {
    if (failed_) co_return std::unexpected(*failed_);
    if (!connection_) co_return std::nullopt;
    auto bytes = co_await connection_->next(cancel);
    note(bytes);
    if (!bytes) co_return std::unexpected(std::move(bytes).error());
    if (bytes->empty()) co_return std::nullopt;
    co_return std::move(*bytes);
  }

  Task<Result<std::string>> rest(std::size_t limit, Cancel& cancel) override {
    if (failed_) co_return std::unexpected(*failed_);
    if (!connection_) co_return std::string();
    auto bytes = co_await connection_->rest(limit, cancel);
    note(bytes);
    co_return bytes;
  }

 private:
  void note(const Result<std::string>& bytes) {
    if (!bytes) failed_ = bytes.error();
    give_back();
  }
  void give_back() {
    if (!connection_->ended()) return;
    if (connection_->keepable())
      pool_->put(connection_);
    else
      connection_->close();
    connection_ = nullptr;
  }

  std::shared_ptr<Pool> pool_;
  std::shared_ptr<ClientConnection> connection_;  // null after the end
  ResponseHead head_;
  std::optional<Error> failed_;
};

struct ClientCore {
  explicit ClientCore(IoCore& core) : io(core), connector(core), pool(std::make_shared<Pool>(core)) {}
  IoCore& io;
  Connector connector;
  std::shared_ptr<Pool> pool;
};

class ClientImpl final : public Client {
 public:
  explicit ClientImpl(IoCore& io) : core_(std::make_shared<ClientCore>(io)) {}
  ~ClientImpl() override {
    core_->pool->close();
    core_->io.settle();
  }
  Task<Result<std::unique_ptr<ClientResponse>>> send(Target target, ClientRequest request, ClientLimits limits,
                                                     Cancel& cancel) override {
    return send_by(core_, std::move(target), std::move(request), limits, cancel);
  }

 private:
  static Task<Result<std::unique_ptr<ClientResponse>>> send_by(std::shared_ptr<ClientCore> core, Target target,
                                                               ClientRequest request, ClientLimits limits,
                                                               Cancel& cancel) {
    CO_TRY(std::string head, request_head(target, request));
    if (cancel.requested()) co_return fail(ErrorKind::cancelled, "the one who asked went away");
    ClientConnection::Out out{request.method, std::move(head), std::move(request.body)};
    const auto origin = origin_of(target);
    auto connection = core->pool->take(origin);
    for (bool kept = connection != nullptr;; kept = false) {
      if (!connection) {
        CO_TRY(auto link, co_await core->connector.open(target, limits.connect, cancel));
        connection = std::make_shared<ClientConnection>(std::move(link), origin);
      }
      auto answer = co_await connection->ask(std::move(out), limits, cancel);
      if (answer) { co_return std::make_unique<Response>(core->pool, std::move(connection), std::move(*answer)); }
      // The upstream closed a kept connection just when we used it. What it may have read whole is not sent twice,
      // unless it only asks.
      const bool died_in_the_pool = kept && answer.error().kind == ErrorKind::closed && connection->nothing_came();
      if (!died_in_the_pool || (connection->written_whole() && !only_asks(request.method))) {
        co_return std::unexpected(std::move(answer).error());
      }
      out = connection->take_request();
      connection = nullptr;
    }
  }

  std::shared_ptr<ClientCore> core_;
};

}  // namespace

std::unique_ptr<Client> make_client(IoLoop& loop) { return std::make_unique<ClientImpl>(loop.core()); }

}  // namespace weir::net
