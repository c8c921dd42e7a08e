// Collected: an answer's events put together, for clients that did not ask for a stream.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "chat/event.h"

namespace weir::wire {

struct Collected {
  struct Block {
    enum class Kind { text, thinking, redacted, tool };
    Kind kind = Kind::text;
    int index = 0;
    std::string text;  // arguments of a tool call, data of a redacted block
    std::string signature, id, name;
  };
  std::vector<Block> blocks;
  chat::Usage usage;
  chat::StopReason stop = chat::StopReason::unknown;
  std::string stop_sequence;

  void add(const chat::Event& event);
  bool calls_tools() const;
  // All blocks of one kind, one behind the other.
  std::string joined(Block::Kind kind) const;

 private:
  Block& block(Block::Kind kind, int index);
};

// A call's arguments as one JSON object: "{}" when there are none; what is no object is put into one, so that the
// client's JSON stays whole and its tool refuses the call by itself.
std::string as_object(std::string_view arguments);
bool is_object_text(std::string_view text);

}  // namespace weir::wire
