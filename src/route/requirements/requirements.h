// Every requirement's declaration. A requirement's rule is its file's name (ripple has two
// strengths of evidence, each a requirement); its text is the evidence in a few words.
// A one-shot needs no file of its own: requirements/kind.cpp says what each kind needs by itself.
#pragma once
#include <optional>

#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/view.h"

namespace weir::route::requirement {

#define WEIR_REQUIREMENT(name) std::optional<Requirement> name(const Ask&, const Session&, const View&, const Rules&)
WEIR_REQUIREMENT(context);
WEIR_REQUIREMENT(kind);
WEIR_REQUIREMENT(ripple_named);
WEIR_REQUIREMENT(ripple_observed);
WEIR_REQUIREMENT(tools);
WEIR_REQUIREMENT(width);
#undef WEIR_REQUIREMENT

}  // namespace weir::route::requirement
