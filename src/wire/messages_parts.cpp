// Content of a Messages body: a string, or parts. Kinds that this house does not know keep their raw JSON.
#include "wire/fields.h"
#include "wire/messages.h"

namespace weir::wire::messages {
namespace {

using chat::Part;

Result<void> read_call(const Fields& fields, Part& part) {
  part.kind = Part::Kind::tool_call;
  TRY(part.id, fields.need_string("id"));
  TRY(part.name, fields.need_string("name"));
  const JsonValue input = fields["input"];
  if (input.exists() && !input.is_null() && !input.is_object()) return fields.expected("input", "an object");
  part.arguments = input.is_object() ? std::string(input.raw()) : "{}";
  return {};
}

Result<void> read_result(const Fields& fields, Part& part) {
  part.kind = Part::Kind::tool_result;
  TRY(part.id, fields.need_string("tool_use_id"));
  TRY(const auto failed, fields.boolean("is_error"));
  part.is_error = failed.value_or(false);
  const JsonValue content = fields["content"];
  if (!content.exists() || content.is_null()) return {};
  TRY(part.parts, read_content(content, fields.pointer("content"), Nesting::tool_result));
  return {};
}

Result<void> read_thinking(const Fields& fields, Part& part) {
  part.kind = Part::Kind::thinking;
  TRY(part.text, fields.string("thinking"));
  TRY(part.signature, fields.string("signature"));
  return {};
}

Result<void> read_redacted(const Fields& fields, Part& part) {
  part.kind = Part::Kind::redacted_thinking;
  TRY(part.data, fields.need_string("data"));
  return {};
}

Result<void> read_known(const Fields& fields, const std::string& type, Nesting nesting, Part& part) {
  if (type == "text") {
    TRY(part.text, fields.need_string("text"));
    return {};
  }
  if (nesting == Nesting::message) {
    if (type == "thinking") return read_thinking(fields, part);
    if (type == "redacted_thinking") return read_redacted(fields, part);
    if (type == "tool_use") return read_call(fields, part);
    if (type == "tool_result") return read_result(fields, part);
  }
  part.kind = type == "image" ? Part::Kind::image : Part::Kind::other;
  part.name = type;
  part.data = std::string(fields.value().raw());
  return {};
}

Result<Part> read_part(JsonValue value, std::string pointer, Nesting nesting) {
  TRY(const auto fields, Fields::of(value, std::move(pointer)));
  TRY(const auto type, fields.need_string("type"));
  Part part;
  part.path = fields.pointer();
  TRY_VOID(read_known(fields, type, nesting, part));
  return part;
}

}  // namespace

Result<std::vector<Part>> read_content(JsonValue content, const std::string& pointer, Nesting nesting) {
  std::vector<Part> parts;
  if (auto text = content.if_string(); text) {
    Part& only = parts.emplace_back();
    only.text = *std::move(text);
    only.path = pointer;
    return parts;
  }
  if (!content.is_array()) return expected_at(pointer, "a string or an array of parts");
  parts.reserve(content.size());
  for (const JsonValue value : content) {
    TRY(auto part, read_part(value, pointer + "/" + std::to_string(parts.size()), nesting));
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace weir::wire::messages
