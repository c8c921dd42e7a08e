// The conversation of a Messages body: `system` and `messages`.
#pragma once
#include "base/json_writer.h"
#include "base/result.h"
#include "chat/request.h"
#include "wire/crossing.h"

namespace weir::wire::messages {

// Errors: invalid, when a part cannot cross or nothing is left to send.
Result<void> write_conversation(JsonWriter& w, const chat::Request& request, Notes& notes);

}  // namespace weir::wire::messages
