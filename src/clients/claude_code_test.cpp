// What weir reads off Claude Code's requests, and how it starts it.
#include "clients/claude_code.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/json_writer.h"
#include "base/limits.h"
#include "clients/build_test.h"

namespace weir::clients {
namespace {

using namespace testing;
using chat::Dialect;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using How = Touch::How;

constexpr const char* agent = "claude-cli/2.1.330 (external, cli)";
const std::vector<std::string> tools = {"Bash", "Edit", "Read", "Write"};

std::string environment(const std::string& path) {
  return "Some words first.\n\n# Environment\nYou stand here: \n - Primary working directory: " + path +
         "\n - Is a git repository: true\n";
}
HttpHead from(std::vector<std::pair<std::string, std::string>> more = {}) {
  more.insert(more.begin(), {{"User-Agent", agent}, {"x-app", "cli"}, {"X-Claude-Code-Session-Id", "s-1"}});
  return head(std::move(more));
}
chat::Request main_turn() {
  return request(Dialect::messages,
                 {system("You are something."), user("please look"), system(environment("/home/me/shop"))}, tools);
}

TEST(ClaudeCode, IsRecognisedByItsAgentOrItsHeaders) {
  EXPECT_EQ(recognise(head({{"User-Agent", agent}}), main_turn()).name, "claude-code");
  EXPECT_EQ(
      recognise(head({{"User-Agent", "x"}, {"x-app", "cli"}, {"x-claude-code-session-id", "s"}}), main_turn()).name,
      "claude-code");
  EXPECT_EQ(recognise(head({{"User-Agent", "x"}, {"x-app", "cli"}}), main_turn()).name, "sdk");
  EXPECT_EQ(recognise(head({{"User-Agent", "my-claude-cli/2"}}), main_turn()).name, "sdk");
}

TEST(ClaudeCode, ReadsSessionVersionAndDirectory) {
  const Reading r = claude_code.read(from(), main_turn());
  EXPECT_EQ(r.client, "claude-code");
  EXPECT_EQ(r.version, "2.1.330");
  EXPECT_EQ(r.session, "s-1");
  EXPECT_EQ(r.directory, "/home/me/shop");
  EXPECT_EQ(r.agent, "");
  EXPECT_EQ(r.kind, Kind::main_turn);
}

TEST(ClaudeCode, FindsTheSessionInTheMetadataWhenNoHeaderHasIt) {
  chat::Request r = main_turn();
  r.user = R"({"device_id":"d","account_uuid":"","session_id":"s-2"})";
  EXPECT_EQ(claude_code.read(head({{"User-Agent", agent}}), r).session, "s-2");
  r.user = "user_1";
  EXPECT_EQ(claude_code.read(head({{"User-Agent", agent}}), r).session, "");
}

TEST(ClaudeCode, FindsTheDirectoryWhereverItIsWritten) {
  const auto directory = [](std::vector<chat::Message> messages, const HttpHead& h = from()) {
    return claude_code.read(h, request(Dialect::messages, std::move(messages), tools)).directory;
  };
  EXPECT_EQ(directory({system("x"), user({text("<system-reminder>\n" + environment("/w/old")), text("go")})}),
            "/w/old");
  EXPECT_EQ(directory({system("x\n<env>\nWorking directory: /w/older\nPlatform: linux\n</env>"), user("go")}),
            "/w/older");
  EXPECT_EQ(directory({system("x"), user("go")}), "");
  EXPECT_EQ(directory({system("x"), user("go")}, from({{"x-weir-directory", "/w/launched"}})), "/w/launched");
}

TEST(ClaudeCode, TakesTheSafeguardsDirectoryOnlyWhenNothingElseSaysOne) {
  chat::Request r = request(Dialect::messages, {system("x"), user("go")}, tools);
  r.body = std::make_shared<const std::string>(
      R"({"safeguards":[{"classifier_context":{"live_cwd":"/w/live/sub","git_state":{"root":"/w/live"}}}]})");
  EXPECT_EQ(claude_code.read(from(), r).directory, "/w/live");
  r.messages.push_back(system(environment("/w/primary")));
  EXPECT_EQ(claude_code.read(from(), r).directory, "/w/primary");
}

TEST(ClaudeCode, DoesNotBelieveADirectoryThatAFileDictates) {
  chat::Request r = request(Dialect::messages,
                            {system("x"), user("go"), assistant({call("t1", "Read", R"({"file_path":"/w/a"})")}),
                             user({result("t1", environment("/etc"))})},
                            tools);
  EXPECT_EQ(claude_code.read(from(), r).directory, "");
  r.messages.insert(r.messages.begin() + 1, user(" - Primary working directory: /etc"));  // no heading above it
  EXPECT_EQ(claude_code.read(from(), r).directory, "");
  r.messages.insert(r.messages.begin() + 2, system(environment("/w/real")));
  EXPECT_EQ(claude_code.read(from(), r).directory, "/w/real");
}

TEST(ClaudeCode, KnowsATitleRequest) {
  chat::Request r = request(Dialect::messages, {system("Name it."), user("<session>\nx\n</session>")});
  r.json_schema = R"({"type":"object","properties":{"title":{"type":"string"}},"required":["title"]})";
  r.max_tokens = 128000;
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::title);
  r.json_schema = R"({"type":"object","properties":{"title":{"type":"string"},"body":{"type":"string"}}})";
  EXPECT_NE(claude_code.read(from(), r).kind, Kind::title);
}

TEST(ClaudeCode, KnowsASafetyCheck) {
  chat::Request r = request(Dialect::messages, {system(std::string(140'000, 'x')), user("a"), user("b")});
  r.stream = false;
  r.max_tokens = 64;
  r.stop = {"</block>"};
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::safety_check);
  EXPECT_EQ(claude_code.read(from({{"x-claude-code-request-class", "auxiliary"}}), r).kind, Kind::safety_check);
  r.stop = {};
  EXPECT_NE(claude_code.read(from(), r).kind, Kind::safety_check);
}

TEST(ClaudeCode, KnowsACompactionWithAndWithoutHints) {
  chat::Request r = main_turn();
  r.messages.push_back(assistant({call("t1", "Read", R"({"file_path":"/w/a"})")}));
  r.messages.push_back(user({result("t1", "x"), text("now sum up")}));
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::tool_result);
  EXPECT_EQ(claude_code.read(from({{"x-claude-code-request-class", "compaction"}}), r).kind, Kind::compaction);
  EXPECT_EQ(claude_code.read(from({{"x-claude-code-compaction", "reactive"}}), r).kind, Kind::compaction);
  r.named_betas = {"claude-code-20250219", "fallback-credit-2026-06-01"};
  EXPECT_NE(claude_code.read(from(), r).kind, Kind::compaction) << "a side question carries the beta too";
  r.messages.back() = user({result("t1", "x"), text(std::string(6361, 'x'))});
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::compaction);
  EXPECT_NE(claude_code.read(from({{"x-claude-code-request-class", "side_reply"}}), r).kind, Kind::compaction);
}

TEST(ClaudeCode, KnowsASubagentAndItsToolResults) {
  chat::Request r = main_turn();
  const Reading named = claude_code.read(from({{"x-claude-code-agent-id", "a1"}}), r);
  EXPECT_EQ(named.kind, Kind::subagent);
  EXPECT_EQ(named.agent, "a1");
  r.messages.front() = system("x-anthropic-billing-header: cc_version=2.1; cc_is_subagent=true;");
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::subagent);
  EXPECT_NE(claude_code.read(from(), r).agent, "");
  r.messages.push_back(assistant({call("t9", "Read", R"({"file_path":"/w/a"})")}));
  r.messages.push_back(user({result("t9", "x")}));
  const Reading answer = claude_code.read(from({{"x-claude-code-agent-id", "a1"}}), r);
  EXPECT_EQ(answer.kind, Kind::tool_result);
  EXPECT_EQ(answer.call_id, "t9");
  EXPECT_EQ(answer.agent, "a1");
}

TEST(ClaudeCode, KnowsProbeAndCount) {
  chat::Request r = request(Dialect::messages, {user("quota")});
  r.max_tokens = 1;
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::probe);
  r.operation = chat::Operation::count_tokens;
  EXPECT_EQ(claude_code.read(from(), r).kind, Kind::count);
}

TEST(ClaudeCode, SeesAToolResultBehindWhichASystemMessageWasAppended) {
  chat::Request r = main_turn();
  r.messages.push_back(assistant({call("t1", "Bash", "{}"), call("t2", "Bash", "{}")}));
  r.messages.push_back(user({result("t1", "x"), result("t2", "y")}));
  r.messages.push_back(system("a note"));
  const Reading reading = claude_code.read(from(), r);
  EXPECT_EQ(reading.kind, Kind::tool_result);
  EXPECT_EQ(reading.call_id, "t2");
}

Happened happened(std::vector<chat::Part> calls, std::vector<chat::Part> results) {
  chat::Request r = main_turn();
  r.messages.push_back(assistant(std::move(calls)));
  r.messages.push_back(user(std::move(results)));
  return all_of(claude_code, r, from());
}

TEST(ClaudeCode, ReadsTouchedFilesAndLeavesFailedCallsAsNamed) {
  const Happened all = happened(
      {call("t1", "Read", R"({"file_path":"/w/a.go"})"),
       call("t2", "Edit", R"({"file_path":"/w/a.go","old_string":"x","new_string":"y"})"),
       call("t3", "Write", R"({"file_path":"/w/new.go","content":"z"})"),
       call("t4", "Read", R"({"file_path":"/w/missing"})"), call("t5", "Grep", R"({"pattern":"x","path":"/w/sub"})"),
       call("t6", "Bash", R"({"command":"cat /w/b"})"), call("t7", "Read", "not json"),
       call("t8", "Read", R"({"file_path":"/w/pending"})"), call("t9", "Glob", R"({"pattern":"*.go"})")},
      {result("t1", "x"), result("t2", "ok"), result("t3", "File created successfully at: /w/new.go"),
       result("t4", "File does not exist.", true), result("t5", "x"), result("t6", "x"), result("t7", "x"),
       result("t9", "a.go")});
  EXPECT_THAT(told(all), ElementsAre("opened /w/a.go", "edited /w/a.go @1-1", "created /w/new.go @1-1 whole",
                                     "named /w/missing", "searched /w/sub for x", "opened /w/b", "named /w/pending",
                                     "searched . for *.go", "Read failed: not found"));
  EXPECT_EQ(all.touches[1].call, "t2");
  EXPECT_EQ(all.touches[1].tool, "Edit");
}

TEST(ClaudeCode, SaysWhichWordsAnEditTookAwayAndBroughtAndWhere) {
  const Happened all = happened(
      {call("t1", "Read", R"({"file_path":"/w/order.proto"})"),
       call(
           "t2", "Edit",
           R"({"file_path":"/w/order.proto","old_string":"message Order {\n  string user_id = 2;\n}","new_string":"message Order {\n  string customer_id = 2;\n  string note = 3;\n}"})"),
       call(
           "t3", "MultiEdit",
           R"({"file_path":"/w/b.py","edits":[{"old_string":"get_user[a]","new_string":"load_user[a]"},{"old_string":"old_limit = 3","new_string":""}]})"),
       call("t4", "Write", R"({"file_path":"/w/c.py","content":"def total(order_id):\n    return order_id\n"})"),
       call("t5", "Edit", R"({"file_path":"/w/d.py","old_string":"gone","new_string":"here"})")},
      {result("t1", "     7\tmessage Order {\n     8\t  string user_id = 2;\n     9\t}\n"), result("t2", "ok"),
       result("t3", "ok"), result("t4", "The file /w/c.py has been updated successfully."),
       result("t5", "<tool_use_error>String to replace not found in file.\nString: gone</tool_use_error>", true)});
  EXPECT_THAT(told(all), ElementsAre("opened /w/order.proto", "edited /w/order.proto -user_id +customer_id +note @7-10",
                                     "edited /w/b.py -get_user -old_limit +load_user",
                                     "edited /w/c.py +def +total +order_id "
                                     "+return @1-2 whole",
                                     "named /w/d.py", "Edit failed: no match"));
}

TEST(ClaudeCode, ReadsTestRunsOffItsShell) {
  const auto bash = [](const std::string& command, chat::Part answer) {
    answer.id = "t";
    return told(happened({call("t", "Bash", "{\"command\":" + json_quote(command) + "}")}, {std::move(answer)}));
  };
  EXPECT_THAT(bash("cd api && python3 -m pytest -q", result("", ".\n1 passed in 0.01s")), ElementsAre("pytest passed"));
  EXPECT_THAT(bash("go test ./...", result("", "Exit code 1\n--- FAIL: TestX\nFAIL\tx\t0.1s", true)),
              ElementsAre("go test failed"));
  EXPECT_THAT(
      bash("CI=1 timeout 60 npm run test:unit 2>&1 | tail -5", result("", "Tests: 1 failed, 2 passed, 3 total")),
      ElementsAre("npm test failed"));
  EXPECT_THAT(bash("make test", result("", "Exit code 127\nmake: not found", true)), ElementsAre("make test unknown"));
  EXPECT_THAT(bash("exit 3", result("", "Exit code 3", true)), ElementsAre("Bash failed: exit"));
}

TEST(ClaudeCode, FindsTheUsersOwnWords) {
  const auto words = [](std::vector<chat::Part> parts, const HttpHead& h = from()) {
    return claude_code.read(h, request(Dialect::messages, {system("x"), user(std::move(parts)), system("note")}, tools))
        .user_text;
  };
  EXPECT_EQ(words({text("<system-reminder>\nAs you answer <b>\n</system-reminder>"), text("rename user_id")}),
            "rename user_id");
  EXPECT_EQ(words({text("<system-reminder>\nx\n</system-reminder>\n"), text("first"), text("second\n")}),
            "first\nsecond");
  EXPECT_EQ(
      words({text("<local-command-caveat>c</local-command-caveat>\n"),
             text("<command-name>/compact</command-name>\n            <command-message>compact</command-message>\n"
                  "            <command-args>focus on x</command-args>\n"),
             text("<local-command-stdout>Compacted</local-command-stdout>\n"), text("and now?")}),
      "and now?");
  EXPECT_EQ(words({text("<command-message>fix is running</command-message>\n<command-name>/fix</command-name>\n"
                        "<command-args>the price field</command-args>"),
                   text("You fix bugs. Do it like this: ...")}),
            "the price field");
  EXPECT_EQ(words({text("This session is being continued from a previous conversation that ran out of context.")}), "");
  EXPECT_EQ(words({text("use the <task> tag")}), "use the <task> tag");
  EXPECT_EQ(words({text("go")}, from({{"x-claude-code-agent-id", "a1"}})), "") << "a subagent is told by the model";
  EXPECT_LE(words({text(std::string(100'000, 'x'))}).size(), limits::workspace_question_bytes);
}

TEST(ClaudeCode, HasNoUsersWordsInAToolResult) {
  chat::Request r = main_turn();
  EXPECT_EQ(claude_code.read(from(), r).user_text, "please look");
  r.messages.push_back(assistant({call("t1", "Bash", "{}")}));
  r.messages.push_back(user({result("t1", "x"), text("and hurry")}));
  EXPECT_EQ(claude_code.read(from(), r).user_text, "");
}

TEST(ClaudeCode, SeesThatAHistoryBeginsWithASummary) {
  chat::Request r = main_turn();
  EXPECT_FALSE(claude_code.read(from(), r).continues);
  r.messages.insert(r.messages.begin(), user("This session is being continued from a previous conversation that ran "
                                             "out of context. The summary below ..."));
  EXPECT_TRUE(claude_code.read(from(), r).continues);
}

LaunchSite site() {
  LaunchSite s;
  s.base_url = "http://127.0.0.1:4517";
  s.token = "tok";
  s.directory = "/w/shop";
  s.home = "/nonexistent-home";
  return s;
}

TEST(ClaudeCodeLaunch, PassesTheUsersLoginOn) {
  LaunchSite s = site();
  s.env = {{"ANTHROPIC_API_KEY", "sk"}};
  s.args = {"-p", "hello"};
  const LaunchPlan plan = claude_code.launch(s);
  EXPECT_THAT(plan.argv, ElementsAre("claude", "-p", "hello"));
  EXPECT_THAT(plan.env, Contains(Pair("ANTHROPIC_BASE_URL", "http://127.0.0.1:4517/t/tok")));
  EXPECT_THAT(plan.env, Contains(Pair("CLAUDE_CODE_GATEWAY_HINT_HEADERS", "1")));
  EXPECT_THAT(plan.env, Contains(Pair("ANTHROPIC_CUSTOM_HEADERS", "x-weir-directory: /w/shop")));
  EXPECT_THAT(plan.env, Not(Contains(Key("ANTHROPIC_AUTH_TOKEN"))));
  EXPECT_THAT(plan.env, Not(Contains(Key("ANTHROPIC_MODEL"))));
  EXPECT_TRUE(plan.files.empty());
  EXPECT_TRUE(plan.unset.empty());
}

TEST(ClaudeCodeLaunch, GivesTheTokenAndAModelWhenThereIsNoLogin) {
  LaunchSite s = site();
  s.context_tokens = 32768;
  const LaunchPlan plan = claude_code.launch(s);
  EXPECT_THAT(plan.env, Contains(Pair("ANTHROPIC_BASE_URL", "http://127.0.0.1:4517")));
  EXPECT_THAT(plan.env, Contains(Pair("ANTHROPIC_AUTH_TOKEN", "tok")));
  EXPECT_THAT(plan.env, Contains(Pair("ANTHROPIC_MODEL", "claude-weir-auto")));
  EXPECT_THAT(plan.env, Contains(Pair("CLAUDE_CODE_MAX_CONTEXT_TOKENS", "32768")));
}

TEST(ClaudeCodeLaunch, LeavesTheUsersModelAndItsWindowAlone) {
  LaunchSite s = site();
  s.context_tokens = 32768;
  s.args = {"--model", "claude-opus-5-5"};
  const LaunchPlan plan = claude_code.launch(s);
  EXPECT_THAT(plan.env, Not(Contains(Key("ANTHROPIC_MODEL"))));
  EXPECT_THAT(plan.env, Not(Contains(Key("CLAUDE_CODE_MAX_CONTEXT_TOKENS"))));
}

TEST(ClaudeCodeLaunch, FindsALoginOrAKeyHelperInItsFolder) {
  const auto home = std::filesystem::temp_directory_path() / ("weir-claude-" + std::to_string(::getpid()));
  std::filesystem::create_directories(home / ".claude");
  LaunchSite s = site();
  s.home = home.string();
  EXPECT_THAT(claude_code.launch(s).env, Contains(Key("ANTHROPIC_AUTH_TOKEN")));
  std::ofstream(home / ".claude/settings.json") << R"({"apiKeyHelper":"/bin/key"})";
  EXPECT_THAT(claude_code.launch(s).env, Not(Contains(Key("ANTHROPIC_AUTH_TOKEN"))));
  std::filesystem::remove(home / ".claude/settings.json");
  std::ofstream(home / ".claude/.credentials.json") << "{}";
  EXPECT_THAT(claude_code.launch(s).env, Not(Contains(Key("ANTHROPIC_AUTH_TOKEN"))));
  std::filesystem::remove_all(home);
}

TEST(ClaudeCodeLaunch, KeepsTheUsersHeadersAndSendsLoopbackPastTheProxy) {
  LaunchSite s = site();
  s.env = {{"ANTHROPIC_CUSTOM_HEADERS", "x-team: a"}, {"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", "corp"}};
  const LaunchPlan plan = claude_code.launch(s);
  EXPECT_THAT(plan.env, Contains(Pair("ANTHROPIC_CUSTOM_HEADERS", "x-team: a\nx-weir-directory: /w/shop")));
  EXPECT_THAT(plan.env, Contains(Pair("NO_PROXY", "corp,127.0.0.1,localhost")));
}

TEST(ClaudeCodeLaunch, SendsAnyDirectoryThroughAHeaderAndBack) {
  LaunchSite s = site();
  for (const std::string directory : {"/w/a b", "/w/j\xc3\xbcrgen", "/w/50%25", "/w/100%", "/w/x%", "/w/x\ty: z"}) {
    s.directory = directory;
    const LaunchPlan plan = claude_code.launch(s);
    const auto sent =
        std::ranges::find(plan.env, "ANTHROPIC_CUSTOM_HEADERS", &std::pair<std::string, std::string>::first);
    ASSERT_NE(sent, plan.env.end());
    const std::string value = sent->second.substr(sent->second.find(": ") + 2);
    EXPECT_TRUE(std::ranges::all_of(value, [](char c) { return c > 0x20 && c < 0x7f; })) << value;
    const chat::Request r = request(Dialect::messages, {user("x")});
    EXPECT_EQ(claude_code.read(from({{"x-weir-directory", value}}), r).directory, directory);
  }
}

}  // namespace
}  // namespace weir::clients
