// Blocking reads and writes of frames.
#include "engine/channel.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace weir::engine {
namespace {

constexpr std::size_t line_bytes = 300;

[[noreturn]] void leave(int code) { _exit(code); }  // no destructors: worker threads are still in llama.cpp

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) leave(0);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

void Channel::send(frames::Type type, std::uint32_t stream, const json& payload) {
  // dump_safe: a model may stop inside a UTF-8 sequence
  const std::string bytes = frames::encode(type, stream, payload.dump_safe());
  const std::lock_guard lock(writing_);
  write_all(fd_, bytes);
}

void Channel::error(std::uint32_t stream, std::string_view cls, const std::string& message) {
  send(frames::Type::error, stream, json{{"class", std::string(cls)}, {"message", one_line(message)}});
}

frames::Frame Channel::receive() {
  std::array<char, 65536> buffer;
  while (true) {
    if (auto frame = decoder_.next()) return std::move(*frame);
    if (decoder_.broken()) leave(2);
    const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) leave(0);
    decoder_.feed({buffer.data(), static_cast<std::size_t>(n)});
  }
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, line_bytes)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control)
      out.push_back(c);
    else if (!out.empty() && out.back() != ' ')
      out.push_back(' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace weir::engine
