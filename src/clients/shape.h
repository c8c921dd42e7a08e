// Kinds by shape: what a request's fields say about what it is for, the same for every tool. Never its words.
#pragma once
#include "chat/request.h"
#include "decision/words.h"

namespace weir::clients {

// The last message that is no instruction: tools append system messages behind the turn that they send.
const chat::Message* last_turn(const chat::Request& request);

// The last tool result, when the request ends in such; else nullptr. A Messages body answers in a user message that
// begins with results (text may follow), a chat body in tool messages at its end.
const chat::Part* last_result(const chat::Request& request);

// A structured answer with the one property "title" and no tools.
bool asks_title(const chat::Request& request);

// One token of a single message, no tools: is anybody there?
bool is_probe(const chat::Request& request);

// The kind of a request of an unknown tool: count, embedding, autocomplete, probe, title, commit message, tool
// result, one shot, else a main turn. Unsure reads as main turn: that kind is never moved unasked.
Kind kind_by_shape(const chat::Request& request);

}  // namespace weir::clients
