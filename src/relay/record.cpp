// Settlement: usage, price, outcome.
#include "relay/record.h"

namespace weir::relay {
namespace {

std::int64_t part(std::optional<Tokens> tokens, MicroUsd per_million) {
  // Rounded up per kind of token: a price is never shown as nothing when it was something.
  return tokens ? (tokens->n * per_million.n + 999'999) / 1'000'000 : 0;
}

}  // namespace

Record::Record(Services& services)
    : s_(services), start_(services.loop.now()), wall_(services.loop.wall()), id_(services.ids.next(wall_)) {}

Millis Record::since_start() const { return s_.loop.now() - start_; }

ledger::Intent Record::intent(const wire::Wire& wire, std::string operation, bool stream) const {
  ledger::Intent intent;
  intent.id = id_;
  intent.wall = wall_;
  intent.dialect = wire.name;
  intent.operation = std::move(operation);
  intent.stream = stream;
  return intent;
}

void Record::attempt_ended(AttemptRecord attempt) {
  attempt.end = since_start();
  outcome.bytes_out += attempt.bytes_out;
  outcome.bytes_in += attempt.bytes_in;
  outcome.attempts.push_back(std::move(attempt));
}

void Record::estimate_usage(std::size_t request_bytes, double bytes_per_token) {
  if (outcome.usage.input && outcome.usage.output) {
    outcome.usage_reported = true;
    return;
  }
  const auto tokens = [&](std::size_t bytes) {
    return Tokens{static_cast<std::int64_t>(static_cast<double>(bytes) / bytes_per_token)};
  };
  if (!outcome.usage.input) outcome.usage.input = tokens(request_bytes);
  if (!outcome.usage.output) outcome.usage.output = tokens(text_bytes);
}

std::optional<MicroUsd> Record::price(const Candidate& by) const {
  const chat::Usage& u = outcome.usage;
  const auto price = s_.catalog.price(by.model, u.input.value_or(Tokens{}), wall_);
  if (!price) return std::nullopt;
  const Tokens read = u.cache_read.value_or(Tokens{}), written = u.cache_write.value_or(Tokens{});
  const Tokens fresh = u.input.value_or(Tokens{}) - read - written;
  return MicroUsd{part(fresh, price->in) + part(read, price->cache_read) + part(written, price->cache_write) +
                  part(u.output, price->out)};
}

void Record::settle(const Candidate* by, std::size_t request_bytes, double bytes_per_token) {
  outcome.duration = since_start();
  ledger::Settlement settlement;
  settlement.id = id_;
  settlement.cost_source = "unknown";
  if (by != nullptr) {
    outcome.served_by = by->id;
    estimate_usage(request_bytes, bytes_per_token);
    settlement.billing = name(by->billing);
    settlement.where = name(by->where);
    if (by->billing == Billing::metered) {
      settlement.cost = price(*by);
      settlement.cost_source = settlement.cost ? "priced" : "unknown";
    } else {
      settlement.cost_source = name(by->billing);
    }
  }
  settlement.outcome = outcome;
  s_.ledger.settle(std::move(settlement));
}

}  // namespace weir::relay
