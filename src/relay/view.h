// Gathers the View: the only place that looks at clock, health, balances, warmth and prices for a decision.
#pragma once
#include "access/access.h"
#include "chat/request.h"
#include "decision/ask.h"
#include "decision/view.h"
#include "relay/services.h"

namespace weir::relay {

// ripple: what the workspace said about this request (relay/reach.h), where it was asked.
View gather(const Services& services, const Ask& ask, const Session& session, const access::Caller& caller,
            Ripple ripple = {});

// The endpoint that a client's own login of this dialect belongs to: logins go nowhere else.
std::string_view login_endpoint(std::string_view dialect);

}  // namespace weir::relay
