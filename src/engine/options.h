// Options of weir-engine: the command line is its whole configuration; no environment, no file.
#pragma once
#include <cstdint>
#include <string>

namespace weir::engine {

struct Options {
  int fd = -1;               // our end of the socket pair
  std::string model;         // GGUF file
  std::string name;          // as weir calls it; default: the file's name
  std::int32_t context = 0;  // tokens per slot; 0 = what the model was trained with, at most 8192
  std::int32_t threads = 1;
  std::int32_t slots = 4;    // sequences kept warm; the last is autocomplete's when the model can fill holes
  std::int32_t batch = 128;  // prompt tokens between two looks at the queue: how late a cancel or a small request comes
  std::int32_t cache_mib = 512;  // RAM for the prompts of sessions that lost their slot
  bool sandbox = true;
};

// Nothing: `problem` says what is wrong and how to call it.
bool parse(int argc, char** argv, Options& options, std::string& problem);

}  // namespace weir::engine
