// session: identity, pins, working set, who issued which tool call or thinking block. I/O thread only; what must
// survive a restart (pins, issuers, where a named session stood) goes to the store, in the background.
#pragma once
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

// What clients/ reads, in this folder's own terms (session may not include clients).
struct Touched {
  std::string path, how, tool, call;  // how: clients::Touch::How's name
};
struct Identity {
  std::string client, named_session, agent;
  std::string workspace;             // root, "" unknown: then a known session's own is taken
  std::string directory;             // where relative paths of touched files begin; "" = at the root
  std::vector<std::uint64_t> chain;  // chat::chain of the request
  bool side = false;                 // title, probe, safety check, ...: never the main line
  bool new_user_turn = false;
};

struct FileUse {
  std::string path;
  bool opened = false, edited = false, named = false;
  std::string tool, call;
  unsigned turn = 0;
};

struct Summary {  // for status
  std::string id, client, workspace;
  unsigned turn = 0;
  Millis last_seen;
  std::optional<CandidateId> target;
  std::optional<Pin> pin;
  std::vector<FileUse> files;
};

class Sessions {
 public:
  virtual ~Sessions() = default;

  // Finds or begins the session of a request, and gives what a decision needs of it. A client that names its session
  // is believed; else a request belongs to the session whose chain it goes on from, the longest one (same client, same
  // workspace), and a chain that goes on from none begins a session: so does the first request after a compaction.
  // A side request begins none; it goes with the last session of its client and workspace, or stands alone.
  // The id is 16 hex digits; a subagent's line has its own, "ID.xxxxxx", since its model and its warm prefix are its
  // own, while turn, pins and files are the session's. Give it to served() as it is.
  virtual Session observe(const Identity&, const std::vector<Touched>&, Millis wall) = 0;
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
};

// The file keeps what must survive; "" = in memory only. A file that cannot be written later costs a line in the log,
// never a request. Errors: as store::Db::open.
Result<std::unique_ptr<Sessions>> open(const std::string& path);

}  // namespace weir::session
