// translation: where client and upstream speak different dialects, only what weir can translate may go. The engine
// is driven by weir itself and takes JSON schemas as grammars.
#include "decision/questions.h"
#include "policy/rules.h"

namespace weir::policy {

std::optional<Verdict> translation(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  const auto no = [&](const char* what) { return deny("translation", c, what); };
  if (needs(ask, Need::fim) && !offers(c, Need::fim)) return no("completes no text around a hole");
  if (speaks(c, ask.dialect)) return std::nullopt;
  if (ask.kind == Kind::embedding) return no("embeddings are not translated yet");
  if (needs(ask, Need::images)) return no("images are not translated yet");
  if (needs(ask, Need::json_schema) && c.dialect != "engine") return no("a JSON schema is not translated yet");
  return std::nullopt;
}

}  // namespace weir::policy
