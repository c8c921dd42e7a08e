// A small log: one line an event on stderr, "08:14:02.118 warn relay: ...". Values are words and numbers; never a
// key, token, header value or prompt. Thread safe.
#pragma once
#include <string_view>

namespace weir {

enum class LogLevel { debug, info, warn, error };
void set_log_level(LogLevel level);  // default info; WEIR_LOG=debug|info|warn|error is read by main
void log(LogLevel level, std::string_view room, std::string_view text);

}  // namespace weir
