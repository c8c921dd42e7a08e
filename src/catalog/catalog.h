// catalog: models, contracts, dated prices, terms. Reads data/ (embedded at build time) and the user's
// configuration. A value: built at start and again when discovery finds something.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "decision/view.h"

namespace weir::catalog {

struct Source {
  std::string kind, name, version, file, sha256;
  std::uint64_t bytes = 0;
};  // how a weight file is made

struct Model {
  std::string name;                  // "claude-sonnet-5", "qwen2.5-coder:0.5b"
  std::vector<std::string> aliases;  // also as patterns: "qwen2.5-coder*0.5b*"
  std::string provider;              // "anthropic", "openai", "" = open weights
  Class cls{};
  Tokens context, max_output;
  std::vector<Need> offers;
  std::string licence;
  std::string file, sha256;  // open weights that weir can fetch: file name in the models folder
  std::uint64_t file_bytes = 0;
  std::vector<Source> sources;  // the parts of that file, in order
  double bytes_per_token = 3.8;
  bool current = true;  // false: used when named, never listed for auto
};

struct PriceRow {
  std::string model, from;  // from: ISO date, inclusive
  Tokens above;             // prompts larger than this; 0 = the first step
  Price price;
};

struct Endpoint {
  std::string name, kind, base_url, dialect;  // kind: anthropic, openai, engine; dialect: messages, chat, engine
  Where where{};
  Billing billing{};
  std::string source;  // "built in", "weir.toml:4:1", "found on port 11434"
  std::string key_env, key_file, key_command, ca_file;
  bool open_list = false;  // takes any model name of its provider, not only those listed
  // For open_list: the families "claude-opus-", "gpt-", ... Not "claude-": local models are listed to Claude Code as
  // claude-NAME, and such a name must not go up when its server is down.
  std::vector<std::string> name_prefixes;
  std::string provider;  // "anthropic", "openai" for the built-in ones, else ""
  struct Served {
    std::string id;
    bool loaded = false;
    bool local = true;
    std::vector<std::string> aliases;
    std::optional<config::EndpointModel> overrides;
  };
  std::vector<Served> models;
};

class Catalog {
 public:
  // Errors: invalid (data/ is broken, which is a programmer error found by a test; or the configuration).
  static Result<Catalog> load(const config::Config& config);

  const std::vector<Model>& models() const { return models_; }
  const Model* find(std::string_view name) const;  // by name, alias, or the alias patterns
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  const Endpoint* endpoint(std::string_view name) const;
  // The one at that origin, whatever its name: discovery does not list a server twice.
  const Endpoint* endpoint_at(std::string_view base_url) const;
  // Discovery and the engine: replaces the one of that name. What weir.toml says about its models stays in force.
  void put(Endpoint endpoint);
  void remove(std::string_view endpoint_name);

  // The candidates of a request: every model of every endpoint, and, where an endpoint takes any name, the one that
  // the client named. Health, access, warm and measured speed are relay's to fill in. Price: the row in force at
  // `wall` for a prompt of that size. Names: the id, id@endpoint, the catalogue's and the configuration's aliases, and
  // for models that are not Anthropic's claude-ID and claude-weir-ID with '-' for ':' and '/' (Claude Code lists only
  // ids with "claude" in them). A model that the catalogue does not know is taken for small on this machine or the LAN,
  // frontier at anthropic and openai, mid elsewhere, with class_known = false. A tag that ends in "cloud" is not local.
  std::vector<Candidate> candidates(std::string_view model_named, Tokens prompt, Millis wall) const;
  // The makers' list prices, by name or alias; nothing when unknown or not yet in force.
  std::optional<Price> price(std::string_view model, Tokens prompt, Millis wall) const;
  const std::string& revision() const { return revision_; }  // hash of all of it

 private:
  struct Listed {  // a candidate as far as it is the same for every request
    Candidate candidate;
    std::string priced;  // the catalogue's name of what has a list price; "" none
  };
  std::optional<Price> price_on(std::string_view catalogue_name, Tokens prompt, std::string_view day) const;
  Listed listed(const Endpoint::Served& served, const Endpoint& endpoint) const;
  void changed();  // after models_, prices_ or endpoints_ did: lists and hashes anew

  std::vector<Model> models_;
  std::vector<PriceRow> prices_;
  std::vector<Listed> listed_;
  std::string revision_;
  std::vector<Endpoint> endpoints_;
};

// The name under which a tool that lists only claude-* sees this model: "claude-qwen2.5-coder-0.5b".
std::string claude_alias(std::string_view model);

}  // namespace weir::catalog
