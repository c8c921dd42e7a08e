// The I/O thread's side with a real index thread: states, answers in time and late, and what a turn remembers.
#include "workspace/workspaces.h"

#include <gmock/gmock.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "base/oneshot.h"
#include "workspace/repo/test_repo.h"

namespace weir::workspace {
namespace {

using State = ::weir::Index;

// A loop of the test's own: posts run when the test turns it, time is real, sleeps end when asked or by the clock.
class TestLoop : public Loop {
 public:
  Millis now() const override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return Millis{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
  }
  Millis wall() const override { return now(); }
  void post(std::move_only_function<void()> work) override {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(work));
    news_.notify_one();
  }
  Task<Result<void>> sleep(Millis time, Cancel& cancel) override {
    auto rung = std::make_shared<OneShot<bool>>();
    auto registration = cancel.on_request([rung] { rung->set(false); });
    sleepers_.push_back({now() + time, rung});
    const bool in_time = co_await *rung;
    if (!in_time) co_return weir::fail(ErrorKind::cancelled, "cancelled");
    co_return Result<void>{};
  }
  // Runs what is posted until done() or half a minute has passed.
  template <class Done>
  bool turn_until(Done done) {
    const Millis end = now() + Millis{30'000};
    while (!done() && now() < end) {
      std::move_only_function<void()> work;
      {
        std::unique_lock lock(mutex_);
        news_.wait_for(lock, std::chrono::milliseconds(2), [&] { return !posted_.empty(); });
        if (!posted_.empty()) {
          work = std::move(posted_.front());
          posted_.pop_front();
        }
      }
      if (work) work();
      ring();
    }
    return done();
  }

 private:
  struct Sleeper {
    Millis at;
    std::shared_ptr<OneShot<bool>> rung;
  };
  void ring() {
    for (std::size_t i = 0; i < sleepers_.size(); ++i) {
      if (sleepers_[i].at > now()) continue;
      auto rung = sleepers_[i].rung;
      sleepers_.erase(sleepers_.begin() + static_cast<std::ptrdiff_t>(i--));
      rung->set(true);
    }
  }
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<std::move_only_function<void()>> posted_;
  std::vector<Sleeper> sleepers_;
};

template <class T>
Task<void> into(Task<T> task, std::optional<T>& out) {
  out.emplace(co_await std::move(task));
}

class WorkspacesService : public testing::Test {
 protected:
  void SetUp() override {
    write_shop(shop);
    shop.git("init -q");
    shop.commit("the shop");
    auto opened = Workspaces::open(loop, {.cache_dir = keep.path, .weights = test_numbers()});
    ASSERT_TRUE(opened.has_value());
    service = std::move(*opened);
  }
  void wait_ready() {
    service->want(shop.path);
    ASSERT_TRUE(loop.turn_until([&] {
      const auto all = service->list();
      return all.size() == 1 && all[0].state == State::ready;
    }));
  }
  Answer ask(Question question, Millis limit = Millis{20'000}) {
    std::optional<Answer> out;
    spawn(into(service->ask(std::move(question), limit), out));
    EXPECT_TRUE(loop.turn_until([&] { return out.has_value(); }));
    return out.value_or(Answer{});
  }
  Question turn(unsigned number, std::string text) const {
    Question out;
    out.root = shop.path;
    out.session = "s1";
    out.turn = number;
    out.new_user_turn = !text.empty();
    out.text = std::move(text);
    return out;
  }

  Folder shop, keep;
  TestLoop loop;
  std::unique_ptr<Workspaces> service;
};

TEST_F(WorkspacesService, BeforeTheIndexIsThereTheAnswerIsUnknownAtOnce) {
  EXPECT_EQ(ask(turn(1, "Rename user_id in order.proto")).ripple.state, State::indexing);
  ASSERT_EQ(service->list().size(), 1U);
  EXPECT_EQ(service->list()[0].root, shop.path);
}

TEST_F(WorkspacesService, EvidenceStandsForTheTurnAndLapsesWithIt) {
  wait_ready();
  EXPECT_EQ(ask(turn(1, "Rename user_id to customer_id in order.proto")).ripple.named.size(), 1U);
  Question result = turn(1, "");
  EXPECT_EQ(ask(result).ripple.named.size(), 1U) << "a tool result of the same turn";
  result.files = {"README.md"};
  EXPECT_EQ(ask(result).ripple.named.size(), 1U) << "with a file more in the working set";
  EXPECT_TRUE(ask(turn(2, "thanks, and now fix the typo in README.md")).ripple.named.empty());
}

TEST_F(WorkspacesService, ALateAnswerServesTheNextRequest) {
  wait_ready();
  const Answer late = ask(turn(1, "Rename user_id to customer_id in order.proto"), Millis{0});
  if (late.ripple.state != State::ready) EXPECT_EQ(late.ripple.state, State::late);
  Question result = turn(1, "");
  ASSERT_TRUE(loop.turn_until([&] { return ask(result).ripple.named.size() == 1; }));
}

TEST_F(WorkspacesService, PeopleWaitForTheIndex) {
  RippleAsk question;
  question.root = shop.path;
  question.text = "Rename user_id to customer_id in order.proto";
  Cancel never;
  std::optional<Result<RippleReport>> out;
  spawn(into(service->ripple(question, never), out));
  ASSERT_TRUE(loop.turn_until([&] { return out.has_value(); }));
  ASSERT_TRUE(out->has_value());
  EXPECT_EQ((*out)->edges.size(), 1U);
  EXPECT_FALSE((*out)->files.empty());
}

TEST_F(WorkspacesService, ItMayEndInTheMiddleOfAPass) {
  for (int i = 0; i < 300; ++i) shop.write("src/f" + std::to_string(i) + ".go", "package a\n\nfunc f() {}\n");
  service->want(shop.path);
  service.reset();
}

TEST(WorkspacesOff, AnswersNoneAndSaysHowToTurnItOn) {
  TestLoop loop;
  const auto off = Workspaces::off();
  std::optional<Answer> answer;
  spawn(into(off->ask({}, Millis{0}), answer));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->ripple.state, State::none);
  Cancel never;
  std::optional<Result<Brief>> brief;
  spawn(into(off->brief({}, never), brief));
  ASSERT_TRUE(brief.has_value() && !brief->has_value());
  EXPECT_THAT(brief->error().help, testing::HasSubstr("ripple.enabled"));
}

}  // namespace
}  // namespace weir::workspace
