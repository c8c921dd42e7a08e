// The keys of weir.toml, each declared once in keys.cpp: what it is called, what it may hold, its text, and how it is
// read and shown. Parsing, the errors, `config --example` and `config --effective` all follow from these tables.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/toml.h"

namespace weir::config {

template <class Owner>
struct Key {
  std::string section;  // "server"; "" inside [workspace."ROOT"], [endpoint.NAME] and its models
  std::string name;
  std::string wants;   // what it may hold: "a whole number from 1 to 65535"
  std::string sample;  // a TOML literal that is right
  std::string text;    // one line, for --example and --effective
  // Sets the value, or answers what is wrong with it ("is 70000, not a ..."): the loader adds the position.
  Result<void> (*read)(Owner&, const Toml&, const Key&) = nullptr;
  std::string (*show)(const Owner&) = nullptr;  // a TOML literal; "" = not set
};

const std::vector<Key<Config>>& config_keys();
const std::vector<Key<Workspace>>& workspace_keys();  // [workspace."ROOT"]
const std::vector<Key<Endpoint>>& endpoint_keys();    // [endpoint.NAME]
const std::vector<Key<EndpointModel>>& model_keys();  // [endpoint.NAME.model."ID"]

std::vector<std::string> sections();  // of config_keys, in order, then "workspace" and "endpoint"

std::string toml_quote(std::string_view text);  // a basic string

// The one of `choices` that was probably meant, or nothing.
std::optional<std::string> nearest(std::string_view written, std::span<const std::string> choices);

}  // namespace weir::config
