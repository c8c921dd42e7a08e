// Paths, credentials and model list of the OpenAI family.
#include "backend/openai/openai.h"

#include "base/json.h"

namespace weir::backend {
namespace {

std::string path(const chat::Request& request) {
  switch (request.operation) {
    case chat::Operation::completion:
      return "/v1/completions";
    case chat::Operation::embedding:
      return "/v1/embeddings";
    case chat::Operation::chat:
    case chat::Operation::count_tokens:
      break;
  }
  return "/v1/chat/completions";
}

void authorise(Headers& headers, const access::Secret& key) { headers.set("Authorization", "Bearer " + key.reveal()); }

void own_headers(Headers&) {}

Result<std::vector<Served>> read_list(std::string_view body) {
  TRY(auto doc, Json::parse(body));
  std::vector<Served> served;
  for (JsonValue model : doc["data"]) served.push_back({model["id"].string(), true, true, std::nullopt});
  return served;
}

}  // namespace

const HttpKind openai_kind{"openai", path, authorise, own_headers, read_list};

}  // namespace weir::backend
