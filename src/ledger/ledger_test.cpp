// The ledger under bad weather: killed, locked, broken, full; and its sums.
#include "ledger/ledger.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/limits.h"
#include "ledger/fixture.h"
#include "store/db.h"

namespace weir::ledger {
namespace {

class Weather : public Fixture {
 protected:
  std::size_t rows() {
    LogQuery query;
    query.limit = 1'000'000;
    const auto lines = log_lines(path_, query);
    return lines ? lines->size() : 0;
  }
};

// The child says each id only when its intent is durable; the parent kills it in the middle of the work.
TEST_F(Weather, AnIntentThatCameBackSurvivesAKill) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto ledger = open(path_, loop_);
    if (!ledger) ::_exit(1);
    while (true) {
      const Intent intent = intent_at(loop_.wall());
      if (!intend(**ledger, loop_, intent)) ::_exit(2);
      if (::write(pipe[1], intent.id.v.data(), 26) != 26) ::_exit(3);
    }
  }
  ::close(pipe[1]);
  std::vector<std::string> said;
  for (int i = 0; i < 40; ++i) {
    std::string id(26, '\0');
    ASSERT_EQ(::read(pipe[0], id.data(), id.size()), 26);
    said.push_back(id);
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ::close(pipe[0]);
  // Read by another process than the writer, before any weir has opened it again.
  for (const std::string& id : said) {
    const auto why = why_json(path_, id);
    ASSERT_TRUE(why) << why.error().message;
    EXPECT_NE(why->find(R"("weir.state":"unsettled")"), std::string::npos);
  }
  // The lock fell with its process; nothing is reserved for the dead, but what they may have spent still counts.
  auto ledger = must_open();
  EXPECT_GE(ledger->health().lost, 40);
  EXPECT_EQ(ledger->today().reserved.n, 0);
  EXPECT_EQ(ledger->today().unknown.n, ledger->health().lost * 50'000);
  const auto why = why_json(path_, said[0]);
  ASSERT_TRUE(why);
  EXPECT_NE(why->find(R"("end":"lost")"), std::string::npos) << *why;
  EXPECT_NE(why->find(R"("weir.attempts":null)"), std::string::npos) << *why;
  ledger.reset();
  EXPECT_EQ(must_open()->health().lost, 0);  // told once
}

TEST_F(Weather, ASecondWeirIsRefusedUntilTheFirstIsGone) {
  auto first = must_open();
  const auto second = open(path_, loop_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos) << second.error().message;
  EXPECT_FALSE(second.error().help.empty());
  first.reset();
  EXPECT_TRUE(open(path_, loop_));
}

TEST_F(Weather, ABrokenFileIsInvalidWithHelp) {
  {
    auto ledger = must_open();
    ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  }
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(0);
    file << std::string(4096, 'x');
  }
  const auto ledger = open(path_, loop_);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().kind, ErrorKind::invalid);
  EXPECT_NE(ledger.error().message.find(path_), std::string::npos);
  EXPECT_FALSE(ledger.error().help.empty());
  const auto lines = log_lines(path_, {});
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().kind, ErrorKind::invalid);
}

TEST_F(Weather, AFileCutShortIsInvalid) {
  must_open().reset();
  std::filesystem::resize_file(path_, 4096 + 100);
  const auto ledger = open(path_, loop_);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().kind, ErrorKind::invalid) << ledger.error().message;
}

TEST_F(Weather, ANewerFileIsLeftAlone) {
  must_open().reset();
  {
    auto db = store::Db::open(path_, store::OpenMode::read_write);
    ASSERT_TRUE(db && db->exec("PRAGMA user_version = 99"));
  }
  const auto ledger = open(path_, loop_);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().kind, ErrorKind::invalid);
  const auto lines = log_lines(path_, {});
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().kind, ErrorKind::invalid);
}

TEST_F(Weather, AFolderThatIsNotThereIsIo) {
  const auto ledger = open(dir_ + "/no/ledger.db", loop_);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().kind, ErrorKind::io);
}

// The process may not write files beyond a size: what a full disk looks like from here.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(Weather, AFullDiskFailsIntentsUntilThereIsSpaceAndLosesNoSettlement) {
  auto ledger = must_open();
  const Intent before = intent_at(loop_.wall());
  ASSERT_TRUE(intend(*ledger, loop_, before));
  const Today reserved = ledger->today();
  {
    const FullDisk full(std::filesystem::file_size(path_ + "-wal") / 2);
    const auto refused = intend(*ledger, loop_, intent_at(loop_.wall()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::io) << refused.error().message;
    EXPECT_FALSE(refused.error().help.empty());
    EXPECT_EQ(ledger->today().reserved, reserved.reserved);  // what was refused reserves nothing
    ledger->settle(settlement_of(before.id));
    ASSERT_FALSE(intend(*ledger, loop_, intent_at(loop_.wall())));
  }
  ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  const auto why = why_json(path_, before.id.v);
  ASSERT_TRUE(why);
  EXPECT_NE(why->find(R"("weir.state":"settled")"), std::string::npos);
}

TEST_F(Weather, WhatTheDiskRefusedIsWrittenLaterWithoutItsReservation) {
  auto ledger = must_open();
  ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  EXPECT_FALSE(ledger->health().trouble);
  const Today before = ledger->today();
  Intent here = intent_at(loop_.wall());
  here.billing = "owned";
  here.where = "here";
  const Intent metered = intent_at(loop_.wall());
  {
    const FullDisk full(std::filesystem::file_size(path_ + "-wal") / 2);
    ASSERT_FALSE(intend(*ledger, loop_, here));
    ASSERT_FALSE(intend(*ledger, loop_, metered));
    const auto trouble = ledger->health().trouble;
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->waiting, 2U);
    EXPECT_NE(trouble->message.find(path_), std::string::npos) << trouble->message;
    EXPECT_FALSE(trouble->help.empty());
    Settlement served = settlement_of(here.id);
    served.billing = "owned";
    served.where = "here";
    served.cost.reset();
    served.cost_source = "owned";
    ledger->settle(served);
    EXPECT_EQ(ledger->today().owned_requests, 1);
  }
  ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  EXPECT_FALSE(ledger->health().trouble);
  EXPECT_EQ(rows(), 4U);
  const auto why = why_json(path_, here.id.v);
  ASSERT_TRUE(why);
  EXPECT_NE(why->find(R"("weir.state":"settled")"), std::string::npos);
  EXPECT_EQ(ledger->today().reserved.n, 2 * before.reserved.n);  // of the two that were written at once
}

TEST_F(Weather, NoMoreIntentsThanABoundWaitForTheDisk) {
  auto ledger = must_open();
  ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  {
    const FullDisk full(std::filesystem::file_size(path_ + "-wal") / 2);
    std::deque<std::optional<Result<void>>> results;
    for (std::size_t i = 0; i < limits::ledger_late_intents + 100; ++i) {
      start(*ledger, intent_at(loop_.wall()), results.emplace_back());
    }
    ASSERT_TRUE(
        loop_.run_until([&] { return std::ranges::all_of(results, [](const auto& r) { return r.has_value(); }); }));
    EXPECT_EQ(ledger->health().trouble.value_or(Trouble{}).waiting, limits::ledger_late_intents);
  }
  ledger.reset();
  ledger = must_open();
}

TEST_F(Weather, AQueueThatIsFullRefuses) {
  auto ledger = must_open();
  auto other = store::Db::open(path_, store::OpenMode::read_write);
  ASSERT_TRUE(other);
  ASSERT_TRUE(other->exec("BEGIN IMMEDIATE"));  // the writer waits for this
  std::deque<std::optional<Result<void>>> results;
  const auto refused = [&] { return !results.empty() && results.back() && !*results.back(); };
  Intent intent;
  intent.wall = loop_.wall();
  while (!refused() && results.size() < 3 * limits::ledger_queue) {
    intent.id = new_exchange_id(intent.wall);
    start(*ledger, intent, results.emplace_back());
  }
  ASSERT_TRUE(refused());
  EXPECT_EQ(results.back()->error().kind, ErrorKind::unavailable);
  ASSERT_TRUE(other->exec("COMMIT"));
  EXPECT_TRUE(
      loop_.run_until([&] { return std::ranges::all_of(results, [](const auto& r) { return r.has_value(); }); }));
}

TEST_F(Weather, OneBadRowDoesNotSpoilItsGroup) {
  auto ledger = must_open();
  const Intent intent = intent_at(loop_.wall());
  std::array<std::optional<Result<void>>, 3> results;
  start(*ledger, intent, results[0]);
  start(*ledger, intent, results[1]);  // the same id again
  start(*ledger, intent_at(loop_.wall()), results[2]);
  ASSERT_TRUE(loop_.run_until([&] { return results[0] && results[1] && results[2]; }));
  EXPECT_TRUE(*results[0]);
  ASSERT_FALSE(*results[1]);
  EXPECT_EQ((*results[1]).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(*results[2]);
  EXPECT_EQ(rows(), 2U);
}

TEST_F(Weather, ManyIntentsAtOnceAllComeHomeInOrder) {
  auto ledger = must_open();
  std::deque<std::optional<Result<void>>> results;
  for (int i = 0; i < 500; ++i) {
    const Intent intent = intent_at(loop_.wall());
    start(*ledger, intent, results.emplace_back());
    ledger->settle(settlement_of(intent.id));
  }
  ASSERT_TRUE(loop_.run_until([&] { return results.back().has_value(); }));
  for (const auto& result : results) EXPECT_TRUE(result && *result);
  ledger.reset();
  EXPECT_EQ(rows(), 500U);
  LogQuery query;
  query.unsettled = true;
  EXPECT_EQ(log_lines(path_, query)->size(), 0U);
}

TEST_F(Weather, WhatIsQueuedAtTheEndIsWritten) {
  auto ledger = must_open();
  const Intent intent = intent_at(loop_.wall());
  std::optional<Result<void>> result;
  start(*ledger, intent, result);
  ledger->settle(settlement_of(intent.id));
  ledger.reset();
  EXPECT_EQ(rows(), 1U);
  ASSERT_TRUE(loop_.run_until([&] { return result.has_value(); }));  // the answer comes home after the ledger is gone
  EXPECT_TRUE(*result);
}

bool same(const Today& a, const Today& b) {
  return a.metered == b.metered && a.reserved == b.reserved && a.unknown == b.unknown &&
         a.metered_requests == b.metered_requests && a.quota_requests == b.quota_requests &&
         a.owned_requests == b.owned_requests && a.out == b.out;
}

TEST_F(Weather, TodayKnowsReservationsAtOnceAndReadsTheSameAfterAStart) {
  auto ledger = must_open();
  const auto add = [&](const std::function<void(Settlement&)>& change) {
    const Intent intent = intent_at(loop_.wall());
    ASSERT_TRUE(intend(*ledger, loop_, intent));
    EXPECT_GE(ledger->today().reserved.n, 50'000);
    Settlement settlement = settlement_of(intent.id);
    change(settlement);
    ledger->settle(settlement);
  };
  add([](Settlement&) {});
  add([](Settlement& s) {
    s.billing = "owned";
    s.where = "here";
    s.cost.reset();
    s.cost_source = "owned";
  });
  add([](Settlement& s) {
    s.billing = "quota";
    s.cost.reset();
    s.cost_source = "quota";
  });
  add([](Settlement& s) {
    s.billing = "owned";
    s.where = "lan";
    s.cost.reset();
    s.cost_source = "owned";
  });
  add([](Settlement& s) {  // nobody served: the row keeps where it was meant to go
    s.outcome.end = End::failed;
    s.outcome.bytes_out = {0};
    s.outcome.served_by.reset();
    s.billing = s.where = "";
    s.cost.reset();
    s.cost_source = "none";
  });
  EXPECT_EQ(ledger->today().reserved.n, 0);
  add([](Settlement& s) {
    s.cost.reset();
    s.cost_source = "unknown";
  });  // may have cost its worst case
  ASSERT_TRUE(intend(*ledger, loop_, intent_at(loop_.wall())));
  Today today = ledger->today();
  EXPECT_EQ(today.metered, MicroUsd{38'369});
  EXPECT_EQ(today.reserved, MicroUsd{50'000});
  EXPECT_EQ(today.unknown, MicroUsd{50'000});
  EXPECT_EQ(today.metered_requests, 3);
  EXPECT_EQ(today.quota_requests, 1);
  EXPECT_EQ(today.owned_requests, 2);
  EXPECT_EQ(today.out, Bytes{4 * 56'212});
  ledger.reset();
  ledger = must_open();
  today.unknown += std::exchange(today.reserved, MicroUsd{});  // the one in flight has lost its weir
  EXPECT_TRUE(same(ledger->today(), today));
}

TEST_F(Weather, ANewUtcDayBeginsAtNothing) {
  loop_.set_wall({1'795'507'200'000 + 15 * 3'600'000 + 59 * 60'000});  // 23:59 UTC
  auto ledger = must_open();
  const Intent late = intent_at(loop_.wall());
  ASSERT_TRUE(intend(*ledger, loop_, late));
  EXPECT_EQ(ledger->today().reserved, MicroUsd{50'000});
  loop_.set_wall({loop_.wall().n + 120'000});
  EXPECT_TRUE(same(ledger->today(), Today{}));
  ledger->settle(settlement_of(late.id));  // yesterday's
  EXPECT_TRUE(same(ledger->today(), Today{}));
  const Intent early = intent_at(loop_.wall());
  ASSERT_TRUE(intend(*ledger, loop_, early));
  ledger->settle(settlement_of(early.id));
  EXPECT_EQ(ledger->today().metered, MicroUsd{38'369});
  ledger.reset();
  ledger = must_open();
  EXPECT_EQ(ledger->today().metered, MicroUsd{38'369});
  EXPECT_EQ(costs(path_, std::nullopt)->size(), 2U);
}

// A day's money is found again by a clock that comes back to it, and ids rise whatever it does.
TEST_F(Weather, AClockThatJumpsFindsEachDayAsItWasLeft) {
  constexpr std::int64_t day = 86'400'000;
  const Millis home = loop_.wall();
  auto ledger = must_open();
  std::vector<std::string> ids;
  const auto spend = [&](Millis wall) {
    loop_.set_wall(wall);
    const Intent intent = intent_at(wall);
    ids.push_back(intent.id.v);
    ASSERT_TRUE(intend(*ledger, loop_, intent));
    ledger->settle(settlement_of(intent.id));
  };
  spend(home);
  spend({home.n + 3 * day});
  EXPECT_EQ(ledger->today().metered, MicroUsd{38'369});
  spend({home.n + 1});  // back: what was spent that day still counts
  EXPECT_EQ(ledger->today().metered, MicroUsd{2 * 38'369});
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  // Begun while the clock was ahead, settled after it came back: its own day pays.
  loop_.set_wall({home.n + 3 * day});
  const Intent ahead = intent_at(loop_.wall());
  ASSERT_TRUE(intend(*ledger, loop_, ahead));
  loop_.set_wall(home);
  ledger->settle(settlement_of(ahead.id));
  EXPECT_EQ(ledger->today().metered, MicroUsd{2 * 38'369});
  EXPECT_EQ(ledger->today().reserved, MicroUsd{0});
  // A machine that starts with its clock years behind, and is put right.
  ledger.reset();
  loop_.set_wall({86'400'000});
  ledger = must_open();
  EXPECT_EQ(ledger->today().metered, MicroUsd{0});
  loop_.set_wall(home);
  EXPECT_EQ(ledger->today().metered, MicroUsd{2 * 38'369});
  loop_.set_wall({home.n + 3 * day});
  EXPECT_EQ(ledger->today().metered, MicroUsd{2 * 38'369});
}

}  // namespace
}  // namespace weir::ledger
