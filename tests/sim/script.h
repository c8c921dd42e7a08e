// What an upstream has to say, as values and as the bytes of its dialect. Written from the providers' documents and
// not with weir's own wire/, which is under test.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "chance.h"

namespace weir::sim {

enum class Dialect { messages, chat, completions };

struct Call {
  std::string id, name, arguments;
  bool operator==(const Call&) const = default;
};

struct Say {  // one answer; its words name it, so that nobody else's can be taken for them
  std::string model, thinking, text;
  std::vector<Call> calls;
  std::int64_t input = 0, output = 0;  // tokens that are reported
};

struct Written {
  std::string bytes;
  std::vector<std::size_t> events;  // where each event ends
  std::size_t whole = 0;            // with so many bytes the answer is whole, whatever comes after
  std::size_t finish = 0;           // ... if its HTTP message ends properly there or later (Chat without [DONE])
  std::size_t usage = 0;            // with so many the output tokens were told
};

// number: unique in the schedule. bound: of the output tokens.
Say make_say(Chance& chance, Dialect dialect, std::size_t number, bool may_call, std::int64_t bound);
Written write(const Say& say, Dialect dialect, bool stream, bool done_mark);
// An error in the dialect: the body of a refused request, and the event inside a stream.
std::string error_body(Dialect dialect, int status);
std::string error_event(Dialect dialect);
std::string end_mark(Dialect dialect);

}  // namespace weir::sim
