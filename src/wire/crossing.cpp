// See crossing.h.
#include "wire/crossing.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "wire/fields.h"

namespace weir::wire {

void Notes::dropped_thinking(std::string_view why) {
  ++thinking_;
  why_ = why;
}

void Notes::add(std::string note) {
  if (std::ranges::find(notes_, note) == notes_.end()) notes_.push_back(std::move(note));
}

std::vector<std::string> Notes::take() {
  if (thinking_ > 0) {
    add("dropped " + std::to_string(thinking_) + (thinking_ == 1 ? " thinking block: " : " thinking blocks: ") + why_);
  }
  return std::move(notes_);
}

std::unexpected<Error> cannot_cross(const chat::Request& request, chat::Dialect target, const chat::Part& part) {
  const std::string what = part.kind == chat::Part::Kind::image ? "an image" : "a part of type " + part.name;
  const std::string where = part.path.empty() ? "messages" : dotted(part.path);
  return fail(ErrorKind::invalid,
              where + ": " + what + " of the " + std::string(name(request.dialect)) +
                  " dialect cannot be sent to an upstream that speaks " + std::string(name(target)),
              "Name a model whose provider speaks the client's dialect.");
}

Result<void> check_crossing(const chat::Request& request, chat::Dialect target) {
  if (request.dialect == target) return {};
  const std::string to = " cannot be asked of an upstream that speaks " + std::string(name(target));
  constexpr std::string_view help = "Name a model whose provider speaks the client's dialect.";
  if (request.operation != chat::Operation::chat && request.operation != chat::Operation::count_tokens) {
    return fail(ErrorKind::invalid, "a completion with prompt and suffix" + to, std::string(help));
  }
  if (request.json_schema) {
    return fail(ErrorKind::invalid, "an answer bound to a JSON schema" + to, std::string(help));
  }
  return {};
}

std::optional<std::string> in_words(const chat::Part& part) {
  if (part.kind != chat::Part::Kind::other || part.name != "tool_reference") return std::nullopt;
  const auto json = Json::parse(part.data);
  if (!json) return std::nullopt;
  return "The tool " + (*json)["tool_name"].string("named above") + " can be called now.";
}

std::string late_note(std::string_view text) { return "<system-note>\n" + std::string(text) + "\n</system-note>"; }

std::string system_text(const chat::Message& message, Notes& notes) {
  std::string out;
  for (const chat::Part& part : message.parts) {
    if (part.kind != chat::Part::Kind::text) {
      notes.add("left out of a system message: a part of type " + (part.name.empty() ? "image" : part.name));
    } else if (!blank(part.text)) {
      if (!out.empty()) out += "\n\n";
      out += part.text;
    }
  }
  return out;
}

void pass_rest(JsonWriter& w, const chat::Request& request, std::initializer_list<std::string_view> written) {
  if (!request.body) return;
  const auto json = Json::parse(*request.body);
  if (!json) return;
  std::set<std::string> seen(written.begin(), written.end());
  for (const JsonValue member : json->root()) {
    const std::string key = member.key();
    if (seen.insert(key).second) w.key(key).raw(member.raw());
  }
}

std::string raw_tool(const chat::Request& request, std::size_t index) {
  if (!request.body) return {};
  const auto json = Json::parse(*request.body);
  if (!json || !json->root().is_object()) return {};
  const JsonValue tool = (*json)["tools"][index];
  const chat::Tool& ours = request.tools[index];
  const std::string name = tool["name"].string(tool["function"]["name"].string(tool["custom"]["name"].string()));
  if (name != ours.name || tool["type"].string() != ours.type) return {};
  return std::string(tool.raw());
}

Result<void> leave_tool(const chat::Request& request, const chat::Tool& tool, Notes& notes) {
  using Mode = chat::ToolChoice::Mode;
  const bool wanted = request.tool_choice.mode == Mode::named && request.tool_choice.name == tool.name;
  if (wanted || (request.tool_choice.mode == Mode::required && request.tools.size() == 1)) {
    return fail(ErrorKind::invalid, "tool_choice: the tool " + tool.name + " exists at its own provider only",
                "Name a model of that provider.");
  }
  notes.add("left out the tool " + tool.name + ": its own provider defines it (" + tool.type + ")");
  return {};
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

std::string travelling_user(const chat::Request& request, chat::Dialect target, Notes& notes) {
  if (request.dialect == target || !request.user.starts_with('{')) return request.user;
  notes.add("left out the user id: it names the user's account at another provider");
  return {};
}

}  // namespace weir::wire
