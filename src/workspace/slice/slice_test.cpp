// What a slice holds: of small files that are written here, ranked by hand.
#include "workspace/slice/slice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "workspace/slice/chunks.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct Shop {
  std::map<std::string, std::string> files = {};
  WordIndex index = {};
  RankOutput ranked = {};
  EdgeTable edges = {};
  std::vector<std::uint32_t> definitions = {};

  void add(const std::string& path, const std::string& text, double score) {
    files[path] = text;
    index.update({.path = path,
                  .blob = 7 + files.size(),
                  .size = static_cast<std::uint32_t>(text.size()),
                  .mtime_ns = 0,
                  .language = language_of(path),
                  .cls = class_of(path, "")},
                 text);
    if (score > 0) ranked.files.push_back({.path = path, .unit = {}, .score = score, .reasons = {}});
  }
  Slice slice(std::string_view text, std::int64_t budget, std::vector<std::string> known = {}) const {
    return make_slice({.index = index,
                       .ranked = ranked,
                       .files = std::move(known),
                       .text = text,
                       .edges = &edges,
                       .definitions = definitions,
                       .read = [this](std::string_view path) -> Result<std::string> {
                         const auto it = files.find(std::string(path));
                         if (it == files.end()) return fail(ErrorKind::not_found, "gone");
                         return it->second;
                       },
                       .facts = nullptr,
                       .budget = Tokens{budget}});
  }
};

// n functions of about ten lines each; the last one speaks of `word`.
std::string python(int n, std::string_view word) {
  std::string out = "import os\nimport sys\n\n";
  for (int i = 0; i < n; ++i) {
    out += "\n# does step " + std::to_string(i) + "\ndef step" + std::to_string(i) + "(value):\n";
    for (int line = 0; line < 7; ++line) out += "    value = value + " + std::to_string(line) + "\n";
    if (i + 1 == n) out += "    " + std::string(word) + " = value\n";
    out += "    return value\n\n";
  }
  return out;
}

const Part* part_with(const Slice& slice, std::string_view text) {
  for (const Part& p : slice.parts) {
    if (p.text.find(text) != std::string::npos) return &p;
  }
  return nullptr;
}

TEST(SliceParts, TheFunctionThatTheTextSpeaksOfComesWhole) {
  Shop shop;
  shop.add("pay/charge.py", python(30, "refund_total"), 3);
  shop.add("pay/other.py", python(30, "nothing"), 1);
  const Slice s = shop.slice("correct the refund total", 400);
  ASSERT_FALSE(s.parts.empty());
  const Part& first = s.parts.front();
  EXPECT_EQ(first.path, "pay/charge.py");
  EXPECT_THAT(first.text, HasSubstr("def step29(value):"));
  EXPECT_THAT(first.text, HasSubstr("refund_total = value\n    return value"));
  EXPECT_THAT(first.text, HasSubstr("# does step 29")) << "its comment belongs to it";
  EXPECT_EQ(first.symbol, "step29");
  EXPECT_THAT(first.reason, HasSubstr("refund"));
  EXPECT_NE(first.blob, 0U);
}

TEST(SliceParts, LinesAreThoseOfTheFile) {
  Shop shop;
  shop.add("a.py", python(30, "needle"), 1);
  const Slice s = shop.slice("needle", 600);
  for (const Part& p : s.parts) {
    const slicing::Lines lines(shop.files.at(p.path));
    EXPECT_EQ(p.text, lines.range(p.first, p.last));
  }
}

TEST(SliceBudget, IsNeverPassed) {
  Shop shop;
  for (int i = 0; i < 12; ++i) shop.add("m" + std::to_string(i) + ".py", python(40, "needle"), 12 - i);
  for (const std::int64_t budget : {0, 1, 50, 333, 1000, 4000}) {
    const Slice s = shop.slice("needle step7", budget);
    std::int64_t bytes = 0;
    for (const Part& p : s.parts) bytes += static_cast<std::int64_t>(p.text.size() + p.path.size());
    EXPECT_LE(s.tokens.n, budget);
    EXPECT_LE(bytes, 4 * budget);
    EXPECT_EQ(s.budget.n, budget);
  }
  EXPECT_FALSE(shop.slice("needle", 300).left_out.empty());
}

TEST(SliceBudget, OneFileDoesNotTakeItAll) {
  Shop shop;
  shop.add("big.py", python(200, "needle"), 5);
  shop.add("small.py", python(3, "needle"), 1);
  EXPECT_NE(part_with(shop.slice("needle", 1500), "needle = value"), nullptr);
  bool small = false;
  for (const Part& p : shop.slice("needle", 1500).parts) small = small || p.path == "small.py";
  EXPECT_TRUE(small);
}

TEST(SliceKnown, FilesAtHandComeFirstAndTheirNamedPartBeforeAll) {
  Shop shop;
  shop.add("ranked.py", python(30, "needle"), 9);
  shop.add("hand.py", python(30, "thread"), 0);
  const Slice s = shop.slice("needle", 800, {"hand.py:step3"});
  ASSERT_FALSE(s.parts.empty());
  EXPECT_EQ(s.parts.front().path, "hand.py");
  EXPECT_THAT(s.parts.front().text, HasSubstr("def step3("));
  const Slice lines = shop.slice("needle", 800, {"hand.py:20-22"});
  EXPECT_LE(lines.parts.front().first, 20U);
  EXPECT_GE(lines.parts.front().last, 22U);
}

TEST(SliceEdges, PlacesOfUsesComeBeforeTheRankingWithTheirReason) {
  Shop shop;
  shop.add("ranked.py", python(30, "needle"), 9);
  shop.add("mail/tpl.py", python(30, "user_id"), 0);
  shop.add("order.proto", "syntax = \"proto3\";\n\nmessage Order {\n  string user_id = 1;\n}\n", 0);
  shop.edges.definitions = {{.kind = DefinitionKind::field,
                             .name = "user_id",
                             .owner = "Order",
                             .type = "string",
                             .place = {"order.proto", 4},
                             .rule = "proto-field",
                             .number = 1}};
  shop.edges.unit_of = {""};
  const std::string& text = shop.files["mail/tpl.py"];
  const auto line = static_cast<unsigned>(
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find("user_id")), '\n'));
  shop.edges.uses = {{.definition = 0,
                      .place = {"mail/tpl.py", line},
                      .unit = "mailer",
                      .spelling = "user_id",
                      .rule = "proto-member",
                      .kind = UseKind::read,
                      .sure = true,
                      .test = false}};
  shop.definitions = {0, 99};
  const Slice s = shop.slice("needle", 600);
  ASSERT_GE(s.parts.size(), 2U);
  EXPECT_EQ(s.parts[0].path, "order.proto");
  EXPECT_EQ(s.parts[0].why, Part::Why::edge);
  EXPECT_EQ(s.parts[0].reason, "defines Order.user_id");
  EXPECT_EQ(s.parts[1].path, "mail/tpl.py");
  EXPECT_EQ(s.parts[1].reason, "uses Order.user_id (mailer)");
  EXPECT_THAT(s.parts[1].text, HasSubstr("user_id = value"));
}

TEST(SliceHostile, OddFilesAreBoundedAndTheRestStillComes) {
  Shop shop;
  shop.add("line.py", std::string(400'000, 'x') + " needle", 5);
  shop.add("zero.py", std::string("needle\0needle", 13), 4);
  shop.add(
      "deep.py",
      [] {
        std::string out;
        for (int i = 0; i < 3000; ++i)
          out += std::string(static_cast<std::size_t>(i % 200), ' ') + "def f" + std::to_string(i) + "():\n";
        return out;
      }(),
      3);
  shop.add("bad.py", "\xff\xfe\x1b[31m needle\n", 2);
  shop.add("good.py", python(3, "needle"), 1);
  shop.ranked.files.push_back({.path = "gone.py", .unit = {}, .score = 1, .reasons = {}});
  const Slice s = shop.slice("needle", 1000, {"../../etc/passwd", "", "nowhere.py:9999999999999-3"});
  EXPECT_LE(s.tokens.n, 1000);
  bool good = false;
  for (const Part& p : s.parts) {
    good = good || p.path == "good.py";
    EXPECT_NE(p.path, "zero.py");
  }
  EXPECT_TRUE(good);
}

// ---- cutting

std::vector<std::pair<std::string, std::string>> cut(const std::string& text, Language language,
                                                     const syntax::Facts* facts = nullptr) {
  const slicing::Lines lines(text);
  const auto blocks = slicing::blocks_of(lines, facts, text, language);
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& c : slicing::chunks_of(lines, blocks))
    out.emplace_back(blocks[c.block].name, std::string(lines.range(c.first, c.last)));
  return out;
}

TEST(SliceChunks, HoldEveryLineOnceAndInOrder) {
  for (const std::string& text : {python(40, "x"), std::string(3000, '\n') + "a\n", std::string("one"), std::string(),
                                  std::string(5000, 'a') + "\nb\n", "{\n" + std::string(500, '}') + "\n"}) {
    const slicing::Lines lines(text);
    const auto blocks = slicing::blocks_of(lines, nullptr, text, Language::python);
    std::uint32_t next = 1;
    for (const auto& c : slicing::chunks_of(lines, blocks)) {
      ASSERT_GE(c.first, next);
      ASSERT_GE(c.last, c.first);
      for (std::uint32_t n = next; n < c.first; ++n) EXPECT_TRUE(lines.blank(n));
      next = c.last + 1;
    }
    for (std::uint32_t n = next; n <= lines.count(); ++n) EXPECT_TRUE(lines.blank(n));
  }
}

TEST(SliceChunks, FactsSayWhereAFunctionEnds) {
  std::string text = "type A struct{}\n\n";
  syntax::Facts facts;
  facts.scopes.push_back({.name = {}, .type = {}, .first = 1, .last = 200, .parent = 0, .signature_last = 1});
  std::uint32_t line = 3;
  for (const std::string_view name : {"Open", "Close", "Read"}) {
    text += "// " + std::string(name) + " it\nfunc (a *A) " + std::string(name) + "() {\n";
    for (int i = 0; i < 20; ++i) text += "\twork()\n";
    text += "}\n\n";
    facts.scopes.push_back({.name = std::string(name),
                            .type = "A",
                            .first = line + 1,
                            .last = line + 22,
                            .parent = 0,
                            .signature_last = line + 1});
    line += 24;
  }
  const auto chunks = cut(text, Language::go, &facts);
  const auto close = std::ranges::find(chunks, "A.Close", [](const auto& chunk) { return std::string(chunk.first); });
  ASSERT_NE(close, chunks.end());
  EXPECT_TRUE(close->second.starts_with("// Close it\nfunc (a *A) Close() {"));
  EXPECT_TRUE(close->second.ends_with("}\n"));
}

TEST(SliceChunks, FactsThatContradictThemselvesDoNoHarm) {
  const std::string text = python(20, "x");
  syntax::Facts facts;
  facts.scopes.resize(6);
  facts.scopes[1] = {.name = "a", .type = {}, .first = 10, .last = 9, .parent = 7, .signature_last = 0};
  facts.scopes[2] = {
      .name = "b", .type = {}, .first = 0, .last = 4'000'000'000U, .parent = 2, .signature_last = 4'000'000'000U};
  facts.scopes[3] = {.name = "c", .type = {}, .first = 5, .last = 4'000'000'000U, .parent = 3, .signature_last = 1};
  facts.scopes[4] = {.name = "d", .type = {}, .first = 5, .last = 50, .parent = 0, .signature_last = 6};
  facts.scopes[5] = {.name = "e", .type = {}, .first = 40, .last = 90, .parent = 0, .signature_last = 41};
  std::string all;
  for (const auto& [_, piece] : cut(text, Language::python, &facts)) all += piece;
  EXPECT_THAT(all, HasSubstr("def step19"));
}

}  // namespace
}  // namespace weir::workspace
