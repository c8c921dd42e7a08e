// Small questions that policy, route and the printer ask of these values, each answered in one place.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "decision/ask.h"
#include "decision/view.h"

namespace weir {

bool needs(const Ask& ask, Need need);
bool offers(const Candidate& candidate, Need need);

// Does the candidate's endpoint take this client's bytes as they are? A completions request is OpenAI's as a chat one
// is: an endpoint that speaks "chat" takes both.
bool speaks(const Candidate& candidate, std::string_view dialect);

// The candidate of that id, or nullptr. Lives as long as the view.
const Candidate* find_candidate(const View& view, const CandidateId& id);

// What a client writes besides the name: "claude-sonnet-5[1m]" asks for a window, not for another model.
std::string_view without_variant(std::string_view named);

// Names of weir's own hand the choice over. Canonical: "weir/auto", "weir/local", "weir/cloud"; accepted too:
// "weir-auto", "claude-weir-auto", "anthropic/weir-auto" (some tools list only names that they know). A request that
// names no model is weir/auto.
enum class Handover { automatic, local, cloud };
std::optional<Handover> handover(std::string_view named);
std::string_view canonical(Handover handover);

// Does a client that writes this name mean this candidate? Exact, but for the variant.
bool means(const Candidate& candidate, std::string_view named);

}  // namespace weir
