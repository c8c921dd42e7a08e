// Discovery: which local servers already run, on their usual loopback ports, and what they serve. Only loopback is
// ever asked, only with GET, and never with a credential.
#pragma once
#include <string>
#include <vector>

#include "backend/backend.h"
#include "net/client.h"

namespace weir::backend {

struct Found {
  std::string product;   // "ollama", "lm-studio", "llama-server", "vllm", "openai-compatible"
  std::string base_url;  // http://127.0.0.1:PORT
  unsigned port = 0;
  std::vector<Served> models;
};

// One port. Nothing when nobody answers, or it is no model server.
Task<std::optional<Found>> probe(net::Client& client, unsigned port, Cancel& cancel);

}  // namespace weir::backend
