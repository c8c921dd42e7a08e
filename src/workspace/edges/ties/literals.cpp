// The tie of all literals: lexes each candidate once and shows it to the ties of literals.h.
#include "workspace/edges/ties/literals.h"

#include <array>

#include "workspace/edges/ties/ties.h"

namespace weir::workspace::edges {
namespace {

// The last fixed part of a path is what a caller writes even when the rest comes from elsewhere.
std::string route_word(std::string_view name) {
  const HttpPath route = route_of(name);
  for (std::string_view rest = route.path; !rest.empty();) {
    const std::size_t slash = rest.rfind('/');
    std::string_view segment = rest.substr(slash + 1);
    if (const std::string word = longest_word(segment); !word.empty()) return word;
    rest = rest.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
  return {};
}

std::vector<std::string> spellings(const Definition& definition) {
  std::string word;
  switch (definition.kind) {
    case DefinitionKind::route:
      word = route_word(definition.name);
      break;
    case DefinitionKind::topic:
    case DefinitionKind::env:
    case DefinitionKind::flag:
    case DefinitionKind::table:
    case DefinitionKind::exported:
      word = longest_word(definition.name);
      break;
    case DefinitionKind::rpc:
    case DefinitionKind::message:
      if (definition.rule.starts_with("graphql-")) word = lower(definition.name);
      break;
    default:  // columns, properties and parameters are found in the files of their table or route
      break;
  }
  if (word.size() < 2) return {};
  return {word};
}

void tie(const TieInput& input, std::vector<Use>& out) {
  const std::array ties = {route_uses(input), topic_uses(input), property_uses(input), env_uses(input),
                           flag_uses(input),  sql_uses(input),   graphql_uses(input),  export_uses(input)};
  for (const Sourced& source : input.files) {
    if (source.entry.cls == FileClass::generated || source.entry.cls == FileClass::docs) continue;
    const bool in_unit = input.units.of(source.entry.path) >= 0;
    if (!is_code(source.entry.language)) {
      const Code none("", Language::none);
      const CodeFile file{source, none, in_unit, {}};
      for (const auto& one : ties) one->text(file, source.text, out);
      continue;
    }
    const Code code(source.text, source.entry.language);
    CodeFile file{source, code, in_unit, {}};
    for (const auto& one : ties) one->file(file, out);
  }
}

}  // namespace

void CodeTie::text(const CodeFile&, std::string_view, std::vector<Use>&) {}

Tie literals_tie() { return {"literals", spellings, tie, false}; }

}  // namespace weir::workspace::edges
