// The filter is a small state: which calls are open, and what waits behind them.
#include "relay/filters/hold_tools.h"

#include "base/json.h"
#include "base/limits.h"

namespace weir::relay {

Result<void> HoldTools::look(const chat::Event& event) {
  using enum chat::Event::Kind;
  if (event.kind == tool_start) {
    open_[event.index];
  } else if (event.kind == tool_arguments) {
    open_[event.index] += event.text;
  } else if (event.kind == block_stop) {
    auto it = open_.find(event.index);
    if (it == open_.end()) return {};
    // A call without parameters may come without a byte of arguments.
    const std::string arguments = it->second.empty() ? "{}" : it->second;
    auto doc = Json::parse(arguments);
    if (!doc || !doc->root().is_object())
      return fail(ErrorKind::protocol, "a tool call's arguments are not a JSON object");
    open_.erase(it);
  }
  return {};
}

Result<std::vector<chat::Frame>> HoldTools::pass(chat::Frame frame) {
  for (const chat::Event& event : frame.events) { TRY_VOID(look(event)); }
  std::vector<chat::Frame> out;
  if (open_.empty() && held_.empty()) {
    out.push_back(std::move(frame));
    return out;
  }
  held_bytes_ += frame.raw.size();
  for (const chat::Event& event : frame.events) held_bytes_ += event.text.size();
  if (held_bytes_ > limits::tool_call_bytes) return fail(ErrorKind::too_large, "a tool call is larger than weir holds");
  held_.push_back(std::move(frame));
  if (!open_.empty()) return out;
  held_bytes_ = 0;
  return std::exchange(held_, {});
}

}  // namespace weir::relay
