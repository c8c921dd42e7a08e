// The bytes of one server-sent event. Data written by this house is JSON on one line.
#pragma once
#include <string>
#include <string_view>

namespace weir::wire {

inline std::string sse_data(std::string_view data) { return "data: " + std::string(data) + "\n\n"; }
inline std::string sse_event(std::string_view name, std::string_view data) {
  return "event: " + std::string(name) + "\n" + sse_data(data);
}

}  // namespace weir::wire
