// One client connection and the exchange that runs on it. Internal to net/: server.cpp accepts, this reads heads and
// calls the handler, server_exchange.cpp is what the handler sees.
#pragma once
#include <ctime>
#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "net/body.h"
#include "net/http1.h"
#include "net/link.h"
#include "net/server.h"

namespace weir::net {

class Connection;

// What a listener's connections share; lives until the last of them has ended.
struct ServerCore {
  ServerCore(IoCore& core, Handler h, ServerTimes t = {})
      : io(core), handler(std::move(h)), times(t), pause(core.context) {}
  bool full() const;
  // Makes room by closing one that runs no exchange, if there is one: of those that never sent a whole head the oldest,
  // else the longest idle. A stranger's idle flood closes itself, not the tools that are at work.
  void evict();
  auto room();  // co_await: until a connection ended or the listener was stopped
  void room_made();
  const std::string& date();  // of now, as a header wants it

  IoCore& io;
  Handler handler;
  const ServerTimes times;
  std::list<Connection*> connections;
  std::size_t active = 0;
  bool draining = false;
  asio::steady_timer pause;  // of the accept loop, when descriptors ran out

 private:
  std::coroutine_handle<> waits_for_room_;
  std::time_t date_at_ = 0;
  std::string date_;
};

// One pending wait for the socket to become readable, kept across requests: while an exchange runs it tells that the
// client left, between exchanges that the next request comes. One epoll registration serves both.
class ReadWatch final : public Completion {
 public:
  ReadWatch(ByteStream& stream, std::function<void()> meanwhile) : stream_(stream), meanwhile_(std::move(meanwhile)) {}
  void arm();
  auto settled();  // co_await: until no wait is pending; then `meanwhile` is not called

 private:
  void done() override;
  ByteStream& stream_;
  std::function<void()> meanwhile_;  // readable or closed, and nobody awaits settled(); may destroy all of this
  std::coroutine_handle<> waiter_;
  bool pending_ = false;
};

class Connection {
 public:
  Connection(ServerCore& server, std::unique_ptr<ByteStream> stream);
  Task<void> run();
  void close();          // the running exchange's gone() is requested
  void close_if_idle();  // between requests, not a byte of the next one there
  bool runs_exchange() const { return gone != nullptr; }
  bool has_asked() const { return asked_; }  // a whole head came, now or before
  TimePoint quiet_since() const { return quiet_since_; }
  void client_gone();  // requests gone() of the running exchange; may destroy *this

  ServerCore& core;
  Link link;
  InBuffer in;
  ReadWatch watch;
  std::shared_ptr<Cancel> gone;  // of the running exchange; shared, since request() may end that exchange

 private:
  Task<std::optional<RequestHead>> next_head();
  Task<bool> idle(Millis limit);
  Task<bool> serve_one(RequestHead head);
  Task<void> refuse(Refusal refusal);
  Task<void> linger();
  void looked_away();  // the watch fired while an exchange runs

  TimePoint quiet_since_ = SteadyClock::now();
  std::size_t served_ = 0;
  bool asked_ = false;
  bool idle_ = false;
  bool unread_ = false;  // the client may still be sending: read on a little before closing
};

class Exchange final : public ServerExchange {
 public:
  Exchange(Connection& connection, RequestHead request);
  const HttpHead& head() const override { return request_.http; }
  std::optional<std::uint64_t> content_length() const override;
  Task<Result<std::string>> read_body(std::size_t limit) override;
  Cancel& gone() override { return *gone_; }
  Task<Result<void>> respond(int status, Headers headers, std::string body) override;
  Task<Result<void>> start(int status, Headers headers) override;
  Task<Result<void>> write(std::string bytes) override;
  Task<Result<void>> finish() override;
  void abort() override;
  bool head_sent() const override { return state_ != State::unanswered; }

  // After the handler: answers what was not answered, cuts what was not finished, swallows a small unread body.
  Task<void> conclude();
  bool reusable() const { return state_ == State::finished && keep_ && body_ == Body::read; }
  bool left_unread() const { return body_ != Body::read; }

 private:
  enum class State { unanswered, streaming, finished };
  enum class Body { unread, reading, read, broken };
  enum class Carries { nothing, whole, chunks, until_close };  // the answer's body

  Pace body_pace() const;
  Task<Result<std::string>> take_body(std::size_t limit);
  Task<Result<void>> read_chunked(std::string& out, std::size_t limit, Pace pace);
  Task<Result<void>> invite_body();
  Result<std::string> answer_head(int status, const Headers& headers, std::optional<std::size_t> length);
  bool small_unread_body() const;
  Task<Result<void>> send(std::string_view a, std::string_view b, std::string_view c);

  Connection& connection_;
  RequestHead request_;
  std::shared_ptr<Cancel> gone_ = std::make_shared<Cancel>();
  State state_ = State::unanswered;
  Body body_;
  Carries carries_ = Carries::nothing;
  bool keep_ = false;
};

Task<void> serve(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream);

inline auto ServerCore::room() {
  struct Awaiter {
    ServerCore& core;
    bool await_ready() const noexcept { return !core.full(); }
    void await_suspend(std::coroutine_handle<> h) const noexcept { core.waits_for_room_ = h; }
    void await_resume() const noexcept {}
  };
  return Awaiter{*this};
}

inline auto ReadWatch::settled() {
  struct Awaiter {
    ReadWatch& watch;
    bool await_ready() const noexcept { return !watch.pending_; }
    void await_suspend(std::coroutine_handle<> h) const noexcept { watch.waiter_ = h; }
    void await_resume() const noexcept {}
  };
  return Awaiter{*this};
}

}  // namespace weir::net
