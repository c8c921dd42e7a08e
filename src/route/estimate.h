// Estimate: what a request would cost and how long it would wait at a candidate, from the view's prices and
// measurements. Unknown stays unknown.
#pragma once
#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/view.h"

namespace weir::route {

inline constexpr Tokens expected_answer{1000};  // where nothing better is known; an agent's turns average below
// Room that an answer needs beside the prompt. What a client allows is a ceiling and no expectation: Claude Code says
// 32,000 to every model that it does not know, and its turns stay below this.
inline constexpr Tokens answer_room{4096};

// The prompt's part that is still cached there, and the part that must be read again.
Tokens warm_part(const Ask& ask, const Candidate& candidate);
Tokens fresh_part(const Ask& ask, const Candidate& candidate);

// What an answer will probably hold: never more than the client allows.
Tokens answer_part(const Ask& ask);

// Reading `prompt` tokens anew here; nothing where no prefill speed was measured, zero elsewhere.
std::optional<Millis> prefill_time(const Candidate& candidate, Tokens prompt);

// money: metered and priced only. first: until the first token. total: not known before decoding is measured.
Estimate estimate(const Ask& ask, const Candidate& candidate);

// Moving the conversation to `to`. money: its prompt written at a metered place. first: read anew here. total: the
// time that coming back to `from` would take later, where `from` is here.
Estimate switching(const Ask& ask, const Candidate& from, const Candidate& to);
// In words: "12.9k tokens written once $0.032; back later ≈ 41 s of prefill". "" when nothing of it is known.
std::string switching_text(const Ask& ask, const Candidate& from, const Candidate& to);

}  // namespace weir::route
