// weir launch: starts a tool that already points here. Its environment changes for that process only; files are
// written under weir's own folders only.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

extern char** environ;

namespace weir::cli {
namespace {

// The plan looks at what the user has set for these tools. Of a credential only its presence is told.
void write_environment(JsonWriter& w) {
  constexpr std::array prefixes = {"ANTHROPIC_", "CLAUDE_",   "PI_",       "OPENAI_",  "HTTP",
                                   "http",       "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"};
  w.key("env").object();
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    if (std::ranges::none_of(prefixes, [&](const char* p) { return name.starts_with(p); })) continue;
    const std::string_view value = text.substr(std::min(text.size(), name.size() + 1));
    const bool secret =
        name.ends_with("_KEY") || name.ends_with("_TOKEN") || name.ends_with("S_PROXY") || name.ends_with("s_proxy");
    w.field(name, secret && !value.empty() ? std::string_view("set") : value);
  }
  w.end();
}

std::string request_for(const Args& args) {
  JsonWriter w;
  w.object().field("client", args.words[0]).key("args").array();
  for (std::size_t i = 1; i < args.words.size(); ++i) w.value(args.words[i]);
  w.end();
  const char* home = std::getenv("HOME");
  std::error_code error;
  w.field("home", home != nullptr ? home : "").field("directory", std::filesystem::current_path(error).string());
  write_environment(w);
  w.end();
  return w.take();
}

Result<void> write_files(JsonValue files) {
  for (JsonValue file : files) {
    const std::filesystem::path path = file["path"].string();
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << file["content"].string();
    out.close();
    if (!out) return fail(ErrorKind::io, "cannot write " + path.string());
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  }
  return {};
}

int become(JsonValue plan) {
  for (JsonValue name : plan["unset"]) unsetenv(name.string().c_str());
  for (JsonValue value : plan["env"]) setenv(value.key().c_str(), value.string().c_str(), 1);
  std::vector<std::string> words;
  for (JsonValue arg : plan["argv"]) words.push_back(arg.string());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  return report(failed, "launch", fmt::format("{} cannot be started: {}", words[0], std::strerror(errno)),
                fmt::format("install {} so that it is found in PATH", plan["title"].string()));
}

// `weir launch claude --json`: behind the name the words are the tool's, but for this one alone.
bool wants_plan(const Args& args) { return args.json() || (args.words.size() == 2 && args.words[1] == "--json"); }

int run_launch(const Context& context, const Args& args) {
  if (args.words.empty()) return report(usage, "usage", "weir launch takes the name of a tool", "weir launch claude");
  Called called = call(context, "POST", "/launch", request_for(args));
  if (called.exit) return *called.exit;
  if (wants_plan(args)) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  if (auto written = write_files((*doc)["files"]); !written) return report(failed, "launch", written.error().message);
  return become(doc->root());
}

}  // namespace

const Verb launch{
    "launch", "start a tool that already points here: claude, pi", "TOOL", "weir launch claude", {}, run_launch, true};

}  // namespace weir::cli
