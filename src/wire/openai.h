// What Chat Completions and Completions share: sampling fields, usage, finish reasons, errors, chunks.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/json_writer.h"
#include "wire/fields.h"
#include "wire/wire.h"

namespace weir::wire::openai {

// model, stream, stream_options, temperature, top_p, top_k, seed, stop, user. Errors: invalid.
Result<void> read_common(const Fields& body, chat::Request& request);
// max_completion_tokens or max_tokens; -1 is what some local clients say for "no bound".
Result<void> read_max_tokens(const Fields& body, chat::Request& request);

void write_common(JsonWriter& w, const chat::Request& request, const EncodeOptions& options);

chat::Usage read_usage(JsonValue usage);
void write_usage(JsonWriter& w, const chat::Usage& usage, const AnswerContext& context);
bool has_counts(const chat::Usage& usage);

// What a choice says about its end. Nothing while it goes on.
struct Finish {
  chat::StopReason stop = chat::StopReason::unknown;
  std::string sequence;
};
std::optional<Finish> read_finish(JsonValue choice, bool calls_tools);
std::string_view finish_word(chat::StopReason reason, bool calls_tools);

// {"error": ...} inside an answer that began with 200.
std::optional<chat::UpstreamError> read_inner_error(JsonValue root);

// Opens a chunk or body: id, object, created, model. The caller goes on inside the object.
void write_head(JsonWriter& w, std::string_view id_prefix, std::string_view object, const AnswerContext& context);

chat::UpstreamError read_error(int status, const Headers& headers, std::string_view body);
std::string error_body(const chat::UpstreamError& error);
std::string error_frames(const chat::UpstreamError& error);
inline constexpr std::string_view kComment = ": weir waits with you\n\n";
inline constexpr std::string_view kDone = "data: [DONE]\n\n";

}  // namespace weir::wire::openai
