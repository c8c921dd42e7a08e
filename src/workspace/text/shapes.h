// How the lines look that define something, as data: one row per language family (shapes.cpp). A new language is a row
// there; a new way to write a name is a NameAt (names.cpp) or a reader of lines (lines_*.cpp).
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "workspace/text/text.h"
#include "workspace/text/word_set.h"

namespace weir::workspace::text {

struct Line {
  std::string_view text;  // without indentation, line end and blanks before it
  unsigned indent = 0;    // in columns, a tab is 4
  std::uint32_t number = 0;
};

enum class NameAt : std::uint8_t {
  next,          // struct NAME
  tagged,        // class EXPORT NAME final : the last of several words
  last_part,     // class A::NAME, module A.B.NAME
  before,        // func (s *Server) NAME(, fun <T> List<T>.NAME(: before the first character of `follow`
  last_word,     // typedef unsigned long NAME;
  quoted,        // resource "type" "NAME"
  behind_as,     // FROM image AS NAME
  object,        // create table if not exists app.NAME
  symbols,       // attr_reader :A, :B
  behind_arrow,  // class (Eq a) => NAME a
};

inline constexpr int anywhere = 1000;
inline constexpr int behind_modifier = -1;  // nowhere, but for the exception that `deepest` names

struct Keyword {
  std::string_view words;  // separated by one space
  NameAt at = NameAt::next;
  std::string_view follow;  // characters that may stand behind the name; 'w': a word, '$': the line's end; "": any
  // Columns of indentation beyond which it defines something local; does not count behind a modifier ("export const").
  int deepest = anywhere;
};

using Found = std::vector<DefinitionLine>;
using LineReader = void (*)(const Line&, Found&);

struct Shape {
  std::vector<Language> languages;
  std::string_view modifiers{};  // words before a keyword
  std::vector<Keyword> keywords{};
  std::vector<LineReader> readers{};  // of lines without a keyword's definition, in this order until one finds
  // Of block comments, at a line's beginning; where both are the same (""" of Python) each one in a line counts.
  std::string_view open{}, close{};
  std::string_view groups{};  // Go: keywords whose "(" opens lines of names
  bool any_case = false;      // SQL and Dockerfiles: keywords are compared in lower case
};

// A shape with its words ready for being asked: what a word is to its language.
struct KnownWord {
  const Keyword* keyword = nullptr;
  bool modifier = false, group = false;
};
class Dialect {
 public:
  explicit Dialect(const Shape& shape);
  const Shape& shape() const { return *shape_; }
  const KnownWord* find(std::string_view word) const {
    const std::size_t place = words_.find(word);
    return place == WordSet::none ? nullptr : &known_[place];
  }

 private:
  KnownWord& known(std::string_view word);
  const Shape* shape_;
  WordSet words_;
  std::vector<KnownWord> known_;
};
const Dialect* dialect_of(Language language);  // nullptr: nothing in it is a definition

// What stands behind a keyword; empty when the text is no definition. Found by keyword.at, checked by keyword.follow.
void take_names(const Keyword& keyword, std::string_view rest, const Line& line, Found& out);

// --- pieces of lines
std::string_view skip_blanks(std::string_view text);
std::string_view word_at(std::string_view text);      // the identifier that the text begins with, "" none
std::string_view word_before(std::string_view text);  // the identifier that it ends with, "" none
// Behind the bracket or quote that closes the one which the text begins with; the whole when it does not close.
std::size_t group_end(std::string_view text);
std::string_view without_generics(std::string_view text);  // "name<T>" -> "name"; also "name[T]"

// --- readers of lines
void typed_function(const Line&, Found&);     // C family: "static int NAME(int a) {"
void typed_method(const Line&, Found&);       // Java, C#, Dart: "public int NAME(int a);", in a class
void braced_method(const Line&, Found&);      // JavaScript: "async NAME(a) {"
void assigned_function(const Line&, Found&);  // "M.NAME = function(", "exports.NAME =", "NAME: (a) => {"
void constant(const Line&, Found&);           // "static final int NAME = 1", "constexpr int NAME ="
void property(const Line&, Found&);           // C#: "public int NAME { get; }"
void closing_typedef(const Line&, Found&);    // "} NAME;"
void objc_method(const Line&, Found&);        // "- (void)NAME:(int)a"
void assignment(const Line&, Found&);         // "NAME = 1", "NAME: int = 1" in the first column
void ruby_constant(const Line&, Found&);      // "NAME = 1", a capital first
void shell_line(const Line&, Found&);         // "NAME() {", "NAME=1"
void make_line(const Line&, Found&);          // "NAME: deps", "NAME := 1"
void numbered_field(const Line&, Found&);     // protobuf: "string NAME = 1;"
void field_with_type(const Line&, Found&);    // GraphQL: "NAME(first: Int): [Order!]"
void signature(const Line&, Found&);          // Haskell: "NAME :: Int -> Int"

}  // namespace weir::workspace::text
