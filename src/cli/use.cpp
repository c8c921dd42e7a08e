// weir use: hands the choice over, or pins it, for a session, a workspace or all; for a while or until undone.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>

#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

constexpr std::array flags = {
    Flag{"--session", "S", "for one session (weir status shows ids)"},
    Flag{"--workspace", "DIR", "for one repository"},
    Flag{"--for", "TIME", "and then no more: 90m, 2h, 1d"},
};

// "90m" in milliseconds.
std::optional<std::int64_t> time_of(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  std::int64_t n = 0;
  for (char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9' || n > 100'000) return std::nullopt;
    n = n * 10 + (c - '0');
  }
  switch (text.back()) {
    case 's':
      return n * 1'000;
    case 'm':
      return n * 60'000;
    case 'h':
      return n * 3'600'000;
    case 'd':
      return n * 86'400'000;
    default:
      return std::nullopt;
  }
}

std::string absolute(const std::string& dir) {
  std::array<char, PATH_MAX> buffer{};
  return realpath(dir.c_str(), buffer.data()) != nullptr ? std::string(buffer.data()) : dir;
}

int run_use(const Context& context, const Args& args) {
  if (args.words.size() != 1)
    return report(usage, "usage", "weir use takes one of auto, local, cloud, none or a model's name",
                  "weir use local --for 2h");
  if (args.has("--session") && args.has("--workspace"))
    return report(usage, "usage", "--session and --workspace exclude each other");
  JsonWriter w;
  w.object().field("model", args.words[0] == "none" ? std::string() : args.words[0]);
  if (args.has("--session"))
    w.field("scope", "session").field("id", args.get("--session"));
  else if (args.has("--workspace"))
    w.field("scope", "workspace").field("id", absolute(args.get("--workspace")));
  else
    w.field("scope", "all").field("id", "");
  if (args.has("--for")) {
    const auto time = time_of(args.get("--for"));
    if (!time) return report(usage, "usage", "--for takes a number with s, m, h or d", "weir use auto --for 2h");
    w.field("for_ms", *time);
  }
  w.end();
  Called called = call(context, "POST", "/use", w.take());
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  for (JsonValue pin : (*doc)["pins"]) {
    fmt::print("{} → {}{}\n",
               pin["scope"].string() == "all" ? "everything" : pin["scope"].string() + " " + pin["id"].string(),
               pin["model"].string(), pin["until_ms"].is_null() ? "" : " (for a while)");
  }
  if ((*doc)["pins"].size() == 0) fmt::print("no pin: the model that a client names is honoured\n");
  for (JsonValue warning : (*doc)["warnings"]) fmt::print("note: {}\n", warning.string());
  return ok;
}

}  // namespace

const Verb use{"use",   "hand the choice to auto, or pin local, cloud or a model; none takes the pin away",
               "MODEL", "weir use auto --workspace . --for 2h",
               flags,   run_use};

}  // namespace weir::cli
