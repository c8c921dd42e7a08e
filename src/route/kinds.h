// The kinds' table: where each kind of request belongs before anyone's name is looked at.
#pragma once
#include <string_view>

#include "decision/words.h"

namespace weir::route {

enum class Goes {
  to_small_local,  // moves unasked to the smallest local model that carries it, if one is up
  to_fim_local,    // stays here, with a model that completes around a hole; a name that is known is honoured
  as_named,        // served as named, whatever is pinned or advised
  with_session,    // in auto: to the model that the conversation is with
  freely,          // by name, or in auto by requirements and score
};

Goes goes(Kind kind);
bool is_side(Kind kind);            // a fallback of these never leaves this machine
bool has_conversation(Kind kind);   // leaving the session's model has a price
std::string_view words(Kind kind);  // "commit message"

}  // namespace weir::route
