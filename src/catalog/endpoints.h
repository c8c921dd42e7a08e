// The endpoints of a configuration: the built-in ones with weir.toml laid over them, and its own.
#pragma once
#include <vector>

#include "catalog/catalog.h"
#include "catalog/read.h"

namespace weir::catalog {

// Errors: invalid (a base_url that config let pass is a programmer error).
Result<std::vector<Endpoint>> endpoints_of(const config::Config& config, const Data& data);

std::string dialect_of(std::string_view kind);  // "anthropic" to "messages", "openai" to "chat", "engine" to "engine"

}  // namespace weir::catalog
