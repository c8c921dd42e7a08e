// From a request in OpenAI's shape to the prompt's text, for templates with and without a place for tools.
#include "engine/requests.h"
#include "engine/tools.h"

namespace weir::engine {
namespace {

std::string text_of(const json& message) {
  if (!message.contains("content")) return {};
  const json& content = message.at("content");
  if (content.is_string()) return content.get<std::string>();
  std::string out;
  for (std::size_t i = 0; content.is_array() && i < content.size(); ++i) {
    const json& part = content.at(i);
    if (!part.is_object() || !part.contains("text")) continue;
    if (!out.empty()) out += "\n";
    out += part.at("text").get<std::string>();
  }
  return out;
}

json message_of(const std::string& role, const std::string& text) { return json{{"role", role}, {"content", text}}; }

std::string calls_as_text(const json& calls) {
  std::string out;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const json& function = calls.at(i).at("function");
    json call{{"name", function.at("name")}};
    json arguments = json::parse_no_throw(function.at("arguments").get<std::string>());
    call["arguments"] = arguments.is_discarded() ? function.at("arguments") : arguments;
    if (!out.empty()) out += "\n";
    out += "<tool_call>\n" + call.dump_safe() + "\n</tool_call>";
  }
  return out;
}

// Calls and results as text, in the form that ToolSet::instructions teaches.
json without_tool_roles(const json& messages) {
  json out = json::array();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const json& message = messages.at(i);
    const std::string role = message.at("role").get<std::string>();
    std::string text = text_of(message);
    if (role == "tool") {
      out.push_back(message_of("user", "<tool_response>\n" + text + "\n</tool_response>"));
    } else if (message.contains("tool_calls")) {
      if (!text.empty()) text += "\n";
      out.push_back(message_of(role, text + calls_as_text(message.at("tool_calls"))));
    } else {
      out.push_back(message);
    }
  }
  return out;
}

void add_to_system(json& messages, const std::string& text) {
  if (!messages.empty() && messages.at(0).at("role").get<std::string>() == "system") {
    const std::string old = text_of(messages.at(0));
    messages.at(0)["content"] = old + "\n\n" + text;
    return;
  }
  json out = json::array();
  out.push_back(message_of("system", text));
  out.insert(messages);
  messages = std::move(out);
}

// A template without a system role gets its text at the head of the first user message.
void fold_system(json& messages) {
  if (messages.size() < 2 || messages.at(0).at("role").get<std::string>() != "system") return;
  const std::string system = text_of(messages.at(0));
  messages.erase(std::size_t{0});
  if (messages.at(0).at("role").get<std::string>() == "user") {
    messages.at(0)["content"] = system + "\n\n" + text_of(messages.at(0));
    return;
  }
  json out = json::array();
  out.push_back(message_of("user", system));
  out.insert(messages);
  messages = std::move(out);
}

// Templates such as Gemma's insist on turns; what we folded or rewrote may stand beside its like.
void join_neighbours(json& messages) {
  json out = json::array();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const json& message = messages.at(i);
    const bool same = !out.empty() && message.at("role").get<std::string>() == "user" &&
                      out.back().at("role").get<std::string>() == "user";
    if (same)
      out.back()["content"] = text_of(out.back()) + "\n\n" + text_of(message);
    else
      out.push_back(message);
  }
  messages = std::move(out);
}

void copy(const json& from, json& to, const char* key, const char* as) {
  if (from.contains(key) && !from.at(key).is_null()) to[as] = from.at(key);
}

}  // namespace

Rendered render(const Model& model, json& request, bool offer_tools) {
  json messages = request.at("messages");
  const bool has_tools = offer_tools && request.contains("tools") && !request.at("tools").empty();
  Rendered out;
  out.native = has_tools && model.takes_tools();
  if (!model.takes_tools()) messages = without_tool_roles(messages);
  if (has_tools && !out.native) add_to_system(messages, ToolSet(request.at("tools")).instructions(request.at("tools")));
  if (!model.takes_system()) fold_system(messages);
  join_neighbours(messages);

  json body = json::object();
  body["messages"] = std::move(messages);
  if (out.native) body["tools"] = request.at("tools");
  copy(request, body, "parallel", "parallel_tool_calls");
  for (const char* key : {"json_schema", "temperature", "top_p", "top_k", "seed", "stop"})
    copy(request, body, key, key);
  copy(request, body, "max_tokens", "n_predict");
  const bool thinking = request.contains("thinking") && request.at("thinking").get<bool>();
  body["chat_template_kwargs"] = json{{"enable_thinking", thinking}};
  std::vector<raw_buffer> files;
  out.settings = oaicompat_chat_params_parse(body, model.chat(), files);
  return out;
}

}  // namespace weir::engine
