// Usage and stop reasons of the Messages dialect, both ways.
#include <algorithm>

#include "wire/errors.h"
#include "wire/messages.h"

namespace weir::wire::messages {
namespace {

std::optional<Tokens> tokens(JsonValue usage, std::string_view key) {
  const auto n = usage[key].integer();
  if (!n || *n < 0) return std::nullopt;
  return Tokens{*n};
}

// A later 0 does not undo what was counted: some servers fill the fields that they do not know.
void keep(std::optional<Tokens>& ours, std::optional<Tokens> later) {
  if (later && (!ours || later->n > 0)) ours = later;
}

}  // namespace

chat::Usage UsageReader::read(JsonValue usage) {
  const auto now = tokens(usage, "input_tokens");
  const auto from_cache = tokens(usage, "cache_read_input_tokens");
  const auto to_cache = tokens(usage, "cache_creation_input_tokens");
  keep(plain, now);
  keep(cache_read, from_cache);
  keep(cache_write, to_cache);
  chat::Usage out;
  out.cache_read = from_cache;
  out.cache_write = to_cache;
  out.output = tokens(usage, "output_tokens");
  out.reasoning = tokens(usage["output_tokens_details"], "thinking_tokens");
  const Tokens sum = plain.value_or(Tokens{}) + cache_read.value_or(Tokens{}) + cache_write.value_or(Tokens{});
  // An empty prompt does not exist: servers that do not count say 0.
  if ((now || from_cache || to_cache) && sum.n > 0) out.input = sum;
  return out;
}

void write_usage(JsonWriter& w, const chat::Usage& usage, const AnswerContext& context) {
  const Tokens read = usage.cache_read.value_or(Tokens{});
  const Tokens written = usage.cache_write.value_or(Tokens{});
  const Tokens input = usage.input ? *usage.input : context.input_estimate.value_or(Tokens{});
  w.object();
  w.field("input_tokens", std::max<std::int64_t>(0, (input - read - written).n));
  w.field("cache_creation_input_tokens", written.n).field("cache_read_input_tokens", read.n);
  w.field("output_tokens", usage.output.value_or(Tokens{}).n);
  w.end();
}

chat::StopReason stop_reason(std::string_view word) {
  using enum chat::StopReason;
  if (word == "end_turn") return end_turn;
  if (word == "max_tokens" || word == "model_context_window_exceeded") return max_tokens;
  if (word == "stop_sequence") return stop_sequence;
  if (word == "tool_use") return tool_use;
  if (word == "refusal") return refusal;
  if (word == "pause_turn") return pause;
  return unknown;
}

std::string_view stop_word(chat::StopReason reason) {
  using enum chat::StopReason;
  switch (reason) {
    case max_tokens:
      return "max_tokens";
    case stop_sequence:
      return "stop_sequence";
    case tool_use:
      return "tool_use";
    case refusal:
    case content_filter:
      return "refusal";
    case pause:
      return "pause_turn";
    case end_turn:
    case unknown:
      return "end_turn";
  }
  return "end_turn";
}

}  // namespace weir::wire::messages
