// A Request as a Chat Completions body. The conversation itself is built in chat_turns.cpp.
#include "wire/chat.h"
#include "wire/openai.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Request;
using chat::ToolChoice;

constexpr chat::Dialect kHere = chat::Dialect::chat;

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
  w.object().field("type", "function").key("function").object().field("name", tool.name);
  if (!tool.description.empty()) w.field("description", tool.description);
  w.key("parameters").raw(tool.schema.empty() ? kNoArguments : std::string_view(tool.schema)).end().end();
  return w.take();
}

void write_choice(JsonWriter& w, const ToolChoice& choice) {
  switch (choice.mode) {
    case ToolChoice::Mode::automatic:
      break;
    case ToolChoice::Mode::none:
      w.field("tool_choice", "none");
      break;
    case ToolChoice::Mode::required:
      w.field("tool_choice", "required");
      break;
    case ToolChoice::Mode::named:
      w.key("tool_choice").object().field("type", "function").key("function").object();
      w.field("name", choice.name).end().end();
      break;
  }
  if (choice.parallel) w.field("parallel_tool_calls", *choice.parallel);
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

void write_rest(JsonWriter& w, const Request& request, Notes& notes) {
  if (request.dialect == kHere) {
    pass_rest(w, request,
              {"model", "messages", "tools", "tool_choice", "parallel_tool_calls", "stream", "stream_options",
               "max_tokens", "max_completion_tokens", "temperature", "top_p", "seed", "stop"});
    return;
  }
  if (request.top_k) notes.add("left out top_k: this dialect does not know it");
  if (request.thinking)
    notes.add("left out the wish for thinking: its blocks could not be signed");
  else if (!request.reasoning_effort.empty())
    notes.add("left out the effort: not every model here takes one");
  const std::string user = travelling_user(request, kHere, notes);
  if (!user.empty()) w.field("user", user);
}

}  // namespace

Result<Encoded> encode(const Request& request, const EncodeOptions& options) {
  TRY_VOID(check_crossing(request, kHere));
  if (request.operation == chat::Operation::count_tokens) {
    return fail(ErrorKind::invalid, "an upstream that speaks chat cannot be asked to count tokens");
  }
  Notes notes;
  JsonWriter w;
  w.object().field("model", options.model);
  TRY_VOID(write_conversation(w, request, notes));
  TRY_VOID(write_tools(w, request, notes));
  if (request.max_tokens) w.field(options.max_tokens_field, *request.max_tokens);
  openai::write_common(w, request, options);
  write_rest(w, request, notes);
  w.end();
  return Encoded{w.take(), notes.take()};
}

}  // namespace weir::wire::chat_completions
