// The Chat Completions dialect as one value.
#include "wire/chat.h"

#include "wire/openai.h"

namespace weir::wire {

constinit const Wire chat_wire = {
    .dialect = chat::Dialect::chat,
    .name = "chat",
    .decode = chat_completions::decode,
    .encode = chat_completions::encode,
    .answer_decoder = chat_completions::answer_decoder,
    .answer_encoder = chat_completions::answer_encoder,
    .read_error = openai::read_error,
    .error_body = openai::error_body,
    .error_frames = openai::error_frames,
    .keepalive = openai::kComment,
};

}  // namespace weir::wire
