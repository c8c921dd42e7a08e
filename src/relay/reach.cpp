// The question to the workspace.
#include "relay/reach.h"

#include <algorithm>
#include <iterator>

#include "base/limits.h"

namespace weir::relay {
namespace {

bool asks(const Asked& asked) {
  const Kind kind = asked.ask.kind;
  const bool main_line = kind == Kind::main_turn || kind == Kind::tool_result || kind == Kind::subagent;
  return main_line && !asked.session.workspace.empty();
}

// What lies outside the workspace is known by its whole path, and is none of its business.
bool below_root(const std::string& path) { return !path.empty() && path.front() != '/' && !path.starts_with("../"); }

workspace::Question question_of(const Services& s, const Asked& asked) {
  workspace::Question out;
  out.root = asked.session.workspace;
  out.session = asked.session.id;
  out.turn = asked.session.turn;
  out.new_user_turn = asked.ask.kind == Kind::main_turn;
  out.text = asked.reading.user_text;
  session::Working working = s.sessions.working(asked.session.id);
  std::ranges::copy_if(working.files, std::back_inserter(out.files), below_root);
  for (session::Change& change : working.changes) {
    if (!below_root(change.path)) continue;
    out.changes.push_back(
        {std::move(change.path), std::move(change.removed), std::move(change.added), std::move(change.call)});
  }
  return out;
}

// "41 %", so that an answer that does not come says why.
std::string detail_of(const workspace::Workspaces& workspaces, const std::string& root) {
  const std::vector<workspace::IndexStatus> all = workspaces.list();
  const auto it = std::ranges::find(all, root, &workspace::IndexStatus::root);
  if (it == all.end()) return {};
  return it->detail.empty() && it->state == Index::indexing ? std::to_string(it->percent) + " %" : it->detail;
}

}  // namespace

std::string session_of(const Asked& asked) { return asked.session.id.substr(0, asked.session.id.find('.')); }

Task<Ripple> reach(Services& s, const Asked& asked) {
  if (!asks(asked)) co_return Ripple{};
  const std::string& root = asked.session.workspace;
  s.workspaces.want(root);
  workspace::Question question = question_of(s, asked);
  // Where nothing is new since the session's last question the answer is there at once.
  workspace::Answer answer = co_await s.workspaces.ask(std::move(question), Millis{limits::workspace_answer_ms});
  Ripple ripple = std::move(answer.ripple);
  if (ripple.detail.empty() && ripple.state != Index::ready && ripple.state != Index::none)
    ripple.detail = detail_of(s.workspaces, root);
  // What an edit left behind is a fact, also where the index does not hold everything.
  if (ripple.state == Index::ready || ripple.state == Index::stale)
    s.notes.keep(session_of(asked), root, std::move(answer.notes));
  co_return ripple;
}

}  // namespace weir::relay
