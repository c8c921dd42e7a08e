// Settlement: usage, price, outcome.
#include "relay/record.h"

#include <algorithm>
#include <cmath>

namespace weir::relay {
namespace {

// Whether its provider may ask money for it though nobody was served: a body went up and no refusal came back.
bool may_cost(const AttemptRecord& attempt, Billing billing) {
  return billing == Billing::metered && attempt.bytes_out.n > 0 && attempt.status.value_or(200) < 300;
}

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

void Record::attempt_ended(AttemptRecord attempt, Billing billing) {
  may_have_cost_ = may_have_cost_ || may_cost(attempt, billing);
  attempt.end = since_start();
  outcome.bytes_out += attempt.bytes_out;
  outcome.bytes_in += attempt.bytes_in;
  outcome.attempts.push_back(std::move(attempt));
}

void Record::attempt_begins() {
  outcome.usage = {};
  text_bytes = 0;
  usage_told = false;
}

// A stream that was cut has at most told what it began with ("output_tokens": 1): then the text that came is counted.
void Record::estimate_usage(Tokens prompt, double bytes_per_token) {
  chat::Usage& usage = outcome.usage;
  const bool told_whole = outcome.end == End::complete || (usage_told && !outcome.finish_reasons.empty());
  if (usage.input && usage.output && told_whole) {
    outcome.usage_reported = true;
    return;
  }
  const Tokens counted{static_cast<std::int64_t>(std::ceil(static_cast<double>(text_bytes) / bytes_per_token))};
  if (!usage.input) usage.input = prompt;
  usage.output = std::max(usage.output.value_or(Tokens{}), counted);
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

void Record::settle(const Candidate* by, Tokens prompt, double bytes_per_token) {
  outcome.duration = since_start();
  ledger::Settlement settlement;
  settlement.id = id_;
  settlement.cost_source = may_have_cost_ ? "unknown" : "none";
  if (by != nullptr) {
    outcome.served_by = by->id;
    estimate_usage(prompt, bytes_per_token);
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
