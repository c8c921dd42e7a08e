// Tool traffic, one call at a time.
#include "clients/tools.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "clients/arguments.h"
#include "clients/edits.h"
#include "clients/results.h"
#include "clients/shell.h"

namespace weir::clients {
namespace {

using chat::Part;
using How = Touch::How;

constexpr std::size_t back_bytes = 256 * 1024;  // of arguments looked through for it
constexpr std::size_t calls_back = 64;          // how far the read that shows an edited file is looked for
constexpr std::size_t paths_kept = 256;         // of one call
constexpr std::size_t said_bytes = 256;         // of an edit's result, where it says how it went

bool changes(How how) { return how == How::edited || how == How::created; }
bool answered(const Call& call) { return call.result != nullptr; }

unsigned breaks_in(std::string_view text) { return static_cast<unsigned>(std::ranges::count(text, '\n')); }

// What is to be found out of one call, before its details.
struct Plan {
  How how = How::named;
  std::vector<std::string> paths;
  std::string pattern;
};

class Reader {
 public:
  using Planner = std::optional<Plan> (*)(const Call& call, JsonValue arguments, const Toolset* tools);

  Reader(std::span<const Call> calls, std::size_t index, const Toolset* tools, Planner planner, bool failed)
      : calls_(calls), index_(index), call_(*calls[index].call), tools_(tools), planner_(planner), failed_(failed) {}

  bool done() const { return answered(calls_[index_]) && !failed_; }

  Happened read(JsonValue arguments, const Plan& plan) {
    if (changes(plan.how) && done()) {
      edited(arguments, plan);
    } else {
      for (const std::string& path : plan.paths) touch(plan, path);
    }
    if (failed_) failed();
    return std::move(out_);
  }

  void failed() {
    const std::string text = text_of_result(*calls_[index_].result);
    out_.activities.push_back(
        {Activity::What::failed, Activity::Result::failed, failure_class(text), call_.name, call_.id});
  }

 private:
  Touch& touch(const Plan& plan, const std::string& path) {
    Touch& t = out_.touches.emplace_back(Touch{done() ? plan.how : How::named, path, call_.name, call_.id});
    if (t.how == How::searched) t.pattern = plan.pattern;
    return t;
  }

  void edited(JsonValue arguments, const Plan& plan) {
    const Edits edits = edits_in(arguments);
    for (const Patched& p : edits.patched) {
      const bool own = p.path.empty() || (edits.patched.size() == 1 && plan.paths.size() == 1);
      if (own && plan.paths.empty()) continue;
      Touch& t = touch(plan, own ? plan.paths.front() : p.path);
      t.how = own ? plan.how : p.how;
      t.removed = p.words.removed();
      t.added = p.words.added();
      t.lines = p.lines;
      t.whole = p.whole;
    }
    for (const std::string& path : plan.paths) {
      if (!edits.patched.empty()) break;
      Touch& t = touch(plan, path);
      t.removed = edits.words.removed();
      t.added = edits.words.added();
      t.whole = edits.whole;
      t.lines = edits.lines.first != 0 ? edits.lines : lines_of(edits, path);
    }
  }

  // Shown by the edit's own result, else by the last read of the file.
  Lines lines_of(const Edits& edits, const std::string& path) const {
    if (edits.first_new.empty() && edits.first_old.empty()) return {};
    const std::string said = text_of_result(*calls_[index_].result);
    if (said.find('\n') != std::string::npos) {
      if (const Lines lines = locate(said, 0, edits.first_new); lines.first != 0) return lines;
    }
    const Lines old = lines_as_read(edits.first_old, path);
    if (old.first == 0) return {};
    std::string_view now = edits.first_new;
    while (now.ends_with('\n')) now.remove_suffix(1);
    return {old.first, old.first + breaks_in(now)};
  }

  // Only as long as nothing between has moved the file's lines.
  Lines lines_as_read(std::string_view text, const std::string& path) const {
    const std::size_t first = index_ > calls_back ? index_ - calls_back : 0;
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    std::size_t looked = 0;
    for (std::size_t i = index_; i > first && looked < back_bytes; --i) {
      const Call& call = calls_[i - 1];
      looked += call.call->arguments.size();
      if (!answered(call) || call.call->arguments.find(name) == std::string::npos) continue;
      const auto arguments = Json::parse(call.call->arguments);
      if (!arguments) continue;
      const auto plan = planner_(call, arguments->root(), tools_);
      if (!plan || std::ranges::find(plan->paths, path) == plan->paths.end()) continue;
      if (plan->how == How::opened) return locate(text_of_result(*call.result), first_shown(arguments->root()), text);
      if (!changes(plan->how)) continue;
      const Edits between = edits_in(arguments->root());
      if (between.whole || breaks_in(between.first_old) != breaks_in(between.first_new)) return {};
    }
    return {};
  }

  static unsigned first_shown(JsonValue arguments) {
    for (const std::string_view key : {"offset", "start_line", "startLine"}) {
      const auto n = arguments[key].integer();
      if (n && *n > 0 && *n < 100'000'000) return static_cast<unsigned>(*n);
    }
    return 1;
  }

  std::span<const Call> calls_;
  std::size_t index_;
  const Part& call_;
  const Toolset* tools_;
  Planner planner_;
  bool failed_;
  Happened out_;
};

Happened of_shell(const Call& call, JsonValue arguments, bool failed, std::optional<int> status) {
  ShellRun run;
  const std::string command = command_in(arguments);
  run.command = command;
  run.directory = command_directory(arguments);
  if (answered(call)) run.output = text_of_result(*call.result);
  run.status = answered(call) ? status : std::nullopt;
  run.done = answered(call) && !failed;
  run.detached =
      arguments["run_in_background"].boolean().value_or(false) || arguments["is_background"].boolean().value_or(false);
  Happened out = answered(call) || !command.empty() ? shell_happened(run, call.call->name, call.call->id) : Happened{};
  if (!answered(call)) out.activities.clear();
  if (failed && out.activities.empty()) {
    out.activities.push_back(
        {Activity::What::failed, Activity::Result::failed, failure_class(run.output), call.call->name, call.call->id});
  }
  return out;
}

std::optional<Plan> plan_by_table(const Call& call, JsonValue arguments, const Toolset* tools) {
  const auto row = std::ranges::find(tools->rows, call.call->name, &ToolRow::tool);
  if (row == tools->rows.end()) return std::nullopt;
  Plan plan{row->how, {}, pattern_in(arguments)};
  collect_paths(arguments[row->key], plan.paths);
  if (plan.paths.empty() && (plan.how == How::listed || plan.how == How::searched)) plan.paths.emplace_back(".");
  // A tool that writes whole files says whether there was one before.
  if (plan.how == How::created && answered(call)) {
    const std::string said = text_of_result(*call.result).substr(0, said_bytes + limits::path_bytes);
    if (said.find(" has been updated") != std::string::npos) plan.how = How::edited;
  }
  return plan;
}

std::optional<Plan> plan_by_verb(const Call& call, JsonValue arguments, const Toolset*) {
  // One tool may do several things: {"command": "view"} says which. A shell command has more than one word.
  const std::string command = arguments["command"].string();
  const bool one_word = command.find_first_of(" \t\n") == std::string::npos;
  std::optional<How> how = one_word ? how_by_words(command) : std::nullopt;
  if (!how) how = how_by_words(call.call->name);
  if (!how) return std::nullopt;
  Plan plan{*how, usual_paths(arguments), pattern_in(arguments)};
  if (plan.paths.size() > paths_kept) plan.paths.resize(paths_kept);
  if (plan.paths.empty() && plan.how == How::searched && !plan.pattern.empty()) plan.paths.emplace_back(".");
  return plan;
}

// The chat wire has no mark for a failed call. What an edit answers is the tool's own word, never a file's.
bool failed_by_words(const Call& call, const std::optional<Plan>& plan) {
  if (marked_failed(call)) return true;
  if (!answered(call) || !plan || !changes(plan->how)) return false;
  const std::string said = text_of_result(*call.result).substr(0, said_bytes);
  return std::ranges::any_of(std::array<std::string_view, 10>{"Error", "error", "Failed", "failed", "Could not",
                                                              "Unable", "Cannot", "Invalid", "<error", "{\"error\""},
                             [&](std::string_view begins) { return said.starts_with(begins); });
}

}  // namespace

std::uint64_t key_of(const Call& call) {
  const std::uint64_t seed = hash64(call.call->name, hash64(call.call->id));
  return hash64(call.call->arguments, seed ^ (answered(call) ? 1U : 0U));
}

bool marked_failed(const Call& call) { return answered(call) && call.result->is_error; }

std::vector<Call> calls_of(const chat::Request& request) {
  std::vector<Call> out;
  std::unordered_map<std::string_view, std::size_t> waiting;  // id -> its place; a reused id answers its latest call
  for (const chat::Message& message : request.messages) {
    for (const Part& part : message.parts) {
      if (part.kind == Part::Kind::tool_call) {
        waiting.insert_or_assign(part.id, out.size());
        out.push_back({&part, nullptr});
      } else if (part.kind == Part::Kind::tool_result) {
        const auto at = waiting.find(part.id);
        if (at != waiting.end()) out[at->second].result = &part;
      }
    }
  }
  return out;
}

Happened happened_by_table(const Toolset& tools, std::span<const Call> calls, std::size_t index) {
  const Call& call = calls[index];
  const bool failed = answered(call) && tools.failed(call);
  const auto arguments = Json::parse(call.call->arguments);
  if (!arguments) return {};
  if (call.call->name == tools.shell) {
    const auto status = answered(call) ? tools.status(call, text_of_result(*call.result)) : std::nullopt;
    return of_shell(call, arguments->root(), failed, status);
  }
  Reader reader(calls, index, &tools, plan_by_table, failed);
  return reader.read(arguments->root(), plan_by_table(call, arguments->root(), &tools).value_or(Plan{}));
}

Happened happened_by_verb(std::span<const Call> calls, std::size_t index) {
  const Call& call = calls[index];
  const auto arguments = Json::parse(call.call->arguments);
  if (!arguments) return {};
  const JsonValue root = arguments->root();
  if (names_a_shell(call.call->name) && usual_paths(root).empty() && !command_in(root).empty()) {
    const auto stated = answered(call) ? exit_status(text_of_result(*call.result)) : std::nullopt;
    const bool failed = marked_failed(call) || stated.value_or(0) != 0;
    return of_shell(call, root, failed, stated);
  }
  const auto plan = plan_by_verb(call, root, nullptr);
  const bool failed = failed_by_words(call, plan);
  if (!plan && !failed) return {};
  return Reader(calls, index, nullptr, plan_by_verb, failed).read(root, plan.value_or(Plan{}));
}

}  // namespace weir::clients
