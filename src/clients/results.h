// What tools answered: the text of a result, the exit status in it, the line numbers it shows, the class of a failure.
// Each tool words this in its own way; a phrase is looked for only where tools put it, at the beginning or the end.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "clients/client.h"

namespace weir::clients {

// A result's text parts as one; a view where there is only one. Not bounded by itself: results are looked at in parts.
std::string text_of_result(const chat::Part& result);

// The exit status that a command's result states in its first or last lines, or in a JSON member ("exit_code").
std::optional<int> exit_status(std::string_view result);

// The class of a failed call by its message: "not found", "no match", "stale", "denied", "timeout", "invalid", "exit"
// (a command ended with a status), else "other". The message itself is not kept.
std::string failure_class(std::string_view result);

// Where `text` stands in a file that a result shows from line `first` on (0: only numbered lines count); numbered lines
// ("12\tcode", "12→code") say their own. 0, 0 when it stands there not at all or more than once.
Lines locate(std::string_view shown, unsigned first, std::string_view text);

}  // namespace weir::clients
