// What a client makes of the bytes that it got: a small reader of its own, so that weir is not judged by itself.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "script.h"

namespace weir::sim {

struct Seen {
  std::string thinking, text;
  std::vector<Call> calls;   // as far as they came
  std::vector<bool> closed;  // of each call: the stream said that it is whole
  std::size_t starts = 0;    // answers that begin in these bytes
  bool finished = false;     // it looks finished
  bool error = false;        // and this is what says that it is not
  bool after_end = false;    // something with meaning follows the end
  std::string broken;        // what no client could read
};

// ended: the HTTP message ended properly.
Seen read_answer(Dialect dialect, bool stream, bool ended, std::string_view bytes);

}  // namespace weir::sim
