// Paths, credentials and model list of the Messages API.
#include "backend/anthropic/anthropic.h"

#include "base/json.h"

namespace weir::backend {
namespace {

std::string path(const chat::Request& request) {
  return request.operation == chat::Operation::count_tokens ? "/v1/messages/count_tokens" : "/v1/messages";
}

void authorise(Headers& headers, const access::Secret& key) { headers.set("x-api-key", key.reveal()); }

void own_headers(Headers& headers) { headers.set("anthropic-version", "2023-06-01"); }

Result<std::vector<Served>> read_list(std::string_view body) {
  TRY(auto doc, Json::parse(body));
  std::vector<Served> served;
  for (JsonValue model : doc["data"]) served.push_back({model["id"].string(), true, false, std::nullopt});
  return served;
}

}  // namespace

const HttpKind anthropic_kind{"anthropic", path, authorise, own_headers, read_list};

}  // namespace weir::backend
