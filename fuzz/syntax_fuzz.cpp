// Source files and interface files from strangers: any bytes in any language give facts whose numbers hold, and any
// bytes as a .proto give definitions that stand on lines of the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workspace/edges/cache_pack.h"
#include "workspace/edges/readers/readers.h"
#include "workspace/syntax/syntax.h"

namespace {

using weir::workspace::Language;
constexpr Language kLanguages[] = {Language::c,      Language::cpp,        Language::csharp, Language::erb,
                                   Language::go,     Language::html,       Language::java,   Language::json,
                                   Language::tsx,    Language::javascript, Language::php,    Language::kotlin,
                                   Language::python, Language::ruby,       Language::rust,   Language::typescript};

void facts(std::string_view text, Language language) {
  const auto read = weir::workspace::syntax::read(text, language);
  if (!read || read->scopes.empty()) __builtin_trap();
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const auto& scope : read->scopes)
    if (scope.parent >= read->scopes.size() || scope.last > lines) __builtin_trap();
  for (const auto& fact : read->facts)
    if (fact.scope >= read->scopes.size() || fact.enclosing > read->groups.size() || fact.line > lines ||
        fact.args.size() > 8)
      __builtin_trap();
  for (const auto& group : read->groups)
    if (group.parent > read->groups.size() || group.scope >= read->scopes.size()) __builtin_trap();
  const auto packed = weir::workspace::edges::pack(*read);
  if (weir::workspace::edges::pack(weir::workspace::edges::unpack(packed)) != packed) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t pick = data[0] % (std::size(kLanguages) + 1);
  if (pick < std::size(kLanguages)) {
    facts(text, kLanguages[pick]);
    return 0;
  }
  std::vector<weir::workspace::Definition> out;
  weir::workspace::edges::protobuf_reader().read("x.proto", text, out);
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const auto& definition : out)
    if (definition.place.line == 0 || definition.place.line > lines || definition.name.empty()) __builtin_trap();
  return 0;
}
