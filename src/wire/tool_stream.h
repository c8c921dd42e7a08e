// ToolStream: the tool calls of a Chat Completions answer put in order. The dialect lets pieces of several calls
// interleave; events have one block open at a time. The call that opened first goes on live; others wait until it is
// whole. Missing indexes and ids, and parallel calls that all say index 0, are told apart here.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "base/json.h"

namespace weir::wire {

class ToolStream {
 public:
  struct Call {
    std::optional<std::int64_t> index;  // the upstream's
    std::string id, name;
    std::string arguments;  // all pieces so far
    std::size_t told = 0;   // how much of them is out
    bool started = false;   // its start is out
    bool whole() const;     // its arguments are one JSON object
  };

  // Takes one element of `tool_calls`: a piece of a stream's call, or one that is a call of its own.
  void take(JsonValue element);
  void take_whole(JsonValue element);
  // The call to write now, or nothing; `pop` closes it.
  Call* current() { return waiting_.empty() ? nullptr : &waiting_.front(); }
  // Another call waits and the current one is whole.
  bool may_move_on() const { return waiting_.size() > 1 && waiting_.front().whole(); }
  void pop();
  bool any() const { return any_; }

 private:
  struct Piece {
    std::optional<std::int64_t> index;
    std::string id, name, arguments;
  };
  static Piece read(JsonValue element);
  Call& begin(const Piece& piece);
  static void add(Call& call, Piece piece);
  // The waiting call that the piece belongs to; nothing: it begins one, or came too late.
  Call* find(const Piece& piece);
  Call* by_index(const Piece& piece);
  Call* without_index(const Piece& piece);

  std::deque<Call> waiting_;
  std::set<std::int64_t> closed_;  // indexes of calls that are out
  bool any_ = false;
};

}  // namespace weir::wire
