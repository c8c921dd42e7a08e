// Ask, Session, View, Rules, Decision, ... to JSON and back, exactly: what the ledger keeps and replay reads, and the
// shapes that `weir why --json` shows (TARGET.md). to_json writes each field always, null when it holds nothing;
// from_json refuses a document that lacks one and names it by its path; only fields that came later may be missing, in
// what an older weir wrote. Doubles come back bit by bit (not a number comes back as not a number). The fields of each
// type stand once, in decision/fields.h.
#pragma once
#include "base/json.h"
#include "base/json_writer.h"
#include "base/result.h"
#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/outcome.h"
#include "decision/view.h"

namespace weir {

void to_json(JsonWriter& w, const Ask& v);
void to_json(JsonWriter& w, const Session& v);
void to_json(JsonWriter& w, const View& v);  // whole, candidates included
void to_json(JsonWriter& w, const Ripple& v);
void to_json(JsonWriter& w, const Candidate& v);
void to_json(JsonWriter& w, const Rules& v);
void to_json(JsonWriter& w, const Decision& v);
void to_json(JsonWriter& w, const Verdict& v);
void to_json(JsonWriter& w, const Requirement& v);
void to_json(JsonWriter& w, const Signal& v);
void to_json(JsonWriter& w, const Edge& v);
void to_json(JsonWriter& w, const AttemptRecord& v);
void to_json(JsonWriter& w, const Outcome& v);

template <class T>
std::string json_of(const T& v) {
  JsonWriter w;
  to_json(w, v);
  return w.take();
}

// Instantiated for Ask, Session, View, Ripple, Candidate, Rules, Decision, Verdict, Edge, Outcome. Errors: invalid.
template <class T>
Result<T> from_json(JsonValue v);

}  // namespace weir
