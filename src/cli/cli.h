// cli: one verb per file, one line in registry.cpp. The CLI is a client of the control API and holds no state; only
// `up --foreground` becomes the process that serves, by a function that main hands in.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "config/config.h"

namespace weir::cli {

// Exit codes, fixed: `weir help exit-codes` prints them.
enum Exit : int {
  ok = 0,
  failed = 1,
  usage = 2,
  not_running = 3,
  key_missing = 4,
  policy_refused = 5,
  interrupted = 130
};

struct Flag {
  std::string_view name;   // "--session"
  std::string_view value;  // "S"; "" for a switch
  std::string_view text;
  bool many = false;  // takes one value or more
};

struct Args {
  std::map<std::string, std::string, std::less<>> flags;               // "--session" -> "S"; a switch -> ""
  std::map<std::string, std::vector<std::string>, std::less<>> lists;  // of flags that take many
  std::vector<std::string> words;                                      // positional, and for `launch` all that follows
  bool has(std::string_view flag) const { return flags.contains(flag); }
  std::string get(std::string_view flag, std::string_view otherwise = {}) const;
  std::vector<std::string> all(std::string_view flag) const;
  bool json() const { return has("--json"); }
};

struct ServeOptions {
  std::optional<unsigned> port;
  bool small = false;  // the small model
  bool json = false;   // one JSON line on stdout when ready
};

struct Context {
  std::string self;  // absolute path of this executable
  config::Paths paths;
  int (*serve)(const Context&, const ServeOptions&);
};

struct Verb {
  std::string_view name, summary, words;  // words: "[ID|last]"
  std::string_view example;               // "weir why last"
  std::span<const Flag> flags;            // --json and --help come by themselves
  int (*run)(const Context&, const Args&);
  bool passes_rest = false;  // what follows the first word belongs to somebody else
};

std::span<const Verb> verbs();
int run(int argc, char** argv, int (*serve)(const Context&, const ServeOptions&));

}  // namespace weir::cli
