// Processes that come and go on one disk.
#include "world.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "outside.h"
#include "relay/door.h"

namespace weir::sim {
namespace {

constexpr Millis begin{1'795'507'200'000};  // 2026-11-24
constexpr std::string_view disk_name = "weir-sim";

store::Db open_disk() {
  auto db = store::Db::in_memory(std::string(disk_name));
  return std::move(*db);
}

}  // namespace

World::World(std::uint64_t seed, Tell tell, Counts& counted)
    : chance(seed),
      counts(counted),
      notes(tell == Tell::the_story),
      loop(chance, {begin.n + chance.between(0, 86'400'000)}),
      setting(*settings()[chance.below(settings().size())]),
      disk_(open_disk()),
      judge(notes, disk_, setting) {
  entropy_from(&chance);
  notes.say(loop.now(), [&] { return fmt::format("seed {}, setting: {}", seed, setting.name); });
  notes.may = [this](const AttemptNote& attempt) {
    judge.may(attempt, disk_bad_);
    if (life_->services().ending.requested()) notes.wrong("an attempt begins after weir was told to end");
  };
  constexpr unsigned health[] = {0, 10, 40, 95};
  for (unsigned& ill : ill_) ill = chance.of(health);
}

World::~World() { entropy_from(nullptr); }

void World::start() {
  life_ = std::make_unique<Life>(loop, chance, notes, setting, std::string(disk_name),
                                 std::vector<unsigned>(ill_.begin(), ill_.end()));
  ++lives_;
  writing_ = stuck_ = false;
  if (disk_full_) fill();
  notes.say(loop.now(), [] { return std::string("weir starts"); });
}

template <class Do>
void World::each_running(Do something) {
  for (auto& person : people) {
    if (person->note().began && !person->note().over) something(*person);
  }
}

Task<void> World::serve(std::size_t ask) {
  Person& person = *people[ask];
  Life& life = *life_;
  ++life.active;
  co_await relay::enter(life.services(), person);
  --life.active;
  person.conclude();
  const AskNote& note = notes.asks[ask];
  notes.mark(static_cast<std::uint64_t>(loop.now().n) + ask);
  notes.say(loop.now(), [&] {
    return fmt::format("ask-{} is over: {} {}, {} bytes{}{}", ask, note.id, note.status, note.got.size(),
                       note.left ? ", had left" : "", note.ended ? "" : ", not ended");
  });
}

// What is not on the disk is lost, every connection breaks. The coroutines of the dead process are brought home in a
// world where nothing that they do counts any more.
void World::kill() {
  if (!life_->open) return;
  ++counts.kills;
  notes.say(loop.now(), [] { return std::string("weir is killed"); });
  for (AskNote& ask : notes.asks) {
    ask.killed = ask.killed || (ask.began && !ask.over);
    ask.row_lost = ask.row_lost || (ask.began && !ask.row_written);
  }
  life_->network().dead = true;
  life_->open = false;
  (void)life_->ledger().db().exec("PRAGMA query_only = 1");
  each_running([](Person& person) { person.leave(); });
  for (int i = 0; i < 10'000 && life_->active > 0; ++i) {
    if (loop.step_now()) continue;
    if (life_->ledger().waiting() == 0) break;
    life_->ledger().turn();
  }
  if (life_->active > 0) return notes.wrong("an exchange does not come home when everybody has left");
  while (loop.step_now()) {}
  life_.reset();
  start();
}

// As main's: nobody new, those who run may finish for a while, then they are ended honestly, then closed. Asked twice,
// the while is over.
void World::drain() {
  if (!life_->open) return;
  life_->open = false;
  ++counts.restarts;
  notes.say(loop.now(), [] { return std::string("weir stops"); });
  life_->services().stopping = true;
  life_->ledger().leaving();
  const Millis limit = chance.percent(40) ? chance.ms(0, 2'000) : Millis{limits::drain_ms};
  loop.at(loop.now() + limit, [this, life = lives_] { end_answers(life); });
  finish_drain();
}

void World::end_answers(std::size_t life) {
  if (life != lives_) return;
  each_running([](Person& person) { person.note().stopped = true; });
  notes.say(loop.now(), [] { return std::string("weir ends what still runs"); });
  life_->services().ending.request();
  loop.at(loop.now() + Millis{limits::close_ms}, [this, life] { close_all(life); });
}

void World::close_all(std::size_t life) {
  if (life != lives_) return;
  each_running([this](Person& person) {
    // Who takes its answer has it by now.
    if (!person.slow()) notes.wrong(fmt::format("ask-{} does not end when weir does", person.note().number));
    person.leave();
  });
}

void World::finish_drain() {
  if (life_->active > 0 || life_->ledger().waiting() > 0) {
    loop.at(loop.now() + Millis{50}, [this] { finish_drain(); });
    return;
  }
  balance("before a stop");
  life_.reset();
  start();
  balance("after a start");
}

void World::fill_disk() {
  ++counts.full_disks;
  disk_full_ = disk_bad_ = true;
  fill();
}

void World::fill() {
  notes.say(loop.now(), [] { return std::string("the disk is full"); });
  (void)life_->ledger().db().exec(chance.percent(50) ? "PRAGMA max_page_count = 1" : "PRAGMA query_only = 1");
}

void World::empty_disk() {
  disk_full_ = false;
  notes.say(loop.now(), [] { return std::string("the disk has room again"); });
  (void)life_->ledger().db().exec("PRAGMA query_only = 0; PRAGMA max_page_count = 1000000");
}

// The writer's thread: some time after something waits, a group is written.
void World::let_write() {
  if (writing_ || life_->ledger().waiting() == 0) return;
  writing_ = true;
  const Millis wait = stuck_ ? chance.ms(100, 1'000) : chance.percent(90) ? chance.ms(0, 5) : chance.ms(5, 400);
  loop.at(loop.now() + wait, [this, life = lives_] {
    if (life == lives_) group_is_written();
  });
}

void World::group_is_written() {
  writing_ = false;
  life_->ledger().turn();
  stuck_ = life_->ledger().waiting() > 0;
  for (AskNote& ask : notes.asks) ask.row_written = ask.row_written || (ask.over && !stuck_);
}

void World::balance(std::string_view when) {
  if (life_->services().counters.bugs > 0) notes.wrong("weir counts a bug of its own");
  if (life_->services().counters.running > 0) notes.wrong("weir counts exchanges that run, and none does");
  judge.balance(life_->ledger().today(), loop.wall(), when);
}

}  // namespace weir::sim
