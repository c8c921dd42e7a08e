// The header of a GGUF file, read strictly: weights are files from strangers, and the engine that loads them is C++.
// Every count, length and offset is checked against the file before it is used; what this accepts is whole and
// self-consistent, what it refuses is named. Reads at most limits::gguf_header_bytes. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/strong.h"

namespace weir::machine {

struct Gguf {
  unsigned version = 0;
  std::string architecture;      // "qwen2", "gemma4"; never empty
  std::string name;              // general.name, printable, at most 256 bytes; may be empty
  std::string type;              // "model", or what it is instead: "adapter", "mmproj", "imatrix"...
  std::string quant;             // "Q4_K_M" by general.file_type, else the type of most of its bytes
  Tokens context;                // 0 = not said
  std::uint64_t parameters = 0;  // elements of all tensors
  std::uint64_t tensors = 0;
  std::uint64_t blocks = 0, embedding = 0, vocabulary = 0;  // 0 = not said
  bool chat_template = false;
  std::string template_hash;       // of its bytes, to know templates that are known to be bad; "" without one
  bool fim = false;                // has prefix, suffix and middle tokens
  unsigned splits = 1, split = 0;  // parts of one model, and which this is
  Bytes file_bytes, header_bytes;  // header: all before the tensor data
};

// Errors: not_found, io; invalid with "FILE: what is wrong" and what to do.
Result<Gguf> read_gguf(const std::string& path);

// The same from a file's first bytes, of a file that is file_bytes long: they must hold the whole header. `named` is
// how errors call it.
Result<Gguf> parse_gguf(std::string_view bytes, std::uint64_t file_bytes, std::string_view named);

}  // namespace weir::machine
