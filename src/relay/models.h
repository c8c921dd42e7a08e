// GET /v1/models: what a client may name, in the shape that it reads.
#pragma once
#include "access/access.h"
#include "net/server.h"
#include "relay/services.h"

namespace weir::relay {

struct Listed {
  std::string id, title;
  std::optional<Tokens> context;
};
// weir's own names first, then each candidate that a permit could be had for.
std::vector<Listed> listed_models(const Services& services, const access::Caller& caller, std::string_view dialect);

// name "": the list; else that one or 404.
Task<void> answer_models(Services& services, net::ServerExchange& http, const HttpHead& head,
                         const access::Caller& caller, const std::string& name);

}  // namespace weir::relay
