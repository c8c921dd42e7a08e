// The table of languages.
#include "workspace/text/shapes.h"

#include <array>

namespace weir::workspace::text {
namespace {

using enum Language;
using enum NameAt;

const auto& shapes() {
  static const std::array table = {
      Shape{.languages = {c, cpp, objc},
            .modifiers = "template typedef static inline extern friend export constexpr",
            .keywords = {{"class struct union enum", tagged, "{:<$"},
                         {"using concept", next, "="},
                         {"typedef", last_word, ";"},
                         {"#define", next, ""},
                         {"@interface @implementation @protocol", next, ":(<{$w"},
                         {"@property", last_word, ";"}},
            .readers = {typed_function, constant, closing_typedef, objc_method},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {java},
            .modifiers = "public private protected static final abstract sealed strictfp non",
            .keywords = {{"class interface enum record @interface", next, "{<($w"}},
            .readers = {typed_method, constant},
            .open = "/*",
            .close = "*/"},
      Shape{
          .languages = {csharp},
          .modifiers = "public private protected internal static sealed abstract partial readonly ref unsafe file new",
          .keywords = {{"class interface enum record struct", next, "{<(:;$w"}},
          .readers = {property, typed_method, constant},
          .open = "/*",
          .close = "*/"},
      Shape{.languages = {kotlin},
            .modifiers =
                "public private internal protected open abstract final override suspend inline data sealed enum "
                "annotation companion operator infix tailrec external const lateinit inner value expect actual",
            .keywords = {{"class interface object", next, "{<(:@$"},
                         {"fun", before, "("},
                         {"typealias", next, "=<"},
                         {"val var", last_part, ":=", 4}},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {scala},
            .modifiers = "private protected final sealed abstract implicit lazy override case inline open transparent",
            .keywords = {{"class object trait enum", next, "{[(:$w"},
                         {"def", next, "([:={$"},
                         {"type", next, "=[<"},
                         {"given", next, "[:(w"},
                         {"val var", next, ":=", 2}},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {swift},
            .modifiers = "public private internal fileprivate open static final override mutating indirect lazy weak "
                         "class nonisolated",
            .keywords = {{"class struct enum protocol actor", next, "{<:$"},
                         {"func", before, "("},
                         {"typealias associatedtype", next, "=<:$"},
                         {"let var", next, ":=", 4}},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {dart},
            .modifiers = "abstract base final sealed interface mixin export",
            .keywords = {{"class mixin enum extension", next, "{<($w"}, {"typedef", next, "=<"}},
            .readers = {typed_method, constant},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {javascript, jsx, typescript, tsx, vue, svelte},
            .modifiers = "export default async declare abstract static public private protected readonly",
            .keywords = {{"function", before, "("},
                         {"class interface", next, "{<$w"},
                         {"enum namespace module", next, "{$"},
                         {"type", next, "=<"},
                         {"const let var", next, "=:", 0}},
            .readers = {braced_method, assigned_function},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {go},
            .keywords = {{"func", before, "(["}, {"type", next, "[=w*([", 0}, {"var const", next, "=w*[,", 0}},
            .open = "/*",
            .close = "*/",
            .groups = "const var type"},
      Shape{.languages = {rust},
            .modifiers = "pub crate async unsafe extern default const static mut",
            .keywords = {{"fn", next, "(<"},
                         {"struct", next, "{(;<w$"},
                         {"enum union trait", next, "{:<w$"},
                         {"mod", next, "{;"},
                         {"type", next, "=<:;"},
                         {"const static", next, ":"},
                         {"macro_rules", next, "{("}},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {zig},
            .modifiers = "pub export extern inline threadlocal",
            .keywords = {{"fn", next, "("}, {"const var", next, "=:", 0}}},
      Shape{.languages = {python},
            .modifiers = "async",
            .keywords = {{"def", next, "(["}, {"class", next, "(:["}, {"type", next, "=["}},
            .readers = {assignment},
            .open = "\"\"\"",
            .close = "\"\"\""},
      Shape{.languages = {ruby},
            .modifiers = "private protected public private_class_method module_function",
            .keywords = {{"def", last_part, ""},
                         {"class module", last_part, "<;$"},
                         {"attr_reader attr_writer attr_accessor alias_method define_method", symbols, ""}},
            .readers = {ruby_constant},
            .open = "=begin",
            .close = "=end"},
      Shape{.languages = {php},
            .modifiers = "public private protected static final abstract readonly",
            .keywords = {{"function", next, "("},
                         {"class interface trait enum", next, "{:$w"},
                         {"const", before, "="},
                         {"define", quoted, ",)"}},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {perl},
            .modifiers = "use",
            .keywords = {{"sub", next, "{(:$"},
                         {"package", last_part, ";{$"},
                         {"our", next, "=;", 0},
                         {"constant", next, "=,"}},
            .open = "=pod",
            .close = "=cut"},
      Shape{.languages = {lua},
            .modifiers = "local",
            .keywords = {{"function", before, "("}},
            .readers = {assigned_function},
            .open = "--[[",
            .close = "]]"},
      Shape{.languages = {elixir},
            .keywords = {{"defmodule defprotocol", last_part, "w,"},
                         {"def defp defmacro defmacrop defguard defguardp defdelegate defn", next, "(,w$"}},
            .open = "\"\"\"",
            .close = "\"\"\""},
      Shape{.languages = {haskell},
            .keywords = {{"data newtype type class", behind_arrow, "=:(w$", 0}, {"module", last_part, "(w$", 0}},
            .readers = {signature},
            .open = "{-",
            .close = "-}"},
      Shape{.languages = {shell},
            .modifiers = "export readonly declare local",
            .keywords = {{"function", next, "({$"}},
            .readers = {shell_line}},
      Shape{.languages = {makefile}, .keywords = {{"define", next, "$="}}, .readers = {make_line}},
      Shape{.languages = {dockerfile},
            .keywords = {{"from", behind_as, "$"}, {"arg env", next, "=w$", 0}},
            .any_case = true},
      Shape{.languages = {hcl},
            .keywords = {{"resource data variable output module provider", quoted, "{", 0}},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {sql},
            .modifiers = "create or replace temporary temp unlogged unique materialized global external virtual",
            .keywords = {{"table view index function procedure trigger type sequence domain", object, "",
                          behind_modifier}},
            .open = "/*",
            .close = "*/",
            .any_case = true},
      Shape{.languages = {proto},
            .modifiers = "extend",
            .keywords = {{"message enum service", next, "{$"}, {"rpc", next, "("}, {"oneof", next, "{"}},
            .readers = {numbered_field},
            .open = "/*",
            .close = "*/"},
      Shape{.languages = {graphql},
            .modifiers = "extend",
            .keywords = {{"type interface input enum", next, "{@w$"},
                         {"union scalar", next, "=@$"},
                         {"query mutation subscription fragment", next, "({w", 0},
                         {"directive", next, "(w"}},
            .readers = {field_with_type},
            .open = "\"\"\"",
            .close = "\"\"\""},
      Shape{.languages = {css},
            .keywords = {{"@mixin @function @keyframes @layer", next, ""}},
            .open = "/*",
            .close = "*/"},
  };
  return table;
}

}  // namespace

Dialect::Dialect(const Shape& shape) : shape_(&shape) {
  const auto each = [](std::string_view list, auto&& take) {
    const WordSet words(list);
    for (std::size_t i = 0; i < words.size(); ++i) take(words.word(i));
  };
  for (const Keyword& keyword : shape.keywords) {
    each(keyword.words, [&](std::string_view word) { known(word).keyword = &keyword; });
  }
  each(shape.modifiers, [&](std::string_view word) { known(word).modifier = true; });
  each(shape.groups, [&](std::string_view word) { known(word).group = true; });
}

KnownWord& Dialect::known(std::string_view word) {
  words_.add(word);
  known_.resize(words_.size());
  return known_[words_.find(word)];
}

const Dialect* dialect_of(Language language) {
  struct Table {
    std::vector<Dialect> dialects{shapes().begin(), shapes().end()};
    std::array<const Dialect*, 256> of{};
    Table() {
      for (const Dialect& dialect : dialects) {
        for (const Language l : dialect.shape().languages) of[static_cast<std::size_t>(l)] = &dialect;
      }
    }
  };
  static const Table table;
  return table.of[static_cast<std::size_t>(language)];
}

}  // namespace weir::workspace::text
