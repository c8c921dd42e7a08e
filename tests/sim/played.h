// One attempt as the upstream plays it: a status, bytes and how they end.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "loop.h"
#include "net/client.h"
#include "notes.h"
#include "upstream.h"

namespace weir::sim {

struct Play {
  Fault fault = Fault::none;
  int status = 200;
  std::string bytes;
  std::size_t end = 0;  // so many of them are sent
  bool stream = false;
  std::optional<int> retry_after;
};

Play refusal(Chance& chance, Dialect dialect);
// Of the note's script, with that fault in it; the note knows afterwards what can come of it.
Play answer(Chance& chance, Fault fault, AttemptNote& note);
// total: the latest moment for its last byte.
std::unique_ptr<net::ClientResponse> response(SimLoop& loop, Chance& chance, Notes& notes, std::size_t attempt,
                                              Play play, net::ClientLimits limits, Millis total);

}  // namespace weir::sim
