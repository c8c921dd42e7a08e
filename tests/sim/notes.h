// What everybody saw, for the judge: each ask of a client, each attempt at an upstream, and the story as lines.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "script.h"

namespace weir::sim {

struct AskNote {
  std::size_t number = 0;
  Dialect dialect{};
  bool stream = false, count = false;
  std::string workspace, model;
  std::string id, day;  // of the exchange, once it has one
  bool began = false, over = false, left = false, bad_body = false;
  bool killed = false;       // its process was, while it ran
  bool stopped = false;      // it ran when weir ended what still ran
  bool row_written = false;  // all that its process had to say of it is on the disk
  bool row_lost = false;     // its process died before that
  // What the client got.
  int status = 0;
  std::string told_id;  // x-weir-id, as it came
  std::string got;
  bool head = false, ended = false, aborted = false, stalled = false;
};

struct AttemptNote {
  std::size_t number = 0, ask = 0;
  std::string endpoint;
  Dialect dialect{};
  bool stream = false, metered = false;
  Say say;
  Written written;
  std::size_t delivered = 0;  // bytes that weir was given
  bool closed_well = false;   // and the proper end behind them
  bool faulty = false;        // the upstream did, or said, something wrong while the client was there
  bool may_cost = true;       // as far as weir can know: until a refusal came
  bool open = true;           // weir still holds it
  // Whether an answer that looks finished may have come of it.
  // Whether it must have: it stopped between two events.
  bool surely_whole() const {
    return delivered >= written.whole ||
           (whole() && std::ranges::find(written.events, delivered) != written.events.end());
  }
  bool whole() const { return delivered >= written.whole || (closed_well && delivered >= written.finish); }
};

class Notes {
 public:
  explicit Notes(bool tell) : tell_(tell) {}
  std::vector<AskNote> asks;
  std::vector<AttemptNote> attempts;

  // Breaks a rule: the schedule is lost. The first one counts.
  void wrong(std::string what) {
    if (!wrong_) wrong_ = std::move(what);
  }
  const std::optional<std::string>& what_is_wrong() const { return wrong_; }

  // A line of the story, and a mark in the sum that tells two stories apart.
  template <class Line>
  void say(Millis at, Line line) {
    if (!tell_) return;
    story.push_back(std::to_string(at.n) + " ms  " + line());
  }
  void mark(std::uint64_t n) { sum = (sum ^ n) * 0x100000001B3U; }
  std::vector<std::string> story;
  std::uint64_t sum = 0xCBF29CE484222325U;

  // Asked at each attempt, before a byte goes up; set by the schedule.
  std::function<void(const AttemptNote&)> may;

 private:
  bool tell_;
  std::optional<std::string> wrong_;
};

}  // namespace weir::sim
