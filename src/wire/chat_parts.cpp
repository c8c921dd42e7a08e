// One message of a Chat Completions body.
#include "wire/chat.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Message;
using chat::Part;
using chat::Role;

Result<Role> read_role(const Fields& message) {
  TRY(const auto word, message.need_string("role"));
  if (word == "system") return Role::system;
  if (word == "developer") return Role::developer;
  if (word == "user") return Role::user;
  if (word == "assistant") return Role::assistant;
  if (word == "tool" || word == "function") return Role::tool;  // function: the word before there were tools
  return message.expected("role", "system, developer, user, assistant or tool");
}

Result<Part> read_part(JsonValue value, std::string pointer) {
  TRY(const auto fields, Fields::of(value, std::move(pointer)));
  TRY(const auto type, fields.need_string("type"));
  Part part;
  part.path = fields.pointer();
  if (type == "text") {
    TRY(part.text, fields.need_string("text"));
  } else if (type == "refusal") {
    TRY(part.text, fields.need_string("refusal"));
  } else {
    part.kind = type == "image_url" ? Part::Kind::image : Part::Kind::other;
    part.name = type;
    part.data = std::string(value.raw());
  }
  return part;
}

Result<void> read_content(const Fields& message, std::vector<Part>& parts) {
  const JsonValue content = message["content"];
  if (!content.exists() || content.is_null()) return {};
  if (auto text = content.if_string(); text) {
    Part& only = parts.emplace_back();
    only.text = *std::move(text);
    only.path = message.pointer("content");
    return {};
  }
  if (!content.is_array()) return message.expected("content", "a string, an array of parts or null");
  std::size_t i = 0;
  for (const JsonValue value : content) {
    TRY(auto part, read_part(value, message.pointer("content") + "/" + std::to_string(i++)));
    parts.push_back(std::move(part));
  }
  return {};
}

// Clients play back what they got as reasoning_content (some servers and clients say reasoning). Never signed.
Result<void> read_reasoning(const Fields& message, std::vector<Part>& parts) {
  for (const std::string_view key : {"reasoning_content", "reasoning"}) {
    auto text = message[key].if_string();
    if (!text || text->empty()) continue;
    Part& part = parts.emplace_back();
    part.kind = Part::Kind::thinking;
    part.text = *std::move(text);
    part.path = message.pointer(key);
    return {};
  }
  return {};
}

Result<Part> read_call(JsonValue value, std::string pointer) {
  TRY(const auto fields, Fields::of(value, std::move(pointer)));
  Part part;
  part.kind = Part::Kind::tool_call;
  part.path = fields.pointer();
  TRY(part.id, fields.string("id"));  // some clients lose it; the call's place tells it then
  TRY(const auto function, fields.object("function"));
  if (!function) {  // a call of another type than function
    TRY(part.name, fields.need_string("type"));
    part.kind = Part::Kind::other;
    part.data = std::string(value.raw());
    return part;
  }
  TRY(part.name, function->need_string("name"));
  const JsonValue arguments = (*function)["arguments"];
  if (arguments.is_object()) {
    part.arguments = std::string(arguments.raw());
  } else {
    TRY(part.arguments, function->string("arguments"));
  }
  if (blank(part.arguments)) part.arguments = "{}";
  return part;
}

Result<void> read_calls(const Fields& message, std::vector<Part>& parts) {
  TRY(const JsonValue calls, message.array("tool_calls"));
  std::size_t i = 0;
  for (const JsonValue value : calls) {
    TRY(auto part, read_call(value, message.pointer("tool_calls") + "/" + std::to_string(i++)));
    parts.push_back(std::move(part));
  }
  return {};
}

Result<void> read_result(const Fields& fields, Message& message) {
  Part result;
  result.kind = Part::Kind::tool_result;
  result.path = fields.pointer();
  TRY(result.id, fields.string("tool_call_id"));
  TRY_VOID(read_content(fields, result.parts));
  message.parts.push_back(std::move(result));
  return {};
}

}  // namespace

Result<Message> read_message(const Fields& fields) {
  Message message;
  message.path = fields.pointer();
  message.bytes = fields.value().raw().size();
  TRY(message.role, read_role(fields));
  if (message.role == Role::tool) {
    TRY_VOID(read_result(fields, message));
    return message;
  }
  if (message.role == Role::assistant) TRY_VOID(read_reasoning(fields, message.parts));
  TRY_VOID(read_content(fields, message.parts));
  if (message.role == Role::assistant) TRY_VOID(read_calls(fields, message.parts));
  return message;
}

}  // namespace weir::wire::chat_completions
