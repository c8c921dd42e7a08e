// A child process joined to us by one socket pair: how weir-engine is run. The child gets an empty environment but
// for what is given, no descriptor but 0-2 (null, null, log) and the pair's end, and dies with its parent.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "base/task.h"
#include "net/loop.h"

namespace weir::net {

struct ChildSpec {
  std::string program;            // absolute path
  std::vector<std::string> args;  // without argv[0]; "{fd}" is replaced by the pair's descriptor number
  std::vector<std::pair<std::string, std::string>> env;
  std::string stderr_file;  // appended, 0600; "" = /dev/null
};

class Child {
 public:
  // Kills it (SIGKILL). Reaps it at once when the loop does not run, else as soon as the kernel has ended it; waits
  // that are under way come back as closed.
  virtual ~Child() = default;
  virtual int pid() const = 0;
  // One writer at a time. Errors: closed; timeout when the child takes nothing for limits::write_stall_ms: the pair
  // is closed then.
  virtual Task<Result<void>> write(std::string bytes) = 0;
  // Never empty. Errors: closed when the child is gone; cancelled, after which nothing is lost and it may be called
  // again.
  virtual Task<Result<std::string>> read_some(Cancel& cancel) = 0;
  virtual std::string exit_text() const = 0;  // "killed by signal 9", "exit 3", "" while it runs
};

// The child dies with the thread that starts it (the I/O thread). Errors: io (no such program, and so on).
Result<std::unique_ptr<Child>> start_child(IoLoop& loop, const ChildSpec& spec);

}  // namespace weir::net
