// Ask: the request as a decision sees it. Never its text: all of this goes into the ledger.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "chat/count.h"
#include "decision/words.h"

namespace weir {

struct Ask {
  ExchangeId id;
  BodyHash body;
  Kind kind{};
  std::string client;       // "claude-code", "pi", "sdk"
  std::string dialect;      // "messages", "chat", "completions"
  std::string model_named;  // as the client wrote it
  chat::Counted prompt;
  Tokens max_output;  // what the client allows; 0 = it did not say
  std::vector<Need> needs;
  // Who made the signed thinking blocks in the history; "?" for a block that weir has not seen being made.
  std::vector<CandidateId> thinking_by;
  std::vector<std::string> thinking_paths;  // JSON pointers of these blocks in the body, same order
  // Who made the tool call whose result this is: only for kind tool_result.
  std::optional<CandidateId> call_by;
  std::string agent;  // subagent id, or ""
  bool operator==(const Ask&) const = default;
};

struct Pin {
  std::string model;            // "auto", "local", "cloud" or a model's name
  std::string scope;            // "session", "workspace", "all"
  std::optional<Millis> until;  // wall clock
  bool operator==(const Pin&) const = default;
};

// What the session brings to a decision. session/ keeps the whole of it; this is the part that counts.
struct Session {
  std::string id, workspace;  // workspace: absolute root, "" unknown
  unsigned turn = 0, opened = 0, edited = 0;
  std::optional<Pin> pin;                  // the strongest that applies: session, workspace, all
  std::optional<CandidateId> last_target;  // of the main line, not of side requests
  // The file whose first opening (first edit) made the count what it is, and the turn in which that was.
  std::string last_opened = {}, last_edited = {};
  unsigned last_opened_turn = 0, last_edited_turn = 0;
  bool operator==(const Session&) const = default;
};

}  // namespace weir
