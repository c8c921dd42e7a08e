// What all dialects share about refusals: classes by status, the words of an overflow, Retry-After.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/json.h"
#include "chat/event.h"

namespace weir::wire {

chat::UpstreamErrorClass class_of_status(int status);

// Does the message say that the prompt is larger than the model's window?
bool says_overflow(std::string_view message);
// The words that make Messages clients compact: "prompt is too long: N tokens > M maximum", kept where given, made
// from the numbers in the message where they are there, else put in front of it.
std::string overflow_for_messages(std::string_view message);

// Retry-After-Ms, Retry-After in seconds, or as a date against the answer's own Date.
std::optional<Millis> retry_after(const Headers& headers);

// An upstream's message, cut where it grows beyond use.
std::string clipped(std::string_view message);

// From the error value of any dialect (an object, or Ollama's plain string). status 0: unknown, as inside a 200.
chat::UpstreamError error_from(JsonValue error, int status);
// From a refused answer's body, JSON or not.
chat::UpstreamError error_from_body(int status, const Headers& headers, std::string_view body);

}  // namespace weir::wire
