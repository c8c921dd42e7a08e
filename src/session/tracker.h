// Tracker: which session a request belongs to, by the name that its client gives or by the chain that it goes on
// from. Owns the sessions in memory; the oldest go.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>

#include "session/recent.h"
#include "session/session.h"
#include "session/working_set.h"

namespace weir::session {

struct Known {
  std::string id, client, workspace;
  bool named = false;  // by its client: found again after a restart
  unsigned turn = 0;
  Millis last_seen;
  std::optional<CandidateId> target;                // of the main line
  std::map<std::string, CandidateId> agent_target;  // by the agent's mark in the id
  WorkingSet files;
  std::uint64_t first_tip = 0, tip = 0;  // the ends of the first and the latest main request's chain; 0 = none yet
  std::deque<std::uint64_t> tips;        // all that are remembered, oldest first
};

class Tracker {
 public:
  Tracker();
  // The session, begun if need be; nullptr for a side request that belongs to none. `calls`: keys of the history's
  // tool calls.
  Known* find_or_begin(const Identity& identity, const std::vector<std::uint64_t>& calls, Millis wall);
  // Notes whose calls these are, so that a history that was rewritten still finds its session.
  void made(const Known& known, const std::vector<std::uint64_t>& calls);
  // Notes the end of a main request's chain. True when it was not the latest already (a retry is).
  bool advance(Known& known, const Identity& identity);

  Known* find(const std::string& id) { return sessions_.find(id); }
  const Known* find(const std::string& id) const { return sessions_.find(id); }
  const Recent<std::string, Known>& all() const { return sessions_; }
  void restore(Known known);

 private:
  Known* by_name(const Identity& identity, Millis wall);
  Known* by_chain(const Identity& identity);
  Known* by_calls(const Identity& identity, const std::vector<std::uint64_t>& calls);
  enum class Whose { any, derived };
  Known* last_of(const Identity& identity, Whose whose);
  Known* only_of(const std::string& client, Millis wall);
  Known* begin(const Identity& identity, std::string id, bool named, Millis wall);

  Recent<std::string, Known> sessions_;
  std::unordered_map<std::uint64_t, std::string> tips_;  // end of a chain -> session
  Recent<std::uint64_t, std::string> callers_;           // tool call -> session, where the client names none
};

// The id of a session that its client names: the same after a restart.
std::string named_id(std::string_view client, std::string_view name);
// The mark of a subagent behind the '.' of an id.
std::string agent_mark(std::string_view agent);

}  // namespace weir::session
