// The engine's frames of one stream as chat events. One reader per answer: it numbers the blocks.
#pragma once
#include <string>
#include <vector>

#include "base/frames.h"
#include "base/json.h"
#include "base/result.h"
#include "chat/event.h"

namespace weir::backend {

class EngineEvents {
 public:
  EngineEvents(std::string id, std::string model) : id_(std::move(id)), model_(std::move(model)) {}
  // Errors: protocol, when the payload is not what base/frames.h promises.
  Result<std::vector<chat::Event>> read(const frames::Frame& frame);

 private:
  enum class Block { none, text, thinking };
  chat::Event event(chat::Event::Kind kind) const;
  void close(std::vector<chat::Event>& out);
  void piece(std::vector<chat::Event>& out, Block block, std::string text);
  void call(std::vector<chat::Event>& out, const Json& json);
  chat::Event begin(const Json& json) const;
  chat::Event usage(const Json& json) const;
  chat::Event finish(const Json& json) const;

  std::string id_, model_;
  Block open_ = Block::none;
  int index_ = 0;
};

// An error frame's payload.
Result<chat::UpstreamError> read_engine_error(std::string_view payload);

}  // namespace weir::backend
