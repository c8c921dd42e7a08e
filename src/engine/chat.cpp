// Chat: answers, tool calls asked for and tool calls forced.
#include <algorithm>

#include "engine/requests.h"
#include "engine/schema.h"
#include "engine/tools.h"

namespace weir::engine {
namespace {

constexpr int forced_tokens = 2048;  // a forced call without a limit of the client's: a small model may never close
                                     // a string, and an argument of that size is no argument

struct Choice {
  bool none = false, forced = false;
  std::string only;
};

Choice choice_of(const json& request) {
  Choice out;
  if (!request.contains("tool_choice")) return out;
  const json& choice = request.at("tool_choice");
  if (choice.is_object() && choice.contains("function")) {
    out.forced = true;
    out.only = choice.at("function").at("name").get<std::string>();
  } else if (choice.is_string()) {
    out.none = choice.get<std::string>() == "none";
    out.forced = choice.get<std::string>() == "required";
  }
  return out;
}

void send_text(Channel& channel, const Job& job, frames::Type type, const std::string& text) {
  if (!text.empty()) channel.send(type, job.stream, json{{"text", text}});
}

void send_call(Channel& channel, const Job& job, const Call& call) {
  channel.send(frames::Type::tool, job.stream,
               json{{"id", "call_" + random_string()},
                    {"name", call.name},
                    {"arguments", call.arguments},
                    {"repair", name_of(call.repair)},
                    {"valid", call.valid}});
}

std::vector<std::string> client_stops(const json& request) {
  std::vector<std::string> out;
  if (!request.contains("stop") || !request.at("stop").is_array()) return out;
  for (std::size_t i = 0; i < request.at("stop").size(); ++i)
    out.push_back(request.at("stop").at(i).get<std::string>());
  return out;
}

// A template's own end marks are stop words too; only the client's are news to it.
std::string reason_of(const Outcome& outcome, const json& request, bool calls) {
  if (calls) return "tool_calls";
  if (outcome.stop == Outcome::Stop::limit) return "length";
  const auto stops = client_stops(request);
  const bool theirs =
      outcome.stop == Outcome::Stop::word && std::find(stops.begin(), stops.end(), outcome.word) != stops.end();
  return theirs ? "stop_sequence" : "stop";
}

server_task make_task(const Model& model, const json& request, const Rendered& rendered) {
  server_task task(SERVER_TASK_TYPE_COMPLETION);
  task.params = base_params(model, rendered.settings);
  task.id_slot = model.slot_for(request.contains("slot") ? request.at("slot").get<int>() : -1);
  const std::string prompt = rendered.settings.at("prompt").get<std::string>();
  task.tokens = server_tokens(common_tokenize(model.vocab(), prompt, true, true), false);
  auto delimiters = common_chat_msg_delimiters_parse(rendered.settings.at("message_delimiters"));
  delimiters.tokenize(model.vocab());
  task.params.message_spans = task.tokens.find_message_spans(delimiters);
  return task;
}

// --- a forced call: the template's opener is put into the model's mouth, and a grammar holds its tongue

std::string opener_of(const json& settings, bool native) {
  if (!native) return "<tool_call>\n";
  const json& triggers = settings.at("grammar_triggers");
  return triggers.dump_safe().find("<tool_call>") != std::string::npos ? "<tool_call>\n" : "";
}

// A template that opens a thinking block in the prompt: closed before the call.
std::string close_thinking(const json& settings, const std::string& prompt) {
  if (!settings.contains("reasoning_budget_start_tag")) return {};
  const auto open = settings.at("reasoning_budget_start_tag").get<std::string>();
  const json& ends = settings.at("reasoning_budget_end_tags");
  if (open.empty() || ends.empty()) return {};
  const auto close = ends.at(0).get<std::string>();
  const std::size_t opened = prompt.rfind(open);
  const std::size_t closed = prompt.rfind(close);
  const bool is_open = opened != std::string::npos && (closed == std::string::npos || closed < opened) &&
                       prompt.size() - opened < open.size() + 8;
  return is_open ? close + "\n\n" : "";
}

void constrain(json& settings, const std::string& grammar, bool native) {
  const std::string prompt = settings.at("prompt").get<std::string>();
  settings["prompt"] = prompt + close_thinking(settings, prompt) + opener_of(settings, native);
  for (const char* key :
       {"chat_parser", "grammar_type", "generation_prompt", "reasoning_budget_tokens", "json_schema"}) {
    settings.erase(key);
  }
  settings["grammar"] = grammar;
  settings["grammar_lazy"] = false;
  settings["grammar_triggers"] = json::array();
  settings["chat_format"] = static_cast<int>(COMMON_CHAT_FORMAT_CONTENT_ONLY);
  if (!settings.contains("n_predict")) settings["n_predict"] = forced_tokens;
}

void forced(Model& model, Channel& channel, Job& job, json& request, const Choice& choice, const ToolSet& tools) {
  Rendered rendered = render(model, request, true);
  constrain(rendered.settings, tools.grammar(choice.only), rendered.native);
  std::string text;
  const Outcome outcome =
      generate(model, channel, job, make_task(model, request, rendered), [&text](const std::string& piece) {
        text += piece;
        return true;
      });
  if (outcome.stop == Outcome::Stop::cancelled) return;
  if (outcome.stop == Outcome::Stop::failed) {
    send_failure(channel, job, outcome);
    return;
  }
  const json value = json::parse_no_throw(text);
  const bool whole =
      !value.is_discarded() && value.is_object() && value.contains("name") && value.contains("arguments");
  std::optional<Call> call;
  if (whole) call = tools.check(value.at("name").get<std::string>(), value.at("arguments"), Repair::none);
  if (call) send_call(channel, job, *call);
  send_end(channel, job, outcome, reason_of(outcome, request, call.has_value()));
}

// --- an answer, with calls if the model wants them

// Reads what the model writes by its template's format; a format error never costs the text.
class Answer {
 public:
  Answer(Channel& channel, Job& job, const ToolSet& tools, const common_chat_parser_params& parser, bool look)
      : channel_(channel), job_(job), tools_(tools), parser_(parser), look_(look), filter_(tools) {}

  bool feed(const std::string& piece) {
    raw_ += piece;
    parse(true);
    return true;
  }

  // All calls, in order, once the model is done.
  std::vector<Call> finish(bool cut) {
    parse(cut);
    if (broken_ && shown_ < raw_.size() && last_.content.empty() && last_.tool_calls.empty()) show(raw_);
    std::vector<Call> calls = native_calls(cut);
    if (look_) {
      send_text(channel_, job_, frames::Type::text, filter_.finish(cut));
      for (Call& call : filter_.calls()) calls.push_back(std::move(call));
    }
    return calls;
  }

 private:
  void parse(bool partial) {
    if (parser_.format == COMMON_CHAT_FORMAT_CONTENT_ONLY) {
      show(raw_.substr(shown_));
      shown_ = raw_.size();
      return;
    }
    try {
      common_chat_msg now = common_chat_parse(raw_, partial, parser_);
      if (now.empty()) return;
      for (const auto& diff : common_chat_msg_diff::compute_diffs(last_, now)) {
        send_text(channel_, job_, frames::Type::reasoning, diff.reasoning_content_delta);
        show(diff.content_delta);
      }
      last_ = std::move(now);
      broken_ = false;
    } catch (const std::exception&) {
      broken_ = true;  // half a marker, or none of the format at all: the end decides
    }
  }

  void show(const std::string& text) {
    if (text.empty()) return;
    send_text(channel_, job_, frames::Type::text, look_ ? filter_.feed(text) : text);
  }

  std::vector<Call> native_calls(bool cut) const {
    std::vector<Call> calls;
    for (const auto& raw : last_.tool_calls) {
      const json arguments = json::parse_no_throw(raw.arguments.empty() && !cut ? "{}" : raw.arguments);
      if (arguments.is_discarded()) {
        if (!cut) calls.push_back({raw.name, raw.arguments, Repair::none, false});
        continue;  // cut in the middle: absent
      }
      auto call = tools_.check(raw.name, arguments, Repair::none);
      calls.push_back(call ? std::move(*call) : Call{raw.name, raw.arguments, Repair::none, false});
    }
    return calls;
  }

  Channel& channel_;
  Job& job_;
  const ToolSet& tools_;
  const common_chat_parser_params& parser_;
  const bool look_;
  CallFilter filter_;
  std::string raw_;
  std::size_t shown_ = 0;
  common_chat_msg last_;
  bool broken_ = false;
};

bool one_call_only(const json& request) {
  return request.contains("parallel") && request.at("parallel").is_boolean() && !request.at("parallel").get<bool>();
}

void answer(Model& model, Channel& channel, Job& job, json& request, const Choice& choice, const ToolSet& tools) {
  const Rendered rendered = render(model, request, true);
  server_task task = make_task(model, request, rendered);
  common_chat_parser_params parser = task.params.chat_parser_params;
  if (choice.none) parser.parse_tool_calls = false;
  Answer reading(channel, job, tools, parser, !tools.empty() && !choice.none);
  const Outcome outcome = generate(model, channel, job, std::move(task),
                                   [&reading](const std::string& piece) { return reading.feed(piece); });
  if (outcome.stop == Outcome::Stop::cancelled) return;
  if (outcome.stop == Outcome::Stop::failed) {
    send_failure(channel, job, outcome);
    return;
  }
  std::vector<Call> calls = reading.finish(outcome.stop == Outcome::Stop::limit);
  if (one_call_only(request) && calls.size() > 1) calls.resize(1);
  for (const Call& call : calls) send_call(channel, job, call);
  send_end(channel, job, outcome, reason_of(outcome, request, !calls.empty()));
}

}  // namespace

void chat(Model& model, Channel& channel, Job& job, json request) {
  const Choice choice = choice_of(request);
  const ToolSet tools(request.contains("tools") ? request.at("tools") : json::array());
  if (choice.forced && (tools.empty() || (!choice.only.empty() && tools.find(choice.only) == nullptr))) {
    channel.error(job.stream, "invalid_request", "tool_choice names a tool that the request does not offer");
    return;
  }
  if (choice.forced)
    forced(model, channel, job, request, choice, tools);
  else
    answer(model, channel, job, request, choice, tools);
}

void count(const Model& model, Channel& channel, Job& job, json request) {
  std::size_t tokens = 0;
  if (request.contains("text")) {
    tokens = model.tokens(request.at("text").get<std::string>(), false).size();
  } else {
    const Rendered rendered = render(model, request, true);
    tokens = common_tokenize(model.vocab(), rendered.settings.at("prompt").get<std::string>(), true, true).size();
  }
  channel.send(frames::Type::counted, job.stream, json{{"tokens", tokens}});
}

}  // namespace weir::engine
