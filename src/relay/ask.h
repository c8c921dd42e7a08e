// From what a client sent to what a decision sees: the Ask and the session's share in it. The text stays behind.
#pragma once
#include "base/http.h"
#include "chat/request.h"
#include "clients/client.h"
#include "decision/ask.h"
#include "relay/services.h"

namespace weir::relay {

struct Asked {
  const clients::Client* client = nullptr;
  clients::Reading reading;
  Session session;
  Ask ask;
};

Asked ask_of(Services& services, const ExchangeId& id, const HttpHead& head, const chat::Request& request);

// Kinds that are beside the conversation: they neither set nor move a session's model.
bool is_side(Kind kind);

}  // namespace weir::relay
