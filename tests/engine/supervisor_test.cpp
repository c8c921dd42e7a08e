// The engine as weir sees it: a real weir-engine with a real model behind backend::Backend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "backend/engine/engine.h"

// A permit is made by policy::judge alone. This test links no policy and is its own judge.
namespace weir::policy {
Judgement judge(const Ask& ask, const Session& /*session*/, const View& view, const Rules& /*rules*/) {
  Judgement out;
  out.permits.push_back(Permit(ask.id, ask.body, view.candidates.front().id, {}));
  return out;
}
}  // namespace weir::policy

namespace weir::backend {
namespace {

using Kind = chat::Event::Kind;
using testing::HasSubstr;

std::string model_file() {
  const char* cache = std::getenv("WEIR_CACHE");
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const std::string home = xdg != nullptr ? xdg : std::string(std::getenv("HOME")) + "/.cache";
  return (cache != nullptr ? std::string(cache) : home + "/weir") + "/models/smollm2-135m-instruct-q4_1.gguf";
}

Permit permit_for(const Attempt& attempt) {
  Ask ask;
  ask.id = attempt.exchange;
  ask.body = attempt.body_hash;
  View view;
  view.candidates.emplace_back().id = attempt.candidate;
  return policy::judge(ask, {}, view, {}).permits.front();
}

// The engines that this process has as children.
std::vector<int> children() {
  std::ifstream list("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  std::vector<int> out;
  for (int pid = 0; list >> pid;) out.push_back(pid);
  return out;
}

chat::Request question(std::string words, std::int64_t tokens) {
  chat::Request request;
  chat::Message message;
  message.parts.emplace_back().text = std::move(words);
  request.messages.push_back(std::move(message));
  request.max_tokens = tokens;
  request.temperature = 0;
  return request;
}

class EngineTest : public testing::Test {
 public:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(model_file())) << model_file() << " is missing: ./dev setup fetches it";
  }

  std::unique_ptr<Backend> start(const std::string& model = model_file()) {
    return make_engine(loop_, {.program = ENGINE_PROGRAM,
                               .model_path = model,
                               .model_name = "smollm2",
                               .context = 2048,
                               .threads = 1,
                               .log_file = ""});
  }

  Attempt attempt(const chat::Request& request, std::string session = "s") const {
    Attempt out;
    out.exchange = {"01TEST"};
    out.body_hash = {"00"};
    out.candidate = {"smollm2@engine"};
    out.request = &request;
    out.session = std::move(session);
    out.limits = {.connect = {5000}, .first_byte = {60'000}, .between_events = {60'000}, .total = {300'000}};
    return out;
  }

  // Runs the coroutine to its end.
  void run(Task<void> task) {
    bool done = false;
    spawn([](Task<void> inner, bool& over, net::IoLoop& loop) -> Task<void> {
      co_await std::move(inner);
      over = true;
      loop.stop();
    }(std::move(task), done, loop_));
    if (!done) loop_.run();
    ASSERT_TRUE(done);
  }

  Task<Result<std::unique_ptr<Answer>>> open(Backend& engine, const chat::Request& request, std::string session = "s") {
    Attempt it = attempt(request, std::move(session));
    const Permit permit = permit_for(it);
    co_return co_await engine.open(permit, std::move(it), cancel_);
  }

  // All events, and how it ended if not by itself.
  struct Whole {
    std::vector<chat::Event> events;
    std::optional<Error> error;
    std::string text() const {
      std::string out;
      for (const auto& event : events) {
        if (event.kind == Kind::text) out += event.text;
      }
      return out;
    }
    chat::Usage usage() const {
      chat::Usage out;
      for (const auto& event : events) {
        if (event.kind == Kind::usage) out = event.usage;
      }
      return out;
    }
  };
  Task<Whole> read(Answer& answer) {
    Whole out;
    while (true) {
      auto frame = co_await answer.next(cancel_);
      if (!frame) {
        out.error = frame.error();
        break;
      }
      if (!*frame) break;
      for (auto& event : (*frame)->events) out.events.push_back(std::move(event));
    }
    co_return out;
  }

  net::IoLoop loop_;
  Cancel cancel_;
};

std::vector<Kind> kinds(const std::vector<chat::Event>& events) {
  std::vector<Kind> out;
  for (const auto& event : events) {
    if (event.kind != Kind::ping && (out.empty() || out.back() != event.kind)) out.push_back(event.kind);
  }
  return out;
}

TEST_F(EngineTest, AnswersCountsAndKeepsThePrefixOfASession) {
  auto engine = start();
  EXPECT_EQ(engine->health(), Health::loading);
  EXPECT_THAT(engine->health_reason(), HasSubstr("loading"));
  const auto request = question("Say hello.", 8);
  run([](EngineTest& t, Backend& e, const chat::Request& r) -> Task<void> {
    auto answer = co_await t.EngineTest::open(e, r);
    EXPECT_TRUE(answer.has_value()) << answer.error().message;
    if (!answer) co_return;
    EXPECT_EQ(e.health(), Health::up);
    const Whole first = co_await t.read(**answer);
    EXPECT_FALSE(first.error.has_value());
    EXPECT_EQ(kinds(first.events),
              (std::vector{Kind::start, Kind::text, Kind::block_stop, Kind::usage, Kind::finish, Kind::end}));
    EXPECT_EQ(first.usage().output, Tokens{8});
    const auto counted = co_await e.count(r, t.cancel_);
    EXPECT_TRUE(counted && *counted == first.usage().input) << "a count is what the prompt then has";
    auto again = co_await t.EngineTest::open(e, r);
    const Whole second = co_await t.read(**again);
    EXPECT_EQ(second.usage().cache_read, first.usage().input.value() - Tokens{1});
    EXPECT_EQ(second.text(), first.text());
  }(*this, *engine, request));
}

// One round of the test below: true when all was as it must be.
Task<bool> kill_inside_a_stream(EngineTest& t, Backend& e, const chat::Request& r) {
  auto answer = co_await t.EngineTest::open(e, r);
  EXPECT_TRUE(answer.has_value()) << answer.error().message;
  if (!answer) co_return false;
  for (int texts = 0; texts < 3;) {
    auto frame = co_await (*answer)->next(t.cancel_);
    if (!frame || !*frame) co_return false;
    texts += (*frame)->events.front().kind == Kind::text;
  }
  const auto pids = children();
  EXPECT_EQ(pids.size(), 1U) << "one engine, and none left over";
  if (pids.empty()) co_return false;
  ::kill(pids.front(), SIGKILL);
  const auto killed = std::chrono::steady_clock::now();
  const auto rest = co_await t.read(**answer);
  EXPECT_LT(std::chrono::steady_clock::now() - killed, std::chrono::seconds(2));
  EXPECT_TRUE(rest.error.has_value()) << "a cut answer never looks whole";
  if (!rest.error) co_return false;
  EXPECT_EQ(rest.error->kind, ErrorKind::closed);
  EXPECT_EQ(rest.error->message, "the engine was killed by signal 9");
  EXPECT_EQ(e.health(), Health::loading);
  EXPECT_THAT(e.health_reason(), HasSubstr("killed by signal 9"));
  co_return true;
}

TEST_F(EngineTest, AKillInsideAStreamIsSeenAtOnceAndTheNextRequestIsAnswered) {
  auto engine = start();
  const auto endless = question("Tell a very long story about a river.", 1500), small = question("Say hello.", 2);
  run([](EngineTest& t, Backend& e, const chat::Request& longer, const chat::Request& shorter) -> Task<void> {
    for (int round = 0; round < 20; ++round) {
      const bool right = co_await kill_inside_a_stream(t, e, longer);
      EXPECT_TRUE(right) << "round " << round;
      if (!right) co_return;
    }
    auto next = co_await t.EngineTest::open(e, shorter);
    EXPECT_TRUE(next.has_value()) << "asked while the engine comes back: it waits";
    if (!next) co_return;
    const Whole whole = co_await t.read(**next);
    EXPECT_EQ(whole.events.back().kind, Kind::end);
  }(*this, *engine, endless, small));
}

TEST_F(EngineTest, ADroppedAnswerFreesItsSlot) {
  auto engine = start();
  const auto endless = question("Tell a very long story about a river.", 1900), small = question("Say hello.", 2);
  run([](EngineTest& t, Backend& e, const chat::Request& longer, const chat::Request& shorter) -> Task<void> {
    {
      auto answer = co_await t.EngineTest::open(e, longer);
      EXPECT_TRUE(answer.has_value());
      if (!answer) co_return;
      for (int frames = 0; frames < 5; ++frames) {
        const auto frame = co_await (*answer)->next(t.cancel_);
        EXPECT_TRUE(frame.has_value());
      }
    }
    const auto dropped = std::chrono::steady_clock::now();
    auto next = co_await t.EngineTest::open(e, shorter);  // the same session: the same slot
    EXPECT_TRUE(next.has_value());
    if (!next) co_return;
    const Whole whole = co_await t.read(**next);
    EXPECT_EQ(whole.events.back().kind, Kind::end);
    const auto took = std::chrono::steady_clock::now() - dropped;
    EXPECT_LT(took, std::chrono::seconds(10)) << "1,900 tokens would take half a minute";
  }(*this, *engine, endless, small));
}

TEST_F(EngineTest, SaysNoInTheRightPlace) {
  auto engine = start();
  std::string words;
  for (int i = 0; i < 3000; ++i) words += "word ";
  const auto too_long = question(words, 8);
  auto picture = question("", 8);
  picture.messages[0].parts[0].kind = chat::Part::Kind::image;
  run([](EngineTest& t, Backend& e, const chat::Request& overlong, const chat::Request& image) -> Task<void> {
    auto first = co_await t.EngineTest::open(e, overlong);
    EXPECT_TRUE(first.has_value());
    if (!first) co_return;
    EXPECT_EQ((*first)->status(), 400);
    EXPECT_EQ((*first)->error().cls, chat::UpstreamErrorClass::context_overflow);
    auto second = co_await t.EngineTest::open(e, image);
    EXPECT_TRUE(second && (*second)->status() == 400);
    EXPECT_THAT((*second)->error().message, HasSubstr("image"));
    Attempt other = t.attempt(image);
    const Permit permit = permit_for(other);
    other.body_hash = {"11"};
    const auto third = co_await e.open(permit, std::move(other), t.cancel_);
    EXPECT_TRUE(!third && third.error().kind == ErrorKind::forbidden);
  }(*this, *engine, too_long, picture));
}

TEST_F(EngineTest, AModelThatCannotBeLoadedIsDownWithItsReason) {
  const auto file = std::filesystem::temp_directory_path() / ("weir-junk-" + std::to_string(::getpid()) + ".gguf");
  std::ofstream(file) << "GGUF and nothing that follows";
  auto engine = start(file.string());
  const auto request = question("Hi", 2);
  run([](EngineTest& t, Backend& e, const chat::Request& r) -> Task<void> {
    const auto answer = co_await t.EngineTest::open(e, r);
    EXPECT_TRUE(!answer && answer.error().kind == ErrorKind::unavailable);
    EXPECT_EQ(e.health(), Health::down);
    EXPECT_FALSE(e.health_reason().empty());
    const auto counted = co_await e.count(r, t.cancel_);
    EXPECT_TRUE(!counted && counted.error().kind == ErrorKind::unavailable);
  }(*this, *engine, request));
  std::filesystem::remove(file);
}

TEST_F(EngineTest, NoEngineOutlivesItsBackend) {
  auto engine = start();
  const auto request = question("Tell a very long story about a river.", 1500);
  run([](EngineTest& t, std::unique_ptr<Backend>& e, const chat::Request& r) -> Task<void> {
    auto answer = co_await t.EngineTest::open(*e, r);
    EXPECT_TRUE(answer.has_value());
    if (!answer) co_return;
    e.reset();
    const Whole rest = co_await t.read(**answer);
    EXPECT_TRUE(rest.error && rest.error->kind == ErrorKind::closed);
    for (int i = 0; i < 250 && !children().empty(); ++i) { EXPECT_TRUE(co_await t.loop_.sleep({20}, t.cancel_)); }
    EXPECT_TRUE(children().empty());
  }(*this, engine, request));
}

}  // namespace
}  // namespace weir::backend
