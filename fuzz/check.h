// What must hold in a fuzzer: stops it with the line that says so.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace weir::fuzz {

inline void check(bool holds, std::source_location here = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: does not hold\n", here.file_name(), here.line());
  std::abort();
}

}  // namespace weir::fuzz
