// A Messages answer that is not streamed, and what it shares with the one that is.
#pragma once
#include <memory>
#include <string_view>

#include "wire/messages.h"

namespace weir::wire::messages {

std::unique_ptr<AnswerEncoder> whole_encoder(const AnswerContext& context);

// The two members that say why an answer stopped. An upstream that names no reason has one all the same.
void write_stop(JsonWriter& w, chat::StopReason stop, std::string_view sequence, bool calls_tools);

}  // namespace weir::wire::messages
