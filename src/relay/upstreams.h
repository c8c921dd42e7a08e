// Upstreams: the living backend behind each endpoint of the catalogue. I/O thread. Discovery adds and removes
// endpoints here and in the catalogue together, so that a candidate always has a backend.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"
#include "backend/discovery.h"
#include "catalog/catalog.h"
#include "config/config.h"
#include "net/client.h"

namespace weir::relay {

class Upstreams {
 public:
  Upstreams(catalog::Catalog& catalog, net::Client& client, const access::KeyRing& keys, Loop& loop)
      : catalog_(catalog), client_(client), keys_(keys), loop_(loop) {}

  // Backends of the HTTP endpoints that the catalogue lists. Errors: invalid (a base_url), unknown kind.
  Result<void> build();
  void put(const std::string& endpoint, std::shared_ptr<backend::Backend> backend);
  // Shared, since an exchange may outlive an endpoint that discovery takes away.
  std::shared_ptr<backend::Backend> find(std::string_view endpoint) const;

  // Probes the ports and brings catalogue and backends up to date. Ports that a configured endpoint uses are left
  // to it.
  Task<void> discover(const std::vector<unsigned>& ports, Cancel& cancel);
  const std::vector<backend::Found>& found() const { return found_; }

 private:
  Result<std::shared_ptr<backend::Backend>> make(const catalog::Endpoint& endpoint) const;
  void adopt(const backend::Found& found);
  bool configured(unsigned port) const;

  catalog::Catalog& catalog_;
  net::Client& client_;
  const access::KeyRing& keys_;
  Loop& loop_;
  std::map<std::string, std::shared_ptr<backend::Backend>, std::less<>> backends_;
  std::vector<backend::Found> found_;
  std::vector<std::string> discovered_;  // endpoint names of the last round
};

}  // namespace weir::relay
