// The house's errors as a client sees them: class, status, message with what to do next.
#pragma once
#include "base/result.h"
#include "chat/event.h"
#include "decision/decision.h"

namespace weir::relay {

chat::UpstreamError error_of(const Error& error);  // of net, wire, ledger, backend
chat::UpstreamError refusal_of(const Decision& decision, const ExchangeId& id);
chat::UpstreamErrorClass class_named(std::string_view name);  // server when unknown
// May another candidate of the plan be tried after this?
bool worth_a_fallback(chat::UpstreamErrorClass cls);

}  // namespace weir::relay
