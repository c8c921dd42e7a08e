// chat::Request as a frame for weir-engine: messages and tools in OpenAI's Chat Completions shape. Pure.
// What local models cannot take is normalised so that their prefix cache hits: Claude Code's billing line goes (it
// changes with every request), a system message inside the conversation stays in its place as a user's, thinking is
// dropped (it was another model's).
#pragma once
#include <string>

#include "base/frames.h"
#include "base/result.h"
#include "chat/request.h"

namespace weir::backend {

struct EngineRequest {
  frames::Type type{};
  std::string payload;
};

// slot: the session's, -1 for any. Errors: invalid (images and other parts that only their own provider reads).
Result<EngineRequest> to_engine(const chat::Request& request, int slot);
Result<EngineRequest> to_engine_count(const chat::Request& request);

}  // namespace weir::backend
