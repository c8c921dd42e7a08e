// Ids, times, headers, hashes, UTF-8, cancel and one-shots.
#include <gtest/gtest.h>

#include <set>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/http.h"
#include "base/ids.h"
#include "base/oneshot.h"
#include "base/task.h"
#include "base/utf8.h"

namespace weir {
namespace {

TEST(Ids, LaterOnesSortLaterWithinAMillisecondAndWhenTheClockStepsBack) {
  const Millis now{1'795'507'200'000};
  ExchangeIds ids;
  std::string last;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = ids.next({now.n + i / 1000}).v;
    ASSERT_TRUE(is_exchange_id(id)) << id;
    ASSERT_LT(last, id);
    last = id;
  }
  EXPECT_LT(last, ids.next({now.n - 60'000}).v);
}

TEST(Ids, TimeIsInTheFirstTenDigits) {
  // 48 bits of milliseconds in base32, first digit holds the top 3: the largest time is 7ZZZZZZZZZ.
  EXPECT_EQ(ExchangeIds().next({(std::int64_t{1} << 48) - 1}).v.substr(0, 10), "7ZZZZZZZZZ");
}

TEST(Ids, OnlyWellFormedTextIsAnId) {
  EXPECT_TRUE(is_exchange_id("01KBX3T9QM7P4WJ2Z8C5RVD0HN"));
  EXPECT_FALSE(is_exchange_id("01KBX3T9QM7P4WJ2Z8C5RVD0H"));
  EXPECT_FALSE(is_exchange_id("01KBX3T9QM7P4WJ2Z8C5RVD0HNX"));
  EXPECT_FALSE(is_exchange_id("01KBX3T9QM7P4WJ2Z8C5RVD0HI"));
  EXPECT_FALSE(is_exchange_id("01kbx3t9qm7p4wj2z8c5rvd0hn"));
  EXPECT_FALSE(is_exchange_id("81KBX3T9QM7P4WJ2Z8C5RVD0HN"));
}

TEST(Ids, RandomHexHasItsLengthAndDiffers) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(random_hex(16));
  EXPECT_EQ(seen.size(), 100U);
  EXPECT_EQ(random_hex(600).size(), 1200U);
  EXPECT_EQ(random_hex(0), "");
}

TEST(Ids, TimesAreUtc) {
  EXPECT_EQ(iso_time({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time({951'782'400'000 + 3'723'004}), "2000-02-29T01:02:03.004Z");
  EXPECT_EQ(iso_date({951'782'399'999}), "2000-02-28");
}

TEST(Http, HeadersCompareWithoutCaseAndKeepTheirSpelling) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.add("X-Two", "1");
  headers.add("x-two", "2");
  EXPECT_EQ(headers.get("content-TYPE"), "a");
  EXPECT_EQ(headers.get("X-two"), "1");
  EXPECT_EQ(headers.count("x-two"), 2U);
  EXPECT_EQ(headers.get("none"), std::nullopt);
  headers.set("X-TWO", "3");
  EXPECT_EQ(headers.count("x-two"), 1U);
  EXPECT_EQ(headers.all()[1], (Header{"X-Two", "3"}));
  headers.set("New", "n");
  EXPECT_EQ(headers.all().back(), (Header{"New", "n"}));
  headers.remove("content-type");
  EXPECT_EQ(headers.all().size(), 2U);
  EXPECT_FALSE(same_name("a", "ab"));
}

TEST(Hash, SameBytesSameHash) {
  EXPECT_EQ(hash64("abc"), hash64("abc"));
  EXPECT_NE(hash64("abc"), hash64("abc", 1));
  EXPECT_NE(hash64("abc"), hash64("abd"));
  EXPECT_EQ(hash128_hex("abc").size(), 32U);
  // The published XXH3-128 of the empty text.
  EXPECT_EQ(hash128_hex(""), "99aa06d3014798d86001c324468d497f");
}

TEST(Utf8, AppendedCodePointsAreWellFormed) {
  for (std::uint32_t code = 0; code <= 0x110010; ++code) {
    std::string out;
    utf8_append(out, code);
    ASSERT_EQ(utf8_length(out, 0), out.size()) << code;
  }
  EXPECT_EQ(utf8_length("", 0), 0U);
}

TEST(Cancel, RunsEachCallbackOnceNewestFirst) {
  Cancel cancel;
  std::string order;
  auto first = cancel.on_request([&] { order += '1'; });
  auto second = cancel.on_request([&] {
    order += '2';
    first = {};
  });
  auto third = cancel.on_request([&] { order += '3'; });
  third = {};
  cancel.request();
  cancel.request();
  EXPECT_EQ(order, "2");
  auto late = cancel.on_request([&] { order += 'l'; });
  EXPECT_EQ(order, "2l");
}

TEST(OneShot, WakesItsAwaiterWithTheFirstValue) {
  OneShot<int> shot;
  int got = 0;
  spawn([](OneShot<int>& s, int& out) -> Task<void> { out = co_await s; }(shot, got));
  EXPECT_EQ(got, 0);
  shot.set(7);
  shot.set(8);
  EXPECT_EQ(got, 7);
}

TEST(Queue, DrainsThenEnds) {
  Queue<int> queue;
  std::string seen;
  spawn([](Queue<int>& q, std::string& out) -> Task<void> {
    while (auto v = co_await q.pop()) out += std::to_string(*v);
    out += "end";
  }(queue, seen));
  queue.push(1);
  queue.push(2);
  EXPECT_EQ(seen, "12");
  queue.close();
  queue.push(3);
  EXPECT_EQ(seen, "12end");
}

}  // namespace
}  // namespace weir
