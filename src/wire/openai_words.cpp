// Fields that OpenAI's dialects share, both ways.
#include <algorithm>

#include "wire/openai.h"

namespace weir::wire::openai {
namespace {

std::optional<Tokens> tokens(JsonValue value) {
  const auto n = value.integer();
  if (!n || *n < 0) return std::nullopt;
  return Tokens{*n};
}

Result<void> read_stop(const Fields& body, chat::Request& request) {
  if (auto one = body["stop"].if_string(); one) {
    request.stop = {*std::move(one)};
    return {};
  }
  TRY(request.stop, body.strings("stop"));
  return {};
}

Result<void> read_stream(const Fields& body, chat::Request& request) {
  TRY(const auto stream, body.boolean("stream"));
  request.stream = stream.value_or(false);
  TRY(const auto options, body.object("stream_options"));
  if (!options) return {};
  TRY(const auto usage, options->boolean("include_usage"));
  request.stream_usage = usage.value_or(false);
  return {};
}

}  // namespace

Result<void> read_common(const Fields& body, chat::Request& request) {
  TRY(request.model, body.need_string("model"));
  if (request.model.empty()) return body.expected("model", "a model's name; weir/auto hands weir the choice");
  TRY_VOID(read_stream(body, request));
  TRY(request.temperature, body.number("temperature"));
  TRY(request.top_p, body.number("top_p"));
  TRY(request.top_k, body.integer("top_k"));
  TRY(request.seed, body.integer("seed"));
  TRY_VOID(read_stop(body, request));
  TRY(request.user, body.string("user"));
  return {};
}

Result<void> read_max_tokens(const Fields& body, chat::Request& request) {
  TRY(const auto older, body.integer("max_tokens"));
  TRY(const auto newer, body.integer("max_completion_tokens"));
  request.max_tokens = newer ? newer : older;
  if (request.max_tokens && *request.max_tokens < -1) {
    return body.expected(newer ? "max_completion_tokens" : "max_tokens", "a whole number, 0 or more");
  }
  if (request.max_tokens == -1) request.max_tokens.reset();
  return {};
}

void write_common(JsonWriter& w, const chat::Request& request, const EncodeOptions& options) {
  if (options.stream) { w.field("stream", true).key("stream_options").object().field("include_usage", true).end(); }
  if (request.temperature) w.field("temperature", *request.temperature);
  if (request.top_p) w.field("top_p", *request.top_p);
  if (request.seed) w.field("seed", *request.seed);
  if (request.stop.empty()) return;
  w.key("stop").array();
  for (const std::string& stop : request.stop) w.value(stop);
  w.end();
}

chat::Usage read_usage(JsonValue usage) {
  chat::Usage out;
  out.input = tokens(usage["prompt_tokens"]);
  out.output = tokens(usage["completion_tokens"]);
  out.cache_read = tokens(usage["prompt_tokens_details"]["cached_tokens"]);
  if (!out.cache_read) out.cache_read = tokens(usage["prompt_cache_hit_tokens"]);  // DeepSeek's word
  out.cache_write = tokens(usage["prompt_tokens_details"]["cache_write_tokens"]);
  out.reasoning = tokens(usage["completion_tokens_details"]["reasoning_tokens"]);
  if (out.input == Tokens{0}) out.input.reset();  // an empty prompt does not exist: the server does not count
  return out;
}

bool has_counts(const chat::Usage& usage) { return usage.input || usage.output; }

void write_usage(JsonWriter& w, const chat::Usage& usage, const AnswerContext& context) {
  const Tokens input = usage.input ? *usage.input : context.input_estimate.value_or(Tokens{});
  const Tokens output = usage.output.value_or(Tokens{});
  w.object().field("prompt_tokens", input.n).field("completion_tokens", output.n);
  w.field("total_tokens", (input + output).n);
  // What nobody counted is left out: 0 would be a claim.
  if (usage.cache_read) w.key("prompt_tokens_details").object().field("cached_tokens", usage.cache_read->n).end();
  if (usage.reasoning) {
    w.key("completion_tokens_details").object().field("reasoning_tokens", usage.reasoning->n).end();
  }
  w.end();
}

std::optional<Finish> read_finish(JsonValue choice, bool calls_tools) {
  using enum chat::StopReason;
  const auto word = choice["finish_reason"].if_string();
  if (!word) return std::nullopt;
  Finish out;
  // vLLM names the stop sequence beside the reason.
  if (auto sequence = choice["stop_reason"].if_string(); sequence && *word == "stop") {
    return Finish{stop_sequence, *std::move(sequence)};
  }
  if (*word == "stop")
    out.stop = calls_tools ? tool_use : end_turn;  // many servers say "stop" behind a call
  else if (*word == "tool_calls" || *word == "function_call")
    out.stop = tool_use;
  else if (*word == "length")
    out.stop = max_tokens;
  else if (*word == "content_filter")
    out.stop = content_filter;
  return out;
}

std::string_view finish_word(chat::StopReason reason, bool calls_tools) {
  using enum chat::StopReason;
  switch (reason) {
    case max_tokens:
      return "length";
    case tool_use:
      return "tool_calls";
    case refusal:
    case content_filter:
      return "content_filter";
    case unknown:
      return calls_tools ? "tool_calls" : "stop";
    case end_turn:
    case stop_sequence:
    case pause:
      return "stop";
  }
  return "stop";
}

}  // namespace weir::wire::openai
