// Workspaces: the index thread and what the rest of weir may ask of it. All functions belong to the I/O thread unless
// said otherwise; none of them reads a file or waits for one. One thread ("weir-index", niced) owns all repositories;
// hard edges come back as values. With ripple off nothing runs and every answer is Index::none.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/loop.h"
#include "decision/view.h"
#include "workspace/brief/brief.h"
#include "workspace/edges/left.h"
#include "workspace/rank/rank.h"
#include "workspace/slice/slice.h"

namespace weir::workspace {

// What an edit in a session took away and brought, by identifiers; the text itself is not kept.
struct Change {
  std::string path;                         // relative to the root
  std::vector<std::string> removed, added;  // identifiers in the old but not in the new text, and the other way round
  std::string call;                         // tool call id
  bool operator==(const Change&) const = default;
};

// What one request says about the change at hand.
struct Question {
  std::string root, session;
  unsigned turn = 0;
  bool new_user_turn = false;
  std::string text;                // the user's own latest words; memory only, at most workspace_question_bytes
  std::vector<std::string> files;  // working set: edited first, then opened; most recent first
  std::vector<Change> changes;     // this session's edits, oldest first
};

struct Answer {
  Ripple ripple;                   // for the View
  std::vector<std::string> notes;  // "user_id renamed in order.proto; still used: billing/charge.go:88"
};

// Files that ignore rules let through and the index does not hold, by reason.
struct LeftOut {
  std::uint64_t generated = 0;  // by name, by a generator's mark, or by lines that nobody types
  std::uint64_t vendored = 0, binary = 0;
  std::uint64_t huge = 0;    // more than limits::workspace_file_bytes
  std::uint64_t unread = 0;  // gone meanwhile, or not to be read
  std::uint64_t all() const { return generated + vendored + binary + huge + unread; }
};

struct IndexStatus {  // for `weir status` and `weir index`
  std::string root;
  ::weir::Index state = ::weir::Index::none;
  std::string detail;  // "41 %", "more than 200,000 files", "git history is damaged: ..."
  LeftOut left_out;
  std::uint64_t files = 0, commits = 0, definitions = 0, uses = 0, bytes = 0;
  unsigned percent = 0;  // of the first pass
  Millis updated;        // wall clock of the last change that was taken in; 0 never
};

struct RippleReport {  // `weir ripple "text"`, `--file F[:SYMBOL]`
  IndexStatus index;
  std::string question, operation;
  std::vector<Edge> edges;
  std::vector<Ranked> files;
  Width width;
};
struct LeftReport {  // `weir ripple --diff [REV]`, `--drift`
  IndexStatus index;
  std::string against;
  std::vector<Left> left;
};
struct RippleAsk {
  enum class How : std::uint8_t { text, file, diff, drift };
  How how = How::text;
  std::string root, text, file, symbol, rev;
  std::vector<std::string> files;
  Tokens budget{4000};
};

class Workspaces {
 public:
  struct Options {
    std::string cache_dir;  // indexes on disk; "" = memory only
    std::map<std::string, double, std::less<>> weights;
  };
  static Result<std::unique_ptr<Workspaces>> open(Loop& loop, Options options);
  static std::unique_ptr<Workspaces> off();
  virtual ~Workspaces() = default;  // stops the thread, saves what is unsaved

  virtual void want(const std::string& root) = 0;  // begins an index, or marks it as in use; cheap to repeat
  virtual void hint(const std::string& root, const std::string& path) = 0;  // this file was just edited: look now
  // At most `limit` of waiting; a later answer is kept for the session's next request (its age says so). Files that
  // are not indexed yet give state indexing, late answers late.
  virtual Task<Answer> ask(Question question, Millis limit) = 0;
  virtual std::vector<IndexStatus> list() const = 0;  // as last told by the index thread

  // For people and agents: wait for the index to be ready (a CLI shows list() meanwhile). Errors: not_found (no such
  // folder), unavailable (ripple is off), invalid.
  virtual Task<Result<RippleReport>> ripple(RippleAsk ask, Cancel& cancel) = 0;
  virtual Task<Result<LeftReport>> left(RippleAsk ask, Cancel& cancel) = 0;
  virtual Task<Result<Slice>> slice(RippleAsk ask, Cancel& cancel) = 0;
  virtual Task<Result<Brief>> brief(RippleAsk ask, Cancel& cancel) = 0;
};

}  // namespace weir::workspace
