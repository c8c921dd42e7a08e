// One schedule from its first arrival to the judgement of what is left.
#include "schedule.h"

#include <fmt/format.h>

#include <memory>

#include "asks.h"
#include "base/ids.h"
#include "world.h"

namespace weir::sim {
namespace {

constexpr std::size_t most_steps = 200'000;

class Schedule {
 public:
  Schedule(std::uint64_t seed, Tell tell, Counts& counts) : w_(seed, tell, counts) {}

  Told run() {
    w_.start();
    const std::size_t asks = 1 + w_.chance.below(5);
    for (std::size_t i = 0; i < asks; ++i) plan_ask(i);
    plan_events();
    go_on();
    close_books();
    count();
    return {w_.notes.what_is_wrong(), w_.notes.sum, std::move(w_.notes.story)};
  }

 private:
  // ---- clients

  void plan_ask(std::size_t number) {
    Chance& chance = w_.chance;
    Asking asking = make_ask(chance, number);
    Manner manner;
    manner.body = chance.ms(0, 20);
    manner.slow = chance.percent(15);
    manner.breaks = chance.percent(3);
    if (chance.percent(4)) manner.reads = chance.below(800);
    w_.notes.asks.push_back(asking.note);
    const Millis when = chance.percent(50) ? chance.ms(0, 30) : chance.ms(0, 20'000);
    const bool leaves = chance.percent(25);
    const Millis leaves_after = chance.percent(70) ? chance.ms(0, 800) : chance.ms(0, 60'000);
    w_.people.push_back(std::make_unique<Person>(w_.loop, chance, w_.notes, number, std::move(asking.head),
                                                 std::move(asking.body), manner));
    w_.loop.at(when, [this, number] { arrive(number); });
    if (leaves)
      w_.loop.at(when + leaves_after, [this, number] {
        if (w_.notes.asks[number].began) w_.people[number]->leave();
      });
  }

  void arrive(std::size_t number) {
    if (!w_.life().open) {  // connection refused: it comes again
      w_.loop.at(w_.loop.now() + Millis{200}, [this, number] { arrive(number); });
      return;
    }
    AskNote& ask = w_.notes.asks[number];
    ask.began = true;
    ask.id = next_id();
    ask.day = iso_date(w_.loop.wall());
    w_.notes.say(w_.loop.now(), [&] {
      return fmt::format("ask-{} arrives: {} {}, {}{}", number, w_.people[number]->head().path, ask.model,
                         ask.stream ? "streamed, " : "", ask.workspace.empty() ? "no workspace" : ask.workspace);
    });
    spawn(w_.serve(number));
  }

  // The id that the next exchange will have: the same numbers are drawn again.
  std::string next_id() {
    const Chance before = w_.chance;
    ExchangeIds ids = w_.life().services().ids;
    std::string id = ids.next(w_.loop.wall()).v;
    w_.chance = before;
    return id;
  }

  // ---- what else happens

  void plan_events() {
    Chance& chance = w_.chance;
    SimLoop& loop = w_.loop;
    const auto some_time = [&] { return chance.percent(60) ? chance.ms(0, 1'500) : chance.ms(0, 40'000); };
    if (chance.percent(20)) loop.at(some_time(), [this] { w_.kill(); });
    if (chance.percent(10)) loop.at(some_time(), [this] { w_.drain(); });
    if (chance.percent(15)) {
      const Millis from = some_time();
      loop.at(from, [this] { w_.fill_disk(); });
      loop.at(from + chance.ms(1, 10'000), [this] { w_.empty_disk(); });
    }
    if (chance.percent(5)) loop.at(some_time(), [this] { w_.loop.jump(w_.chance.ms(-7'200'000, 86'400'000)); });
    if (chance.percent(15)) loop.at(some_time(), [this] { pin(); });
  }

  void pin() {
    constexpr std::string_view models[] = {"auto", "local", "cloud", "qwen3-coder:30b", "claude-sonnet-5"};
    const std::string model(w_.chance.of(models));
    (void)w_.life().sessions().pin({model, "all", std::nullopt}, "");
    w_.notes.say(w_.loop.now(), [&] { return "pin " + model; });
  }

  // ---- to the end

  void go_on() {
    Notes& notes = w_.notes;
    while (!notes.what_is_wrong()) {
      w_.let_write();
      if (w_.loop.steps() > most_steps) return notes.wrong("it goes on for ever");
      if (!w_.loop.step()) break;
    }
    for (const AskNote& ask : notes.asks) {
      if (!ask.over) notes.wrong(fmt::format("ask-{} never ends", ask.number));
    }
  }

  void close_books() {
    if (w_.notes.what_is_wrong()) return;
    for (const AskNote& ask : w_.notes.asks) w_.judge.answer(ask);
    w_.judge.circuits(w_.life().services().circuits);
    w_.judge.rows();
    w_.balance("at the end");
    w_.end();
    w_.start();
    w_.balance("after the last start");
    w_.end();
  }

  void count() {
    Counts& counts = w_.counts;
    ++counts.schedules;
    counts.steps += w_.loop.steps();
    for (const AskNote& ask : w_.notes.asks) {
      ++counts.exchanges;
      counts.left += ask.left ? 1 : 0;
      counts.killed += ask.killed ? 1 : 0;
      counts.errors += ask.status >= 300 ? 1 : 0;
    }
    counts.attempts += w_.notes.attempts.size();
    for (const AttemptNote& attempt : w_.notes.attempts) counts.whole += attempt.whole() ? 1 : 0;
  }

  World w_;
};

}  // namespace

Told play(std::uint64_t seed, Tell tell, Counts& counts) {
  auto schedule = std::make_unique<Schedule>(seed, tell, counts);
  return schedule->run();
}

}  // namespace weir::sim
