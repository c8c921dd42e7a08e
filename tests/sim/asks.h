// What clients ask: requests of three dialects, each named by a number that the far end finds again.
#pragma once
#include <string>

#include "base/http.h"
#include "notes.h"

namespace weir::sim {

struct Asking {
  AskNote note;
  HttpHead head;
  std::string body;
};
// number: of the ask; few_names: which of the models are named is narrowed to those that the setting serves.
Asking make_ask(Chance& chance, std::size_t number);

}  // namespace weir::sim
