// Claude Code. It names its session in a header; its working directory stands under "# Environment" in a system
// message inside messages[] (first user message in older modes); a title or safety check states none. Its hint
// headers (CLAUDE_CODE_GATEWAY_HINT_HEADERS) are read where they come; only one thing hangs on them alone: a compaction
// with betas switched off reads as a main turn without them.
#include "clients/claude_code.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/limits.h"
#include "clients/claude_code_launch.h"
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
    ToolRow{"Read", How::opened, "file_path"},
    ToolRow{"Edit", How::edited, "file_path"},
    ToolRow{"MultiEdit", How::edited, "file_path"},
    ToolRow{"Write", How::created, "file_path"},
    ToolRow{"NotebookRead", How::opened, "notebook_path"},
    ToolRow{"NotebookEdit", How::edited, "notebook_path"},
    ToolRow{"LS", How::listed, "path"},
    ToolRow{"Glob", How::searched, "path"},
    ToolRow{"Grep", How::searched, "path"},
};

// A command that succeeds states no status; one that fails begins with it.
std::optional<int> status(const Call& call, std::string_view text) {
  return call.result->is_error ? exit_status(text.substr(0, text.find('\n'))) : 0;
}
constexpr Toolset tools = {rows, "Bash", marked_failed, status};

Happened happened(std::span<const Call> calls, std::size_t index) { return happened_by_table(tools, calls, index); }

std::string_view header(const HttpHead& head, std::string_view name) { return head.headers.get(name).value_or(""); }

bool recognises(const HttpHead& head, const chat::Request&) {
  return header(head, "user-agent").starts_with("claude-cli/") ||
         (header(head, "x-app") == "cli" && !header(head, "x-claude-code-session-id").empty());
}

std::string session_of(const HttpHead& head, const chat::Request& request) {
  if (std::string id = id_header(head, "x-claude-code-session-id"); !id.empty()) return id;
  const auto user = Json::parse(request.user);
  if (!user) return {};
  std::string id = (*user)["session_id"].string();
  return id.size() <= limits::name_bytes ? id : std::string{};
}

// The heading keeps a line that a repository's CLAUDE.md happens to hold from being taken for Claude Code's own.
std::string stated_directory(std::string_view text) {
  struct Form {
    std::string_view heading, prefix;
  };
  constexpr std::array forms = {Form{"# Environment", " - Primary working directory: "},
                                Form{"<env>", "Working directory: "}};
  for (const Form& form : forms) {
    const auto lines = lines_below(text, form.heading, 4);
    const auto value = lines ? line_after(*lines, form.prefix) : std::nullopt;
    if (auto path = absolute_path(value.value_or(""))) return *path;
  }
  return {};
}

std::string directory_in(const chat::Message& message) {
  for (const Part& part : message.parts) {
    if (part.kind != Part::Kind::text) continue;
    if (std::string path = stated_directory(part.text); !path.empty()) return path;
  }
  return {};
}

// Auto mode's safeguards say where the shell stands. That moves with every cd, so it only helps out.
std::string live_directory(const chat::Request& request) {
  if (!request.body || request.body->find("\"live_cwd\"") == std::string::npos) return {};
  const auto body = Json::parse(*request.body);
  if (!body) return {};
  for (const JsonValue guard : (*body)["safeguards"]) {
    const JsonValue context = guard["classifier_context"];
    for (const JsonValue at : {context["git_state"]["root"], context["live_cwd"]}) {
      if (auto path = absolute_path(at.string())) return *path;
    }
  }
  return {};
}

// Instructions before the user's message: what a user or a CLAUDE.md says comes last.
std::string directory_of(const HttpHead& head, const chat::Request& request) {
  for (const chat::Message& message : request.messages) {
    if (!is_instruction(message.role)) continue;
    if (std::string path = directory_in(message); !path.empty()) return path;
  }
  if (const chat::Message* user = first_user(request)) {
    if (std::string path = directory_in(*user); !path.empty()) return path;
  }
  if (std::string path = live_directory(request); !path.empty()) return path;
  return launched_directory(head);
}

// system[0] of a subagent's request ends in cc_is_subagent=true, also where no header names the agent.
bool says_subagent(const chat::Request& request) {
  for (const chat::Message& message : request.messages) {
    if (!is_instruction(message.role) || message.parts.empty()) continue;
    const std::string_view first = message.parts.front().text;
    return first.starts_with("x-anthropic-billing-header:") && first.find("cc_is_subagent=true") != first.npos;
  }
  return false;
}

std::string agent_of(const HttpHead& head, const chat::Request& request) {
  if (std::string id = id_header(head, "x-claude-code-agent-id"); !id.empty()) return id;
  const std::string_view hint = header(head, "x-claude-code-request-class");
  return hint == "subagent" || hint == "workflow" || says_subagent(request) ? "unnamed" : "";
}

// One yes or no about a tool call, asked before it runs. Must never be taken for small talk.
bool is_safety_check(const chat::Request& request) {
  return request.tools.empty() && !request.stream && request.max_tokens &&
         *request.max_tokens <= limits::safety_check_tokens &&
         std::ranges::find(request.stop, "</block>") != request.stop.end();
}

// The whole conversation and one long text behind it. The beta alone does not tell: a side question (/btw) has it too.
bool is_compaction(const HttpHead& head, const chat::Request& request) {
  const std::string_view hint = header(head, "x-claude-code-request-class");
  if (hint == "compaction" || !header(head, "x-claude-code-compaction").empty()) return true;
  if (!hint.empty()) return false;
  const bool credit = std::ranges::any_of(request.named_betas,
                                          [](const std::string& beta) { return beta.starts_with("fallback-credit-"); });
  const chat::Message* turn = last_turn(request);
  if (!credit || turn == nullptr || turn->role != chat::Role::user || turn->parts.empty()) return false;
  const Part& last = turn->parts.back();
  return last.kind == Part::Kind::text && last.text.size() >= limits::compaction_text_bytes;
}

Kind kind_of(const HttpHead& head, const chat::Request& request, bool agent) {
  if (request.operation != chat::Operation::chat) return kind_by_shape(request);
  if (is_safety_check(request)) return Kind::safety_check;
  if (is_probe(request)) return Kind::probe;
  if (asks_title(request)) return Kind::title;
  if (is_compaction(head, request)) return Kind::compaction;
  if (last_result(request) != nullptr) return Kind::tool_result;  // a subagent's too: it returns to who asked
  if (agent) return Kind::subagent;
  return request.tools.empty() ? kind_by_shape(request) : Kind::main_turn;
}

// --- the user's words

constexpr std::array<std::string_view, 10> noise = {
    "system-reminder", "local-command-caveat", "local-command-stdout", "local-command-stderr", "command-name",
    "command-message", "bash-input",           "bash-stdout",          "bash-stderr",          "task-notification"};
constexpr std::array<std::string_view, 11> local_noise = {
    "system-reminder", "local-command-caveat", "local-command-stdout", "local-command-stderr",
    "command-name",    "command-message",      "bash-input",           "bash-stdout",
    "bash-stderr",     "task-notification",    "command-args"};
constexpr std::array<std::string_view, 1> arguments = {"command-args"};
constexpr std::array<std::string_view, 2> begins = {"This session is being continued from a previous conversation",
                                                    "[Request interrupted by user"};

bool holds(const chat::Message& message, std::string_view text) {
  return std::ranges::any_of(message.parts, [&](const Part& p) { return p.text.find(text) != std::string::npos; });
}

// A command of Claude Code's own ("/compact") leaves a note in the next message. One that the user wrote ("/fix x")
// stands in front of its text: then only what the user said to it is the user's.
std::string words_of_user(const chat::Request& request) {
  const chat::Message* turn = last_turn(request);
  if (turn == nullptr) return {};
  const bool local = holds(*turn, "<local-command-caveat>");
  if (local || !holds(*turn, "<command-name>")) return user_text(request, {local_noise, {}, begins});
  for (const Part& part : turn->parts) {
    if (part.text.find("<command-name>") == std::string::npos) continue;
    const std::string said = unwrapped(part.text, {noise, arguments, {}});
    return bounded(said);
  }
  return {};
}

bool continues(const chat::Request& request) {
  const chat::Message* first = first_user(request);
  if (first == nullptr || first->parts.empty()) return false;
  return first->parts.front().text.starts_with(begins.front());
}

bool is_user_turn(Kind kind) { return kind == Kind::main_turn || kind == Kind::one_shot; }

Reading read(const HttpHead& head, const chat::Request& request) {
  Reading out;
  out.client = "claude-code";
  out.version = version_in(header(head, "user-agent"), "claude-cli");
  out.session = session_of(head, request);
  out.agent = agent_of(head, request);
  out.kind = kind_of(head, request, !out.agent.empty());
  out.directory = directory_of(head, request);
  out.calls = calls_of(request);
  out.continues = continues(request);
  if (is_user_turn(out.kind)) out.user_text = words_of_user(request);
  if (out.kind == Kind::tool_result) out.call_id = last_result(request)->id;
  return out;
}

}  // namespace

// Measured: it ignores comments but counts ping events, and retries 429, 529 and cut streams by itself.
const Client claude_code = {
    .name = "claude-code",
    .title = "Claude Code",
    .program = "claude",
    .recognises = recognises,
    .read = read,
    .happened = happened,
    .manners = {.comment_keeps_alive = false, .retries_cut_streams = true, .retries_rate_limit = true},
    .launch = launch_claude_code,
};

}  // namespace weir::clients
