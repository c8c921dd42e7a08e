// From the command line to a verb.
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdio>

#include "cli/cli.h"
#include "cli/parse.h"

namespace weir::cli {
namespace {

std::string own_path() {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t n = readlink("/proc/self/exe", buffer.data(), buffer.size());
  return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string("weir");
}

}  // namespace

std::string Args::get(std::string_view flag, std::string_view otherwise) const {
  auto it = flags.find(flag);
  return it == flags.end() ? std::string(otherwise) : it->second;
}

std::vector<std::string> Args::all(std::string_view flag) const {
  auto it = lists.find(flag);
  return it == lists.end() ? std::vector<std::string>() : it->second;
}

int run(int argc, char** argv, int (*serve)(const Context&, const ServeOptions&)) {
  Parsed parsed = parse(argc, argv);
  if (parsed.exit) return *parsed.exit;
  const Context context{own_path(), config::paths(), serve};
  const int exit = parsed.verb->run(context, parsed.args);
  std::fflush(stdout);
  return exit;
}

}  // namespace weir::cli
