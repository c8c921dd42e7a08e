// Exponential means: new evidence weighs a quarter, so that one odd answer does not decide.
#include "relay/measured.h"

#include <algorithm>

#include "base/limits.h"

namespace weir::relay {
namespace {

constexpr std::int64_t provider_ttl_ms = 300'000;  // the shortest cache life that providers promise
constexpr std::int64_t enough_to_measure = 64;     // tokens; below, the wait says nothing about prefill
constexpr std::int64_t enough_to_count = 1'000;    // tokens; below, the template around the text decides the ratio

Millis blend(std::optional<Millis> old, Millis fresh) { return old ? Millis{(old->n * 3 + fresh.n) / 4} : fresh; }

}  // namespace

void Measured::answered(const CandidateId& by, Tokens computed, Millis first) {
  Speed& speed = speeds_[by];
  speed.ttft = blend(speed.ttft, first);
  if (computed.n >= enough_to_measure) {
    speed.prefill_per_ktok = blend(speed.prefill_per_ktok, Millis{first.n * 1000 / computed.n});
  }
}

Speed Measured::speed(const CandidateId& candidate) const {
  auto it = speeds_.find(candidate);
  return it == speeds_.end() ? Speed{} : it->second;
}

void Measured::counted(std::string_view model, std::size_t bytes, Tokens tokens) {
  if (tokens.n < enough_to_count || bytes == 0) return;
  // Outside of this range it is no tokenizer's work but a server that counts something else.
  const double fresh = std::clamp(static_cast<double>(bytes) / static_cast<double>(tokens.n), 1.5, 8.0);
  auto [it, first] = ratios_.try_emplace(std::string(model), fresh);
  if (!first) it->second = it->second * 0.75 + fresh * 0.25;
}

double Measured::bytes_per_token(std::string_view model, double otherwise) const {
  auto it = ratios_.find(model);
  return it == ratios_.end() ? otherwise : it->second;
}

void Measured::warmed(std::string_view session, const CandidateId& by, Tokens prompt, Millis wall) {
  if (warm_.size() >= limits::sessions) {
    warm_.erase(std::ranges::min_element(warm_, {}, [](const auto& entry) { return entry.second.at; }));
  }
  warm_.insert_or_assign(std::string(session), Warm{by, prompt, wall});
}

Tokens Measured::warm(std::string_view session, const CandidateId& candidate, bool here, Millis wall) const {
  auto it = warm_.find(session);
  if (it == warm_.end() || it->second.candidate != candidate) return {};
  if (!here && wall.n - it->second.at.n > provider_ttl_ms) return {};
  return it->second.tokens;
}

}  // namespace weir::relay
