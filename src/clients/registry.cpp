// The tools that weir knows, one line each. sdk stays last: it recognises everything.
#include <algorithm>
#include <array>

#include "clients/claude_code.h"
#include "clients/pi.h"
#include "clients/sdk.h"

namespace weir::clients {
namespace {

constexpr std::array<const Client*, 3> all = {
    &claude_code,
    &pi,
    &sdk,
};

}  // namespace

std::span<const Client* const> registry() { return all; }

const Client* find(std::string_view name) {
  const auto it = std::ranges::find_if(
      all, [name](const Client* c) { return c->name == name || (!c->program.empty() && c->program == name); });
  return it == all.end() ? nullptr : *it;
}

const Client& recognise(const HttpHead& head, const chat::Request& request) {
  const auto it = std::ranges::find_if(all, [&](const Client* c) { return c->recognises(head, request); });
  return it == all.end() ? sdk : **it;
}

}  // namespace weir::clients
