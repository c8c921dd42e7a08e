// Usage comes in pieces: input first, output at the end, and some providers repeat both.
#include "chat/event.h"

namespace weir::chat {

void Usage::merge(const Usage& later) {
  const auto take = [](std::optional<Tokens>& ours, const std::optional<Tokens>& theirs) {
    if (theirs) ours = theirs;
  };
  take(input, later.input);
  take(cache_read, later.cache_read);
  take(cache_write, later.cache_write);
  take(output, later.output);
  take(reasoning, later.reasoning);
}

}  // namespace weir::chat
