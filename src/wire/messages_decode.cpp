// A Messages body into a Request.
#include <algorithm>

#include "base/limits.h"
#include "wire/fields.h"
#include "wire/messages.h"

namespace weir::wire::messages {
namespace {

using chat::Request;
using chat::Role;
using chat::ToolChoice;

Result<Role> read_role(const Fields& message) {
  TRY(const auto word, message.need_string("role"));
  if (word == "user") return Role::user;
  if (word == "assistant") return Role::assistant;
  if (word == "system") return Role::system;  // Claude Code sends them between the others
  return message.expected("role", "user, assistant or system");
}

Result<void> read_system(const Fields& body, Request& request) {
  const JsonValue system = body["system"];
  if (!system.exists() || system.is_null()) return {};
  chat::Message message;
  message.role = Role::system;
  message.path = "/system";
  message.bytes = system.raw().size();
  TRY(message.parts, read_content(system, message.path, Nesting::message));
  const bool blank = std::ranges::all_of(
      message.parts, [](const chat::Part& p) { return p.kind == chat::Part::Kind::text && p.text.empty(); });
  if (!blank) request.messages.push_back(std::move(message));
  return {};
}

Result<void> read_messages(const Fields& body, Request& request) {
  TRY(const JsonValue list, body.need_array("messages"));
  request.messages.reserve(list.size() + 1);
  std::size_t i = 0;
  for (const JsonValue value : list) {
    TRY(const auto fields, Fields::of(value, "/messages/" + std::to_string(i++)));
    chat::Message message;
    message.path = fields.pointer();
    message.bytes = value.raw().size();
    TRY(message.role, read_role(fields));
    TRY(message.parts, read_content(fields["content"], fields.pointer("content"), Nesting::message));
    request.messages.push_back(std::move(message));
  }
  return {};
}

// "custom" is the dialect's word for an ordinary function; other types are the provider's own tools, and not all of
// these have a name.
Result<chat::Tool> read_tool(const Fields& fields) {
  chat::Tool tool;
  TRY(tool.type, fields.string("type"));
  if (tool.type == "custom") tool.type.clear();
  if (tool.type.empty()) {
    TRY(tool.name, fields.need_string("name"));
  } else {
    TRY(tool.name, fields.string("name"));
  }
  TRY(tool.description, fields.string("description"));
  TRY(const auto schema, fields.object("input_schema"));
  if (schema) tool.schema = std::string(schema->value().raw());
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

Result<void> read_tool_choice(const Fields& body, Request& request) {
  TRY(const auto choice, body.object("tool_choice"));
  if (!choice) return {};
  TRY(const auto type, choice->need_string("type"));
  ToolChoice& out = request.tool_choice;
  if (type == "auto") {
    out.mode = ToolChoice::Mode::automatic;
  } else if (type == "any") {
    out.mode = ToolChoice::Mode::required;
  } else if (type == "none") {
    out.mode = ToolChoice::Mode::none;
  } else if (type == "tool") {
    out.mode = ToolChoice::Mode::named;
    TRY(out.name, choice->need_string("name"));
  } else {
    return choice->expected("type", "auto, any, tool or none");
  }
  TRY(const auto alone, choice->boolean("disable_parallel_tool_use"));
  if (alone) out.parallel = !*alone;
  return {};
}

// The schema of a structured answer; older betas had it one level higher, as output_format.
Result<void> read_format(const std::optional<Fields>& format, Request& request) {
  if (!format) return {};
  TRY(const auto type, format->need_string("type"));
  if (type != "json_schema") return {};
  TRY(const auto schema, format->object("schema"));
  if (!schema) return format->expected("schema", "an object");
  request.json_schema = std::string(schema->value().raw());
  TRY(request.json_schema_name, format->string("name"));
  return {};
}

Result<void> read_output(const Fields& body, Request& request) {
  TRY(const auto older, body.object("output_format"));
  TRY_VOID(read_format(older, request));
  TRY(const auto config, body.object("output_config"));
  if (!config) return {};
  TRY(request.reasoning_effort, config->string("effort"));
  TRY(const auto format, config->object("format"));
  return read_format(format, request);
}

Result<void> read_thinking(const Fields& body, Request& request) {
  TRY(const auto thinking, body.object("thinking"));
  if (!thinking) return {};
  TRY(const auto type, thinking->need_string("type"));
  request.thinking = type != "disabled";  // enabled, adaptive, and what may come
  return {};
}

Result<void> read_max_tokens(const Fields& body, Request& request) {
  TRY(request.max_tokens, body.integer("max_tokens"));
  if (request.operation == chat::Operation::count_tokens) return {};
  if (!request.max_tokens || *request.max_tokens < 0) return body.expected("max_tokens", "a whole number, 0 or more");
  return {};
}

Result<void> read_numbers(const Fields& body, Request& request) {
  TRY_VOID(read_max_tokens(body, request));
  TRY(request.temperature, body.number("temperature"));
  TRY(request.top_p, body.number("top_p"));
  TRY(request.top_k, body.integer("top_k"));
  TRY(request.stop, body.strings("stop_sequences"));
  TRY(const auto stream, body.boolean("stream"));
  request.stream = stream.value_or(false);
  TRY(const auto metadata, body.object("metadata"));
  if (metadata) { TRY(request.user, metadata->string("user_id")); }
  return {};
}

// anthropic-beta: one header or several, each a list with commas.
std::vector<std::string> named_betas(const Headers& headers) {
  std::vector<std::string> out;
  for (const Header& header : headers.all()) {
    if (!same_name(header.name, "anthropic-beta")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      std::string_view word = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      while (word.starts_with(' ') || word.starts_with('\t')) word.remove_prefix(1);
      while (word.ends_with(' ') || word.ends_with('\t')) word.remove_suffix(1);
      if (!word.empty()) out.emplace_back(word);
    }
  }
  return out;
}

}  // namespace

Result<Request> decode(const HttpHead& head, std::shared_ptr<const std::string> bytes) {
  Request request;
  request.dialect = chat::Dialect::messages;
  request.body = bytes ? std::move(bytes) : std::make_shared<const std::string>();
  if (head.path.ends_with("/count_tokens")) request.operation = chat::Operation::count_tokens;
  request.named_betas = named_betas(head.headers);
  TRY(request.document, document_of(*request.body));
  TRY(const auto body, Fields::of(request.document.json->root(), ""));
  TRY(request.model, body.need_string("model"));
  if (request.model.empty()) return body.expected("model", "a model's name; weir/auto hands weir the choice");
  TRY_VOID(read_numbers(body, request));
  TRY_VOID(read_system(body, request));
  TRY_VOID(read_messages(body, request));
  TRY_VOID(read_tools(body, request));
  TRY_VOID(read_tool_choice(body, request));
  TRY_VOID(read_output(body, request));
  TRY_VOID(read_thinking(body, request));
  return request;
}

}  // namespace weir::wire::messages
