// Bodies of a declared length.
#include "net/body.h"

#include <algorithm>

namespace weir::net {

namespace {

constexpr std::uint64_t first_piece = 256 * 1024;  // as large as an agent's request: one allocation for most
constexpr std::uint64_t largest_piece = 4 * 1024 * 1024;

std::size_t piece_after(std::uint64_t filled, std::uint64_t left) {
  return static_cast<std::size_t>(std::min(left, std::clamp(filled, first_piece, largest_piece)));
}

}  // namespace

Millis Pace::within(Millis time, TimePoint until) {
  if (until == TimePoint::max()) return time;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now()).count();
  return {std::clamp<std::int64_t>(left, 1, time.n)};
}

Task<Result<void>> read_length(Link& link, InBuffer& in, std::string& out, std::uint64_t length, Pace pace) {
  const std::size_t begin = out.size();
  const auto buffered = static_cast<std::size_t>(std::min<std::uint64_t>(length, in.size()));
  out.reserve(begin + static_cast<std::size_t>(std::min(length, first_piece)));
  out.append(in.view().substr(0, buffered));
  in.consume(buffered);
  std::uint64_t filled = buffered, window_start = filled;
  if (filled < length) link.within(pace.next(), pace.waited_for, pace.on_time);
  while (filled < length) {
    const std::size_t at = begin + static_cast<std::size_t>(filled);
    if (out.size() == at) out.resize(at + piece_after(filled, length - filled));
    const auto count = co_await link.read_some({out.data() + at, out.size() - at});
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) co_return fail(ErrorKind::closed, "the connection was closed inside the body");
    filled += *count;
    if (filled - window_start >= pace.window) {
      window_start = filled;
      link.within(pace.next(), pace.waited_for, pace.on_time);
    }
  }
  link.no_deadline();
  co_return Result<void>{};
}

}  // namespace weir::net
