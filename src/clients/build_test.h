// Small makers of requests for the tests of this folder: the shapes are recorded, the words invented.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/http.h"
#include "chat/request.h"
#include "clients/client.h"

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

// What all calls of a request did, as the client reads them.
inline Happened all_of(const Client& client, const chat::Request& request, const HttpHead& head = {}) {
  Happened out;
  const Reading reading = client.read(head, request);
  for (std::size_t i = 0; i < reading.calls.size(); ++i) {
    Happened one = client.happened(reading.calls, i);
    for (Touch& t : one.touches) out.touches.push_back(std::move(t));
    for (Activity& a : one.activities) out.activities.push_back(std::move(a));
  }
  return out;
}
// Tool, what it did and to which file, the words that went and came: "Edit edited a.go -user_id +customer_id @3-4".
inline std::vector<std::string> told(const Happened& happened) {
  constexpr const char* hows[] = {"opened", "edited", "created", "listed", "searched", "named"};
  std::vector<std::string> out;
  for (const Touch& t : happened.touches) {
    std::string line = hows[static_cast<int>(t.how)] + std::string(" ") + t.path;
    for (const std::string& word : t.removed) line += " -" + word;
    for (const std::string& word : t.added) line += " +" + word;
    if (t.lines.first != 0) line += " @" + std::to_string(t.lines.first) + "-" + std::to_string(t.lines.last);
    if (t.whole) line += " whole";
    if (!t.pattern.empty()) line += " for " + t.pattern;
    out.push_back(line);
  }
  constexpr const char* results[] = {"passed", "failed", "unknown"};
  for (const Activity& a : happened.activities) {
    const bool tested = a.what == Activity::What::tested;
    out.push_back(tested ? a.name + " " + results[static_cast<int>(a.result)] : a.tool + " failed: " + a.name);
  }
  return out;
}

}  // namespace weir::clients::testing
