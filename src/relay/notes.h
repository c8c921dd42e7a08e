// Notes: what edits have left behind ("user_id renamed in order.proto; still used: billing/charge.go:88"), per session,
// as the index said last; and which of them the session's model was told, behind which tool's result. What was told
// once is told again at the same place in every later request, since the client does not send it back: the prefix
// stays as the upstream has it. I/O thread; memory only.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/edit.h"
#include "chat/request.h"
#include "session/recent.h"

namespace weir::relay {

class Notes {
 public:
  struct Entry {
    std::string session, workspace;
    std::vector<std::string> texts;
  };

  // Replaces what was noted of that session; none takes it away.
  void keep(const std::string& session, std::string workspace, std::vector<std::string> texts);
  std::vector<Entry> list() const;  // newest first, sessions without a note left out

  // What is to be appended to the tool results of this request so that its model knows every note: each once, in the
  // newest message and only where that is tool results; and what it was told before, where it was told.
  std::vector<Wish> nudges(const std::string& session, const chat::Request& request);

 private:
  struct Kept {
    std::string workspace;
    std::vector<std::string> texts;                           // current
    std::vector<std::string> said;                            // notes that the model knows
    std::vector<std::pair<std::string, std::string>> places;  // tool call id -> text behind its result
  };
  std::string untold(Kept& kept) const;

  session::Recent<std::string, Kept> sessions_{limits::sessions};
};

}  // namespace weir::relay
