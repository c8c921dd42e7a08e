// Where endpoints are, how they are paid, what they list.
#include "catalog/endpoints.h"

#include <algorithm>

#include "catalog/names.h"
#include "config/url.h"

namespace weir::catalog {
namespace {

Where where_of_host(config::Reach reach) {
  switch (reach) {
    case config::Reach::machine:
      return Where::here;
    case config::Reach::lan:
      return Where::lan;
    case config::Reach::net:
      return Where::cloud;
  }
  std::unreachable();
}

// A host nearby may still be a door to a cloud: when somebody is paid for it, when it carries a provider's name, or
// when it speaks Anthropic's protocol, which local servers are not configured for. "owned" says that it is none.
bool is_door(const config::Endpoint& e, bool built_in) {
  if (e.billing == "owned") return false;
  return built_in || e.billing == "metered" || e.billing == "quota" || e.kind == "anthropic";
}

Result<Where> where_of(const config::Endpoint& e, bool built_in) {
  if (!e.where.empty()) return from_name<Where>(e.where).value_or(Where::cloud);
  TRY(const config::Url url, config::parse_url(e.base_url));
  return is_door(e, built_in) ? Where::cloud : where_of_host(config::reach_of(url));
}

Billing billing_of(const config::Endpoint& e, Where where) {
  if (!e.billing.empty()) return from_name<Billing>(e.billing).value_or(Billing::metered);
  return where == Where::cloud ? Billing::metered : Billing::owned;
}

void take_models(Endpoint& out, const config::Endpoint& e) {
  for (const config::EndpointModel& m : e.models) {
    const auto known = std::ranges::find(out.models, m.id, &Endpoint::Served::id);
    Endpoint::Served& served = known == out.models.end() ? out.models.emplace_back() : *known;
    served.id = m.id;
    served.local = out.where == Where::here;
    served.aliases = m.aliases;
    served.overrides = m;
  }
}

// weir.toml's word where it has one, else the provider's. The provider's variable is for its own host only: another
// base_url gets a key when weir.toml names one.
config::Endpoint laid_over(const Provider& p, const config::Endpoint* user) {
  config::Endpoint e = user == nullptr ? config::Endpoint{} : *user;
  const bool own_host = e.base_url.empty() || e.base_url == p.base_url;
  const bool no_source = e.key_env.empty() && e.key_file.empty() && e.key_command.empty();
  if (own_host && no_source) e.key_env = p.key_env;
  if (e.base_url.empty()) e.base_url = p.base_url;
  if (e.kind.empty()) e.kind = p.kind;
  e.name = p.name;
  return e;
}

Result<Endpoint> resolved(const config::Endpoint& e, const Provider* provider, std::string source) {
  Endpoint out;
  out.name = e.name;
  out.kind = e.kind;
  out.base_url = e.base_url;
  out.dialect = dialect_of(e.kind);
  TRY(out.where, where_of(e, provider != nullptr));
  out.billing = billing_of(e, out.where);
  out.source = std::move(source);
  out.key_env = e.key_env;
  out.key_file = e.key_file;
  out.key_command = e.key_command;
  out.ca_file = e.ca_file;
  if (provider != nullptr) {
    out.provider = provider->name;
    out.open_list = true;
    out.name_prefixes = provider->families;
  }
  return out;
}

}  // namespace

std::string dialect_of(std::string_view kind) {
  if (kind == "anthropic") return "messages";
  return kind == "openai" ? "chat" : std::string(kind);
}

Result<std::vector<Endpoint>> endpoints_of(const config::Config& config, const Data& data) {
  std::vector<Endpoint> out;
  for (const Provider& p : data.providers) {
    const auto user = std::ranges::find(config.endpoints, p.name, &config::Endpoint::name);
    const config::Endpoint* over = user == config.endpoints.end() ? nullptr : &*user;
    if (over != nullptr && !over->enabled) continue;
    const config::Endpoint e = laid_over(p, over);
    TRY(Endpoint endpoint, resolved(e, &p, over == nullptr ? "built in" : over->origin.text()));
    for (const Model& m : data.models) {
      if (m.provider == p.name && m.current) endpoint.models.push_back({m.name, false, false, {}, std::nullopt});
    }
    take_models(endpoint, e);
    out.push_back(std::move(endpoint));
  }
  for (const config::Endpoint& e : config.endpoints) {
    if (!e.enabled || has(data.providers, e.name, &Provider::name)) continue;
    TRY(Endpoint endpoint, resolved(e, nullptr, e.origin.text()));
    take_models(endpoint, e);
    out.push_back(std::move(endpoint));
  }
  return out;
}

}  // namespace weir::catalog
