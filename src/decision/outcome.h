// What came of a decision: attempts at upstreams and the end of the exchange. The ledger settles with it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "chat/edit.h"
#include "chat/event.h"

namespace weir {

struct AttemptRecord {  // times from request start
  int n = 1;
  CandidateId candidate;
  Millis start;
  std::optional<Millis> head, first, end;
  std::optional<int> status;
  std::string error_type;  // UpstreamErrorClass's name, or ""
  std::string error_message;
  std::optional<Millis> retry_after;
  Bytes bytes_out, bytes_in;
  std::vector<Edit> edits;         // of the client's bytes, where they went up as they came
  std::vector<std::string> notes;  // what a translation into another dialect left out
};

enum class End { complete, cut, cancelled, refused, failed, lost };  // lost: weir itself ended before it
std::string_view name(End end);

struct Outcome {
  End end = End::failed;
  std::optional<Millis> commit, first, duration;  // from request start
  std::string frame;          // the last frame that the client got: "message_stop", "[DONE]", "error", ""
  std::optional<int> status;  // HTTP status that the client got
  std::string error_type, error_message;
  chat::Usage usage;
  bool usage_reported = false;  // false: our own estimate
  std::vector<std::string> finish_reasons;
  std::string response_model;
  std::optional<CandidateId> served_by;
  Bytes bytes_out, bytes_in;  // to and from upstreams, bodies only
  std::vector<AttemptRecord> attempts;
};

}  // namespace weir
