// Shared by the tests of this folder: bodies in, events in short words out. Not part of the house.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "wire/wire.h"

namespace weir::wire::testing {

inline Result<chat::Request> decode(chat::Dialect dialect, std::string body, std::string path = "/v1/x",
                                    Headers headers = {}) {
  HttpHead head;
  head.method = "POST";
  head.path = std::move(path);
  head.headers = std::move(headers);
  return wire_of(dialect).decode(head, std::make_shared<const std::string>(std::move(body)));
}

inline chat::Request must_decode(chat::Dialect dialect, std::string body) {
  auto request = decode(dialect, std::move(body));
  EXPECT_TRUE(request.has_value()) << (request ? "" : request.error().message);
  return request ? *std::move(request) : chat::Request{};
}

inline Encoded must_encode(chat::Dialect dialect, const chat::Request& request, EncodeOptions options = {}) {
  if (options.model.empty()) options.model = "up";
  auto encoded = wire_of(dialect).encode(request, options);
  EXPECT_TRUE(encoded.has_value()) << (encoded ? "" : encoded.error().message);
  if (!encoded) return {};
  EXPECT_TRUE(Json::parse(encoded->body).has_value()) << encoded->body;
  return *std::move(encoded);
}

// JSON text without the spaces of a test's layout: what is compared is the value.
inline void write_compact(JsonValue value, std::string& out) {
  if (value.is_object()) {
    out += '{';
    for (const JsonValue member : value) {
      if (out.back() != '{') out += ',';
      out += member.key() + ":";
      write_compact(member, out);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const JsonValue child : value) {
      if (out.back() != '[') out += ',';
      write_compact(child, out);
    }
    out += ']';
  } else {
    out += value.is_string() ? "'" + value.string() + "'" : std::string(value.raw());
  }
}
inline std::string compact(JsonValue value) {
  std::string out;
  write_compact(value, out);
  return out;
}
inline std::string compact(std::string_view json, std::string_view pointer = "") {
  const auto parsed = Json::parse(json);
  if (!parsed) return "no JSON: " + std::string(json);
  return compact(parsed->root().at_pointer(pointer));
}

inline std::string usage_words(const chat::Usage& usage) {
  std::string out;
  const auto say = [&](std::string_view word, const std::optional<Tokens>& n) {
    if (n) out += " " + std::string(word) + "=" + std::to_string(n->n);
  };
  say("in", usage.input);
  say("read", usage.cache_read);
  say("write", usage.cache_write);
  say("out", usage.output);
  say("think", usage.reasoning);
  return out;
}

inline std::string words(const chat::Event& event) {
  using Kind = chat::Event::Kind;
  const std::string at = std::to_string(event.index);
  switch (event.kind) {
    case Kind::start:
      return "start " + event.id + " " + event.model + usage_words(event.usage);
    case Kind::text:
      return at + " text " + event.text;
    case Kind::thinking:
      return at + " thinking " + event.text;
    case Kind::signature:
      return at + " signature " + event.text;
    case Kind::redacted:
      return at + " redacted " + event.text;
    case Kind::tool_start:
      return at + " tool " + event.id + " " + event.name;
    case Kind::tool_arguments:
      return at + " args " + event.text;
    case Kind::block_stop:
      return at + " stop";
    case Kind::usage:
      return "usage" + usage_words(event.usage);
    case Kind::finish:
      return "finish " + std::string(chat::name(event.stop)) +
             (event.stop_sequence.empty() ? "" : " " + event.stop_sequence);
    case Kind::end:
      return "end";
    case Kind::ping:
      return "ping";
    case Kind::error:
      return "error " + std::string(event.error ? chat::name(event.error->cls) : "?") + " " +
             (event.error ? event.error->message : "");
    case Kind::unknown:
      return "unknown " + event.text;
  }
  return "?";
}

using Words = std::vector<std::string>;

inline Words words(const std::vector<chat::Event>& events) {
  Words out;
  for (const auto& event : events) out.push_back(words(event));
  return out;
}

struct Sse {
  std::string name, data;
};

inline std::vector<chat::Event> decode_stream(chat::Dialect dialect, const std::vector<Sse>& stream) {
  const auto decoder = wire_of(dialect).answer_decoder();
  std::vector<chat::Event> out;
  for (const Sse& sse : stream) {
    auto events = decoder->event(sse.name, sse.data);
    EXPECT_TRUE(events.has_value()) << (events ? "" : events.error().message);
    if (events) out.insert(out.end(), events->begin(), events->end());
  }
  return out;
}

inline std::vector<chat::Event> decode_whole(chat::Dialect dialect, std::string_view body) {
  auto events = wire_of(dialect).answer_decoder()->whole(body);
  EXPECT_TRUE(events.has_value()) << (events ? "" : events.error().message);
  return events ? *std::move(events) : std::vector<chat::Event>{};
}

inline std::string encode_answer(chat::Dialect dialect, const AnswerContext& context,
                                 const std::vector<chat::Event>& events) {
  const auto encoder = wire_of(dialect).answer_encoder(context);
  std::string out;
  for (const auto& event : events) out += encoder->event(event);
  return out;
}

// Cuts written bytes into events as a client would. Every event must be whole.
inline std::vector<Sse> split(std::string_view bytes) {
  std::vector<Sse> out;
  while (!bytes.empty()) {
    const auto end = bytes.find("\n\n");
    EXPECT_NE(end, std::string_view::npos) << "an event without its blank line";
    if (end == std::string_view::npos) break;
    std::string_view block = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    Sse sse;
    while (!block.empty()) {
      const auto line_end = std::min(block.find('\n'), block.size());
      const std::string_view line = block.substr(0, line_end);
      block.remove_prefix(std::min(line_end + 1, block.size()));
      if (line.starts_with("event: "))
        sse.name = line.substr(7);
      else if (line.starts_with("data: "))
        sse.data += line.substr(6);
      else
        EXPECT_TRUE(line.starts_with(":")) << line;
    }
    if (!sse.data.empty()) out.push_back(sse);
  }
  return out;
}

// Pieces of one block joined: how a stream was cut is no part of what it says.
inline std::vector<chat::Event> joined(const std::vector<chat::Event>& events) {
  using Kind = chat::Event::Kind;
  std::vector<chat::Event> out;
  for (const auto& event : events) {
    const bool piece = event.kind == Kind::text || event.kind == Kind::thinking || event.kind == Kind::signature ||
                       event.kind == Kind::tool_arguments;
    if (piece && !out.empty() && out.back().kind == event.kind && out.back().index == event.index) {
      out.back().text += event.text;
    } else {
      out.push_back(event);
    }
  }
  return out;
}

inline constexpr auto kMessages = chat::Dialect::messages;
inline constexpr auto kChat = chat::Dialect::chat;
inline constexpr auto kCompletions = chat::Dialect::completions;

}  // namespace weir::wire::testing
