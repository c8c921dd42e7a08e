// A file as the index knows it, and where files come from. Everything in src/workspace runs on the index thread (or in
// a bench), never on the I/O thread, unless its header says otherwise. Repositories are untrusted: nothing of them is
// executed, nothing outside the root is read, every reader is bounded (base/limits.h, workspace_*).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace weir::workspace {

// Told by name and extension only (tree/language.cpp has the table). none = nothing that a lexer should read.
enum class Language : std::uint8_t {
  none,
  c,
  cpp,
  csharp,
  css,
  dart,
  dockerfile,
  elixir,
  erb,
  go,
  graphql,
  haskell,
  hcl,
  html,
  java,
  javascript,
  json,
  jsx,
  kotlin,
  lua,
  makefile,
  markdown,
  objc,
  perl,
  php,
  proto,
  python,
  ruby,
  rust,
  scala,
  shell,
  sql,
  svelte,
  swift,
  toml,
  tsx,
  typescript,
  vue,
  xml,
  yaml,
  zig,
  text
};

// source and test are ranked; data and docs are indexed for words only when small; the rest has no words.
enum class FileClass : std::uint8_t { source, test, docs, data, generated, vendored, binary, huge };

struct FileEntry {
  std::string path;           // relative to the root, '/' between names, no "." or ".."
  std::uint64_t blob = 0;     // hash of the bytes (base/hash.h); 0 = not read
  std::uint32_t size = 0;     // bytes; capped at 4 GiB - 1
  std::int64_t mtime_ns = 0;  // of the work tree; 0 from a commit
  Language language{};
  FileClass cls{};
  bool operator==(const FileEntry&) const = default;
};

// A set of files to index: the work tree on disk, or a commit's tree. read() is bounded by workspace_file_bytes:
// more is not_found, as is what has gone meanwhile, is no plain file, or would leave the root.
class Source {
 public:
  virtual ~Source() = default;
  // Every file that ignore rules let through, sorted by path; bounded by workspace_files. The callback may stop it by
  // answering false (a bench that only wants a part, a stop that was asked for).
  virtual Result<void> list(const std::function<bool(FileEntry)>& take) = 0;
  virtual Result<std::string> read(std::string_view path) = 0;
};

}  // namespace weir::workspace
