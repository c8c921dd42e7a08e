// wire: one protocol, both ways. A pair of files per dialect fills one Wire; registry.cpp lists them. A wire knows
// bytes and plain values; no sockets, no upstreams, no decisions. All functions are pure but for the decoder and
// encoder objects, which belong to one answer. Unknown fields and events are never an error: they travel.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/result.h"
#include "chat/edit.h"
#include "chat/event.h"
#include "chat/request.h"

namespace weir::wire {

// How a request is written for an upstream that speaks another dialect than the client.
struct EncodeOptions {
  std::string model;  // the upstream's own name of the model
  bool stream = false;
  Tokens max_tokens_default;                         // where the dialect demands one and the client named none
  std::string_view max_tokens_field = "max_tokens";  // chat: OpenAI's newer models want "max_completion_tokens"
};

// What was left out or changed in translation, for `weir why`: "dropped 2 thinking blocks: not made by this model".
struct Encoded {
  std::string body;
  std::vector<std::string> notes;
};

// Reads one answer of an upstream. Either the answer is streamed (event per SSE event) or it is whole.
class AnswerDecoder {
 public:
  virtual ~AnswerDecoder() = default;
  // One SSE event: name ("" when there was no event: line) and data (joined lines). Errors: protocol, when the data
  // is no JSON of this dialect; the caller then ends the attempt as cut.
  virtual Result<std::vector<chat::Event>> event(std::string_view name, std::string_view data) = 0;
  // A body that was not streamed: all events, `end` last; an error object inside a 200 gives one error event.
  virtual Result<std::vector<chat::Event>> whole(std::string_view body) = 0;
};

// What an encoder needs to know to write the client's answer.
struct AnswerContext {
  bool stream = false;
  std::string id;                        // x-weir-id: answer ids are made of it
  std::string model;                     // the name that the client sees as the answering model
  bool stream_usage = true;              // chat: send the usage chunk
  std::int64_t created = 0;              // seconds since the epoch
  std::optional<Tokens> input_estimate;  // Messages puts input tokens first; the upstream may say them last
};

// Writes one answer for a client from events of another dialect. Streamed: bytes per event ("" for none).
// Not streamed: "" until `end`, then the whole body.
class AnswerEncoder {
 public:
  virtual ~AnswerEncoder() = default;
  virtual std::string event(const chat::Event& event) = 0;
};

struct Wire {
  chat::Dialect dialect;
  std::string_view name;

  // A client's request. Errors: invalid (message names the field by JSON path), too_large.
  Result<chat::Request> (*decode)(const HttpHead&, std::shared_ptr<const std::string> body);

  // The same request for an upstream that speaks this dialect, from the plain value.
  Result<Encoded> (*encode)(const chat::Request&, const EncodeOptions&);

  std::unique_ptr<AnswerDecoder> (*answer_decoder)();
  std::unique_ptr<AnswerEncoder> (*answer_encoder)(const AnswerContext&);

  // A refused request (HTTP status >= 400) of an upstream of this dialect, as a class with its message.
  chat::UpstreamError (*read_error)(int status, const Headers&, std::string_view body);
  // The same towards a client: the dialect's JSON envelope, and its last frames when the head is already out.
  std::string (*error_body)(const chat::UpstreamError&);
  std::string (*error_frames)(const chat::UpstreamError&);
  // Bytes that keep a silent stream open and mean nothing.
  std::string_view keepalive;
};

std::span<const Wire* const> wires();
const Wire& wire_of(chat::Dialect dialect);

// HTTP status of an error class, as this house answers it.
int status_of(chat::UpstreamErrorClass cls);

// Wishes into edits of the client's bytes, sorted, not overlapping. Errors: not_found when a pointer points at
// nothing (the caller then fails closed). A dropped array element takes one comma with it.
Result<std::vector<Edit>> edits_for(const Json& body, std::span<const Wish> wishes);
Result<std::vector<Edit>> edits_for(std::string_view body, std::span<const Wish> wishes);

}  // namespace weir::wire
