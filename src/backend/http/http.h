// What every HTTP upstream has in common: one attempt over net::Client, frames cut by SSE, the dialect's decoder.
// A kind (anthropic/, openai/) says where requests go and which headers they carry; nothing else differs.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "access/access.h"
#include "backend/backend.h"
#include "net/client.h"
#include "wire/wire.h"

namespace weir::backend {

struct HttpSpec {
  std::string name;      // endpoint's name, for the key ring
  std::string base_url;  // scheme://host[:port][/prefix]
  std::string ca_file;
};

// The differences of one kind. Plain functions: a kind has no state.
struct HttpKind {
  std::string_view name;  // "anthropic", "openai"
  std::string (*path)(const chat::Request&);
  // Adds the credential under the name that this provider reads.
  void (*authorise)(Headers&, const access::Secret& key);
  // Headers that the provider wants when the client did not speak its dialect.
  void (*own_headers)(Headers&);
  // Body of GET /v1/models and the like, to what is served.
  Result<std::vector<Served>> (*read_list)(std::string_view body);
};

// The client, keys and loop outlive the backend. Errors: invalid (base_url).
Result<std::unique_ptr<Backend>> make_http(const HttpKind& kind, HttpSpec spec, net::Client& client,
                                           const access::KeyRing& keys, Loop& loop);

}  // namespace weir::backend
