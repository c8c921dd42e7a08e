// Kinds by shape.
#include "clients/shape.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "clients/text.h"

namespace weir::clients {
namespace {

using chat::Part;
using chat::Role;

std::size_t turns(const chat::Request& request) {
  return static_cast<std::size_t>(
      std::ranges::count_if(request.messages, [](const chat::Message& m) { return !is_instruction(m.role); }));
}

bool one_user_turn(const chat::Request& request) { return turns(request) == 1 && first_user(request) != nullptr; }

std::size_t text_bytes(const chat::Request& request) {
  std::size_t bytes = 0;
  for (const chat::Message& message : request.messages) {
    for (const Part& part : message.parts) bytes += part.text.size();
  }
  return bytes;
}

// A unified diff as git prints it, and hunks in it.
bool holds_diff(std::string_view text) {
  return line_after(text, "diff --git ").has_value() && line_after(text, "@@ -").has_value();
}

// A diff goes in, instructions stand beside it, few tokens may come out. A review also sends a diff: it is told
// apart by the room that it asks for, and a request that states no bound is not taken for a commit message.
bool asks_commit_message(const chat::Request& request) {
  const bool bounded = request.max_tokens && *request.max_tokens <= limits::commit_message_tokens;
  if (!bounded || !request.tools.empty() || request.stream || request.json_schema) return false;
  const chat::Message* turn = last_turn(request);
  if (turn == nullptr || turn->role != Role::user || turns(request) == request.messages.size()) return false;
  return holds_diff(chat::text_of(*turn));
}

bool is_one_shot(const chat::Request& request) {
  return request.tools.empty() && one_user_turn(request) && !chat::has_image(request) &&
         text_bytes(request) <= limits::one_shot_bytes;
}

}  // namespace

const chat::Message* last_turn(const chat::Request& request) {
  for (auto it = request.messages.rbegin(); it != request.messages.rend(); ++it) {
    if (!is_instruction(it->role)) return &*it;
  }
  return nullptr;
}

const Part* last_result(const chat::Request& request) {
  const chat::Message* turn = last_turn(request);
  if (turn == nullptr || turn->role == Role::assistant || turn->parts.empty()) return nullptr;
  if (turn->parts.front().kind != Part::Kind::tool_result) return nullptr;
  auto it = turn->parts.rbegin();
  while (it->kind != Part::Kind::tool_result) ++it;
  return &*it;
}

bool asks_title(const chat::Request& request) {
  if (!request.tools.empty() || !request.json_schema) return false;
  const auto parsed = Json::parse(*request.json_schema);
  if (!parsed) return false;
  const JsonValue wrapped = (*parsed)["schema"];  // OpenAI's response_format has the schema one level down
  const JsonValue properties = (wrapped.is_object() ? wrapped : parsed->root())["properties"];
  return properties.size() == 1 && properties["title"].exists();
}

bool is_probe(const chat::Request& request) {
  return request.tools.empty() && request.max_tokens && *request.max_tokens <= 1 && one_user_turn(request);
}

Kind kind_by_shape(const chat::Request& request) {
  switch (request.operation) {
    case chat::Operation::count_tokens:
      return Kind::count;
    case chat::Operation::embedding:
      return Kind::embedding;
    case chat::Operation::completion:
      return Kind::autocomplete;
    case chat::Operation::chat:
      break;
  }
  if (is_probe(request)) return Kind::probe;
  if (asks_title(request)) return Kind::title;
  if (asks_commit_message(request)) return Kind::commit_message;
  if (last_result(request) != nullptr) return Kind::tool_result;
  return is_one_shot(request) ? Kind::one_shot : Kind::main_turn;
}

}  // namespace weir::clients
