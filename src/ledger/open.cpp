// The Ledger itself: the lock, the writer and today's tally behind one face.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "decision/json.h"
#include "ledger/by_hand.h"
#include "ledger/ledger.h"
#include "ledger/lock.h"
#include "ledger/schema.h"
#include "ledger/tally.h"
#include "ledger/writer.h"

namespace weir::ledger {
namespace {

// Of a file, with its lock and its thread; or by hand, with neither.
class TheLedger : public ByHand {
 public:
  TheLedger(std::optional<FileLock> lock, Book book, Tally tally, std::int64_t lost, Loop& loop)
      : lock_(std::move(lock)),
        loop_(loop),
        lost_(lost),
        tally_(std::make_shared<Tally>(std::move(tally))),
        writer_(std::move(book), loop, lock_ ? Writer::Runs::on_its_thread : Writer::Runs::by_hand) {}

  Task<Result<void>> intend(Intent intent) override { return write(writer_, tally_, std::move(intent)); }

  void settle(Settlement settlement) override {
    tally_->settle(settlement);
    writer_.add(std::move(settlement));
  }

  Task<void> caught_up() override { return wait(writer_); }

  void leaving() override {
    if (lock_) lock_->leaving();
  }

  Today today() const override { return tally_->today(loop_.wall()); }

  Health health() const override { return {writer_.trouble(), lost_}; }

  std::size_t waiting() override { return writer_.waiting(); }
  void turn() override { writer_.turn(); }
  store::Db& db() override { return writer_.db(); }

 private:
  static Task<void> wait(Writer& writer) {
    Done done;
    writer.add_barrier(done);
    (void)co_await done;
  }

  // The answer may come home after the Ledger is gone, so it touches the tally only.
  static Task<Result<void>> write(Writer& writer, std::shared_ptr<Tally> tally, Intent intent) {
    const ExchangeId id = intent.id;
    Done done;
    tally->intend(intent);
    if (!writer.add(std::move(intent), done)) {
      tally->forget(id);
      co_return fail(ErrorKind::unavailable,
                     fmt::format("the ledger is behind: {} requests wait for the disk", limits::ledger_queue),
                     "try again in a moment; look at the disk when it lasts");
    }
    Result<void> result = co_await done;
    if (!result && result.error().kind == ErrorKind::io)
      tally->unreserve(id);
    else if (!result)
      tally->forget(id);
    co_return result;
  }

  std::optional<FileLock> lock_;  // goes last, when the writer has closed the file
  Loop& loop_;
  std::int64_t lost_;
  std::shared_ptr<Tally> tally_;
  Writer writer_;
};

Error in_words(Error error, const std::string& path) {
  error = std::move(error).prefixed("the ledger");
  if (error.kind == ErrorKind::invalid && error.help.empty()) error.help = fmt::format("move {} aside", path);
  return error;
}

// What the last weir left without an end. Nobody will settle it: the row says so from now on, and stays in the list of
// the unsettled.
Result<std::int64_t> note_lost(store::Db& db) {
  Outcome lost;
  lost.end = End::lost;
  const std::string json = json_of(lost);
  TRY(auto stmt, db.prepare("UPDATE exchanges SET outcome = ?1, cost_source = 'unknown' "
                            "WHERE state = 'unsettled' AND outcome IS NULL"));
  stmt.bind(1, std::string_view(json));
  TRY_VOID(stmt.run());
  const std::int64_t found = db.changes();
  if (found > 0) {
    log(LogLevel::warn, "ledger",
        fmt::format("{} request{} of an earlier weir never ended: weir log --unsettled", found, found == 1 ? "" : "s"));
  }
  return found;
}

Result<std::unique_ptr<ByHand>> open_on(std::optional<FileLock> lock, store::Db db, Loop& loop) {
  TRY(const std::int64_t lost, note_lost(db));
  TRY(auto tally, Tally::load(db, loop.wall()));
  TRY(auto book, Book::on(std::move(db)));
  return std::make_unique<TheLedger>(std::move(lock), std::move(book), std::move(tally), lost, loop);
}

Result<std::unique_ptr<Ledger>> open_file(const std::string& path, Loop& loop) {
  TRY(auto lock, FileLock::take(path + ".lock"));
  TRY(auto db, store::Db::open(path, store::OpenMode::read_write, store::Durability::full));
  TRY_VOID(db.exec("PRAGMA journal_size_limit = 67108864"));  // a long reader may have let the journal grow
  TRY_VOID(bring_up(db, path));
  return open_on(std::move(lock), std::move(db), loop);
}

}  // namespace

Result<std::unique_ptr<Ledger>> open(const std::string& path, Loop& loop) {
  auto ledger = open_file(path, loop);
  if (!ledger) return std::unexpected(in_words(std::move(ledger).error(), path));
  return ledger;
}

Result<std::unique_ptr<ByHand>> open_by_hand(store::Db db, Loop& loop) {
  TRY_VOID(db.migrate(schema_steps()));
  return open_on(std::nullopt, std::move(db), loop);
}

}  // namespace weir::ledger
