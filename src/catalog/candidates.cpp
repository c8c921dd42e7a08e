// The candidates of a request: each model of each endpoint with its contract, place, names and price.
#include <algorithm>

#include "base/ids.h"
#include "catalog/catalog.h"
#include "catalog/names.h"

namespace weir::catalog {
namespace {

using Served = Endpoint::Served;

void add_name(std::vector<std::string>& names, std::string name) {
  if (!has(names, name)) names.push_back(std::move(name));
}

std::vector<std::string> names_of(const Served& served, const Endpoint& endpoint, const Model* model) {
  std::vector<std::string> names = {served.id, served.id + "@" + endpoint.name};
  if (model != nullptr) {
    add_name(names, model->name);
    for (const std::string& alias : model->aliases) {
      if (!is_pattern(alias)) add_name(names, alias);
    }
    if (!model->provider.empty()) add_name(names, model->provider + "/" + model->name);
  }
  for (const std::string& alias : served.aliases) add_name(names, alias);
  if (served.overrides) {
    for (const std::string& alias : served.overrides->aliases) add_name(names, alias);
  }
  if (!lower(served.id).contains("claude")) {
    const std::string alias = claude_alias(served.id);
    add_name(names, alias);
    add_name(names, "claude-weir-" + alias.substr(std::string_view("claude-").size()));
  }
  return names;
}

std::vector<Need> guessed_offers(const Endpoint& endpoint, Where where) {
  if (where != Where::cloud) return {Need::tools, Need::streaming};
  // A cloud refuses what it does not take; to guess low would refuse what it does.
  std::vector<Need> offers = {Need::tools, Need::forced_tool, Need::images, Need::json_schema, Need::streaming};
  if (endpoint.kind == "anthropic") offers.push_back(Need::thinking);
  return offers;
}

Class guessed_class(const Endpoint& endpoint, Where where) {
  if (where != Where::cloud) return Class::small;
  return endpoint.provider.empty() ? Class::mid : Class::frontier;
}

void set(std::vector<Need>& offers, Need need, std::optional<bool> wanted) {
  if (!wanted) return;
  std::erase(offers, need);
  if (*wanted) offers.push_back(need);
}

// What the server in between takes away: local servers answer a forced tool choice with prose (facts/weights.md §4),
// and the engine takes text only.
void narrow(std::vector<Need>& offers, const Endpoint& endpoint, Where where) {
  if (endpoint.kind == "engine")
    std::erase(offers, Need::images);
  else if (where != Where::cloud)
    std::erase(offers, Need::forced_tool);
}

Tokens smaller(Tokens known, std::optional<Tokens> said) {
  if (!said) return known;
  return known.n == 0 ? *said : std::min(known, *said);
}

void lay_over(Candidate& c, const config::EndpointModel& o) {
  if (o.cls) {
    c.cls = from_name<Class>(*o.cls).value_or(c.cls);
    c.class_known = true;
  }
  c.context = smaller(c.context, o.context);
  c.max_output = smaller(c.max_output, o.max_output);
  set(c.offers, Need::tools, o.tools);
  set(c.offers, Need::forced_tool, o.tools);
  set(c.offers, Need::thinking, o.thinking);
  set(c.offers, Need::fim, o.fim);
  set(c.offers, Need::images, o.images);
}

Candidate candidate_of(const Served& served, const Endpoint& endpoint, const Model* model) {
  Candidate c;
  c.id = CandidateId{served.id + "@" + endpoint.name};
  c.model = served.id;
  c.endpoint = endpoint.name;
  c.names = names_of(served, endpoint, model);
  // A server on this machine that passes a model on to its cloud is paid by its account there.
  const bool passed_on =
      endpoint.where != Where::cloud && (is_cloud_tag(served.id) || (endpoint.where == Where::here && !served.local));
  c.where = passed_on ? Where::cloud : endpoint.where;
  c.billing = passed_on && endpoint.billing == Billing::owned ? Billing::quota : endpoint.billing;
  c.health = Health::unknown;
  c.dialect = endpoint.dialect;
  c.class_known = model != nullptr;
  c.cls = model != nullptr ? model->cls : guessed_class(endpoint, c.where);
  c.offers = model != nullptr ? model->offers : guessed_offers(endpoint, c.where);
  if (model != nullptr) {
    c.context = model->context;
    c.max_output = model->max_output;
  }
  narrow(c.offers, endpoint, c.where);
  if (served.overrides) lay_over(c, *served.overrides);
  return c;
}

bool takes_name(const Endpoint& endpoint, std::string_view named) {
  return endpoint.open_list &&
         std::ranges::any_of(endpoint.name_prefixes, [&](const std::string& p) { return named.starts_with(p); });
}

}  // namespace

// Only a maker's own models have a list price; open weights cost what their host asks, which nobody told us.
Catalog::Listed Catalog::listed(const Served& served, const Endpoint& endpoint) const {
  const Model* model = find(served.id);
  Listed out{candidate_of(served, endpoint, model), ""};
  if (out.candidate.billing != Billing::owned && model != nullptr && !model->provider.empty()) out.priced = model->name;
  return out;
}

std::vector<Candidate> Catalog::candidates(std::string_view model_named, Tokens prompt, Millis wall) const {
  std::vector<Candidate> out;
  out.reserve(listed_.size() + 1);
  const std::string today = iso_date(wall);
  const auto add = [&](const Listed& one) {
    out.push_back(one.candidate);
    if (!one.priced.empty()) out.back().price = price_on(one.priced, prompt, today);
  };
  for (const Listed& one : listed_) add(one);
  const bool meant = std::ranges::any_of(out, [&](const Candidate& c) { return has(c.names, model_named); });
  if (meant) return out;
  const Model* model = find(model_named);
  const bool open_weights = model != nullptr && model->provider.empty();
  if (open_weights || model_named.contains('@')) return out;
  for (const Endpoint& endpoint : endpoints_) {
    if (takes_name(endpoint, model_named))
      add(listed({std::string(model_named), false, false, {}, std::nullopt}, endpoint));
  }
  return out;
}

}  // namespace weir::catalog
