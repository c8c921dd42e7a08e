// TLS towards upstreams: contexts and the stream. Internal to net/. TLS 1.2 or newer, the peer's certificate checked
// against the system's roots (and a CA file's), its name against the host.
#pragma once
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <map>
#include <string>

#include "base/result.h"
#include "net/stream.h"

namespace weir::net {

class TlsStream final : public ByteStream {
 public:
  TlsStream(IoCore& io, asio::ssl::context& context) : stream_(tcp::socket(io.context), context) {}
  tcp::socket& socket() { return stream_.next_layer(); }
  // Before the handshake: whom the certificate must name. False: the host cannot be named (OpenSSL refused it).
  bool expect_host(const std::string& host);
  void handshake(Completion& done) { stream_.async_handshake(asio::ssl::stream_base::client, completing(done)); }
  std::string verify_text();  // why the certificate was refused, or ""

  void read_some(asio::mutable_buffer into, Completion& done) override {
    stream_.async_read_some(into, completing(done));
  }
  void write_some(const WriteParts& parts, Completion& done) override {
    stream_.async_write_some(parts, completing(done));
  }
  void wait_readable(Completion& done) override { socket().async_wait(tcp::socket::wait_read, completing(done)); }
  Peek peek() override;
  void interrupt() override;
  void shutdown_send() override {}  // close() says it
  void close() override;

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

// One context per CA file, made when first needed, kept.
class TlsContexts {
 public:
  Result<asio::ssl::context*> get(const std::string& ca_file);  // errors: unavailable (the file cannot be read)

 private:
  std::map<std::string, asio::ssl::context> contexts_;
};

}  // namespace weir::net
