// Ignore files and the paths they are asked about, any bytes in both. The first line is the path, the rest the rules.
// What must hold: no crash, bounded steps, the same answer twice, and what an ignored folder holds is ignored.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "workspace/tree/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fputs(what, stderr);
  std::fputc('\n', stderr);
  std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\n');
  const std::string_view path = text.substr(0, end);
  const std::string_view lines = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  if (!weir::workspace::usable_path(path)) return 0;
  weir::workspace::Ignore rules;
  rules.add("", lines);
  rules.add(path.substr(0, path.find('/')), lines);
  const bool file = rules.ignored(path, false), folder = rules.ignored(path, true);
  require(rules.ignored(path, false) == file, "two answers to one question");
  require(!folder || rules.ignored(std::string(path) + "/inside", false) ||
              !weir::workspace::usable_path(std::string(path) + "/inside"),
          "a file comes back from an ignored folder");
  require(rules.steps() < 1'000'000'000, "a check costs too much");
  return 0;
}
