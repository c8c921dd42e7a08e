// Test runs: whether a command runs tests, told by its words, and how they ended, told by the exit status or, where
// that is another command's, by the last lines that the runner prints.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "clients/client.h"

namespace weir::clients {

// "pytest", "go test", "npm test" ...; "" when these words run no tests. Wrappers are taken off before.
std::string test_runner(std::span<const std::string> argv);

// `status`: the runner's own exit status, nothing where it is unknown.
Activity::Result test_result(std::string_view output, std::optional<int> status);

}  // namespace weir::clients
