// What the fuzzers of the dialects share. Each input is one of: a client's body, an upstream's stream, a whole
// answer, a refusal; its first byte says which, the two behind it where a stream is cut.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "check.h"
#include "edits_plain.h"
#include "json_plain.h"
#include "split.h"
#include "wire/wire.h"
#include "wire_answers.h"

namespace weir::fuzz {

// What is deeper than weir reads by itself may be written all the same: arguments that were text become an object.
inline void must_be_json(const std::string& text) {
  const auto json = Json::parse(text);
  check(json || json.error().kind == ErrorKind::too_large);
}

// The edited body reads as the body with the same done to its values.
inline void must_read_as(const std::string& edited, const Plain& meant) {
  const auto read = PlainReader(edited, 2 * limits::json_depth).read();
  check(read && same(*read, meant));
}

inline Plain plain(const std::string& body) {
  auto read = PlainReader(body, limits::json_depth).read();
  check(read.has_value());
  return *std::move(read);
}

// Every path points at something; dropping any of the parts, or all, does that and nothing else.
inline void try_edits(const chat::Request& request, const std::string& body) {
  const std::vector<Wish> model = {{Act::set_model, "/model", "another \" model", "fuzz"}};
  std::vector<Wish> drops, all = model;
  for (const auto& message : request.messages) {
    for (const auto& part : message.parts) {
      const bool again = !drops.empty() && drops.back().path == part.path;
      if (!part.path.empty() && !again) drops.push_back({Act::drop_block, part.path, "", "fuzz"});
    }
    if (!message.path.empty()) all.push_back({Act::append_text, message.path, "ta\nil", "fuzz"});
  }
  if (drops.size() > 6) drops.resize(6);
  if (all.size() > 4) all.resize(4);
  all.insert(all.end(), drops.begin(), drops.end());
  const Plain before = plain(body);
  std::vector<Wish> sound;
  for (const Wish& wish : all) {
    const auto edits = wire::edits_for(*request.body, std::vector<Wish>{wish});
    check(edits || wish.act == Act::append_text);  // a message may have no content to append to
    if (!edits) continue;
    Plain meant = before;
    grant(meant, wish);
    must_read_as(weir::apply(body, *edits), meant);
    sound.push_back(wish);
  }
  const auto together = wire::edits_for(*request.body, sound);
  check(together.has_value());
  Plain meant = before;
  for (const Wish& wish : sound) {
    if (wish.act != Act::drop_block) grant(meant, wish);
  }
  for (const Wish& wish : std::views::reverse(sound)) {  // the last first: places before it stay what they were
    if (wish.act == Act::drop_block) grant(meant, wish);
  }
  must_read_as(weir::apply(body, *together), meant);
}

inline void try_request(const wire::Wire& wire, std::string body) {
  HttpHead head;
  head.path = "/v1/messages";
  const auto request = wire.decode(head, std::make_shared<const std::string>(std::move(body)));
  if (!request) {
    check(!request.error().message.empty());
    return;
  }
  try_edits(*request, *request->body);
  for (const wire::Wire* other : wire::wires()) {
    wire::EncodeOptions options;
    options.model = "up";
    options.stream = request->stream;
    const auto encoded = other->encode(*request, options);
    if (!encoded) continue;
    must_be_json(encoded->body);
    // What was written is a request of that dialect.
    const auto again = other->decode(head, std::make_shared<const std::string>(encoded->body));
    check(again || again.error().kind == ErrorKind::too_large);
  }
}

inline void try_error(const wire::Wire& wire, std::string_view body) {
  const auto error = wire.read_error(400, {}, body);
  check(!error.message.empty());
  for (const wire::Wire* client : wire::wires()) must_be_json(client->error_body(error));
}

inline int run(const wire::Wire& wire, const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const Input in = input_of(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      try_request(wire, std::string(in.bytes));
      break;
    case 1:
      try_stream(wire, in);
      break;
    case 2:
      try_whole(wire, in);
      break;
    default:
      try_error(wire, in.bytes);
      try_known(wire, in);
      break;
  }
  return 0;
}

}  // namespace weir::fuzz
