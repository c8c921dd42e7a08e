// What must hold between the keys of one [endpoint.NAME].
#pragma once
#include <string>

#include "config/config.h"
#include "config/toml.h"

namespace weir::config {

// "" when it can be a name: it stands in model@endpoint, in the ledger and in URLs.
std::string wrong_endpoint_name(const std::string& name);

// Fills kind for the built-in names. Errors: at the key that is wrong or the second of two that exclude each other.
Result<void> check_endpoint(Endpoint& e, const Toml& table, const std::string& file);

}  // namespace weir::config
