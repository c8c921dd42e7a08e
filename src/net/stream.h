// ByteStream: one connected socket, whatever its kind: TCP, TLS over TCP, Unix. Internal to net/. It starts single
// operations; waiting, deadlines and whole writes are Link's.
#pragma once
#include <array>
#include <memory>

#include "net/core.h"

namespace weir::net {

enum class Peek { nothing, bytes, gone };
using WriteParts = std::array<asio::const_buffer, 3>;  // gathered into one system call where the kind allows

class ByteStream {
 public:
  virtual ~ByteStream() = default;  // closes; with operations pending: close() and await them first
  virtual void read_some(asio::mutable_buffer into, Completion& done) = 0;
  virtual void write_some(const WriteParts& parts, Completion& done) = 0;
  virtual void wait_readable(Completion& done) = 0;  // of the socket, below TLS
  virtual Peek peek() = 0;                           // likewise; takes nothing
  virtual void interrupt() = 0;                      // pending operations end with operation_aborted
  virtual void shutdown_send() = 0;
  virtual void close() = 0;  // and they end likewise; harmless twice
};

// A socket that is connected, or that its owner connects before it is read and written.
std::unique_ptr<ByteStream> make_stream(tcp::socket socket);
std::unique_ptr<ByteStream> make_stream(local::socket socket);

Peek peek_descriptor(int descriptor);  // a connected, non-blocking or blocking socket

// Sockets by reference and streams over them: one body for TCP and Unix.
template <class Socket>
class SocketStream final : public ByteStream {
 public:
  explicit SocketStream(Socket socket) : socket_(std::move(socket)) {}
  Socket& socket() { return socket_; }
  void read_some(asio::mutable_buffer into, Completion& done) override {
    socket_.async_read_some(into, completing(done));
  }
  void write_some(const WriteParts& parts, Completion& done) override {
    socket_.async_write_some(parts, completing(done));
  }
  void wait_readable(Completion& done) override { socket_.async_wait(Socket::wait_read, completing(done)); }
  Peek peek() override { return socket_.is_open() ? peek_descriptor(socket_.native_handle()) : Peek::gone; }
  void interrupt() override {
    error_code ignored;
    socket_.cancel(ignored);
  }
  void shutdown_send() override {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
  }
  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
};

}  // namespace weir::net
