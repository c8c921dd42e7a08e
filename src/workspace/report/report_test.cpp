// The printed forms: what a terminal, a program and a browser get.
#include "workspace/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "decision/columns.h"

namespace weir::workspace::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RippleReport sample() {
  RippleReport r;
  r.index.root = "/home/me/shop";
  r.index.state = ::weir::Index::ready;
  r.index.files = 1204;
  r.index.commits = 412;
  r.question = "rename user_id in order.proto";
  r.operation = "rename";
  r.edges = {{"proto-field",
              "Order.user_id",
              {"pb/order.proto", 14},
              {{"src/billing/charge.go", 88}, {"src/mailer/tpl.py", 12}},
              {"billing", "mailer"}}};
  r.files = {{"pb/order.proto", "", 9.25, {{4.5, "BM25: 'order' 3.1"}}}, {"src/billing/charge.go", "billing", 4.0, {}}};
  r.width = {.files2 = 0.8,
             .files4 = 0.58,
             .units2 = 0.6,
             .base_files2 = 0.6,
             .base_files4 = 0.41,
             .base_units2 = 0.3,
             .commits = 412};
  return r;
}

LeftReport left_sample() {
  LeftReport l;
  l.index = sample().index;
  l.against = "HEAD";
  l.left = {{"proto-field",
             "Order.user_id",
             "renamed to customer_id",
             {"pb/order.proto", 14},
             {{"src/billing/charge.go", 88}},
             {"billing"}}};
  return l;
}

Slice slice_sample() {
  Slice s;
  s.budget = Tokens{100};
  s.tokens = Tokens{12};
  s.parts = {{.why = Part::Why::edge,
              .path = "a/b.go",
              .first = 3,
              .last = 4,
              .blob = 255,
              .symbol = "Charge",
              .reason = "uses Order.user_id (billing)",
              .tokens = Tokens{12},
              .text = "func Charge() {\n\treturn\n"}};
  s.left_out = {"c.go"};
  return s;
}

const std::string hostile =
    "\x1b[31m<script>alert(\"x\")</script>&'\xff\xef\xbf\xbf\xe2\x80\xae" + std::string(1 << 17, 'w');

RippleReport hostile_report() {
  RippleReport r = sample();
  r.question = r.operation = r.index.detail = hostile;
  for (int i = 0; i < 50; ++i) {
    Edge e{hostile, hostile, {hostile, 1}, {}, {hostile, "billing"}};
    for (unsigned n = 0; n < 200; ++n)
      e.to.push_back({"u" + std::to_string(n % 30) + "/" + (n % 2 == 0 ? hostile.substr(0, 500) : "x"), n});
    r.edges.push_back(std::move(e));
    r.files.push_back({hostile, hostile, -1e300, {{1, hostile}}});
  }
  r.width.files4 = 7;
  return r;
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    most = std::max(most, print::cells(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  return most;
}

TEST(ReportText, EdgesWithTheirPlacesUnitsAndRule) {
  const std::string out = text(sample());
  EXPECT_THAT(out, HasSubstr("pb/order.proto:14 Order.user_id → src/billing/charge.go:88, src/mailer/tpl.py:12"));
  EXPECT_THAT(out, HasSubstr("(2 units, rule proto-field)"));
  EXPECT_THAT(out, HasSubstr("p(≥4 files) 0.58 (this repository 0.41)"));
  EXPECT_THAT(out, HasSubstr("hints never exclude"));
  EXPECT_THAT(out, HasSubstr("BM25: 'order' 3.1"));
}

TEST(ReportText, AnIndexThatIsNotReadyIsUnknownAndNotNarrow) {
  RippleReport r = sample();
  r.index.state = ::weir::Index::indexing;
  r.index.detail = "41 %";
  const std::string out = text(r);
  EXPECT_THAT(out, HasSubstr("41 %"));
  EXPECT_THAT(out, HasSubstr("unknown, not narrow"));
  EXPECT_THAT(out, Not(HasSubstr("edges")));
  EXPECT_THAT(out, Not(HasSubstr("p(≥")));
}

TEST(ReportText, WhatWasLeftBehindSaysWhoAndWhere) {
  EXPECT_THAT(text(left_sample()),
              HasSubstr("Order.user_id renamed to customer_id (pb/order.proto:14); billing still uses it:"));
  LeftReport none = left_sample();
  none.left.clear();
  EXPECT_THAT(text(none), HasSubstr("nothing"));
}

TEST(ReportText, SliceKeepsCodeAsItIsBehindAHeadOfItsPlace) {
  const std::string out = text(slice_sample());
  EXPECT_THAT(out, HasSubstr("a/b.go:3-4   Charge   edge: uses Order.user_id (billing)   blob 00000000000000ff"));
  EXPECT_THAT(out, HasSubstr("func Charge() {\n\treturn\n"));
  EXPECT_THAT(out, HasSubstr("c.go"));
}

TEST(ReportText, FitsTheTerminalAndMovesNothing) {
  for (const std::string& out : {text(sample()), text(left_sample()), text(hostile_report())}) {
    EXPECT_LE(widest(out), 100U);
    EXPECT_EQ(out.find('\x1b'), std::string::npos);
    EXPECT_EQ(out.back(), '\n');
  }
  Slice s = slice_sample();
  s.parts[0].text = "\x1b[2J\r\x07ok\n\tx";
  EXPECT_THAT(text(s), HasSubstr("[2Jok\n\tx\n"));
  Brief b;
  b.name = hostile;
  b.lines = {{"conventions", hostile.substr(0, 300), hostile.substr(0, 300)}};
  EXPECT_LE(widest(text(b)), 100U);
}

TEST(ReportJson, EveryKeyIsThereAndUnknownIsNull) {
  const std::string ready = json(sample());
  const auto doc = Json::parse(ready);
  ASSERT_TRUE(doc);
  EXPECT_EQ((*doc)["schema"].string(), "weir.ripple/1");
  EXPECT_EQ((*doc)["edges"][0]["to"][1].string(), "src/mailer/tpl.py:12");
  EXPECT_EQ((*doc)["files"][1]["unit"].string(), "billing");
  EXPECT_TRUE((*doc)["files"][0]["unit"].is_null());
  EXPECT_EQ((*doc)["width"]["files4"]["base"].number(), 0.41);
  RippleReport r = sample();
  r.index.state = ::weir::Index::none;
  r.operation.clear();
  const std::string off = json(r);
  const auto none = Json::parse(off);
  ASSERT_TRUE(none);
  for (const std::string_view key : {"schema", "index", "question", "operation", "edges", "files", "width"})
    EXPECT_TRUE((*none)[key].exists()) << key;
  EXPECT_TRUE((*none)["width"].is_null());
  EXPECT_TRUE((*none)["operation"].is_null());
  EXPECT_TRUE((*none)["index"]["files"].is_null());
}

TEST(ReportJson, TheOtherThree) {
  const std::string l = json(left_sample()), s = json(slice_sample());
  Brief b;
  b.name = "shop";
  b.lines = {{"test", "make test", "Makefile:4"}};
  const std::string br = json(b);
  const auto left = Json::parse(l), slice = Json::parse(s), brief = Json::parse(br);
  ASSERT_TRUE(left && slice && brief);
  EXPECT_EQ((*left)["schema"].string(), "weir.left/1");
  EXPECT_EQ((*left)["left"][0]["what"].string(), "renamed to customer_id");
  EXPECT_EQ((*slice)["schema"].string(), "weir.slice/1");
  EXPECT_EQ((*slice)["parts"][0]["blob"].string(), "00000000000000ff");
  EXPECT_EQ((*slice)["parts"][0]["text"].string(), "func Charge() {\n\treturn\n");
  EXPECT_EQ((*brief)["schema"].string(), "weir.brief/1");
  EXPECT_EQ((*brief)["lines"][0]["source"].string(), "Makefile:4");
}

TEST(ReportJson, HostileTextIsStillValid) {
  const std::string out = json(hostile_report());
  EXPECT_TRUE(Json::parse(out));
}

// Opened and closed tags match, attributes are quoted, no raw control byte: what an XML parser asks for.
bool well_formed(const std::string& svg) {
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = svg.find('<', at)) != std::string::npos;) {
    const std::size_t end = svg.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = svg.substr(at + 1, end - at - 1);
    const std::string name =
        tag.substr(tag.starts_with('/') ? 1 : 0, tag.find_first_of(" /", 1) - (tag.starts_with('/') ? 1 : 0));
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != name) return false;
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
    }
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return false;
    at = end + 1;
  }
  for (const char c : svg) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return false;
  }
  return open.empty();
}

TEST(ReportSvg, ShowsDefinitionUnitsPlacesAndFiles) {
  const std::string out = svg(sample());
  EXPECT_TRUE(well_formed(out));
  for (const std::string_view part : {"Order.user_id", "pb/order.proto", "billing", "mailer", "src/mailer/tpl.py",
                                      "<title", "<desc", "prefers-color-scheme", "0.58"})
    EXPECT_THAT(out, HasSubstr(part));
  EXPECT_THAT(out, Not(HasSubstr("<script")));
  EXPECT_THAT(out, Not(HasSubstr("href")));
}

TEST(ReportSvg, HostileTextIsEscapedAndThePictureBounded) {
  const std::string out = svg(hostile_report());
  EXPECT_TRUE(well_formed(out));
  EXPECT_THAT(out, Not(HasSubstr("<script")));
  EXPECT_LT(out.size(), 200'000U);
  EXPECT_EQ(out.find("\xef\xbf\xbf"), std::string::npos) << "XML has no place for U+FFFF";
}

TEST(ReportSvg, EmptyReportsAreDrawnToo) {
  RippleReport r;
  r.index.state = ::weir::Index::none;
  EXPECT_TRUE(well_formed(svg(r)));
  EXPECT_THAT(svg(r), HasSubstr("Unknown"));
  r.index.state = ::weir::Index::ready;
  EXPECT_THAT(svg(r), HasSubstr("nothing ranked"));
}

}  // namespace
}  // namespace weir::workspace::report
