// Anthropic Messages: POST /v1/messages and /v1/messages/count_tokens. Decoding, encoding and the two directions of
// an answer stand in messages_*.cpp; messages.cpp joins them and holds the dialect's errors.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_writer.h"
#include "wire/wire.h"

namespace weir::wire {

extern const Wire messages_wire;

namespace messages {

Result<chat::Request> decode(const HttpHead& head, std::shared_ptr<const std::string> body);
Result<Encoded> encode(const chat::Request& request, const EncodeOptions& options);
std::unique_ptr<AnswerDecoder> answer_decoder();
std::unique_ptr<AnswerEncoder> answer_encoder(const AnswerContext& context);

// messages_parts.cpp. Inside a tool result all but text stays raw.
enum class Nesting { message, tool_result };
Result<std::vector<chat::Part>> read_content(JsonValue content, const std::string& pointer, Nesting nesting);

// messages_words.cpp: usage and stop reasons, both ways.
struct UsageReader {  // Anthropic's parts of the prompt add up to our input; later events may bring only some of them
  chat::Usage read(JsonValue usage);
  std::optional<Tokens> plain, cache_read, cache_write;
};
void write_usage(JsonWriter& w, const chat::Usage& usage, const AnswerContext& context);
chat::StopReason stop_reason(std::string_view word);
std::string_view stop_word(chat::StopReason reason);
// An error object inside a stream that began with 200.
chat::UpstreamError stream_error(JsonValue root);

std::string error_body(const chat::UpstreamError& error);
std::string error_frames(const chat::UpstreamError& error);
inline constexpr std::string_view kPing = "event: ping\ndata: {\"type\": \"ping\"}\n\n";

}  // namespace messages
}  // namespace weir::wire
