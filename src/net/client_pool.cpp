// Kept connections.
#include "net/client_pool.h"

#include "base/limits.h"

namespace weir::net {

std::shared_ptr<ClientConnection> Pool::take(const std::string& origin) {
  const auto at = kept_.find(origin);
  if (at == kept_.end()) return nullptr;
  std::shared_ptr<ClientConnection> taken;
  while (taken == nullptr && !at->second.empty()) {
    auto newest = std::move(at->second.back());
    at->second.pop_back();
    if (usable(newest)) taken = std::move(newest.connection);
  }
  if (at->second.empty()) kept_.erase(at);
  return taken;
}

void Pool::put(std::shared_ptr<ClientConnection> connection) {
  if (closed_) return;
  connection->prepare_to_rest();
  auto& origin = kept_[connection->origin()];
  if (origin.size() >= limits::pool_per_origin) origin.erase(origin.begin());
  origin.push_back({std::move(connection), SteadyClock::now()});
  sweep_later();
}

void Pool::close() {
  closed_ = true;
  kept_.clear();
  sweeper_.cancel();
}

bool Pool::usable(const Kept& kept) {
  return SteadyClock::now() - kept.since < std::chrono::milliseconds(limits::pool_idle_ms) && kept.connection->alive();
}

void Pool::drop_unusable() {
  for (auto at = kept_.begin(); at != kept_.end();) {
    std::erase_if(at->second, [](const Kept& kept) { return !usable(kept); });
    at = at->second.empty() ? kept_.erase(at) : std::next(at);
  }
}

void Pool::sweep_later() {
  if (std::exchange(sweeping_, true)) return;
  // Often enough that a connection which the upstream closed does not stay half open for long.
  sweeper_.expires_after(std::chrono::milliseconds(limits::pool_idle_ms / 3));
  wait_in_background(io_, sweeper_, [weak = weak_from_this()](error_code ec) {
    const auto self = weak.lock();
    if (ec || !self) return;
    self->sweeping_ = false;
    self->drop_unusable();
    if (!self->kept_.empty()) self->sweep_later();
  });
}

}  // namespace weir::net
