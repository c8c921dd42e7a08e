// The lists. A keyword stands here only if about every file of its language has it: rare ones ("unsafe", "yield",
// "defer") say what a file is about.
#include "workspace/text/stop_words.h"

#include <array>
#include <vector>

#include "workspace/text/text.h"
#include "workspace/text/word_set.h"

namespace weir::workspace::text {
namespace {

constexpr std::string_view english =
    "the and for with this that these those from are was were not but its into when then than which what has have had "
    "can could should would will may be been being is it as at by an so we or of on in to if do does did no also only "
    "such some there here they them their our your you he she his her my me while how";

struct Row {
  std::initializer_list<Language> languages;
  std::string_view words;
};
using enum Language;
const Row rows[] = {
    {{c, cpp, objc}, "include define endif ifdef ifndef const int char void return static struct else case break std"},
    {{java, csharp, dart}, "import package using public private static final void int return new class string else"},
    {{kotlin, scala, swift}, "import package val var let fun func def return class private override else string"},
    {{javascript, jsx, typescript, tsx, vue, svelte}, "const let var function return import export new else await"},
    {{go}, "func return package import err nil type struct string int var else range"},
    {{rust}, "fn let mut pub use self impl struct return crate super mod else some none ok match"},
    {{python}, "def self return import none true false class else elif str int"},
    {{ruby, erb, elixir}, "def end do require self class module else return nil"},
    {{php}, "php function return public private use namespace class new string array else echo"},
    {{perl, lua, shell}, "my our sub local function end then fi done esac return else echo"},
    {{haskell, zig}, "import module where let const pub fn return else"},
    {{sql}, "select where null int varchar integer primary key create table insert into values"},
    {{proto, graphql}, "syntax proto3 package import option message string int32 int64 bool repeated type"},
    {{html, xml}, "div span class href xml html version"},
};

struct Lists {
  WordSet english_words{english};
  std::vector<WordSet> lists;
  std::array<const WordSet*, 256> of{};
  Lists() {
    lists.reserve(std::size(rows));
    for (const Row& row : rows) {
      lists.emplace_back(row.words);
      for (const Language language : row.languages) of[static_cast<std::size_t>(language)] = &lists.back();
    }
  }
};

const Lists& lists() {
  static const Lists built;
  return built;
}

}  // namespace

bool is_stop_word(std::string_view lower_word, Language language) {
  const WordSet* const words = lists().of[static_cast<std::size_t>(language)];
  return words != nullptr && words->holds(lower_word);
}

bool stops(std::string_view lower_word, Language language) {
  return lists().english_words.holds(lower_word) || is_stop_word(lower_word, language);
}

}  // namespace weir::workspace::text
