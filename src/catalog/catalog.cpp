// The catalogue: lookups by name, the row of the price list that is in force, endpoints that come and go.
#include "catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/ids.h"
#include "catalog/data.h"
#include "catalog/endpoints.h"
#include "catalog/names.h"
#include "catalog/read.h"
#include "config/url.h"

namespace weir::catalog {
namespace {

const Model* by_name(const std::vector<Model>& models, std::string_view name) {
  for (const Model& m : models) {
    if (m.name == name || has(m.aliases, name)) return &m;
  }
  return nullptr;
}

const Model* by_pattern(const std::vector<Model>& models, std::string_view name) {
  for (const Model& m : models) {
    const bool fits =
        std::ranges::any_of(m.aliases, [&](const std::string& a) { return matches(a, name) && is_pattern(a); });
    if (fits) return &m;
  }
  return nullptr;
}

std::string origin_of(std::string_view base_url) {
  const auto url = config::parse_url(base_url);
  return url ? url->origin() : std::string();
}

void append(std::string& out, const Endpoint& e) {
  out += fmt::format("{}|{}|{}|{}|{}|{}\n", e.name, e.kind, e.base_url, name(e.where), name(e.billing), e.open_list);
  for (const Endpoint::Served& s : e.models) {
    out += fmt::format(" {}|{}", s.id, s.local);
    for (const std::string& alias : s.aliases) out += "|" + alias;
    if (const auto& o = s.overrides) {
      const auto flag = [](std::optional<bool> b) { return b ? (*b ? 'y' : 'n') : '-'; };
      out += fmt::format("|{}|{}|{}|{}{}{}{}", o->cls.value_or(""), o->context.value_or(Tokens{}).n,
                         o->max_output.value_or(Tokens{}).n, flag(o->tools), flag(o->thinking), flag(o->fim),
                         flag(o->images));
    }
    out += '\n';
  }
}

}  // namespace

Result<Catalog> Catalog::load(const config::Config& config) {
  TRY(Data data, read_data(data::models(), data::prices(), data::weights()));
  Catalog out;
  TRY(out.endpoints_, endpoints_of(config, data));
  out.models_ = std::move(data.models);
  out.prices_ = std::move(data.prices);
  out.changed();
  return out;
}

const Model* Catalog::find(std::string_view name) const {
  if (const Model* exact = by_name(models_, name)) return exact;
  const std::string bare = bare_name(name);
  if (bare.empty() || is_companion(bare)) return nullptr;
  if (const Model* known = by_name(models_, bare)) return known;
  return by_pattern(models_, bare);
}

const Endpoint* Catalog::endpoint(std::string_view name) const {
  const auto it = std::ranges::find(endpoints_, name, &Endpoint::name);
  return it == endpoints_.end() ? nullptr : &*it;
}

const Endpoint* Catalog::endpoint_at(std::string_view base_url) const {
  const std::string origin = origin_of(base_url);
  if (origin.empty()) return nullptr;
  const auto it = std::ranges::find_if(endpoints_, [&](const Endpoint& e) { return origin_of(e.base_url) == origin; });
  return it == endpoints_.end() ? nullptr : &*it;
}

void Catalog::put(Endpoint endpoint) {
  const auto old = std::ranges::find(endpoints_, endpoint.name, &Endpoint::name);
  if (old == endpoints_.end()) {
    endpoints_.push_back(std::move(endpoint));
    return changed();
  }
  for (Endpoint::Served& served : endpoint.models) {
    const auto before = std::ranges::find(old->models, served.id, &Endpoint::Served::id);
    if (before != old->models.end() && !served.overrides) served.overrides = before->overrides;
  }
  *old = std::move(endpoint);
  changed();
}

void Catalog::remove(std::string_view endpoint_name) {
  std::erase_if(endpoints_, [&](const Endpoint& e) { return e.name == endpoint_name; });
  changed();
}

// The latest date that has come, and of its steps the highest that the prompt is beyond. Rows are sorted by date and
// step, so that the last one that fits is it.
std::optional<Price> Catalog::price(std::string_view model, Tokens prompt, Millis wall) const {
  const Model* known = find(model);
  return price_on(known != nullptr ? std::string_view(known->name) : model, prompt, iso_date(wall));
}

std::optional<Price> Catalog::price_on(std::string_view name, Tokens prompt, std::string_view today) const {
  const PriceRow* in_force = nullptr;
  for (const PriceRow& row : prices_) {
    if (row.model == name && row.from <= today && row.above < std::max(prompt, Tokens{1})) in_force = &row;
  }
  if (in_force == nullptr) return std::nullopt;
  return in_force->price;
}

void Catalog::changed() {
  std::string all(data::models());
  all += data::prices();
  listed_.clear();
  for (const Endpoint& e : endpoints_) {
    append(all, e);
    for (const Endpoint::Served& served : e.models) listed_.push_back(listed(served, e));
  }
  revision_ = hash128_hex(all);
}

}  // namespace weir::catalog
