// One line per kind of HTTP upstream.
#include "backend/registry.h"

#include <array>

#include "backend/anthropic/anthropic.h"
#include "backend/openai/openai.h"

namespace weir::backend {
namespace {
constexpr std::array<const HttpKind*, 2> all = {
    &anthropic_kind,
    &openai_kind,
};
}  // namespace

std::span<const HttpKind* const> kinds() { return all; }

const HttpKind* find_kind(std::string_view name) {
  for (const HttpKind* kind : all) {
    if (kind->name == name) return kind;
  }
  return nullptr;
}

}  // namespace weir::backend
