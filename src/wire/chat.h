// OpenAI Chat Completions: POST /v1/chat/completions, as OpenAI and its many relatives speak it. Decoding, encoding
// and the two directions of an answer stand in chat_*.cpp; chat.cpp joins them.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/json_writer.h"
#include "wire/crossing.h"
#include "wire/fields.h"
#include "wire/wire.h"

namespace weir::wire {

extern const Wire chat_wire;

namespace chat_completions {

Result<chat::Request> decode(const HttpHead& head, std::shared_ptr<const std::string> body);
Result<Encoded> encode(const chat::Request& request, const EncodeOptions& options);
std::unique_ptr<AnswerDecoder> answer_decoder();
std::unique_ptr<AnswerEncoder> answer_encoder(const AnswerContext& context);
std::unique_ptr<AnswerEncoder> whole_encoder(const AnswerContext& context);

// chat_parts.cpp: one message of the body.
Result<chat::Message> read_message(const Fields& fields);

// chat_turns.cpp: the `messages` of a body. Errors: invalid, when a part cannot cross.
Result<void> write_conversation(JsonWriter& w, const chat::Request& request, Notes& notes);

}  // namespace chat_completions
}  // namespace weir::wire
