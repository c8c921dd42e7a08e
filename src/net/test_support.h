// For net's tests: blocking raw sockets, so that a test says exactly which bytes go when, and a loop that runs beside
// such a peer's thread. A raw socket waits at most ten seconds: a test that hangs fails.
#pragma once
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/task.h"
#include "net/core.h"
#include "net/stream.h"

namespace weir::net::test {

class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  }
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  RawSocket& operator=(RawSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~RawSocket() { close(); }
  int fd() const { return fd_; }

  // Small receive buffer: for a client that does not read.
  static RawSocket connect(unsigned port, int receive_buffer = 0) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0) ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr address{};
    std::memcpy(&address, &at, sizeof(address));
    if (::connect(fd, &address, sizeof(at)) != 0) throw std::runtime_error("connect");
    return RawSocket(fd);
  }

  // False when the peer is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  // What comes next; "" at the end, or when it was reset.
  std::string read_some() {
    if (!held_.empty()) return std::exchange(held_, {});
    std::string bytes(65536, '\0');
    const auto n = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("the peer sent nothing for 10 s");
    bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return bytes;
  }
  std::string read_all() {
    std::string all;
    for (auto piece = read_some(); !piece.empty(); piece = read_some()) all += piece;
    return all;
  }
  bool readable() const { return peek_descriptor(fd_) != Peek::nothing; }  // something, or its end
  // Up to and with the mark; the rest is kept. Less at the end.
  std::string read_until(std::string_view mark) {
    std::string all;
    for (;;) {
      if (const auto at = all.find(mark); at != std::string::npos) {
        held_ = all.substr(at + mark.size());
        all.resize(at + mark.size());
        return all;
      }
      const auto piece = read_some();
      if (piece.empty()) return all;
      all += piece;
    }
  }
  std::string read_exactly(std::size_t count) {
    std::string all;
    while (all.size() < count) {
      const auto piece = read_some();
      if (piece.empty()) return all;
      all += piece;
    }
    held_ = all.substr(count);
    all.resize(count);
    return all;
  }
  void shutdown_send() { ::shutdown(fd_, SHUT_WR); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void reset() {  // closes with RST
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close();
  }

 private:
  int fd_;
  std::string held_;
};

class RawListener {
 public:
  RawListener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr address{};
    std::memcpy(&address, &at, sizeof(address));
    socklen_t size = sizeof(address);
    if (::bind(fd_, &address, size) != 0 || ::listen(fd_, 64) != 0 || ::getsockname(fd_, &address, &size) != 0) {
      throw std::runtime_error("listen");
    }
    std::memcpy(&at, &address, sizeof(at));
    port_ = ntohs(at.sin_port);
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  ~RawListener() { close(); }
  RawListener(const RawListener&) = delete;
  RawListener& operator=(const RawListener&) = delete;
  unsigned port() const { return port_; }
  RawSocket accept() {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) throw std::runtime_error("nobody connected for 10 s");
    return RawSocket(fd);
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
  unsigned port_ = 0;
};

// A thread whose exceptions are test failures.
inline std::thread peer_thread(std::function<void()> peer) {
  return std::thread([body = std::move(peer)] {
    try {
      body();
    } catch (const std::exception& e) { ADD_FAILURE() << "peer: " << e.what(); }
  });
}

// Runs the loop until the peer has ended.
inline void run_beside(IoLoop& loop, std::function<void()> peer) {
  const auto work = asio::make_work_guard(loop.core().context);
  auto thread = peer_thread([&loop, body = std::move(peer)] {
    try {
      body();
    } catch (const std::exception& e) { ADD_FAILURE() << "peer: " << e.what(); }
    loop.post([&loop] { loop.stop(); });
  });
  loop.run();
  thread.join();
  loop.settle();  // what the peer's end set going comes home before the test looks
}

// Runs the loop until the task has ended.
template <class T>
T run(IoLoop& loop, Task<T> task) {
  std::optional<T> out;
  spawn([](IoLoop& l, Task<T> t, std::optional<T>& to) -> Task<void> {
    to.emplace(co_await std::move(t));
    l.stop();
  }(loop, std::move(task), out));
  loop.run();
  return std::move(*out);
}

}  // namespace weir::net::test
