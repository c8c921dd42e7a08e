// Frames to events.
#include "backend/engine/events.h"

#include <array>

#include "base/json.h"

namespace weir::backend {
namespace {

using Kind = chat::Event::Kind;
using Class = chat::UpstreamErrorClass;

struct NamedClass {
  std::string_view name;
  Class cls;
  int status;
};
constexpr std::array classes{
    NamedClass{"invalid_request", Class::invalid_request, 400},
    NamedClass{"context_overflow", Class::context_overflow, 400},
    NamedClass{"overloaded", Class::overloaded, 529},
    NamedClass{"server", Class::server, 500},
};

std::optional<Tokens> tokens(JsonValue value) {
  const auto n = value.integer();
  return n ? std::optional(Tokens{*n}) : std::nullopt;
}

chat::StopReason stop_of(std::string_view reason) {
  if (reason == "stop") return chat::StopReason::end_turn;
  if (reason == "length") return chat::StopReason::max_tokens;
  if (reason == "tool_calls") return chat::StopReason::tool_use;
  if (reason == "stop_sequence") return chat::StopReason::stop_sequence;
  return chat::StopReason::unknown;
}

}  // namespace

chat::Event EngineEvents::event(Kind kind) const {
  chat::Event out;
  out.kind = kind;
  out.index = index_;
  return out;
}

void EngineEvents::close(std::vector<chat::Event>& out) {
  if (open_ == Block::none) return;
  out.push_back(event(Kind::block_stop));
  ++index_;
  open_ = Block::none;
}

void EngineEvents::piece(std::vector<chat::Event>& out, Block block, std::string text) {
  if (open_ != block) close(out);
  open_ = block;
  chat::Event piece = event(block == Block::text ? Kind::text : Kind::thinking);
  piece.text = std::move(text);
  out.push_back(std::move(piece));
}

void EngineEvents::call(std::vector<chat::Event>& out, const Json& json) {
  close(out);
  chat::Event start = event(Kind::tool_start), arguments = event(Kind::tool_arguments);
  start.id = json["id"].string();
  start.name = json["name"].string();
  arguments.text = json["arguments"].string();
  out.push_back(std::move(start));
  out.push_back(std::move(arguments));
  out.push_back(event(Kind::block_stop));
  ++index_;
}

chat::Event EngineEvents::begin(const Json& json) const {
  chat::Event out = event(Kind::start);
  out.id = id_;
  out.model = model_;
  out.usage.input = tokens(json["prompt"]);
  return out;
}

chat::Event EngineEvents::usage(const Json& json) const {
  chat::Event out = event(Kind::usage);
  out.usage.input = tokens(json["prompt"]);
  out.usage.cache_read = tokens(json["cached"]);
  out.usage.output = tokens(json["output"]);
  return out;
}

chat::Event EngineEvents::finish(const Json& json) const {
  chat::Event out = event(Kind::finish);
  out.stop = stop_of(json["reason"].string());
  out.stop_sequence = json["stop_sequence"].string();
  return out;
}

Result<std::vector<chat::Event>> EngineEvents::read(const frames::Frame& frame) {
  TRY(const Json json, Json::parse(frame.payload));
  std::vector<chat::Event> out;
  switch (frame.type) {
    case frames::Type::begin:
      out.push_back(begin(json));
      break;
    case frames::Type::prefill:
    case frames::Type::writing:
      out.push_back(event(Kind::ping));
      break;
    case frames::Type::text:
      piece(out, Block::text, json["text"].string());
      break;
    case frames::Type::reasoning:
      piece(out, Block::thinking, json["text"].string());
      break;
    case frames::Type::tool:
      call(out, json);
      break;
    case frames::Type::usage:
      close(out);
      out.push_back(usage(json));
      break;
    case frames::Type::finish:
      out.push_back(finish(json));
      break;
    case frames::Type::end:
      out.push_back(event(Kind::end));
      break;
    case frames::Type::error: {
      out.push_back(event(Kind::error));
      TRY(out.back().error, read_engine_error(frame.payload));
      break;
    }
    default:
      return fail(ErrorKind::protocol, "the engine sent a frame that belongs to no answer");
  }
  return out;
}

Result<chat::UpstreamError> read_engine_error(std::string_view payload) {
  TRY(const Json json, Json::parse(payload));
  chat::UpstreamError out;
  out.message = json["message"].string("the local engine failed");
  const std::string cls = json["class"].string();
  for (const NamedClass& known : classes) {
    if (known.name != cls) continue;
    out.cls = known.cls;
    out.status = known.status;
  }
  return out;
}

}  // namespace weir::backend
