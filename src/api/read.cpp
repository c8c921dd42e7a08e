// What is read from the ledger: log, why, costs. Off the I/O thread, on a connection of its own.
#include "api/routes.h"
#include "base/json_writer.h"
#include "base/worker.h"

namespace weir::api {
namespace {

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  if (text.empty() || text.size() > 15) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

Reply failed(const Error& error) {
  const bool missing = error.kind == ErrorKind::not_found;
  return refuse(missing ? 404 : 500, missing ? "not_found" : "ledger", error.message, error.help);
}

}  // namespace

Task<Reply> read_log(Control& control, const Call& call) {
  ledger::LogQuery query;
  if (auto id = call.arg("id"); !id.empty()) query.id = std::move(id);
  if (auto session = call.arg("session"); !session.empty()) query.session = std::move(session);
  if (auto since = number(call.arg("since_ms"))) query.since = Millis{*since};
  if (auto limit = number(call.arg("limit"))) query.limit = static_cast<std::size_t>(*limit);
  query.unsettled = call.arg("unsettled") == "1";
  using Lines = Result<std::vector<std::string>>;
  const std::string path = control.services.paths.ledger();
  co_await control.services.ledger.caught_up();
  auto lines = co_await on_worker<Lines>(control.services.loop, [&] { return ledger::log_lines(path, query); });
  if (!lines) co_return failed(lines.error());
  std::string body;
  for (const std::string& line : *lines) body += line + "\n";
  co_return Reply{200, std::move(body), "application/x-ndjson"};
}

Task<Reply> costs(Control& control, const Call& call) {
  std::optional<Millis> since;
  if (auto n = number(call.arg("since_ms"))) since = Millis{*n};
  using Rows = Result<std::vector<ledger::CostRow>>;
  const std::string path = control.services.paths.ledger();
  co_await control.services.ledger.caught_up();
  auto rows = co_await on_worker<Rows>(control.services.loop, [&] { return ledger::costs(path, since); });
  if (!rows) co_return failed(rows.error());
  JsonWriter w;
  w.object().field("schema", "weir.costs/1").key("rows").array();
  for (const ledger::CostRow& row : *rows) {
    w.object()
        .field("day", row.day)
        .field("target", row.target)
        .field("billing", row.billing)
        .field("requests", row.requests);
    w.field("cost_microusd", row.billing == "metered" ? std::optional(row.cost.n) : std::nullopt)
        .field("unknown_price", row.unknown);
    w.field("input_tokens", row.input.n).field("output_tokens", row.output.n).end();
  }
  w.end().end();
  co_return Reply{200, w.take(), "application/json"};
}

}  // namespace weir::api
