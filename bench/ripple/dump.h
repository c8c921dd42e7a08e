// The file that train.py reads: what the ranker saw at each replayed commit. Little endian, as this machine writes it.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "workspace/rank/score.h"
#include "workspace/rank/width.h"

namespace weir::bench {

enum class Variant : std::uint32_t { full, brief, known_best, known_random, brief_known };

struct Truth {
  std::vector<std::string> paths;          // that existed and have words
  std::uint32_t sources = 0, modules = 0;  // of these, without tests and configuration; and their modules
};

struct Record {
  std::uint32_t commit = 0;
  Variant variant{};
  const workspace::RankInput& input;
  const workspace::Gathered& g;
  const workspace::Traits& traits;
  const workspace::Width& width;
  const Truth& truth;
  std::string_view known;  // the truth file that was given
};

class Dump {
 public:
  explicit Dump(const std::string& path);  // throws: the bench has nothing else to do
  ~Dump();
  Dump(const Dump&) = delete;
  Dump& operator=(const Dump&) = delete;
  void head(const std::string& json);
  void put(const Record& record);

 private:
  void bytes(const void* data, std::size_t size);
  std::FILE* file_;
};

}  // namespace weir::bench
