// session: identity, pins, working set, who issued which tool call or thinking block. I/O thread only; what must
// survive a restart (pins, issuers) goes to the store, in the background.
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
  std::string workspace;               // root, "" unknown
  std::vector<std::uint64_t> chain;    // chat::chain of the request
  bool side = false;                   // title, probe, safety check, ...: never the main line
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

  // Finds or begins the session of a request, and gives what a decision needs of it.
  virtual Session observe(const Identity&, const std::vector<Touched>&, Millis wall) = 0;
  // After a decision of the main line was carried out.
  virtual void served(std::string_view session, const CandidateId& by, Millis wall) = 0;
  // What an answer contained that later requests will bring back.
  virtual void issued_call(std::string_view tool_call_id, const CandidateId& by) = 0;
  virtual void issued_thinking(std::string_view signature, const CandidateId& by) = 0;
  virtual std::optional<CandidateId> issuer_of_call(std::string_view tool_call_id) const = 0;
  virtual std::optional<CandidateId> issuer_of_thinking(std::string_view signature) const = 0;

  // Pins. scope "session" takes the session's id, "workspace" its root, "all" nothing. model "" takes the pin away.
  virtual Result<void> pin(const Pin&, std::string_view scope_id) = 0;
  virtual std::vector<std::pair<std::string, Pin>> pins(Millis wall) const = 0;  // scope id, pin
  virtual std::vector<Summary> list(Millis wall) const = 0;
};

}  // namespace weir::session
