// The lexer on tricky texts, terms and stems, and what looks like a name.
#include "workspace/text/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::workspace::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  identifiers(text, [&](std::string_view word, std::uint32_t offset) {
    EXPECT_EQ(text.substr(offset, word.size()), word);
    out.emplace_back(word);
  });
  return out;
}

std::vector<std::string> terms_in(std::string_view identifier, Language language = Language::none) {
  std::vector<std::string> out;
  terms(identifier, language, [&](std::string_view term) { out.emplace_back(term); });
  return out;
}

std::string stem_of(std::string_view word) {
  const auto all = terms_in(word);
  return all.size() == 1 ? all.front() : "";
}

TEST(TextIdentifiers, AreRunsOfLettersDigitsAndUnderscores) {
  EXPECT_THAT(words("if (order_id == getUserID2(x)) { return a.b; }"),
              ElementsAre("if", "order_id", "getUserID2", "return"));
}

TEST(TextIdentifiers, ComeFromCommentsAndStringsToo) {
  EXPECT_THAT(words("get('/api/orders') // see checkout"), ElementsAre("get", "api", "orders", "see", "checkout"));
}

TEST(TextIdentifiers, DoNotSwallowTheLettersOfEscapes) {
  EXPECT_THAT(words(R"("one\ntwo\tthree\x41four\u00e9five\u{1f600}six\\seven")"),
              ElementsAre("one", "two", "three", "four", "five", "six", "seven"));
  EXPECT_THAT(words(R"(App\Models\User)"), ElementsAre("App", "Models", "User"));
}

TEST(TextIdentifiers, AreNotNumbers) { EXPECT_THAT(words("0x1fff 10ms 1e9 3_000 utf8 v2"), ElementsAre("utf8", "v2")); }

TEST(TextIdentifiers, KnowLettersOfAllScriptsAndNoPunctuation) {
  EXPECT_THAT(words("größe заказ 注文 naïve"), ElementsAre("größe", "заказ", "注文", "naïve"));
  EXPECT_THAT(words("order—item “cart” a→bc now…"), ElementsAre("order", "item", "cart", "bc", "now"));
}

TEST(TextIdentifiers, SurviveBytesThatAreNoText) {
  using namespace std::string_view_literals;
  EXPECT_THAT(words("ab\0cd\xff\xfe\xff gh\xc3"sv), ElementsAre("ab", "cd", "gh"));
  EXPECT_THAT(words("one\r\ntwo\rthree"), ElementsAre("one", "two", "three"));
  EXPECT_THAT(words("\\"), IsEmpty());
  EXPECT_THAT(words(""), IsEmpty());
  EXPECT_THAT(words("___ __ _"), IsEmpty());
}

TEST(TextIdentifiers, LeaveOutWhatIsTooLongForAName) {
  const std::string data(1024 * 1024, 'A');
  EXPECT_THAT(words("before " + data + " behind"), ElementsAre("before", "behind"));
  const std::string longest(longest_identifier, 'q');
  EXPECT_THAT(words(longest + " " + longest + "q"), ElementsAre(longest));
}

TEST(TextTerms, AreThePartsOfAName) {
  EXPECT_THAT(terms_in("getUserID"), ElementsAre("get", "user", "id"));
  EXPECT_THAT(terms_in("HTTPServerConfig"), ElementsAre("http", "server", "config"));
  EXPECT_THAT(terms_in("order_line_items"), ElementsAre("order", "lin", "item"));
  EXPECT_THAT(terms_in("MAX_RETRY_COUNT"), ElementsAre("max", "retry", "count"));
  EXPECT_THAT(terms_in("userIDs"), ElementsAre("user", "ids"));
  EXPECT_THAT(terms_in("sha256Sum_2"), ElementsAre("sha256", "sum"));
}

TEST(TextTerms, LeaveStopWordsOut) {
  EXPECT_THAT(terms_in("the"), IsEmpty());
  EXPECT_THAT(terms_in("isReadyToShip"), ElementsAre("ready", "ship"));
  EXPECT_THAT(terms_in("import", Language::python), IsEmpty());
  EXPECT_THAT(terms_in("import"), ElementsAre("import"));  // a question may be about imports
  EXPECT_THAT(terms_in("unsafe", Language::rust), ElementsAre("unsaf"));
}

TEST(TextTerms, OfForeignScriptsAreLowerCasedAndPaired) {
  EXPECT_THAT(terms_in("Größe"), ElementsAre("größe"));
  EXPECT_THAT(terms_in("getÜbersicht"), ElementsAre("get", "übersicht"));
  EXPECT_THAT(terms_in("ÜBERSICHT"), ElementsAre("übersicht"));
  EXPECT_THAT(terms_in("НовыйЗаказ"), ElementsAre("новый", "заказ"));
  EXPECT_THAT(terms_in("注文番号"), ElementsAre("注文", "文番", "番号"));
}

TEST(TextTerms, AreBoundedForAnyName) {
  std::string humps;
  for (int i = 0; i < 64; ++i) humps += "Ab";
  EXPECT_LE(terms_in(humps).size(), 64U);
  EXPECT_THAT(terms_in(std::string(longest_identifier + 1, 'a')), IsEmpty());
}

TEST(TextStems, BringFormsOfOneWordTogether) {
  for (const auto& forms : std::vector<std::vector<std::string>>{{"cache", "caches", "cached", "caching"},
                                                                 {"route", "routes", "routed", "routing"},
                                                                 {"retry", "retries"},
                                                                 {"class", "classes"},
                                                                 {"run", "runs", "running"},
                                                                 {"log", "logs", "logged", "logging"},
                                                                 {"track", "tracks", "tracked", "tracking"},
                                                                 {"address", "addresses"},
                                                                 {"add", "adds", "added", "adding"},
                                                                 {"call", "calls", "called", "calling"}}) {
    for (const std::string& form : forms) EXPECT_EQ(stem_of(form), stem_of(forms.front())) << form;
  }
}

TEST(TextStems, KeepDifferentWordsApart) {
  EXPECT_EQ(stem_of("string"), "string");
  EXPECT_EQ(stem_of("status"), "status");
  EXPECT_EQ(stem_of("need"), "need");
  EXPECT_EQ(stem_of("process"), "process");
  EXPECT_NE(stem_of("user"), stem_of("use"));
}

TEST(TextNames, AreToldFromProse) {
  for (const std::string_view name :
       {"userId", "user_id", "UserID2", "order.proto", "std::vector", "HTTPServer", "utf8", "__init__", "a_b"}) {
    EXPECT_TRUE(looks_like_identifier(name)) << name;
  }
  for (const std::string_view word : {"order", "Order", "HTTP", "e.g.", "end.", "42", "3rd", "well-known", "", "x"}) {
    EXPECT_FALSE(looks_like_identifier(word)) << word;
  }
}

}  // namespace
}  // namespace weir::workspace::text
