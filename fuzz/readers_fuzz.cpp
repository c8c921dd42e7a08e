// All readers of interface files, the lexers under the ties and what they find, over any bytes. The first byte picks a
// file name, so that each reader gets its share. What must hold: definitions and literals have names and lines inside
// the file, and nothing crashes or hangs.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/edges/gather.h"
#include "workspace/edges/ties/imports.h"
#include "workspace/edges/ties/literals.h"
#include "workspace/edges/ties/sql_statements.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace weir::workspace;

constexpr std::array names =
    std::to_array<std::string_view>({"a.proto", "openapi.yaml", "openapi.json", "asyncapi.yaml", "a.graphql", "1.sql",
                                     "a.schema.json", "a.avsc", "flags.yaml", "flags.json", "package.json", "go.mod",
                                     "Cargo.toml", "compose.yaml", "values.yaml", "deploy.yaml", ".env", "Dockerfile"});
constexpr std::array languages =
    std::to_array<Language>({Language::go, Language::python, Language::typescript, Language::java, Language::kotlin,
                             Language::csharp, Language::rust, Language::ruby, Language::php, Language::cpp,
                             Language::shell, Language::vue, Language::lua, Language::swift, Language::scala});

void must(bool holds) {
  if (!holds) __builtin_trap();
}

void read_all(std::string_view path, std::string_view text) {
  const auto lines = static_cast<unsigned>(std::ranges::count(text, '\n')) + 1;
  std::vector<Definition> found;
  for (const Reader& reader : readers()) {
    if (reader.claims(path, text.substr(0, 4096))) reader.read(path, text, found);
  }
  for (const Definition& one : found) must(one.place.line >= 1 && one.place.line <= lines && one.place.file == path);
  edges::settle_sql(found);
}

void look_through(std::string_view text, Language language) {
  const auto lines = static_cast<unsigned>(std::ranges::count(text, '\n')) + 1;
  const edges::Code code(text, language);
  for (const edges::Token& token : code.tokens()) {
    must(token.line >= 1 && token.line <= lines && (token.at <= text.size()));
  }
  for (const auto& one : edges::route_literals(code))
    must(one.line >= 1 && one.line <= lines && one.path.path.starts_with('/'));
  for (const auto& one : edges::topic_literals(code)) must(one.line >= 1 && one.line <= lines);
  (void)edges::imports_of(code);
  for (const auto& one : edges::exported_names(code)) must(one.line >= 1 && one.line <= lines);
  const edges::SqlSchema schema({});
  (void)edges::sql_names(text, schema);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  // Bytes of a file are chars; the fuzzer gives them unsigned.
  const std::string text(data + 1, data + size);
  read_all(names[data[0] % names.size()], text);
  look_through(text, languages[data[0] % languages.size()]);
  return 0;
}
