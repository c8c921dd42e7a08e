// What weir reads off pi's requests, and how it starts it.
#include "clients/pi.h"

#include <gmock/gmock.h>

#include "base/json.h"
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

const std::vector<std::string> tools = {"read", "bash", "edit", "write"};
const std::string prompt =
    "You help.\n<project_context>\n<cwd>\n/evil\n</cwd>\n</project_context>\n\n<cwd>\n/home/me/shop\n</cwd>";

HttpHead from(std::vector<std::pair<std::string, std::string>> more = {}) {
  more.insert(more.begin(), {"User-Agent", "pi (linux 6.1.0; x64)"});
  return head(std::move(more));
}
chat::Message tool(std::string id, std::string words) {
  return message(chat::Role::tool, {result(std::move(id), std::move(words))});
}

TEST(Pi, IsRecognisedOnBothWires) {
  for (const Dialect dialect : {Dialect::chat, Dialect::messages}) {
    const chat::Request r = request(dialect, {system(prompt), user("go")}, tools);
    EXPECT_EQ(recognise(from(), r).name, "pi");
    EXPECT_EQ(recognise(head({{"User-Agent", "other"}}), r).name, "pi");
  }
  EXPECT_EQ(recognise(head({}), request(Dialect::chat, {system(prompt), user("go")}, {"fetch"})).name, "sdk");
  EXPECT_EQ(recognise(head({}), request(Dialect::chat, {system("x"), user("go")}, tools)).name, "sdk");
}

TEST(Pi, ReadsDirectoryFromTheEndOfThePromptOnly) {
  EXPECT_EQ(pi.read(from(), request(Dialect::chat, {system(prompt), user("go")}, tools)).directory, "/home/me/shop");
  const auto quoted =
      request(Dialect::chat, {system("x\n<cwd>\n/evil\n</cwd>\nmore"), user("<cwd>\n/evil\n</cwd>")}, tools);
  EXPECT_EQ(pi.read(from(), quoted).directory, "");
  EXPECT_EQ(pi.read(from({{"x-weir-directory", "/w"}}), quoted).directory, "/w");
}

TEST(Pi, ReadsTheSessionWhenItIsToldToNameIt) {
  const auto r = request(Dialect::chat, {system(prompt), user("go")}, tools);
  EXPECT_EQ(pi.read(from(), r).session, "");
  EXPECT_EQ(pi.read(from({{"x-session-affinity", "01a2"}}), r).session, "01a2");
}

TEST(Pi, TellsItsKinds) {
  auto r = request(Dialect::chat, {system(prompt), user("go")}, tools);
  EXPECT_EQ(pi.read(from(), r).kind, Kind::main_turn);
  r.messages.push_back(assistant({call("c1", "read", R"({"path":"a"})"), call("c2", "bash", R"({"command":"ls"})")}));
  r.messages.push_back(tool("c1", "x"));
  r.messages.push_back(tool("c2", "y"));
  r.max_tokens = 1;  // it asks for what is left of the window: no probe
  EXPECT_EQ(pi.read(from(), r).kind, Kind::tool_result);
  EXPECT_EQ(pi.read(from(), r).call_id, "c2");
  const auto sum =
      request(Dialect::chat, {system("Sum up."), user("<conversation>\n[User]: x\n</conversation>\n\nNow.")});
  EXPECT_EQ(pi.read(from(), sum).kind, Kind::compaction);
  const auto half =
      request(Dialect::chat, {system("Sum up."), user("# Conversation\n[User]: x\n\n# Instructions\nNow.")});
  EXPECT_EQ(pi.read(from(), half).kind, Kind::compaction) << "the beginning of a turn that is too long";
}

TEST(Pi, TellsFailedCallsByItsToolsOwnErrorsOnTheChatWire) {
  auto r = request(Dialect::chat, {system(prompt), user("go")}, tools);
  r.messages.push_back(assistant(
      {call("c1", "read", R"({"path":"a.go"})"), call("c2", "read", R"({"path":"gone"})"),
       call("c3", "edit", R"({"path":"a.go","edits":[]})"), call("c4", "edit", R"({"path":"b.go","edits":[]})"),
       call("c5", "write", R"({"path":"/w/n","content":"x"})"), call("c6", "read", R"({"path":"log"})")}));
  r.messages.push_back(tool("c1", "package a"));
  r.messages.push_back(tool("c2", "ENOENT: no such file or directory, access '/w/gone'"));
  r.messages.push_back(tool("c3", "Successfully replaced 1 block(s) in a.go."));
  r.messages.push_back(tool("c4", "Could not edit file: b.go. Error code: ENOENT."));
  r.messages.push_back(tool("c5", "Successfully wrote to /w/n"));
  r.messages.push_back(tool("c6", "Error: this is the file's own text"));
  EXPECT_THAT(told(all_of(pi, r, from())),
              ElementsAre("opened a.go", "named gone", "edited a.go", "named b.go", "created /w/n @1-1 whole",
                          "opened log", "read failed: not found", "edit failed: not found"));
}

TEST(Pi, ReadsItsEditsAndItsShell) {
  auto r = request(Dialect::chat, {system(prompt), user("go")}, tools);
  r.messages.push_back(assistant(
      {call("c1", "read", R"({"path":"a.proto","offset":4})"),
       call("c2", "edit",
            R"({"path":"a.proto","edits":[{"oldText":"string user_id = 2;","newText":"string customer_id = 2;"}]})"),
       call("c3", "bash", R"({"command":"sed -i 's/user_id/customer_id/g' b.go"})"),
       call("c4", "bash", R"({"command":"cargo test"})"), call("c5", "bash", R"({"command":"cat missing"})")}));
  r.messages.push_back(tool("c1", "\n  string user_id = 2;\n}\n\n[1 more lines in file. Use offset=8 to continue.]"));
  r.messages.push_back(tool("c2", "Successfully replaced 1 block(s) in a.proto."));
  r.messages.push_back(tool("c3", "(no output)"));
  r.messages.push_back(tool("c4", "test result: FAILED. 1 passed; 2 failed\n\n\nCommand exited with code 101"));
  r.messages.push_back(tool("c5", "cat: missing: No such file\n\nCommand exited with code 1"));
  EXPECT_THAT(told(all_of(pi, r, from())), ElementsAre("opened a.proto", "edited a.proto -user_id +customer_id @5-5",
                                                       "edited b.go -user_id +customer_id", "named missing",
                                                       "cargo test failed", "bash failed: exit"));
}

TEST(Pi, FindsTheUsersOwnWords) {
  const auto words = [](std::string said) {
    return pi.read(from(), request(Dialect::chat, {system(prompt), user(std::move(said))}, tools)).user_text;
  };
  EXPECT_EQ(words("rename user_id"), "rename user_id");
  EXPECT_EQ(words("<file name=\"/w/a.go\">\npackage a\n</file>\nexplain this"), "explain this");
  EXPECT_EQ(words("why does <file> fail?"), "why does <file> fail?");
  const std::string summary =
      "The conversation history before this point was compacted into the following "
      "summary:\n\n<summary>\nx\n</summary>";
  EXPECT_EQ(words(summary), "");
  EXPECT_TRUE(pi.read(from(), request(Dialect::chat, {system(prompt), user(summary), user("go on")}, tools)).continues);
  EXPECT_FALSE(pi.read(from(), request(Dialect::chat, {system(prompt), user("go on")}, tools)).continues);
}

LaunchSite site() {
  LaunchSite s;
  s.base_url = "http://127.0.0.1:4517";
  s.token = "secret-token";
  s.state_dir = "/state/pi";
  s.directory = "/w/shop";
  s.context_tokens = 32768;
  return s;
}

TEST(PiLaunch, PointsItAtAFolderOfWeirs) {
  const LaunchPlan plan = pi.launch(site());
  EXPECT_THAT(plan.argv, ElementsAre("pi", "--provider", "weir", "--model", "weir-auto"));
  EXPECT_THAT(plan.env, Contains(Pair("PI_CODING_AGENT_DIR", "/state/pi")));
  EXPECT_THAT(plan.env, Contains(Pair("WEIR_TOKEN", "secret-token")));
  ASSERT_EQ(plan.files.size(), 1u);
  EXPECT_EQ(plan.files[0].path, "/state/pi/models.json");
  EXPECT_THAT(plan.files[0].content, Not(HasSubstr("secret-token")));
  const auto json = Json::parse(plan.files[0].content);
  ASSERT_TRUE(json);
  const JsonValue provider = (*json)["providers"]["weir"];
  EXPECT_EQ(provider["baseUrl"].string(), "http://127.0.0.1:4517/v1");
  EXPECT_EQ(provider["models"][0]["id"].string(), "weir-auto");
  EXPECT_EQ(provider["models"][0]["contextWindow"].integer(), 32768);
  EXPECT_EQ(provider["compat"]["sendSessionAffinityHeaders"].boolean(), true);
}

TEST(PiLaunch, LeavesWhatTheUserSaid) {
  LaunchSite s = site();
  s.args = {"--model", "weir-local", "-p", "hi"};
  EXPECT_THAT(pi.launch(s).argv, ElementsAre("pi", "--provider", "weir", "--model", "weir-local", "-p", "hi"));
  s.args = {"--provider=other"};
  EXPECT_THAT(pi.launch(s).argv, ElementsAre("pi", "--provider=other"));
  s.args = {"install", "x"};
  EXPECT_THAT(pi.launch(s).argv, ElementsAre("pi", "install", "x"));
}

}  // namespace
}  // namespace weir::clients
