// Which session a request belongs to.
#include "session/tracker.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/ids.h"
#include "base/limits.h"

namespace weir::session {
namespace {

// Never 0, which means "none". Chains of two clients or workspaces never meet.
std::uint64_t tip_of(const Identity& identity, std::uint64_t link) {
  return hash64(identity.client + '\n' + identity.workspace, link) | 1;
}

}  // namespace

std::string named_id(std::string_view client, std::string_view name) {
  return fmt::format("{:016x}", hash64(fmt::format("{}\n{}", client, name)));
}

std::string agent_mark(std::string_view agent) { return fmt::format("{:06x}", hash64(agent) & 0xffffff); }

Tracker::Tracker() : sessions_(limits::sessions), callers_(limits::issuers) {}

Known* Tracker::find_or_begin(const Identity& identity, const std::vector<std::uint64_t>& calls, Millis wall) {
  Known* known = nullptr;
  if (!identity.named_session.empty()) {
    known = by_name(identity, wall);
  } else {
    known = by_chain(identity);
    if (known == nullptr && identity.side) known = last_of(identity, Whose::any);
    if (known == nullptr && identity.compacts && identity.workspace.empty()) known = only_of(identity.client, wall);
    if (known == nullptr && !identity.side) known = by_calls(identity, calls);
    if (known == nullptr && !identity.side && identity.continues) known = last_of(identity, Whose::derived);
    if (known == nullptr && !identity.side) known = begin(identity, random_hex(8), false, wall);
  }
  if (known == nullptr) return nullptr;
  if (!identity.workspace.empty()) known->workspace = identity.workspace;
  known->last_seen = wall;
  sessions_.touch(known->id);
  return known;
}

Known* Tracker::by_name(const Identity& identity, Millis wall) {
  std::string id = named_id(identity.client, identity.named_session);
  if (Known* known = sessions_.find(id)) {
    known->client = identity.client;
    return known;
  }
  return begin(identity, std::move(id), true, wall);
}

// The longest known beginning of this request. A request that is word for word the first one of a session which has
// gone on since is a new conversation that opens alike, not a step back.
Known* Tracker::by_chain(const Identity& identity) {
  for (auto link = identity.chain.rbegin(); link != identity.chain.rend(); ++link) {
    const std::uint64_t tip = tip_of(identity, *link);
    const auto at = tips_.find(tip);
    if (at == tips_.end()) continue;
    Known* known = sessions_.find(at->second);
    if (known == nullptr) continue;
    const bool whole = link == identity.chain.rbegin();
    if (whole && !identity.side && tip == known->first_tip && tip != known->tip) return nullptr;
    return known;
  }
  return nullptr;
}

// The latest call that is known decides. Two conversations that share the beginning of their history share its calls:
// such a fork goes with the one that brought them last, as it does by its chain.
Known* Tracker::by_calls(const Identity& identity, const std::vector<std::uint64_t>& calls) {
  for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
    const std::string* id = callers_.find(tip_of(identity, *call));
    Known* known = id == nullptr ? nullptr : sessions_.find(*id);
    if (known != nullptr) return known;
  }
  return nullptr;
}

void Tracker::made(const Known& known, const std::vector<std::uint64_t>& calls) {
  if (known.named) return;
  Identity of;
  of.client = known.client;
  of.workspace = known.workspace;
  for (const std::uint64_t call : calls) callers_.put(tip_of(of, call), known.id);
}

// After a compaction nothing of the old history may be left: the summary then goes on from the session of its client
// and workspace that spoke last.
Known* Tracker::last_of(const Identity& identity, Whose whose) {
  if (identity.workspace.empty()) return nullptr;
  for (const auto& [id, known] : sessions_) {
    if (whose == Whose::derived && (known.named || known.turn == 0)) continue;
    if (known.client == identity.client && known.workspace == identity.workspace) return sessions_.find(id);
  }
  return nullptr;
}

// A guess between two would put one session's words under the other's pins and policy: then nobody's.
Known* Tracker::only_of(const std::string& client, Millis wall) {
  constexpr std::int64_t in_use_ms = 60 * 60 * 1000;
  Known* only = nullptr;
  for (const auto& [id, known] : sessions_) {
    if (known.client != client || known.named || known.turn == 0 || wall.n - known.last_seen.n > in_use_ms) continue;
    if (only != nullptr) return nullptr;
    only = sessions_.find(id);
  }
  return only;
}

Known* Tracker::begin(const Identity& identity, std::string id, bool named, Millis wall) {
  Known known;
  known.id = id;
  known.client = identity.client;
  known.workspace = identity.workspace;
  known.named = named;
  known.last_seen = wall;
  restore(std::move(known));
  return sessions_.find(id);
}

void Tracker::restore(Known known) {
  const std::string id = known.id;
  const std::optional<Known> gone = sessions_.put(id, std::move(known));
  if (!gone) return;
  for (const std::uint64_t tip : gone->tips) {
    const auto at = tips_.find(tip);
    if (at != tips_.end() && at->second == gone->id) tips_.erase(at);
  }
}

bool Tracker::advance(Known& known, const Identity& identity) {
  if (identity.chain.empty()) return true;
  const std::uint64_t tip = tip_of(identity, identity.chain.back());
  if (tip == known.tip) return false;
  known.tip = tip;
  if (known.first_tip == 0) known.first_tip = tip;
  tips_.insert_or_assign(tip, known.id);
  known.tips.push_back(tip);
  if (known.tips.size() > limits::session_tips) {
    const auto at = tips_.find(known.tips.front());
    if (at != tips_.end() && at->second == known.id && at->first != known.tip) tips_.erase(at);
    known.tips.pop_front();
  }
  return true;
}

}  // namespace weir::session
