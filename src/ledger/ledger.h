// ledger: what happened and why. An intent is durable before the first byte goes up; settlement follows. One
// writer thread owns the database and commits in groups; the exchange awaits its group. Reads open their own
// read-only connection and run on the caller's thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "base/shared.h"
#include "base/task.h"
#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/outcome.h"
#include "decision/view.h"

namespace weir::ledger {

struct Intent {
  ExchangeId id;
  Millis wall;                             // request start, Unix epoch
  std::string client, dialect, operation;  // operation: OpenTelemetry's gen_ai.operation.name
  bool stream = false;
  // An exchange that never got as far as a decision (bad JSON, unknown route) has no ask.
  std::optional<Ask> ask;
  Session session;
  Shared<View> view;
  Rules rules;
  std::vector<Verdict> verdicts;
  Decision decision;
  std::optional<Decision> advice;    // nothing: the same as the decision
  std::string billing, where;        // of the target; "" when refused
  std::optional<MicroUsd> reserved;  // worst case, metered only
};

struct Settlement {
  ExchangeId id;
  Outcome outcome;
  std::optional<MicroUsd> cost;  // metered and priced
  // priced, owned, quota; none: nobody took it; unknown: may have cost its reservation, which stays counted.
  std::string cost_source;
  std::string billing, where;  // of who served at last
};

struct LogQuery {
  std::optional<std::string> id;       // whole or a unique prefix; "last" = the newest
  std::optional<std::string> session;  // its id or the id's beginning
  std::optional<Millis> since;
  std::size_t limit = 50;  // the newest so many
  bool unsettled = false;
};

struct CostRow {  // per day, billing and target
  std::string day, target, billing;
  std::int64_t requests = 0;
  MicroUsd cost;
  std::int64_t unknown = 0;  // requests whose price is not known
  Tokens input, output;
};

// Of the UTC day. A request belongs to the day on which it began, as in costs(). The day's cap holds for the three sums
// of money together.
struct Today {
  MicroUsd metered;   // settled with a price
  MicroUsd reserved;  // in flight: worst cases
  // Worst cases of what may have been spent: sent at a price that nobody knows, or left without an end by a weir that
  // was killed.
  MicroUsd unknown;
  std::int64_t metered_requests = 0, quota_requests = 0, owned_requests = 0;
  Bytes out;  // to anything but this machine
};

// The file cannot be written.
struct Trouble {
  std::string message, help;
  std::size_t waiting = 0;  // rows that are written when it can be again
};

struct Health {
  std::optional<Trouble> trouble;
  std::int64_t lost = 0;  // requests of an earlier weir that this one's start found without an end
};

struct ReplayRow {
  ExchangeId id;
  Ask ask;
  Session session;
  View view;
  Rules rules;
  Decision decision;
};

// One exchange as values, for the printer. What the rules said is judged again from it: policy is pure.
struct WhyRow {
  ExchangeId id;
  Millis wall;
  std::optional<Ask> ask;  // nothing: it never got as far as a decision; session, view and rules are then empty
  Session session;
  View view;
  Rules rules;
  Decision decision;
  std::optional<Decision> advice;
  std::optional<Outcome> outcome;
  std::optional<MicroUsd> cost;
  std::string cost_source;
};

class Ledger {
 public:
  virtual ~Ledger() = default;  // joins the writer after its queue is empty

  // Comes back when the intent is on disk. Errors: unavailable (queue full), io (disk full, locked): the caller
  // must then not open a metered upstream; the row is still written when the disk lets it. conflict: this id is there
  // already.
  virtual Task<Result<void>> intend(Intent intent) = 0;
  // Queued behind its intent; kept and tried again while the disk refuses. Without its intent's row: nothing.
  virtual void settle(Settlement settlement) = 0;
  // Comes back when what was settled before can be read: for those who read right behind an answer.
  virtual Task<void> caught_up() = 0;
  // From now on it only settles: whoever opens the ledger next learns that waiting is worth it.
  virtual void leaving() {}
  // As the I/O thread knows it: settled plus reserved; no disk.
  virtual Today today() const = 0;
  virtual Health health() const { return {}; }
};

// Errors: conflict (another weir holds it), unavailable (one that is about to end: try again), io, invalid (corrupt:
// names the file and what to do). The loop must outlive the Ledger; answers that come home after the Ledger is gone are
// fine.
Result<std::unique_ptr<Ledger>> open(const std::string& path, Loop& loop);

// Readers: path of the ledger file, any thread. JSON lines as TARGET.md has them (weir.log/1, weir.why/1).
Result<std::vector<std::string>> log_lines(const std::string& path, const LogQuery& query);
Result<std::string> why_json(const std::string& path, std::string_view id);  // id, prefix or "last"
Result<WhyRow> read_why(const std::string& path, std::string_view id);
Result<std::vector<CostRow>> costs(const std::string& path, std::optional<Millis> since);
// Calls back row by row, oldest first, for the newest `limit` that the query finds; rows without a decision are left
// out. Stops with the callback's error.
Result<void> replay_rows(const std::string& path, const LogQuery& query,
                         const std::function<Result<void>(const ReplayRow&)>& each);

}  // namespace weir::ledger
