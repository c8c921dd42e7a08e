// The kinds of HTTP upstream by the name that configuration uses. The engine is made by main: it owns a process.
#pragma once
#include <span>
#include <string_view>

#include "backend/http/http.h"

namespace weir::backend {

std::span<const HttpKind* const> kinds();
const HttpKind* find_kind(std::string_view name);

}  // namespace weir::backend
