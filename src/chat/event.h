// Event: one thing that happened in an answer, in no dialect. A backend yields Frames: the raw bytes as they
// came and what they mean. Order in a whole answer:
//   start, { text | thinking | signature | tool_start, tool_arguments, ... | block_stop }, usage, finish, end
// An OpenAI stream has a chunk for usage behind finish, so usage may come last.
// An answer is whole only when `end` was seen. An OpenAI stream's end is its [DONE]; a Messages stream's end is
// message_stop; an answer that is not streamed carries all of its events in one frame.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"

namespace weir::chat {

struct Usage {
  // input counts the whole prompt, cache reads and writes included (OpenTelemetry's way, not Anthropic's).
  std::optional<Tokens> input, cache_read, cache_write, output, reasoning;
  bool operator==(const Usage&) const = default;
  void merge(const Usage& later);  // a field that `later` has replaces ours
};

enum class StopReason { end_turn, max_tokens, stop_sequence, tool_use, refusal, pause, content_filter, unknown };

enum class UpstreamErrorClass {
  invalid_request,
  authentication,
  permission,
  not_found,
  too_large,
  context_overflow,
  rate_limited,
  overloaded,
  server,
  timeout,
  cut,
  cancelled,
  refused_by_policy,
};

// An upstream's "no", or weir's own, before any dialect writes it down.
struct UpstreamError {
  UpstreamErrorClass cls = UpstreamErrorClass::server;
  int status = 500;     // HTTP status that fits the class
  std::string message;  // what the upstream said, or what weir says; no secrets
  std::optional<Millis> retry_after;
  std::string type;  // the upstream's own word ("overloaded_error"), may be empty
};

struct Event {
  enum class Kind {
    start,           // id, model, usage (input so far)
    text,            // index, text
    thinking,        // index, text
    signature,       // index, text
    redacted,        // index, text = data
    tool_start,      // index, id, name
    tool_arguments,  // index, text = a piece of the arguments' JSON
    block_stop,      // index
    usage,           // usage
    finish,          // stop, stop_sequence
    end,             // the answer is whole
    ping,
    error,    // error: the upstream said so inside a 200
    unknown,  // text = the event's type: bytes go on, meaning is not ours
  };
  Kind kind{};
  int index = 0;  // block index, rising, one block open at a time per index
  std::string text, id, name, model;
  Usage usage;
  StopReason stop = StopReason::unknown;
  std::string stop_sequence;
  std::optional<UpstreamError> error;
  // Opens the commit: content that a client would show or act upon.
  bool has_meaning() const {
    return kind == Kind::text || kind == Kind::thinking || kind == Kind::redacted || kind == Kind::tool_start ||
           kind == Kind::tool_arguments || kind == Kind::finish;
  }
};

struct Frame {
  std::string raw;  // the upstream's bytes, complete with their blank line; "" when made here
  std::vector<Event> events;
};

std::string_view name(StopReason reason);       // "end_turn", ... the ledger's word
std::string_view name(UpstreamErrorClass cls);  // "rate_limited", ...: error.type in the ledger

}  // namespace weir::chat
