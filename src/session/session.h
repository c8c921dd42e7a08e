// session: identity, pins, working set, who issued which tool call or thinking block. I/O thread only; what must
// survive a restart (pins, issuers, where a named session stood, its files and changes) goes to the store, in the
// background.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong.h"
#include "chat/request.h"
#include "decision/ask.h"

namespace weir::session {

// --- what clients/ reads, in this folder's own terms (session may not include clients)

struct Lines {  // from 1; 0, 0 = nobody stated them
  unsigned first = 0, last = 0;
  bool operator==(const Lines&) const = default;
};
struct Touched {
  std::string path, how, tool, call;                  // how: clients::Touch::How's name
  std::vector<std::string> removed = {}, added = {};  // words that an edit took away and brought
  Lines lines = {};
  bool whole = false;        // the file was written anew: what it held before is not said
  std::string pattern = {};  // of a search
};
struct TestRun {
  std::string runner, result;  // "go test"; "passed", "failed", "unknown"
  std::string tool, call;
  unsigned turn = 0;
  bool operator==(const TestRun&) const = default;
};
struct Failure {                // a call that failed; a failing test run is none
  std::string tool, cls, call;  // cls: "not found", "no match", "exit", ...
  unsigned turn = 0;
  bool operator==(const Failure&) const = default;
};
struct Events {  // what one call did
  std::vector<Touched> touched;
  std::vector<TestRun> tests;
  std::vector<Failure> failures;
};
// The tool traffic of a request, oldest first. Each request brings the whole history again: a call is read only when
// its key is new to the session.
struct Traffic {
  std::vector<std::uint64_t> calls;  // one key a call: the same when it comes again, another once it is answered
  std::function<Events(std::size_t)> read;
};

struct Identity {
  std::string client, named_session, agent;
  std::string workspace;             // root, "" unknown: then a known session's own is taken
  std::string directory;             // where relative paths of touched files begin; "" = at the root
  std::vector<std::uint64_t> chain;  // chat::chain of the request
  bool side = false;                 // title, probe, safety check, ...: never the main line
  bool new_user_turn = false;
  bool compacts = false;   // asks for a summary of its session
  bool continues = false;  // its history begins with the client's summary of an earlier one
};

// --- the working set

struct FileUse {
  std::string path;
  bool opened = false, edited = false, named = false;
  std::string tool, call;  // of the last touch
  unsigned turn = 0;       // of the last touch
  bool created = false;
  unsigned first_opened = 0, first_edited = 0;  // turns, 0 = never
  std::uint64_t order = 0;                      // rises with each touch of the session
};

struct Change {                             // one edit; the shape of workspace::Change, and where it was
  std::string path;                         // as FileUse's
  std::vector<std::string> removed, added;  // words in the old but not in the new text, and the other way round
  std::string call;
  Lines lines = {};
  bool whole = false;
  unsigned turn = 0;
  bool operator==(const Change&) const = default;
};
struct Search {  // or a folder that was listed: then without a pattern
  std::string path, pattern, call;
  unsigned turn = 0;
};

struct Working {
  std::vector<std::string> files;  // edited first, then opened; most recent first
  std::vector<FileUse> uses;       // in the order of their first touch
  std::vector<Change> changes;     // oldest first, at most limits::session_changes: the latest
  std::vector<Search> searches, listed;
  std::vector<TestRun> tests;  // the latest
  std::vector<Failure> failures;
};

struct Summary {  // for status
  std::string id, client, workspace;
  unsigned turn = 0;
  Millis last_seen;
  std::optional<CandidateId> target;
  std::optional<Pin> pin;
  std::vector<FileUse> files;
  unsigned tests_passed = 0, tests_failed = 0, tests_unknown = 0, errors = 0, changes = 0;
  std::optional<TestRun> last_test;
};

class Sessions {
 public:
  virtual ~Sessions() = default;

  // Finds or begins the session of a request, and gives what a decision needs of it. A client that names its session
  // is believed; else a request belongs to the session whose chain it goes on from, the longest one (same client, same
  // workspace). A chain that goes on from none may still bring back calls that a session has made (its client rewrote
  // the history), or begin with the summary of one (a compaction): it belongs to that session. Else it begins one.
  // A side request begins none; it goes with the last session of its client and workspace, or stands alone. A compaction
  // that names neither session nor workspace goes with the only derived session of its client that is in use.
  // The id is 16 hex digits; a subagent's line has its own, "ID.xxxxxx", since its model and its warm prefix are its
  // own, while turn, pins and files are the session's. Give it to served() as it is.
  virtual Session observe(const Identity&, const Traffic&, Millis wall) = 0;
  // After a decision of the main line was carried out.
  virtual void served(std::string_view session, const CandidateId& by, Millis wall) = 0;
  // What an answer contained that later requests will bring back.
  virtual void issued_call(std::string_view tool_call_id, const CandidateId& by) = 0;
  virtual void issued_thinking(std::string_view signature, const CandidateId& by) = 0;
  virtual std::optional<CandidateId> issuer_of_call(std::string_view tool_call_id) const = 0;
  virtual std::optional<CandidateId> issuer_of_thinking(std::string_view signature) const = 0;

  // Pins. scope "session" takes the session's id (or the beginning of one that is known), "workspace" its root, "all"
  // nothing. model "" takes the pin away. Errors: invalid (scope or id), not_found (no such session).
  virtual Result<void> pin(const Pin&, std::string_view scope_id) = 0;
  virtual std::vector<std::pair<std::string, Pin>> pins(Millis wall) const = 0;  // scope id, pin
  virtual std::vector<Summary> list(Millis wall) const = 0;
  // The working set of a session (a subagent's id gives its session's); empty for one that is not known.
  virtual Working working(std::string_view session) const = 0;
};

// The file keeps what must survive; "" = in memory only. A file that cannot be written later costs a line in the log,
// never a request. Errors: as store::Db::open.
Result<std::unique_ptr<Sessions>> open(const std::string& path);

}  // namespace weir::session
