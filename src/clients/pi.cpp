// pi. The same tool on the chat and the Messages wire: small prompt, four tools, the working directory in a tag at
// the end of the system prompt. It names its session only when its models.json asks for it; ours does.
#include "clients/pi.h"

#include <algorithm>
#include <array>

#include "clients/pi_launch.h"
#include "clients/results.h"
#include "clients/shape.h"
#include "clients/text.h"
#include "clients/tools.h"
#include "clients/user_text.h"

namespace weir::clients {
namespace {

using chat::Part;
using How = Touch::How;

constexpr std::array rows = {
    ToolRow{"read", How::opened, "path"},   ToolRow{"edit", How::edited, "path"},
    ToolRow{"write", How::created, "path"}, ToolRow{"ls", How::listed, "path"},
    ToolRow{"grep", How::searched, "path"}, ToolRow{"find", How::searched, "path"},
};
constexpr std::array<std::string_view, 4> usual_tools = {"read", "bash", "edit", "write"};

std::string directory_in_prompt(const chat::Request& request) {
  for (const chat::Message& message : request.messages) {
    if (!is_instruction(message.role)) continue;
    for (const Part& part : message.parts) {
      if (auto path = absolute_path(closing_tag(part.text, "cwd").value_or(""))) return *path;
    }
  }
  return {};
}

bool has_its_tools(const chat::Request& request) {
  return std::ranges::any_of(
      request.tools, [](const chat::Tool& t) { return std::ranges::find(usual_tools, t.name) != usual_tools.end(); });
}

// "pi (linux 6.1; x64)". Behind a provider with its own User-Agent the prompt's end and the tools tell it.
bool recognises(const HttpHead& head, const chat::Request& request) {
  if (request.operation != chat::Operation::chat) return false;
  if (head.headers.get("user-agent").value_or("").starts_with("pi (")) return true;
  return has_its_tools(request) && !directory_in_prompt(request).empty();
}

std::string session_of(const HttpHead& head) {
  for (const std::string_view name : {"x-session-affinity", "session_id", "x-session-id"}) {
    if (std::string id = id_header(head, name); !id.empty()) return id;
  }
  return {};
}

// Compaction, the compaction of half a turn, branch summary: no tools, the conversation quoted inside one user message.
bool is_compaction(const chat::Request& request) {
  const chat::Message* turn = last_turn(request);
  if (!request.tools.empty() || turn == nullptr || turn != first_user(request) || turn->parts.empty()) return false;
  const std::string_view text = turn->parts.front().text;
  return (text.starts_with("<conversation>\n") && text.find("\n</conversation>\n") != text.npos) ||
         (text.starts_with("# Conversation\n[") && text.find("\n\n# Instructions\n") != text.npos);
}

constexpr std::array<std::string_view, 2> noise = {"file", "skill"};
constexpr std::array<std::string_view, 2> begins = {
    "The conversation history before this point was compacted into the following summary:",
    "The following is a summary of a branch that this conversation came back from:"};

bool continues(const chat::Request& request) {
  const chat::Message* first = first_user(request);
  return first != nullptr && !first->parts.empty() && first->parts.front().text.starts_with(begins.front());
}

// Its bash tool appends the status of a command that fails, as a last line of its own.
std::optional<int> bash_status(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  const auto start = text.rfind('\n');
  const std::string_view last = start == text.npos ? text : text.substr(start + 1);
  if (last.starts_with("Command timed out after ") || last == "Command aborted") return std::nullopt;
  return last.starts_with("Command exited with code ") ? exit_status(last) : 0;
}

// The chat wire has no mark for a failed call. pi's tools then answer with Node's error ("ENOENT: no such file ...")
// or with "Could not ..." in place of "Successfully ...".
bool failed(const Call& call) {
  const Part& result = *call.result;
  if (result.is_error) return true;
  if (result.parts.empty()) return false;
  const std::string_view text = result.parts.front().text;
  if (call.call->name == "bash") return bash_status(text) != 0;
  if (text.starts_with("Could not ")) return true;
  const auto colon = text.find(": ");
  if (colon == text.npos || colon < 3 || colon > 16 || text.front() != 'E') return false;
  return std::ranges::all_of(text.substr(0, colon),
                             [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::optional<int> status(const Call&, std::string_view text) { return bash_status(text); }
constexpr Toolset tools = {rows, "bash", failed, status};

Happened happened(std::span<const Call> calls, std::size_t index) { return happened_by_table(tools, calls, index); }

Reading read(const HttpHead& head, const chat::Request& request) {
  Reading out;
  out.client = "pi";
  out.kind = is_compaction(request) ? Kind::compaction : kind_by_shape(request);
  out.session = session_of(head);
  out.directory = directory_in_prompt(request);
  if (out.directory.empty()) out.directory = launched_directory(head);
  out.calls = calls_of(request);
  out.continues = continues(request);
  if (out.kind == Kind::main_turn || out.kind == Kind::one_shot) {
    out.user_text = user_text(request, {noise, {}, begins});
  }
  if (out.kind == Kind::tool_result) out.call_id = last_result(request)->id;
  return out;
}

}  // namespace

// Measured: comments keep it alive for minutes; it retries 429 and cut streams after 2, 4, 8 s.
const Client pi = {
    .name = "pi",
    .title = "pi",
    .program = "pi",
    .recognises = recognises,
    .read = read,
    .happened = happened,
    .manners = {.comment_keeps_alive = true, .retries_cut_streams = true, .retries_rate_limit = true},
    .launch = launch_pi,
};

}  // namespace weir::clients
