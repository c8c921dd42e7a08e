// Anthropic's Messages API, and servers that speak it.
#pragma once
#include "backend/http/http.h"

namespace weir::backend {
extern const HttpKind anthropic_kind;
}
