// Holds a tool call until it is whole: from its first event nothing goes on until each open call has ended with
// arguments that are valid JSON. A cut inside then leaves no half call with the client. Order is kept; frames that
// hold no call pass at once.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "chat/event.h"

namespace weir::relay {

class HoldTools {
 public:
  // The frames that may go on now, in order. Errors: protocol (arguments that are no JSON object), too_large.
  Result<std::vector<chat::Frame>> pass(chat::Frame frame);
  bool holding() const { return !held_.empty(); }

 private:
  Result<void> look(const chat::Event& event);
  std::map<int, std::string> open_;  // block index, arguments so far
  std::vector<chat::Frame> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace weir::relay
