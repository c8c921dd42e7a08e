// World: what a schedule happens on: the clients, one process of weir at a time, and the disk that outlives it. It
// starts, kills and stops the process, and writes what the ledger's own thread would have written.
#pragma once
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "judge.h"
#include "life.h"
#include "loop.h"
#include "person.h"
#include "schedule.h"

namespace weir::sim {

class World {
 public:
  World(std::uint64_t seed, Tell tell, Counts& counts);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  void start();
  void end() { life_.reset(); }
  void kill();   // kill -9
  void drain();  // SIGTERM; a new process follows when the old one has ended
  Life& life() { return *life_; }
  Task<void> serve(std::size_t ask);  // one exchange of the process that lives now

  void fill_disk();
  void empty_disk();
  void let_write();
  void balance(std::string_view when);

  Chance chance;
  Counts& counts;
  Notes notes;
  SimLoop loop;
  Setting& setting;
  std::vector<std::unique_ptr<Person>> people;

 private:
  store::Db disk_;

 public:
  Judge judge;

 private:
  template <class Do>
  void each_running(Do something);
  void group_is_written();
  void end_answers(std::size_t life);
  void close_all(std::size_t life);
  void finish_drain();
  void fill();

  std::array<unsigned, 5> ill_{};
  std::unique_ptr<Life> life_;
  std::size_t lives_ = 0;
  bool disk_full_ = false, disk_bad_ = false, writing_ = false, stuck_ = false;
};

}  // namespace weir::sim
