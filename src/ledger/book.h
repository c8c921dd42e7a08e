// Book: the writer's half of the file: how an intent and a settlement become rows. Writer thread only.
#pragma once
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "ledger/ledger.h"
#include "store/db.h"

namespace weir::ledger {

class Book {
 public:
  static Result<Book> on(store::Db db);

  // Inside a transaction of db(). Errors: conflict (this id is there already: only this row is lost); io, invalid
  // (the whole transaction is).
  Result<void> write(const Intent& intent);
  Result<void> write(const Settlement& settlement);  // of an id without a row: nothing happens

  store::Db& db() { return db_; }
  // The last transaction was not committed: what it added to `parts` is not there.
  void forget_parts();

 private:
  Book(store::Db db, store::Stmt part, store::Stmt intent, store::Stmt settlement)
      : db_(std::move(db)), part_(std::move(part)), intent_(std::move(intent)), settlement_(std::move(settlement)) {}
  // The last of its place and its hash. Most requests bring the same again, and to compare is cheaper than to write.
  template <class T>
  struct Last {
    T value;
    std::string hash;
  };
  Result<std::string> keep(const std::string& json);  // its hash
  template <class T>
  Result<std::string> keep(std::optional<Last<T>>& last, const T& value);
  Result<std::string> keep_candidates(const std::vector<Candidate>& candidates);

  store::Db db_;
  store::Stmt part_, intent_, settlement_;
  std::unordered_set<std::string> known_;  // hashes that the file has
  std::vector<std::optional<Last<Candidate>>> candidates_;
  std::optional<Last<std::vector<std::string>>> lists_;  // of their hashes
  std::optional<Last<Rules>> rules_;
  std::optional<Last<std::vector<Verdict>>> verdicts_;
};

}  // namespace weir::ledger
