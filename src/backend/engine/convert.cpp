// Requests for the engine.
#include "backend/engine/convert.h"

#include <algorithm>
#include <utility>

#include "base/json_writer.h"

namespace weir::backend {
namespace {

constexpr std::string_view billing = "x-anthropic-billing-header:";

// The text without the lines that Claude Code changes with every request.
std::string without_billing(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    if (!text.starts_with(billing)) out.append(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

Result<void> readable(const chat::Part& part) {
  if (part.kind == chat::Part::Kind::image) {
    return fail(ErrorKind::invalid, "the local model cannot see images", "choose a model that takes images");
  }
  if (part.kind == chat::Part::Kind::other) {
    return fail(ErrorKind::invalid, "the local model cannot read a part of type '" + part.name + "'",
                "choose a model of the provider that this part belongs to");
  }
  for (const chat::Part& inner : part.parts) { TRY_VOID(readable(inner)); }
  return {};
}

Result<void> readable(const chat::Request& request) {
  for (const chat::Message& message : request.messages) {
    for (const chat::Part& part : message.parts) { TRY_VOID(readable(part)); }
  }
  return {};
}

bool is_system(const chat::Message& message) {
  return message.role == chat::Role::system || message.role == chat::Role::developer;
}

void add_text(std::string& to, std::string_view text) {
  if (text.empty()) return;
  if (!to.empty()) to += "\n";
  to.append(text);
}

std::string text_of_parts(const std::vector<chat::Part>& parts) {
  std::string out;
  for (const chat::Part& part : parts) {
    if (part.kind == chat::Part::Kind::text) add_text(out, part.text);
  }
  return out;
}

class MessageWriter {
 public:
  explicit MessageWriter(JsonWriter& out) : out_(out) {}

  void all(const chat::Request& request) {
    std::size_t at = 0;
    std::string system;
    for (; at < request.messages.size() && is_system(request.messages[at]); ++at) {
      const std::string text = text_of_parts(request.messages[at].parts);
      add_text(system, at == 0 ? without_billing(text) : text);
    }
    if (!system.empty()) plain("system", system);
    for (; at < request.messages.size(); ++at) one(request.messages[at]);
  }

 private:
  void plain(std::string_view role, std::string_view text) {
    out_.object().field("role", role).field("content", text).end();
  }

  void one(const chat::Message& message) {
    if (is_system(message)) {
      plain("user", "<system>\n" + text_of_parts(message.parts) + "\n</system>");
    } else if (message.role == chat::Role::assistant) {
      assistant(message);
    } else {
      others(message);
    }
  }

  // A user's message may carry results and text, in any order; a template knows them only as messages of their own.
  void others(const chat::Message& message) {
    std::string text;
    for (const chat::Part& part : message.parts) {
      if (part.kind == chat::Part::Kind::text) add_text(text, part.text);
      if (part.kind != chat::Part::Kind::tool_result) continue;
      if (!text.empty()) plain("user", std::exchange(text, {}));
      result(part);
    }
    if (!text.empty()) plain("user", text);
  }

  void result(const chat::Part& part) {
    std::string text = part.parts.empty() ? part.text : text_of_parts(part.parts);
    if (part.is_error) text = "Error: " + text;
    out_.object().field("role", "tool").field("tool_call_id", part.id).field("content", text).end();
  }

  void assistant(const chat::Message& message) {
    const std::string text = text_of_parts(message.parts);
    bool calls = false;
    for (const chat::Part& part : message.parts) calls |= part.kind == chat::Part::Kind::tool_call;
    if (text.empty() && !calls) return;  // it only thought
    out_.object().field("role", "assistant").field("content", text);
    if (calls) {
      out_.key("tool_calls").array();
      for (const chat::Part& part : message.parts) call(part);
      out_.end();
    }
    out_.end();
  }

  void call(const chat::Part& part) {
    if (part.kind != chat::Part::Kind::tool_call) return;
    out_.object().field("id", part.id).field("type", "function").key("function").object();
    out_.field("name", part.name).field("arguments", part.arguments.empty() ? "{}" : part.arguments).end().end();
  }

  JsonWriter& out_;
};

void write_tools(JsonWriter& out, const chat::Request& request) {
  if (request.tools.empty()) return;
  out.key("tools").array();
  for (const chat::Tool& tool : request.tools) {
    if (!tool.type.empty()) continue;  // its provider runs it: nothing that a local model could call
    out.object().field("type", "function").key("function").object().field("name", tool.name);
    if (!tool.description.empty()) out.field("description", tool.description);
    out.key("parameters").raw(tool.schema.empty() ? R"({"type":"object","properties":{}})" : tool.schema);
    out.end().end();
  }
  out.end();
}

void write_choice(JsonWriter& out, const chat::ToolChoice& choice) {
  using Mode = chat::ToolChoice::Mode;
  if (choice.mode == Mode::none) out.field("tool_choice", "none");
  if (choice.mode == Mode::required) out.field("tool_choice", "required");
  if (choice.mode == Mode::named) {
    out.key("tool_choice").object().field("type", "function").key("function").object();
    out.field("name", choice.name).end().end();
  }
  if (choice.parallel) out.field("parallel", *choice.parallel);
}

void write_sampling(JsonWriter& out, const chat::Request& request) {
  if (request.max_tokens) out.field("max_tokens", *request.max_tokens);
  if (request.temperature) out.field("temperature", *request.temperature);
  if (request.top_p) out.field("top_p", *request.top_p);
  if (request.top_k) out.field("top_k", *request.top_k);
  if (request.seed) out.field("seed", *request.seed);
  if (request.stop.empty()) return;
  out.key("stop").array();
  for (const std::string& stop : request.stop) out.value(stop);
  out.end();
}

EngineRequest completion(const chat::Request& request, int slot) {
  JsonWriter out;
  out.object().field("prefix", request.prompt).field("suffix", request.suffix);
  if (!request.has_suffix) out.field("raw", true).field("slot", slot);
  write_sampling(out, request);
  out.end();
  return {frames::Type::fim, out.take()};
}

void write_prompt(JsonWriter& out, const chat::Request& request) {
  out.key("messages").array();
  MessageWriter(out).all(request);
  out.end();
  write_tools(out, request);
}

}  // namespace

Result<EngineRequest> to_engine(const chat::Request& request, int slot) {
  TRY_VOID(readable(request));
  if (request.operation == chat::Operation::completion) return completion(request, slot);
  if (request.operation != chat::Operation::chat) {
    return fail(ErrorKind::invalid, "the local model answers chats and completions only");
  }
  JsonWriter out;
  out.object();
  write_prompt(out, request);
  write_choice(out, request.tool_choice);
  if (request.json_schema) out.key("json_schema").raw(*request.json_schema);
  write_sampling(out, request);
  out.field("thinking", request.thinking).field("slot", slot).end();
  return EngineRequest{frames::Type::chat, out.take()};
}

Result<EngineRequest> to_engine_count(const chat::Request& request) {
  TRY_VOID(readable(request));
  JsonWriter out;
  out.object();
  if (request.operation == chat::Operation::completion)
    out.field("text", request.prompt + request.suffix);
  else
    write_prompt(out, request);
  out.end();
  return EngineRequest{frames::Type::count, out.take()};
}

}  // namespace weir::backend
