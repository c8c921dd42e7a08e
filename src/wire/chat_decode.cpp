// A Chat Completions body into a Request.
#include "base/limits.h"
#include "wire/chat.h"
#include "wire/openai.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Request;
using chat::ToolChoice;

Result<void> read_messages(const Fields& body, Request& request) {
  TRY(const JsonValue list, body.need_array("messages"));
  request.messages.reserve(list.size());
  std::size_t i = 0;
  for (const JsonValue value : list) {
    TRY(const auto fields, Fields::of(value, "/messages/" + std::to_string(i++)));
    TRY(auto message, read_message(fields));
    request.messages.push_back(std::move(message));
  }
  return {};
}

Result<chat::Tool> read_function(const Fields& function) {
  chat::Tool tool;
  TRY(tool.name, function.need_string("name"));
  TRY(tool.description, function.string("description"));
  TRY(const auto schema, function.object("parameters"));
  if (schema) tool.schema = std::string(schema->value().raw());
  return tool;
}

// Tools of other types keep their type; their name stands where that type has it.
Result<chat::Tool> read_tool(const Fields& fields) {
  TRY(const auto type, fields.string("type"));
  TRY(const auto function, fields.object("function"));
  if (function && (type.empty() || type == "function")) return read_function(*function);
  if (type.empty() || type == "function") return fields.expected("function", "an object");
  chat::Tool tool;
  tool.type = type;
  TRY(const auto inner, fields.object(type));
  TRY(tool.name, inner ? inner->string("name") : fields.string("name"));
  TRY(tool.description, inner ? inner->string("description") : fields.string("description"));
  return tool;
}

Result<void> read_tools(const Fields& body, Request& request) {
  TRY(const JsonValue list, body.array("tools"));
  if (list.size() > limits::tools) {
    return fail(ErrorKind::too_large, "tools: more than " + std::to_string(limits::tools), "Offer fewer tools.");
  }
  for (const JsonValue value : list) {
    TRY(const auto fields, Fields::of(value, "/tools/" + std::to_string(request.tools.size())));
    TRY(auto tool, read_tool(fields));
    request.tools.push_back(std::move(tool));
  }
  return {};
}

Result<ToolChoice::Mode> mode_of(const Fields& at, std::string_view key) {
  TRY(const auto word, at.need_string(key));
  if (word == "auto") return ToolChoice::Mode::automatic;
  if (word == "none") return ToolChoice::Mode::none;
  if (word == "required" || word == "any") return ToolChoice::Mode::required;
  return at.expected(key, "auto, none, required or a tool");
}

// {"type":"function","function":{"name"}}, {"type":"custom","custom":{"name"}}, {"type":"allowed_tools",...}.
Result<void> read_choice_object(const Fields& choice, ToolChoice& out) {
  TRY(const auto type, choice.need_string("type"));
  TRY(const auto inner, choice.object(type));
  if (!inner) return choice.expected(type, "an object");
  if (type == "allowed_tools") {
    TRY(out.mode, mode_of(*inner, "mode"));
    return {};
  }
  out.mode = ToolChoice::Mode::named;
  TRY(out.name, inner->need_string("name"));
  return {};
}

Result<void> read_tool_choice(const Fields& body, Request& request) {
  TRY(request.tool_choice.parallel, body.boolean("parallel_tool_calls"));
  const JsonValue choice = body["tool_choice"];
  if (!choice.exists() || choice.is_null()) return {};
  if (choice.is_string()) {
    TRY(request.tool_choice.mode, mode_of(body, "tool_choice"));
    return {};
  }
  if (!choice.is_object()) return body.expected("tool_choice", "auto, none, required or a tool");
  TRY(const auto fields, Fields::of(choice, body.pointer("tool_choice")));
  return read_choice_object(fields, request.tool_choice);
}

Result<void> read_format(const Fields& body, Request& request) {
  TRY(const auto format, body.object("response_format"));
  if (!format) return {};
  TRY(const auto type, format->need_string("type"));
  if (type == "json_object") request.json_schema = "{}";
  if (type != "json_schema") return {};
  TRY(const auto wrapper, format->object("json_schema"));
  if (!wrapper) return format->expected("json_schema", "an object");
  TRY(request.json_schema_name, wrapper->string("name"));
  TRY(const auto schema, wrapper->object("schema"));
  request.json_schema = schema ? std::string(schema->value().raw()) : "{}";
  return {};
}

// reasoning_effort, OpenRouter's reasoning.effort, and the switch that Qwen's template has.
Result<void> read_reasoning(const Fields& body, Request& request) {
  TRY(request.reasoning_effort, body.string("reasoning_effort"));
  const JsonValue nested = body["reasoning"]["effort"];
  if (request.reasoning_effort.empty() && nested.is_string()) request.reasoning_effort = nested.string();
  request.thinking = !request.reasoning_effort.empty() && request.reasoning_effort != "none";
  if (const auto on = body["chat_template_kwargs"]["enable_thinking"].boolean(); on) request.thinking = *on;
  return {};
}

}  // namespace

Result<Request> decode(const HttpHead&, std::shared_ptr<const std::string> bytes) {
  Request request;
  request.dialect = chat::Dialect::chat;
  request.body = bytes ? std::move(bytes) : std::make_shared<const std::string>();
  TRY(request.document, document_of(*request.body));
  TRY(const auto body, Fields::of(request.document.json->root(), ""));
  TRY_VOID(openai::read_common(body, request));
  TRY_VOID(openai::read_max_tokens(body, request));
  TRY_VOID(read_messages(body, request));
  TRY_VOID(read_tools(body, request));
  TRY_VOID(read_tool_choice(body, request));
  TRY_VOID(read_format(body, request));
  TRY_VOID(read_reasoning(body, request));
  return request;
}

}  // namespace weir::wire::chat_completions
