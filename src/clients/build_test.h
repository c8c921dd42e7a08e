// Small makers of requests for the tests of this folder: the shapes are recorded, the words invented.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/http.h"
#include "chat/request.h"

namespace weir::clients::testing {

inline chat::Part text(std::string words) {
  chat::Part part;
  part.text = std::move(words);
  return part;
}
inline chat::Part call(std::string id, std::string name, std::string arguments) {
  chat::Part part;
  part.kind = chat::Part::Kind::tool_call;
  part.id = std::move(id);
  part.name = std::move(name);
  part.arguments = std::move(arguments);
  return part;
}
inline chat::Part result(std::string id, std::string words, bool is_error = false) {
  chat::Part part;
  part.kind = chat::Part::Kind::tool_result;
  part.id = std::move(id);
  part.parts = {text(std::move(words))};
  part.is_error = is_error;
  return part;
}
inline chat::Message message(chat::Role role, std::vector<chat::Part> parts) {
  chat::Message out;
  out.role = role;
  out.parts = std::move(parts);
  return out;
}
inline chat::Message system(std::string words) { return message(chat::Role::system, {text(std::move(words))}); }
inline chat::Message user(std::string words) { return message(chat::Role::user, {text(std::move(words))}); }
inline chat::Message user(std::vector<chat::Part> parts) { return message(chat::Role::user, std::move(parts)); }
inline chat::Message assistant(std::vector<chat::Part> parts) {
  return message(chat::Role::assistant, std::move(parts));
}

inline chat::Request request(chat::Dialect dialect, std::vector<chat::Message> messages,
                             const std::vector<std::string>& tools = {}) {
  chat::Request out;
  out.dialect = dialect;
  out.stream = true;
  out.messages = std::move(messages);
  for (const std::string& name : tools) out.tools.push_back({name, "", "{}", ""});
  out.body = std::make_shared<const std::string>("{}");
  return out;
}
inline HttpHead head(std::vector<std::pair<std::string, std::string>> headers) {
  HttpHead out;
  out.method = "POST";
  for (auto& [name, value] : headers) out.headers.add(std::move(name), std::move(value));
  return out;
}

}  // namespace weir::clients::testing
