// Head, bytes, keepalive: one writer at a time.
#include "relay/downstream.h"

namespace weir::relay {
namespace {

// The upstream's headers with weir's own added; a stream has a type in any case.
Headers merged(const Headers& headers, const Headers& own) {
  Headers out = headers;
  for (const Header& h : own.all()) out.set(h.name, h.value);
  return out;
}

}  // namespace

Downstream::Downstream(net::ServerExchange& http, const wire::Wire& wire, Loop& loop, Cancel& stopping)
    : http_(http), wire_(wire), loop_(loop) {
  left_ = http.gone().on_request([over = over_] { over->request(); });
  stops_ = stopping.on_request([over = over_] { over->request(); });
}

Task<Result<void>> Downstream::respond(int status, Headers headers, std::string body) {
  auto turn = co_await turns_.take();
  if (head_sent()) co_return fail(ErrorKind::internal, "the head is already out");
  status_ = status;
  Headers all = merged(headers, own_);
  if (!all.get("content-type")) all.set("Content-Type", "application/json");
  co_return co_await http_.respond(status, std::move(all), std::move(body));
}

Task<Result<void>> Downstream::head(const Headers& headers) {
  status_ = 200;
  Headers all = merged(headers, own_);
  if (!all.get("content-type")) all.set("Content-Type", "text/event-stream; charset=utf-8");
  all.set("Cache-Control", "no-store");
  co_return co_await http_.start(200, std::move(all));
}

Task<Result<void>> Downstream::stream(std::string bytes, const Headers& headers) {
  auto turn = co_await turns_.take();
  if (!head_sent()) { CO_TRY_VOID(co_await head(headers)); }
  if (bytes.empty()) co_return Result<void>{};
  auto written = co_await http_.write(std::move(bytes));
  last_write_ = loop_.now();
  co_return written;
}

Task<Result<void>> Downstream::finish() {
  auto turn = co_await turns_.take();
  co_return co_await http_.finish();
}

void Downstream::start_keepalive(Millis after) {
  if (keeping_) return;
  keeping_ = true;
  last_write_ = loop_.now();
  spawn(keep(after));
}

Task<void> Downstream::keep(Millis after) {
  while (!stop_.requested() && !gone().requested()) {
    const Millis due{last_write_.n + after.n - loop_.now().n};
    if (due.n > 0) {
      if (auto slept = co_await loop_.sleep(due, stop_); !slept) break;
      continue;
    }
    if (turns_.held()) {  // a write is under way: the client is not waiting for us
      last_write_ = loop_.now();
      continue;
    }
    if (auto sent = co_await stream(std::string(wire_.keepalive)); !sent) break;
  }
  kept_.set(true);
}

Task<void> Downstream::stop_keepalive() {
  if (!keeping_) co_return;
  stop_.request();
  co_await kept_;
  keeping_ = false;
}

}  // namespace weir::relay
