// What a task wants to do to a name: the operations that reach the users of a definition. Read from the user's own
// words, sentence by sentence; a verb that is negated does not count. This finds evidence for ripple only: kinds of
// requests are never told by words.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir::workspace {

struct Mention {                    // a name in a sentence that has an operation
  std::string name;                 // as written: "user_id", "Order.user_id", "/orders/{id}"
  std::string operation;            // "rename", "remove", "retype", "default", "signature", "meaning"
  bool plain = false;               // an ordinary word: a definition's name only if its owner or file stands beside it
  std::vector<std::string> beside;  // the other names and words of the sentence: they tell which definition is meant
  bool operator==(const Mention&) const = default;
};

// In order of appearance; bounded. Names are what looks like an identifier, a path, a route, or is quoted.
std::vector<Mention> mentions(std::string_view text);
// All names and paths of a text, operation or not.
std::vector<std::string> names_in(std::string_view text);

}  // namespace weir::workspace
