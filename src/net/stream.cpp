// Plain byte streams: TCP and Unix sockets.
#include "net/stream.h"

#include <sys/socket.h>

#include <cerrno>

namespace weir::net {

Peek peek_descriptor(int descriptor) {
  char byte = 0;
  const auto got = ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got > 0) return Peek::bytes;
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return Peek::nothing;
  return Peek::gone;
}

std::unique_ptr<ByteStream> make_stream(tcp::socket socket) {
  return std::make_unique<SocketStream<tcp::socket>>(std::move(socket));
}
std::unique_ptr<ByteStream> make_stream(local::socket socket) {
  return std::make_unique<SocketStream<local::socket>>(std::move(socket));
}

}  // namespace weir::net
