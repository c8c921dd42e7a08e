// print: the one printer of decisions. `weir why`, the header x-weir-why, and the lists that other views reuse are
// rendered from the same values, so that they cannot disagree. Texts are cleaned of what could move a terminal.
// ● is this machine, ○ is not: shape first, colour only where asked for.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/figures.h"
#include "decision/outcome.h"
#include "decision/view.h"

namespace weir::print {

enum class Colour { none, ansi };

// All that `weir why` shows of one exchange. What is not known stays empty and is not shown.
struct Why {
  ExchangeId id;
  std::string time;        // "08:14:02", in the reader's zone
  std::string home;        // shown as "~"
  std::optional<Ask> ask;  // nothing: it never got as far as a decision (bad JSON, unknown route)
  Session session;
  View view;
  std::vector<Verdict> verdicts;
  Decision decision;
  std::optional<Decision> advice;  // nothing: the same
  std::optional<Outcome> outcome;  // nothing: not settled yet
  std::optional<MicroUsd> cost;
  std::string cost_source;  // priced, unknown, owned, quota, none
  std::string replay;       // "same decision"; "" when it was not decided again
};

// At most 100 columns; ends with a newline.
std::string why(const Why& w, Colour colour = Colour::none);

// x-weir-why: one line of ASCII, at most 200 bytes, safe as a header's value.
std::string header(const Decision& d);

// Did both choose the same?
bool same_choice(const Decision& a, const Decision& b);

// ---- pieces, each one line without a newline
std::string_view mark(Where where);                              // "●", "○"
std::string candidate(const Candidate& c);                       // "● gemma4:26b @ ollama"
std::string candidate(const View& view, const CandidateId& id);  // also for one that is gone: "○ gpt-6.1 @ openai"
// "order.proto:14 user_id → billing/charge.go:88  (1 unit, rule proto-field, re-read just now)". age: of the reading,
// nothing where it is not known. Many places are cut short: the JSON has them all.
std::string edge(const Edge& e, std::optional<Millis> age = std::nullopt);
std::string requirement(const Requirement& r);          // "8 files opened, 3 edited: class mid or better"
std::string verdict(const Verdict& v);                  // "access: no key for this origin"
std::string score(const std::vector<Signal>& signals);  // "score 4.2: on this machine +5.0, ≈ $0.008 -0.8"
std::string short_path(std::string_view path, std::string_view home);

// ---- lists
struct Entry {
  std::string who, what;
};  // "● gemma4:26b @ ollama", "class mid"
std::vector<std::string> because(const Decision& d, std::optional<Millis> age = std::nullopt);  // age: as edge()'s
std::vector<Entry> rejected(const View& view, const Decision& d);
std::vector<Entry> denied(const View& view, const std::vector<Verdict>& verdicts);  // the first "no" of each

// ---- rows of `weir why`; "" when there is nothing to say
std::string asked(const Ask& ask, const Session& session);
std::string went(const View& view, const Decision& d, const std::optional<Outcome>& outcome);
std::string ripple(const View& view);  // "unknown: index 41 %": while the index cannot tell
std::string hint(const View& view);
std::string switched(const Decision& d);
std::string cost(const Why& w);
std::string sent(const Why& w);
std::string stream(const Outcome& outcome);
std::string advice(const View& view, const std::optional<Decision>& advice);

}  // namespace weir::print
