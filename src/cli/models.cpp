// weir models: what may be named, where it runs, what it carries and costs.
#include <fmt/format.h>

#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

std::string price_text(JsonValue model) {
  if (model["billing"].string() != "metered") return model["billing"].string();
  const JsonValue price = model["price"];
  if (price.is_null()) return "price unknown";
  const auto dollars = [](JsonValue v) {
    return fmt::format("${:g}", static_cast<double>(v.integer().value_or(0)) / 1e6);
  };
  return dollars(price["in_microusd_per_mtok"]) + " / " + dollars(price["out_microusd_per_mtok"]) + " per Mtok";
}

std::string state_text(JsonValue model) {
  if (model["access"].string() == "none") return "no key, no login";
  const std::string health = model["health"].string(), reason = model["health_reason"].string();
  if (health == "unknown") return model["loaded"].boolean().value_or(true) ? "not asked yet" : "not loaded";
  return reason.empty() ? health : health + ": " + reason;
}

int run_models(const Context& context, const Args& args) {
  Called called = call(context, "GET", "/models");
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  Table table({3});
  for (JsonValue m : (*doc)["models"]) {
    const auto context_tokens = m["context_tokens"].integer();
    table.row({mark(m["where"].string()) + " " + m["id"].string(),
               m["class"].string() + (m["class_known"].boolean().value_or(true) ? "" : "?"), m["where"].string(),
               context_tokens ? std::to_string(*context_tokens) : "-", price_text(m), state_text(m)});
  }
  fmt::print("{}\n● this machine  ○ elsewhere   names of weir's own: weir/auto  weir/local  weir/cloud\n",
             table.text());
  return ok;
}

}  // namespace

const Verb models{"models", "every model that may be named, with class, place, price and state",
                  "",       "weir models --json",
                  {},       run_models};

}  // namespace weir::cli
