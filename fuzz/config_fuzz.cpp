// weir.toml from anybody: a configuration or one line that points into the file; what is accepted can be shown.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = weir::config::parse(text, "/fuzz.toml");
  if (!config) {
    const std::string& message = config.error().message;
    if (!message.starts_with("/fuzz.toml:") || message.find('\n') != std::string::npos) __builtin_trap();
    return 0;
  }
  for (const auto& row : weir::config::effective(*config)) {
    if (row.key.empty() || row.text.empty()) __builtin_trap();
  }
  for (const auto& workspace : config->workspaces) {
    if (!workspace.root.starts_with('/')) __builtin_trap();
  }
  if (weir::config::revision(*config).size() != 32) __builtin_trap();
  return 0;
}
