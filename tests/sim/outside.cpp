// In place of src/base/entropy.cpp, src/base/log.cpp and src/workspace/root.cpp.
#include "outside.h"

#include <stdexcept>

#include "base/entropy.h"
#include "base/log.h"
#include "workspace/root.h"

namespace weir {
namespace {
sim::Chance* source = nullptr;
}

namespace sim {
void entropy_from(Chance* chance) { source = chance; }
}  // namespace sim

void fill_random(std::span<unsigned char> out) {
  if (source == nullptr) throw std::logic_error("randomness outside of a schedule");
  for (unsigned char& byte : out) byte = static_cast<unsigned char>(source->next());
}

// What is logged in a schedule is not for the terminal.
void set_log_level(LogLevel) {}
void log(LogLevel, std::string_view, std::string_view) {}

// Every folder below /sim is a repository.
std::optional<std::string> workspace::root_of(std::string_view directory) {
  if (!directory.starts_with("/sim/")) return std::nullopt;
  return std::string(directory.substr(0, directory.find('/', 5)));
}

}  // namespace weir
