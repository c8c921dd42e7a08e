// Names to addresses. getaddrinfo() blocks and cannot be stopped, so it runs on a thread of its own that is simply
// left alone when the one who asked does not wait any longer. Internal to net/.
#pragma once
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "base/task.h"
#include "net/core.h"

namespace weir::net {

// At least one address, best first. A literal address or "localhost" needs no thread. Errors: unavailable, timeout,
// cancelled.
Task<Result<std::vector<asio::ip::address>>> lookup(IoCore& io, std::string host, TimePoint deadline, Cancel& cancel);

}  // namespace weir::net
