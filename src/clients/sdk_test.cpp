// The generic reading: kinds by shape, directories, sessions and touched files of tools that nobody listed.
#include "clients/sdk.h"

#include <gmock/gmock.h>

#include "base/limits.h"
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

TEST(Sdk, ReadsToolTrafficByVerbAndKey) {
  struct Row {
    const char *tool, *arguments;
    std::vector<std::string> told;
    const char* answer = "ok";
  };
  const std::vector<Row> rows = {
      {"read_file", R"({"path":"a"})", {"opened a"}},
      {"mcp__fs__readFile", R"({"filePath":"a"})", {"opened a"}},
      {"read_many_files", R"({"paths":["a","b"]})", {"opened a", "opened b"}},
      {"read", R"({"files":[{"path":"a"},{"path":"b"}]})", {"opened a", "opened b"}},
      {"find_and_replace", R"({"file":"a","find":"old_name","replace":"new_name"})", {"edited a -old_name +new_name"}},
      {"edit", R"({"filePath":"a","oldString":"one[]","newString":"two[]"})", {"edited a -one +two"}},
      {"str_replace_based_edit_tool", R"({"command":"view","path":"a"})", {"opened a"}},
      {"str_replace_based_edit_tool",
       R"({"command":"create","path":"a","file_text":"x1\ny1\n"})",
       {"created a +x1 +y1 @1-2 whole"}},
      {"str_replace_based_edit_tool",
       R"({"command":"str_replace","path":"a","old_str":"foo","new_str":"bar"})",
       {"edited a -foo +bar @12-12"},
       "The file a has been edited. Here's the result of running `cat -n` on a snippet:\n    11\tx\n    12\tbar\n    "
       "13\ty\n"},
      {"str_replace_based_edit_tool",
       R"({"command":"insert","path":"a","insert_line":4,"insert_text":"foo\nbar"})",
       {"edited a +foo +bar @5-6"}},
      {"replace_in_file",
       R"({"path":"a","diff":"------- SEARCH\nint old_count;\n=======\nint new_count;\n+++++++ REPLACE"})",
       {"edited a -old_count +new_count"}},
      {"apply_diff",
       R"({"path":"a","diff":"@@ -3,3 +3,3 @@\n ctx\n-old_name();\n+new_name();\n ctx"})",
       {"edited a -old_name +new_name @4-4"}},
      {"apply_patch",
       R"({"input":"*** Begin Patch\n*** Update File: src/a.go\n@@ func x\n-\told_name()\n+\tnew_name()\n*** Add File: b.go\n+package b1\n*** End Patch"})",
       {"edited src/a.go -old_name +new_name", "created b.go +package +b1 whole"}},
      {"write_to_file", R"({"path":"a","content":"let price_total"})", {"edited a +let +price_total @1-1 whole"}},
      {"write_file",
       R"({"path":"a","content":"x"})",
       {"named a", "write_file failed: denied"},
       "Error: permission denied"},
      {"delete_file", R"({"path":"a"})", {"edited a"}},
      {"LS", R"({"path":"d"})", {"listed d"}},
      {"search_files", R"({"path":"d","regex":"x"})", {"searched d for x"}},
      {"grep_search", R"({"pattern":"x"})", {"searched . for x"}},
      {"bash", R"({"command":"cat a"})", {"opened a"}},
      {"shell", R"({"command":["bash","-lc","cat a | head"],"workdir":"/w/sub"})", {"opened /w/sub/a"}},
      {"run_terminal_cmd", R"({"command":"npm test"})", {"npm test failed"}, "npm ERR\n\nExit code: 1"},
      {"exec_command", R"({"cmd":"ctest"})", {"ctest passed"}, "{\"output\":\"x\",\"metadata\":{\"exit_code\":0}}"},
      {"web_search", R"({"query":"x"})", {}},
      {"read_url", R"({"url":"http://x"})", {}},
      {"thread_list", R"({"id":1})", {}},
      {"read_file", R"({"path":5})", {}},
      {"read_file", R"({"path":"a\nb"})", {}},
      {"read_file", "{", {}},
  };
  for (const Row& row : rows) {
    const auto r = request(Dialect::chat, {user("x"), assistant({call("c", row.tool, row.arguments)}),
                                           message(chat::Role::tool, {result("c", row.answer)})});
    EXPECT_EQ(told(all_of(sdk, r)), row.told) << row.tool << ' ' << row.arguments;
  }
}

TEST(Sdk, KeysACallByItsArgumentsAndWhetherItIsAnswered) {
  const auto keys = [](std::vector<chat::Message> messages) {
    std::vector<std::uint64_t> out;
    const auto r = request(Dialect::chat, std::move(messages));
    for (const Call& c : sdk.read(head({}), r).calls) out.push_back(key_of(c));
    return out;
  };
  const auto asked = assistant({call("c", "read", R"({"path":"a"})")});
  const auto done = message(chat::Role::tool, {result("c", "ok")});
  const auto open = keys({user("x"), asked}), answered = keys({user("x"), asked, done});
  ASSERT_EQ(open.size(), 1u);
  ASSERT_EQ(answered.size(), 1u);
  EXPECT_NE(open, answered);
  EXPECT_EQ(keys({user("another"), asked, done, user("more")}), answered);
  EXPECT_NE(keys({user("x"), assistant({call("c", "read", R"({"path":"b"})")}), done}), answered)
      << "some servers count their ids anew in each answer";
}

TEST(Sdk, FindsTheUsersOwnWords) {
  const auto words = [](std::vector<chat::Part> parts) {
    return sdk.read(head({}), request(Dialect::chat, {system("x"), user(std::move(parts))}, {"run"})).user_text;
  };
  EXPECT_EQ(words({text("plain words")}), "plain words");
  EXPECT_EQ(
      words({text("<task>\nrename user_id\n</task>"), text("<environment_details>\n# Files\n</environment_details>")}),
      "rename user_id");
  EXPECT_EQ(words({text("<environment_context>\n<cwd>/w</cwd>\n</environment_context>\nfix it")}), "fix it");
  const std::string hostile = [] {
    std::string out;
    for (int i = 0; i < 100'000; ++i) out += "\n<task>";
    return out;
  }();
  EXPECT_LE(words({text(hostile)}).size(), limits::workspace_question_bytes);
}

TEST(Sdk, SurvivesRequestsWithNothingInThem) {
  for (const auto& messages : std::vector<std::vector<chat::Message>>{
           {}, {system("")}, {message(chat::Role::user, {})}, {message(chat::Role::tool, {})}, {assistant({})}}) {
    const chat::Request r = request(Dialect::messages, messages);
    for (const Client* c : registry()) EXPECT_EQ(c->read(head({}), r).calls.size(), 0u);
  }
}

}  // namespace
}  // namespace weir::clients
