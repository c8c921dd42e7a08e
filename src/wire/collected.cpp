// See collected.h.
#include "wire/collected.h"

#include <algorithm>

#include "base/json.h"
#include "base/json_writer.h"

namespace weir::wire {

using chat::Event;

Collected::Block& Collected::block(Block::Kind kind, int index) {
  if (blocks.empty() || blocks.back().kind != kind || blocks.back().index != index) {
    Block& fresh = blocks.emplace_back();
    fresh.kind = kind;
    fresh.index = index;
  }
  return blocks.back();
}

void Collected::add(const Event& event) {
  switch (event.kind) {
    case Event::Kind::start:
    case Event::Kind::usage:
      usage.merge(event.usage);
      break;
    case Event::Kind::text:
      block(Block::Kind::text, event.index).text += event.text;
      break;
    case Event::Kind::thinking:
      block(Block::Kind::thinking, event.index).text += event.text;
      break;
    case Event::Kind::signature:
      block(Block::Kind::thinking, event.index).signature += event.text;
      break;
    case Event::Kind::redacted:
      block(Block::Kind::redacted, event.index).text += event.text;
      break;
    case Event::Kind::tool_start: {
      Block& call = block(Block::Kind::tool, event.index);
      call.id = event.id;
      call.name = event.name;
      break;
    }
    case Event::Kind::tool_arguments:
      block(Block::Kind::tool, event.index).text += event.text;
      break;
    case Event::Kind::finish:
      stop = event.stop;
      stop_sequence = event.stop_sequence;
      break;
    default:
      break;
  }
}

bool Collected::calls_tools() const {
  return std::ranges::any_of(blocks, [](const Block& b) { return b.kind == Block::Kind::tool; });
}

std::string Collected::joined(Block::Kind kind) const {
  std::string out;
  for (const Block& b : blocks) {
    if (b.kind == kind) out += b.text;
  }
  return out;
}

bool is_object_text(std::string_view text) {
  const auto json = Json::parse(text);
  return json && json->root().is_object();
}

std::string as_object(std::string_view arguments) {
  if (arguments.find_first_not_of(" \t\r\n") == std::string_view::npos) return "{}";
  if (is_object_text(arguments)) return std::string(arguments);
  JsonWriter w;
  w.object().field("arguments", arguments).end();
  return w.take();
}

}  // namespace weir::wire
