// What the ledger's tests share: a loop that is drained by hand, a temporary folder, full values.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stdexcept>

#include "base/ids.h"
#include "base/json.h"
#include "ledger/ledger.h"

namespace weir::ledger {

// post() from any thread; the test's thread is the I/O thread and runs what was posted in run_until().
class FakeLoop : public Loop {
 public:
  Millis now() const override { return {0}; }
  Millis wall() const override { return wall_; }
  void set_wall(Millis wall) { wall_ = wall; }
  void post(std::move_only_function<void()> work) override {
    {
      const std::scoped_lock lock(mutex_);
      queue_.push_back(std::move(work));
    }
    changed_.notify_one();
  }
  Task<Result<void>> sleep(Millis, Cancel&) override {
    throw std::logic_error("the ledger does not sleep on the loop");
  }

  // False after 60 s.
  bool run_until(const std::function<bool()>& done) {
    while (!done()) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait_for(lock, std::chrono::seconds(60), [this] { return !queue_.empty(); })) return false;
      auto work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
    }
    return true;
  }

 private:
  Millis wall_{1'795'507'200'000};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::move_only_function<void()>> queue_;
};

inline ExchangeId new_exchange_id(Millis wall) {
  static ExchangeIds ids;
  return ids.next(wall);
}

inline void start(Ledger& ledger, Intent intent, std::optional<Result<void>>& out) {
  spawn([](Ledger& l, Intent i, std::optional<Result<void>>& o) -> Task<void> { o = co_await l.intend(std::move(i)); }(
                                                                    ledger, std::move(intent), out));
}

inline Result<void> intend(Ledger& ledger, FakeLoop& loop, Intent intent) {
  std::optional<Result<void>> out;
  start(ledger, std::move(intent), out);
  if (!loop.run_until([&] { return out.has_value(); })) return fail(ErrorKind::timeout, "no answer from the writer");
  return *out;
}

class Fixture : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "weir-ledger-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    path_ = dir_ + "/ledger.db";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::unique_ptr<Ledger> must_open() {
    auto ledger = open(path_, loop_);
    if (!ledger) throw std::runtime_error(ledger.error().message);
    return std::move(*ledger);
  }

  FakeLoop loop_;
  std::string dir_, path_;
};

inline Candidate candidate(std::string model, std::string endpoint) {
  Candidate c;
  c.id = {model + "@" + endpoint};
  c.model = std::move(model);
  c.endpoint = std::move(endpoint);
  c.cls = Class::large;
  c.context = {200'000};
  return c;
}

// An intent for claude-sonnet-5@anthropic in session 5f2e, at the loop's time.
inline Intent intent_at(Millis wall) {
  Intent intent;
  intent.id = new_exchange_id(wall);
  intent.wall = wall;
  intent.client = "claude-code";
  intent.dialect = "messages";
  intent.operation = "chat";
  intent.stream = true;
  Ask ask;
  ask.id = intent.id;
  ask.body = {std::string(32, 'b')};
  ask.kind = Kind::main_turn;
  ask.client = "claude-code";
  ask.dialect = "messages";
  ask.model_named = "claude-weir-auto";
  ask.prompt = {Tokens{12'650}, Tokens{12'100}, Tokens{13'200}, chat::CountSource::ratio};
  ask.needs = {Need::tools};
  intent.ask = ask;
  intent.session.id = "5f2e";
  intent.session.workspace = "/home/me/shop";
  intent.session.turn = 3;
  View view;
  view.now = wall;
  view.catalog_rev = "cat1";
  view.config_rev = "cfg1";
  view.candidates = {candidate("claude-sonnet-5", "anthropic"), candidate("gemma4:26b", "ollama")};
  view.ripple.state = Index::ready;
  view.ripple.age = {3000};
  intent.view = view;
  intent.verdicts = {{"access", {"gpt-6.1@openai"}, Effect::deny, "no key for this origin", ""}};
  Decision& d = intent.decision;
  d.target = CandidateId{"claude-sonnet-5@anthropic"};
  d.by = By::automatic;
  d.requirements = {{"ripple",
                     Strength::named,
                     "rename reaches its users",
                     {{"proto-field", "user_id", {"order.proto", 14}, {{"billing/charge.go", 88}}, {"billing"}}},
                     Class::large,
                     std::nullopt,
                     std::nullopt}};
  d.signals = {{"p_wide", 0.58, 0.0, "p"}};
  d.rejected = {{{"gemma4:26b@ollama"}, "class mid"}};
  d.reasons = {"needs class large", "second"};
  d.estimate = {MicroUsd{38'500}, Millis{900}, std::nullopt};
  d.switching = {MicroUsd{32'255}, Millis{0}, std::nullopt};
  d.switch_from = CandidateId{"gemma4:26b@ollama"};
  intent.billing = "metered";
  intent.where = "cloud";
  intent.reserved = MicroUsd{50'000};
  return intent;
}

inline Settlement settlement_of(const ExchangeId& id) {
  Settlement s;
  s.id = id;
  Outcome& o = s.outcome;
  o.end = End::complete;
  o.commit = Millis{910};
  o.first = Millis{910};
  o.duration = Millis{7402};
  o.frame = "message_stop";
  o.status = 200;
  o.usage = {Tokens{12'904}, Tokens{0}, Tokens{12'902}, Tokens{611}, std::nullopt};
  o.usage_reported = true;
  o.finish_reasons = {"end_turn"};
  o.response_model = "claude-sonnet-5";
  o.served_by = CandidateId{"claude-sonnet-5@anthropic"};
  o.bytes_out = {56'212};
  o.bytes_in = {9'120};
  AttemptRecord a;
  a.candidate = {"claude-sonnet-5@anthropic"};
  a.start = {1};
  a.head = Millis{240};
  a.first = Millis{910};
  a.end = Millis{7402};
  a.status = 200;
  a.bytes_out = {56'212};
  a.bytes_in = {9'120};
  a.edits = {{10, 16, "claude-sonnet-5", "model"}};
  o.attempts = {a};
  s.cost = MicroUsd{38'369};
  s.cost_source = "priced";
  s.billing = "metered";
  s.where = "cloud";
  return s;
}

}  // namespace weir::ledger
