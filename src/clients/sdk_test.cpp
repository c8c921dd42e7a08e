// The generic reading: kinds by shape, directories, sessions and touched files of tools that nobody listed.
#include "clients/sdk.h"

#include <gmock/gmock.h>

#include "clients/build_test.h"

namespace weir::clients {
namespace {

using namespace testing;
using chat::Dialect;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using How = Touch::How;

Kind kind(const chat::Request& r) { return sdk.read(head({}), r).kind; }

TEST(Sdk, IsLastAndTakesWhatIsLeft) {
  EXPECT_EQ(registry().back(), &sdk);
  EXPECT_EQ(&recognise(head({}), request(Dialect::chat, {user("hi")})), &sdk);
  EXPECT_EQ(find("sdk"), &sdk);
  EXPECT_EQ(find("claude"), find("claude-code"));
  EXPECT_NE(find("claude"), nullptr);
  EXPECT_EQ(find("nobody"), nullptr);
  EXPECT_EQ(find(""), nullptr);
}

TEST(Sdk, TellsKindsByShape) {
  chat::Request r = request(Dialect::chat, {user("write a docstring")});
  EXPECT_EQ(kind(r), Kind::one_shot);
  r.messages.front() = user(std::string(20'000, 'x'));
  EXPECT_EQ(kind(r), Kind::main_turn) << "not short";
  r = request(Dialect::chat, {user("a"), assistant({text("b")}), user("c")});
  EXPECT_EQ(kind(r), Kind::main_turn) << "a conversation";
  r = request(Dialect::chat, {user("a")}, {"run"});
  EXPECT_EQ(kind(r), Kind::main_turn) << "tools";
  r.messages.push_back(assistant({call("c", "run", "{}")}));
  r.messages.push_back(message(chat::Role::tool, {result("c", "x")}));
  EXPECT_EQ(kind(r), Kind::tool_result);
  r.messages.push_back(user("and now"));
  EXPECT_EQ(kind(r), Kind::main_turn) << "the user spoke after the tool";
  r.operation = chat::Operation::embedding;
  EXPECT_EQ(kind(r), Kind::embedding);
  r.operation = chat::Operation::completion;
  EXPECT_EQ(kind(r), Kind::autocomplete);
  r.operation = chat::Operation::count_tokens;
  EXPECT_EQ(kind(r), Kind::count);
}

TEST(Sdk, TellsAProbeFromABusyTurnThatHasOneTokenLeft) {
  chat::Request r = request(Dialect::chat, {user("hi")});
  r.max_tokens = 1;
  EXPECT_EQ(kind(r), Kind::probe);
  r.tools.push_back({"run", "", "{}", ""});
  EXPECT_EQ(kind(r), Kind::main_turn);
}

TEST(Sdk, TellsATitleByItsSchemaInBothSpellings) {
  chat::Request r = request(Dialect::chat, {system("x"), user("y")});
  r.json_schema = R"({"properties":{"title":{"type":"string"}}})";
  EXPECT_EQ(kind(r), Kind::title);
  r.json_schema = R"({"name":"t","schema":{"properties":{"title":{"type":"string"}}}})";
  EXPECT_EQ(kind(r), Kind::title);
  r.json_schema = R"({"properties":{"name":{"type":"string"}}})";
  EXPECT_EQ(kind(r), Kind::one_shot);
  r.json_schema = "{}";
  EXPECT_EQ(kind(r), Kind::one_shot);
}

TEST(Sdk, TellsACommitMessageByADiffAndASmallAnswer) {
  const std::string diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
  chat::Request r = request(Dialect::chat, {system("x"), user("```\n" + diff + "```")});
  r.stream = false;
  r.max_tokens = 200;
  EXPECT_EQ(kind(r), Kind::commit_message);
  r.max_tokens = 4000;
  EXPECT_EQ(kind(r), Kind::one_shot) << "a review asks for room";
  r.max_tokens.reset();
  EXPECT_EQ(kind(r), Kind::one_shot) << "no bound stated";
  r.max_tokens = 200;
  r.stream = true;
  EXPECT_EQ(kind(r), Kind::one_shot);
  r.stream = false;
  r.messages.back() = user("what does diff --git print?");
  EXPECT_EQ(kind(r), Kind::one_shot);
}

TEST(Sdk, ReadsTheDirectoryLinesOfOtherTools) {
  const auto in = [](std::vector<chat::Message> m) {
    return sdk.read(head({}), request(Dialect::chat, std::move(m))).directory;
  };
  EXPECT_EQ(in({system("a\n<env>\n  Working directory: /w/x\n</env>"), user("b")}), "/w/x");
  EXPECT_EQ(in({system("* Current working directory: /w/x\n* Git repository root: /w"), user("b")}), "/w/x");
  EXPECT_EQ(in({system("4. Working Directory: /w/x"), user("b")}), "/w/x");
  EXPECT_EQ(in({user("Working directory: /w/x")}), "/w/x");
  EXPECT_EQ(in({system("The working directory: is /w/x"), user("b")}), "");
  EXPECT_EQ(in({system("Working directory: relative"), user("b")}), "");
  EXPECT_EQ(in({system("Working directory: /" + std::string(5000, 'x')), user("b")}), "");
  EXPECT_EQ(in({system("x"), user("a"), assistant({call("c", "f", "{}")}),
                message(chat::Role::tool, {result("c", "Working directory: /etc")})}),
            "");
}

TEST(Sdk, ReadsASessionFromTheUsualHeaders) {
  const chat::Request r = request(Dialect::chat, {user("x")});
  EXPECT_EQ(sdk.read(head({{"X-Session-Id", " ses_1 "}}), r).session, "ses_1");
  EXPECT_EQ(sdk.read(head({{"session-id", "a"}}), r).session, "a");
  EXPECT_EQ(sdk.read(head({{"session-id", "a b"}}), r).session, "");
  EXPECT_EQ(sdk.read(head({{"session-id", std::string(300, 'a')}}), r).session, "");
}

TEST(Sdk, ReadsTouchedFilesByVerbAndKey) {
  struct Row {
    const char *tool, *arguments;
    std::vector<Touch> touches;
  };
  const std::vector<Row> rows = {
      {"read_file", R"({"path":"a"})", {{How::opened, "a", "read_file", "c"}}},
      {"mcp__fs__readFile", R"({"filePath":"a"})", {{How::opened, "a", "mcp__fs__readFile", "c"}}},
      {"read_many_files",
       R"({"paths":["a","b"]})",
       {{How::opened, "a", "read_many_files", "c"}, {How::opened, "b", "read_many_files", "c"}}},
      {"read",
       R"({"files":[{"path":"a"},{"path":"b"}]})",
       {{How::opened, "a", "read", "c"}, {How::opened, "b", "read", "c"}}},
      {"replace_in_file", R"({"path":"a","diff":"x"})", {{How::edited, "a", "replace_in_file", "c"}}},
      {"find_and_replace", R"({"file":"a"})", {{How::edited, "a", "find_and_replace", "c"}}},
      {"str_replace_based_edit_tool",
       R"({"command":"view","path":"a"})",
       {{How::opened, "a", "str_replace_based_edit_tool", "c"}}},
      {"str_replace_based_edit_tool",
       R"({"command":"create","path":"a"})",
       {{How::created, "a", "str_replace_based_edit_tool", "c"}}},
      {"str_replace_based_edit_tool",
       R"({"command":"str_replace","path":"a"})",
       {{How::edited, "a", "str_replace_based_edit_tool", "c"}}},
      {"LS", R"({"path":"d"})", {{How::listed, "d", "LS", "c"}}},
      {"search_files", R"({"path":"d","regex":"x"})", {{How::searched, "d", "search_files", "c"}}},
      {"bash", R"({"command":"cat a"})", {}},
      {"read_url", R"({"url":"http://x"})", {}},
      {"thread_list", R"({"id":1})", {}},
      {"read_file", R"({"path":5})", {}},
      {"read_file", R"({"path":"a\nb"})", {}},
      {"read_file", "{", {}},
  };
  for (const Row& row : rows) {
    const auto r = request(Dialect::chat, {user("x"), assistant({call("c", row.tool, row.arguments)}),
                                           message(chat::Role::tool, {result("c", "ok")})});
    EXPECT_EQ(sdk.read(head({}), r).touches, row.touches) << row.tool << ' ' << row.arguments;
  }
}

TEST(Sdk, SurvivesRequestsWithNothingInThem) {
  for (const auto& messages : std::vector<std::vector<chat::Message>>{
           {}, {system("")}, {message(chat::Role::user, {})}, {message(chat::Role::tool, {})}, {assistant({})}}) {
    const chat::Request r = request(Dialect::messages, messages);
    for (const Client* c : registry()) EXPECT_EQ(c->read(head({}), r).touches.size(), 0u);
  }
}

}  // namespace
}  // namespace weir::clients
