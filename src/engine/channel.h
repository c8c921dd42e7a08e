// Channel: frames over our end of the socket pair. send() from any thread; receive() from one. When weir is gone
// there is nobody to work for: both end the process at once, so no engine outlives its weir.
#pragma once
#include <mutex>

#include "base/frames.h"
#include "common.h"
#include "json.h"

namespace weir::engine {

using json = common_json;

class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  void send(frames::Type type, std::uint32_t stream, const json& payload);
  void error(std::uint32_t stream, std::string_view cls, const std::string& message);
  frames::Frame receive();  // blocks; does not return when the peer is gone

 private:
  int fd_;
  std::mutex writing_;
  frames::Decoder decoder_;
};

// One line without control characters, short enough for a status line.
std::string one_line(std::string_view text);

}  // namespace weir::engine
