// Words of code and prose: identifiers, their sub-tokens, stems; definitions by keyword and line shape. No parser:
// facts/ripple.md §0.3 (a lexer ranks as well as tree-sitter and reads six times faster). Pure functions of their
// arguments, any bytes are fine, any thread; time is linear in the text.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace::text {

// Longer runs of letters are data (base64, minified code, digests), not names.
inline constexpr std::size_t longest_identifier = 128;

// Each identifier of at least 2 bytes outside string escapes, in order, comments and strings included. No copy.
// Letters of all scripts count (UTF-8); numbers, also with letters behind ("0x1f", "10ms"), do not.
void identifiers(std::string_view text, const std::function<void(std::string_view word, std::uint32_t offset)>& take);

// "getUserID" -> get, user, id; lower-cased and stemmed ("caches", "cached" -> "cach"), parts of one letter and of
// digits only left out, and so are stop words: English ones always, those of the language when it is given.
void terms(std::string_view identifier, const std::function<void(std::string_view term)>& take);
void terms(std::string_view identifier, Language language, const std::function<void(std::string_view term)>& take);
// The same, with the part as it stands in the identifier beside its term: for showing it.
void terms_spelled(std::string_view identifier,
                   const std::function<void(std::string_view term, std::string_view spelled)>& take);
bool is_stop_word(std::string_view lower_word, Language language);  // of the language itself, English not counted

std::string lower(std::string_view word);  // ASCII letters only: how identifiers "in any case" are compared

// camelCase, snake_case, dotted or with ::, letters with a digit: worth a symbol lookup.
bool looks_like_identifier(std::string_view word);

struct DefinitionLine {
  std::string_view name;   // an identifier as identifiers() gives it; points into the text
  std::uint32_t line = 0;  // from 1
};
// Functions, types, constants, methods, and the fields of interface languages (protobuf, GraphQL) that this
// line-shaped language defines, in order. The table of languages is in shapes.cpp. Comments in blocks and the rest of
// lines beyond 512 bytes are not looked at; nothing for languages without definitions (JSON, Markdown).
std::vector<DefinitionLine> definitions(std::string_view text, Language language);

}  // namespace weir::workspace::text
