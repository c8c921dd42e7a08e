// Steps of CI files: the scripts that they run, each with its folder and line. Internal to ci.cpp.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir::workspace::brief {

struct Step {
  std::string folder, script, uses;
  unsigned line = 0;
};
enum class CiDialect { github, other };  // GitHub's steps have `run`; others `script`, `command` and lists of them
std::vector<Step> steps_of(std::string_view text, CiDialect dialect);

}  // namespace weir::workspace::brief
