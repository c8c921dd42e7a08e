// Tool call ids across dialects. Messages takes only [a-zA-Z0-9_-] and each id once; other upstreams make ids like
// "functions.read:0", or the same "call_0" in every turn. An id that does not fit is written as "weirid" followed by
// its bytes, where everything but letters, digits and '-' becomes '_' and two hex digits; ids that begin with
// "weirid" are written so too, so that `restored` undoes exactly what `fitted` did.
#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace weir::wire {

std::string fitted(std::string_view id);
std::string restored(std::string_view id);

// For chat upstreams: the restored id; beyond 40 bytes, which OpenAI refuses, a hash of it.
std::string chat_id(std::string_view id);

// The ids of one conversation on their way to one upstream: calls become unique, results find their call.
class ToolIds {
 public:
  explicit ToolIds(std::string (*map)(std::string_view)) : map_(map) {}
  void next_turn() { ++turn_; }  // an assistant's message begins: calls of the turns before stay unanswered
  std::string call(const std::string& id);
  std::string result(const std::string& id);  // of the oldest unanswered call with that id in this turn

 private:
  std::string (*map_)(std::string_view);
  struct Sent {
    int turn = 0;
    std::deque<std::string> waiting;  // ids sent and not answered yet, oldest first
    std::string last;                 // a second result of the same call
  };
  std::map<std::string, Sent> sent_;  // by the client's id
  std::set<std::string> used_;
  int turn_ = 0;
};

}  // namespace weir::wire
