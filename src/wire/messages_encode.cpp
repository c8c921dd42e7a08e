// A Request as a Messages body. The conversation itself is built in messages_turns.cpp.
#include <algorithm>

#include "wire/crossing.h"
#include "wire/messages.h"
#include "wire/messages_turns.h"

namespace weir::wire::messages {
namespace {

using chat::Request;
using chat::ToolChoice;

constexpr chat::Dialect kHere = chat::Dialect::messages;
constexpr std::int64_t kAnswerTokens =
    4096;  // the dialect demands a bound; used when neither client nor caller has one

// The JSON of one tool; "" when it stays behind.
Result<std::string> tool_json(const Request& request, std::size_t i, Notes& notes) {
  const chat::Tool& tool = request.tools[i];
  if (!tool.type.empty()) {
    if (request.dialect == kHere) {
      if (std::string raw = raw_tool(request, i); !raw.empty()) return raw;
    }
    TRY_VOID(leave_tool(request, tool, notes));
    return std::string();
  }
  JsonWriter w;
  w.object().field("name", tool.name);
  if (!tool.description.empty()) w.field("description", tool.description);
  w.key("input_schema").raw(tool.schema.empty() ? kNoArguments : std::string_view(tool.schema)).end();
  return w.take();
}

void write_choice(JsonWriter& w, const ToolChoice& choice) {
  if (choice.mode == ToolChoice::Mode::automatic && !choice.parallel) return;
  w.key("tool_choice").object();
  switch (choice.mode) {
    case ToolChoice::Mode::automatic:
      w.field("type", "auto");
      break;
    case ToolChoice::Mode::none:
      w.field("type", "none");
      break;
    case ToolChoice::Mode::required:
      w.field("type", "any");
      break;
    case ToolChoice::Mode::named:
      w.field("type", "tool").field("name", choice.name);
      break;
  }
  if (choice.parallel && choice.mode != ToolChoice::Mode::none) {
    w.field("disable_parallel_tool_use", !*choice.parallel);
  }
  w.end();
}

Result<void> write_tools(JsonWriter& w, const Request& request, Notes& notes) {
  std::vector<std::string> tools;
  for (std::size_t i = 0; i < request.tools.size(); ++i) {
    TRY(auto json, tool_json(request, i, notes));
    if (!json.empty()) tools.push_back(std::move(json));
  }
  if (tools.empty()) return {};
  w.key("tools").array();
  for (const std::string& tool : tools) w.raw(tool);
  w.end();
  write_choice(w, request.tool_choice);
  return {};
}

void write_stop(JsonWriter& w, const Request& request, Notes& notes) {
  std::vector<std::string> kept;
  for (const std::string& stop : request.stop) {
    if (blank(stop))
      notes.add("left out a stop sequence of white space: this dialect refuses it");
    else
      kept.push_back(stop);
  }
  if (kept.empty()) return;
  w.key("stop_sequences").array();
  for (const std::string& stop : kept) w.value(stop);
  w.end();
}

void write_sampling(JsonWriter& w, const Request& request, Notes& notes) {
  if (request.temperature) {
    if (*request.temperature > 1.0) notes.add("temperature lowered to 1: this dialect knows 0 to 1");
    w.field("temperature", std::min(*request.temperature, 1.0));
  }
  if (request.top_p) w.field("top_p", *request.top_p);
  if (request.top_k) w.field("top_k", *request.top_k);
  write_stop(w, request, notes);
}

// What only another dialect's client can have asked for.
void note_unknown(const Request& request, Notes& notes) {
  if (request.seed) notes.add("left out seed: this dialect does not know it");
  if (!request.reasoning_effort.empty() || request.thinking) {
    notes.add("left out the wish for reasoning: its blocks could not be kept for the next turn");
  }
}

void write_rest(JsonWriter& w, const Request& request, Notes& notes) {
  if (request.dialect == kHere) {
    pass_rest(w, request,
              {"model", "max_tokens", "stream", "system", "messages", "tools", "tool_choice", "temperature", "top_p",
               "top_k", "stop_sequences"});
    return;
  }
  note_unknown(request, notes);
  const std::string user = travelling_user(request, kHere, notes);
  if (!user.empty()) w.key("metadata").object().field("user_id", user).end();
}

}  // namespace

Result<Encoded> encode(const Request& request, const EncodeOptions& options) {
  TRY_VOID(check_crossing(request, kHere));
  Notes notes;
  JsonWriter w;
  w.object().field("model", options.model);
  if (request.operation != chat::Operation::count_tokens) {
    const std::int64_t fallback = options.max_tokens_default.n > 0 ? options.max_tokens_default.n : kAnswerTokens;
    w.field("max_tokens", request.max_tokens.value_or(fallback));
    if (options.stream) w.field("stream", true);
  }
  TRY_VOID(write_conversation(w, request, notes));
  TRY_VOID(write_tools(w, request, notes));
  write_sampling(w, request, notes);
  write_rest(w, request, notes);
  w.end();
  return Encoded{w.take(), notes.take()};
}

}  // namespace weir::wire::messages
