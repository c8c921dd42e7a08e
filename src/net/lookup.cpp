// Name lookups on detached threads.
#include "net/lookup.h"

#include <netdb.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <thread>

#include "base/limits.h"

namespace weir::net {

using Addresses = std::vector<asio::ip::address>;

// Lives in the waiting coroutine's frame while IoCore::lookups names it.
struct PendingLookup {
  asio::steady_timer timer;
  std::optional<Result<Addresses>> result;
};

namespace {

asio::ip::address address_of(const sockaddr& at) {
  asio::ip::tcp::endpoint endpoint;
  const std::size_t size = at.sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  std::memcpy(endpoint.data(), &at, std::min(size, endpoint.capacity()));
  return endpoint.address();
}

Result<Addresses> ask_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0) {
    return fail(ErrorKind::unavailable, "unknown host " + host + ": " + ::gai_strerror(code),
                "check the name and the network");
  }
  Addresses addresses;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (at->ai_family == AF_INET || at->ai_family == AF_INET6) addresses.push_back(address_of(*at->ai_addr));
  }
  ::freeaddrinfo(found);
  if (addresses.empty()) return fail(ErrorKind::unavailable, "host " + host + " has no address");
  return addresses;
}

void deliver(IoCore& io, std::uint64_t number, Result<Addresses> result) {
  const auto at = io.lookups.find(number);
  if (at == io.lookups.end()) return;  // nobody waits any more
  at->second->result = std::move(result);
  at->second->timer.cancel();
}

// On its own thread, which owns nothing of the loop's.
void look_up(const std::shared_ptr<Mailbox>& mailbox, std::uint64_t number, const std::string& host) {
  auto result = ask_system(host);
  const std::lock_guard lock(mailbox->mutex);
  --mailbox->lookups;
  if (mailbox->io == nullptr) return;
  asio::post(mailbox->io->context,
             [&io = *mailbox->io, number, r = std::move(result)]() mutable { deliver(io, number, std::move(r)); });
}

Result<void> start_thread(IoCore& io, std::uint64_t number, const std::string& host) {
  {
    const std::lock_guard lock(io.mailbox->mutex);
    if (io.mailbox->lookups >= limits::lookups) return fail(ErrorKind::unavailable, "too many name lookups under way");
    ++io.mailbox->lookups;
  }
  try {
    std::thread([mailbox = io.mailbox, number, host] { look_up(mailbox, number, host); }).detach();
  } catch (const std::system_error&) {
    const std::lock_guard lock(io.mailbox->mutex);
    --io.mailbox->lookups;
    return fail(ErrorKind::unavailable, "no thread for a name lookup");
  }
  return {};
}

}  // namespace

Task<Result<Addresses>> lookup(IoCore& io, std::string host, TimePoint deadline, Cancel& cancel) {
  if (host == "localhost") co_return Addresses{asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
  error_code not_literal;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return Addresses{literal};

  const auto number = ++io.last_lookup;
  PendingLookup pending{asio::steady_timer(io.context, deadline), std::nullopt};
  CO_TRY_VOID(start_thread(io, number, host));
  io.lookups.emplace(number, &pending);
  const auto stop = cancel.on_request([&pending] { pending.timer.cancel(); });
  if (!cancel.requested()) {
    co_await io_wait([&](Completion& c) { pending.timer.async_wait(completing(c)); });
  }
  io.lookups.erase(number);
  if (cancel.requested()) co_return fail(ErrorKind::cancelled, "the one who asked went away");
  if (!pending.result) {
    co_return fail(ErrorKind::timeout, "no answer to the name lookup of " + host + " in time", "check the network");
  }
  co_return std::move(*pending.result);
}

}  // namespace weir::net
