// Writer: the one thread that writes the ledger. It takes all that waits, commits it at once (one fsync for the
// group) and posts the answers to the I/O thread. By hand (ledger/by_hand.h) there is no thread: a group is written
// when turn() is called.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "base/loop.h"
#include "base/oneshot.h"
#include "ledger/book.h"
#include "ledger/ledger.h"

namespace weir::ledger {

using Done = OneShot<Result<void>>;

class Writer {
 public:
  enum class Runs { on_its_thread, by_hand };
  Writer(Book book, Loop& loop, Runs runs);  // the loop must outlive it
  ~Writer();                                 // writes what is queued, then joins; by hand: writes nothing

  // False: limits::ledger_queue intents wait already. `done` is set on the I/O thread; it must live until then. An
  // intent that the disk refuses is answered at once and, up to a bound, written later without its reservation: nothing
  // metered was sent for it, and its exchange has an id that a client knows.
  bool add(Intent intent, Done& done);
  // Never refused. It is written with the next intent or barrier, or limits::settle_wait_ms later: one commit for both.
  // What cannot be written then is tried again with the next group, and each second.
  void add(Settlement settlement);
  // `done` is set when all that was added before is written, or cannot be.
  void add_barrier(Done& done);
  // Why the last group could not be written, and how many rows wait for that; nothing while all is well. Any thread.
  std::optional<Trouble> trouble() const;

  // By hand only.
  std::size_t waiting();  // jobs, those that are tried again included
  void turn();            // writes what waits, as one group
  store::Db& db() { return book_.db(); }

 private:
  struct Waiting {
    Intent intent;
    Done* done;  // nullptr: was answered
  };
  struct Barrier {
    Done* done;
  };
  using Job = std::variant<Waiting, Settlement, Barrier>;
  struct Answer {
    Done* done;
    Result<void> result;
  };

  void run();
  bool take(std::deque<Job>& group);  // false: it is over
  std::deque<Job> take_queue();       // under the mutex
  void commit(std::deque<Job> group);
  Result<std::vector<Answer>> write(std::deque<Job>& group);
  void put_off(std::deque<Job> group, const Error& error, std::vector<Answer>& answers);
  void note(const Result<std::vector<Answer>>& written);

  Loop& loop_;
  // Shared, under the mutex.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  std::size_t intents_ = 0;  // in queue_
  bool urgent_ = false;      // somebody waits for what is in queue_
  bool stopping_ = false;
  std::optional<Trouble> trouble_;
  // The thread's own.
  Book book_;
  std::deque<Job> late_;  // what could not be written yet, in order
  bool failing_ = false;
  std::thread thread_;
};

}  // namespace weir::ledger
