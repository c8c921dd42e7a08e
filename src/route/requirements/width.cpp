// width: how many files a session has opened or edited says more about what it needs than its words do
// (facts/routing.md §2.5: 0.62 against 0.46). Counted, not guessed; side requests have no width.
#include <string>

#include "route/requirements/requirements.h"

namespace weir::route::requirement {
namespace {

bool main_line(Kind kind) { return kind == Kind::main_turn || kind == Kind::tool_result || kind == Kind::subagent; }

std::string files(unsigned count, const char* what) {
  return std::to_string(count) + (count == 1 ? " file " : " files ") + what;
}

// Which file it was that made the count what it is: the one to look at when a user wonders.
std::string last(const std::string& file, unsigned turn) {
  return file.empty() ? "" : " (last " + file + ", turn " + std::to_string(turn) + ")";
}

}  // namespace

std::optional<Requirement> width(const Ask& ask, const Session& session, const View&, const Rules& rules) {
  const bool wide = session.opened >= rules.opened_wide || session.edited >= rules.edited_wide;
  if (!wide || !main_line(ask.kind)) return std::nullopt;
  std::string text;
  if (session.opened > 0) text = files(session.opened, "opened") + last(session.last_opened, session.last_opened_turn);
  if (session.edited > 0) {
    text += text.empty() ? files(session.edited, "edited") : ", " + std::to_string(session.edited) + " edited";
    text += last(session.last_edited, session.last_edited_turn);
  }
  if (text.empty()) text = "every session counts as wide here";  // both limits set to 0
  return Requirement{.rule = "width",
                     .strength = Strength::observed,
                     .text = std::move(text),
                     .edges = {},
                     .at_least = rules.wide_min,
                     .context = {},
                     .where = {}};
}

}  // namespace weir::route::requirement
