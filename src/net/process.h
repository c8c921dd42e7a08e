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
  std::string program;               // absolute path
  std::vector<std::string> args;     // without argv[0]; "{fd}" is replaced by the pair's descriptor number
  std::vector<std::pair<std::string, std::string>> env;
  std::string stderr_file;           // appended, 0600; "" = /dev/null
};

class Child {
 public:
  virtual ~Child() = default;        // kills it (SIGKILL) and reaps it
  virtual int pid() const = 0;
  virtual Task<Result<void>> write(std::string bytes) = 0;              // one writer at a time
  virtual Task<Result<std::string>> read_some(Cancel& cancel) = 0;      // errors: closed when the child is gone
  virtual std::string exit_text() const = 0;  // "killed by signal 9", "exit 3", "" while it runs
};

Result<std::unique_ptr<Child>> start_child(IoLoop& loop, const ChildSpec& spec);

}  // namespace weir::net
