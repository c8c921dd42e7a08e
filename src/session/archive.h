// What of sessions survives a restart, and the thread that writes it down. The I/O thread only appends to a queue;
// the writer takes all that is there into one transaction (synchronous=NORMAL: the last moments before a power cut
// may be lost, the file stays whole). With an empty path nothing is kept and no thread runs.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "decision/ask.h"
#include "session/session.h"
#include "store/db.h"

namespace weir::session {

struct IssuerRow {
  std::string key;
  CandidateId by;
};
struct PinRow {
  std::string id;
  Pin pin;
};  // model "" removes
struct StandRow {  // where a named session stood
  std::string id, workspace;
  unsigned turn = 0;
  std::string target;  // of the main line, "" none
};
// A named session's working set.
struct CallRow {
  std::string session;
  std::uint64_t key = 0;
};
struct FileRow {
  std::string session;
  FileUse file;
};
struct ChangeRow {
  std::string session;
  Change change;
};
using Row = std::variant<IssuerRow, PinRow, StandRow, CallRow, FileRow, ChangeRow>;

struct Kept {  // oldest first
  std::vector<IssuerRow> issuers;
  std::vector<PinRow> pins;
  std::vector<StandRow> stands;
  std::vector<CallRow> calls;
  std::vector<FileRow> files;
  std::vector<ChangeRow> changes;
};

class Archive {
 public:
  // Reads what was kept into `kept`. Errors: io, conflict, invalid.
  static Result<std::unique_ptr<Archive>> open(const std::string& path, Kept& kept);
  ~Archive();  // writes what is queued
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  void write(Row row);  // never waits for the disk

 private:
  explicit Archive(store::Db db);
  void run();
  void commit(const std::vector<Row>& rows);

  store::Db db_;  // this and commits_: the writer's, once it runs
  unsigned commits_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Row> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace weir::session
