// What must be true: of each attempt before its first byte, of each answer, and of what is left when all is over.
#pragma once
#include <string>

#include "decision/view.h"
#include "life.h"
#include "notes.h"
#include "reader.h"
#include "store/db.h"

namespace weir::sim {

// disk: a connection of its own to the ledger's database, as a reader has it.
class Judge {
 public:
  Judge(Notes& notes, store::Db& disk, const Setting& setting) : notes_(notes), disk_(disk), setting_(setting) {}

  // Before a byte goes up. disk_bad: the ledger could not be written for some time of this ask.
  void may(const AttemptNote& attempt, bool disk_bad);
  void answer(const AskNote& ask);
  // No circuit counts more failures than there were.
  void circuits(const relay::Circuits& circuits);
  void rows();  // after the last exchange
  void balance(const ledger::Today& today, Millis wall, std::string_view when);

 private:
  void row(const AskNote& ask);
  std::size_t failures_at(const Candidate& candidate) const;
  std::int64_t number(std::string_view sql, std::string_view text = {});
  std::string text(std::string_view sql, std::string_view id);
  // What a provider asks for it, or will: by its own script.
  std::int64_t bill(const AttemptNote& attempt) const;
  bool fits(const Seen& seen, const AttemptNote& attempt) const;
  Notes& notes_;
  store::Db& disk_;
  const Setting& setting_;
  Millis wall_{1'795'507'200'000};  // prices do not change within a schedule
};

}  // namespace weir::sim
