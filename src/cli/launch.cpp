// weir launch: starts a tool that already points here. Its environment changes for that process only; files are
// written under weir's own folders only.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/json_writer.h"
#include "cli/control.h"
#include "cli/registry.h"
#include "cli/term.h"

namespace weir::cli {
namespace {

std::string request_for(const Args& args) {
  JsonWriter w;
  w.object().field("client", args.words[0]).key("args").array();
  for (std::size_t i = 1; i < args.words.size(); ++i) w.value(args.words[i]);
  w.end().end();
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

int run_launch(const Context& context, const Args& args) {
  if (args.words.empty()) return report(usage, "usage", "weir launch takes the name of a tool", "weir launch claude");
  Called called = call(context, "POST", "/launch", request_for(args));
  if (called.exit) return *called.exit;
  if (args.json()) {
    fmt::print("{}\n", called.body);
    return ok;
  }
  auto doc = Json::parse(called.body);
  if (!doc) return report(failed, "control", "weir's answer could not be read");
  if (auto written = write_files((*doc)["files"]); !written) return report(failed, "launch", written.error().message);
  return become(doc->root());
}

}  // namespace

const Verb launch{"launch", "start a tool that already points here: claude, pi", "TOOL", "weir launch claude", {}, run_launch, true};

}  // namespace weir::cli
