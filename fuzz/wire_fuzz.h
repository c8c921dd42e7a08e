// What the fuzzers of the dialects share. Each input is one of: a client's body, an upstream's stream, a whole
// answer, a refusal. What must hold is said by MUST: it stops the fuzzer, also without asserts.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "wire/wire.h"

namespace weir::fuzz {

#define MUST(condition)                 \
  do {                                  \
    if (!(condition)) __builtin_trap(); \
  } while (false)

// What is deeper than weir reads by itself may be written all the same: arguments that were text become an object.
inline void must_be_json(const std::string& text) {
  const auto json = Json::parse(text);
  MUST(json || json.error().kind == ErrorKind::too_large);
}

// Every path points at something; dropping any of the parts, or all, leaves JSON.
inline void try_edits(const chat::Request& request) {
  std::vector<Wish> all = {{Act::set_model, "/model", "another \" model", "fuzz"}};
  for (const auto& message : request.messages) {
    for (const auto& part : message.parts) {
      if (!part.path.empty()) all.push_back({Act::drop_block, part.path, "", "fuzz"});
    }
    if (!message.path.empty()) all.push_back({Act::append_text, message.path, "tail", "fuzz"});
  }
  std::vector<Wish> sound;
  for (const Wish& wish : all) {
    const auto edits = wire::edits_for(*request.body, std::vector<Wish>{wish});
    MUST(edits || wish.act == Act::append_text);  // a message may have no content to append to
    if (!edits) continue;
    must_be_json(weir::apply(*request.body, *edits));
    sound.push_back(wish);
    if (sound.size() > 16) break;
  }
  const auto together = wire::edits_for(*request.body, sound);
  MUST(together);
  must_be_json(weir::apply(*request.body, *together));
}

inline void try_request(const wire::Wire& wire, std::string body) {
  HttpHead head;
  head.path = "/v1/messages";
  const auto request = wire.decode(head, std::make_shared<const std::string>(std::move(body)));
  if (!request) {
    MUST(!request.error().message.empty());
    return;
  }
  try_edits(*request);
  for (const wire::Wire* other : wire::wires()) {
    wire::EncodeOptions options;
    options.model = "up";
    options.stream = request->stream;
    const auto encoded = other->encode(*request, options);
    if (!encoded) continue;
    must_be_json(encoded->body);
    // What was written is a request of that dialect.
    const auto again = other->decode(head, std::make_shared<const std::string>(encoded->body));
    MUST(again || again.error().kind == ErrorKind::too_large);
  }
}

// Writes the events for every client; what is written for one that streams is split and parsed as it would be.
inline void write_all(const std::vector<chat::Event>& events) {
  for (const wire::Wire* client : wire::wires()) {
    for (const bool stream : {false, true}) {
      wire::AnswerContext context;
      context.stream = stream;
      context.id = "F";
      const auto encoder = client->answer_encoder(context);
      std::string out;
      for (const auto& event : events) out += encoder->event(event);
      if (!stream) {
        if (!out.empty()) must_be_json(out);
        continue;
      }
      std::string_view rest = out;
      while (!rest.empty()) {
        const auto end = rest.find("\n\n");
        MUST(end != std::string_view::npos);
        const std::string_view frame = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        const auto data = frame.find("data: ");
        if (frame.starts_with(":") || frame.ends_with("[DONE]")) continue;
        MUST(data != std::string_view::npos);
        must_be_json(std::string(frame.substr(data + 6)));
      }
    }
  }
}

// At most one block is open, indexes rise, and nothing follows a block_stop in that block.
inline void check_order(const std::vector<chat::Event>& events) {
  using Kind = chat::Event::Kind;
  int closed = -1, open = -1;
  for (const auto& event : events) {
    const bool inside = event.kind == Kind::text || event.kind == Kind::thinking || event.kind == Kind::signature ||
                        event.kind == Kind::redacted || event.kind == Kind::tool_start ||
                        event.kind == Kind::tool_arguments;
    if (inside) {
      MUST(event.index > closed && (open == -1 || open == event.index));
      open = event.index;
    } else if (event.kind == Kind::block_stop) {
      MUST(open == -1 || open == event.index);
      closed = event.index;
      open = -1;
    }
  }
}

// One line of the input is the data of one event.
inline void try_stream(const wire::Wire& wire, std::string_view lines) {
  const auto decoder = wire.answer_decoder();
  std::vector<chat::Event> events;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    auto some = decoder->event("", lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!some) break;
    events.insert(events.end(), some->begin(), some->end());
  }
  check_order(events);
  write_all(events);
}

inline void try_whole(const wire::Wire& wire, std::string_view body) {
  const auto events = wire.answer_decoder()->whole(body);
  if (!events) return;
  check_order(*events);
  write_all(*events);
}

inline void try_error(const wire::Wire& wire, std::string_view body) {
  const auto error = wire.read_error(400, {}, body);
  MUST(!error.message.empty());
  for (const wire::Wire* client : wire::wires()) must_be_json(client->error_body(error));
}

inline int run(const wire::Wire& wire, const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      try_request(wire, text);
      break;
    case 1:
      try_stream(wire, text);
      break;
    case 2:
      try_whole(wire, text);
      break;
    default:
      try_error(wire, text);
      break;
  }
  return 0;
}

}  // namespace weir::fuzz
