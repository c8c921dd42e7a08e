// Sessions as relay sees them: who belongs together, what is pinned, who made what, and what a restart leaves.
#include "session/session.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "session/recent.h"
#include "session/working_set.h"

namespace weir::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const CandidateId local{"gemma4:26b@ollama"};
const CandidateId cloud{"claude-sonnet-5@anthropic"};

// One client's conversation: each step adds to the chain.
Identity pi(std::vector<std::uint64_t> chain, std::string workspace = "/w") {
  Identity id;
  id.client = "pi";
  id.workspace = std::move(workspace);
  id.chain = std::move(chain);
  id.new_user_turn = true;
  return id;
}
Identity named(std::string name, std::vector<std::uint64_t> chain) {
  Identity id = pi(std::move(chain));
  id.client = "claude-code";
  id.named_session = std::move(name);
  return id;
}
Identity tool_turn(Identity id) {
  id.new_user_turn = false;
  return id;
}
Identity side(Identity id) {
  id.side = true;
  id.new_user_turn = false;
  return id;
}

struct SessionsTest : ::testing::Test {
  std::unique_ptr<Sessions> sessions = std::move(*open(""));
  std::int64_t clock = 1000;
  Session see(const Identity& id, const std::vector<Touched>& touched = {}) {
    return sessions->observe(id, touched, Millis{clock++});
  }
};

TEST_F(SessionsTest, FollowsAConversationByItsChain) {
  const Session first = see(pi({1, 2}));
  EXPECT_THAT(first.id, SizeIs(16));
  EXPECT_EQ(first.turn, 1u);
  EXPECT_EQ(see(tool_turn(pi({1, 2, 3, 4}))).id, first.id);
  const Session second = see(pi({1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.turn, 2u);
}

TEST_F(SessionsTest, KeepsTwoConversationsApart) {
  const std::string a = see(pi({1, 2})).id;
  const std::string b = see(pi({1, 9})).id;
  EXPECT_NE(a, b) << "the same system prompt makes no session";
  EXPECT_NE(see(pi({1, 2}, "/other")).id, a) << "another workspace";
  Identity other = pi({1, 2});
  other.client = "sdk";
  EXPECT_NE(see(other).id, a) << "another client";
  EXPECT_EQ(see(pi({1, 2, 3, 4})).id, a);
  EXPECT_EQ(see(pi({1, 9, 13, 14})).id, b);
}

TEST_F(SessionsTest, DoesNotCountARetryAsATurn) {
  const std::string id = see(pi({1, 2})).id;
  const Session again = see(pi({1, 2}));
  EXPECT_EQ(again.id, id);
  EXPECT_EQ(again.turn, 1u);
}

TEST_F(SessionsTest, TakesTheLongestChainAndFollowsAStepBack) {
  const std::string a = see(pi({1, 2})).id;
  see(pi({1, 2, 3, 4}));
  EXPECT_EQ(see(pi({1, 2, 3, 5})).id, a) << "the user went back a turn and asked differently";
}

TEST_F(SessionsTest, BeginsAnewWhenTheSameOpeningIsSaidAgain) {
  const std::string a = see(pi({1, 2})).id;
  see(pi({1, 2, 3, 4}));
  const std::string b = see(pi({1, 2})).id;
  EXPECT_NE(b, a);
  EXPECT_EQ(see(pi({1, 2, 3, 4, 5, 6})).id, a);
  EXPECT_EQ(see(pi({1, 2, 7, 8})).id, b);
}

TEST_F(SessionsTest, BelievesAClientThatNamesItsSessionThroughACompaction) {
  const std::string id = see(named("s", {1, 2})).id;
  const Session after = see(named("s", {8, 9}));
  EXPECT_EQ(after.id, id);
  EXPECT_EQ(after.turn, 2u);
  EXPECT_NE(see(named("t", {8, 9})).id, id);
}

TEST_F(SessionsTest, GivesASideRequestItsSessionsWorkspaceAndNoTurn) {
  Identity title = side(named("s", {50}));
  title.workspace.clear();
  const Session before = see(title);
  EXPECT_EQ(before.workspace, "");
  const Session main = see(named("s", {1, 2}));
  EXPECT_EQ(main.id, before.id);
  EXPECT_EQ(main.turn, 1u);
  const Session check = see(title);
  EXPECT_EQ(check.workspace, "/w");
  EXPECT_EQ(check.turn, 1u);
}

TEST_F(SessionsTest, LetsASideRequestWithoutAChainGoWithTheLastSessionOfItsWorkspace) {
  const std::string id = see(pi({1, 2})).id;
  EXPECT_EQ(see(side(pi({77}))).id, id);
  EXPECT_NE(see(side(pi({77}, "/other"))).id, id);
  EXPECT_THAT(sessions->list(Millis{clock}), SizeIs(1)) << "it began none";
  const Session editor = see(side(pi({}, "")));
  EXPECT_EQ(see(side(pi({}, ""))).id, editor.id);
}

TEST_F(SessionsTest, RemembersTheModelOfTheMainLineAndOfASubagentApart) {
  const Session main = see(named("s", {1, 2}));
  sessions->served(main.id, cloud, Millis{clock});
  Identity sub = named("s", {1, 30});
  sub.agent = "a1";
  const Session first = see(sub);
  EXPECT_NE(first.id, main.id);
  EXPECT_TRUE(first.id.starts_with(main.id + "."));
  EXPECT_FALSE(first.last_target);
  sessions->served(first.id, local, Millis{clock});
  EXPECT_EQ(see(sub).last_target, local);
  EXPECT_EQ(see(tool_turn(named("s", {1, 2, 3, 4}))).last_target, cloud);
  EXPECT_EQ(see(named("s", {1, 2, 3, 4, 5})).turn, 2u) << "a subagent's messages are no turns of the user";
}

TEST_F(SessionsTest, CountsEachFileOnceWhateverItsSpelling) {
  Identity id = pi({1, 2});
  id.directory = "/w/sub";
  const Session s = see(id, {{"/w/sub/a.go", "opened", "read", "c1"},
                             {"a.go", "opened", "read", "c2"},
                             {"./../sub/a.go", "edited", "edit", "c3"},
                             {"new.go", "created", "write", "c4"},
                             {"gone.go", "named", "read", "c5"},
                             {"dir", "listed", "ls", "c6"}});
  EXPECT_EQ(s.opened, 1u);
  EXPECT_EQ(s.edited, 2u);
  const auto list = sessions->list(Millis{clock});
  ASSERT_THAT(list, SizeIs(1));
  std::vector<std::string> paths;
  for (const FileUse& f : list[0].files) paths.push_back(f.path);
  EXPECT_THAT(paths, ElementsAre("sub/a.go", "sub/new.go", "sub/gone.go"));
}

TEST_F(SessionsTest, KeepsTheTurnInWhichAFileWasLastTouchedThoughTheHistoryComesAgain) {
  const std::vector<Touched> early = {{"a", "opened", "read", "c1"}};
  see(pi({1, 2}), early);
  std::vector<Touched> later = early;
  later.push_back({"b", "edited", "edit", "c2"});
  see(pi({1, 2, 3, 4}), later);
  const auto files = sessions->list(Millis{clock})[0].files;
  EXPECT_EQ(files[0].turn, 1u);
  EXPECT_EQ(files[1].turn, 2u);
}

TEST_F(SessionsTest, LetsTheStrongestPinWin) {
  const std::string id = see(pi({1, 2})).id;
  ASSERT_TRUE(sessions->pin({"auto", "all", {}}, ""));
  EXPECT_EQ(see(pi({1, 2})).pin->model, "auto");
  ASSERT_TRUE(sessions->pin({"local", "workspace", {}}, "/w/"));
  EXPECT_EQ(see(pi({1, 2})).pin->model, "local");
  ASSERT_TRUE(sessions->pin({"cloud", "session", {}}, id.substr(0, 6)));
  EXPECT_EQ(see(pi({1, 2})).pin->model, "cloud");
  EXPECT_EQ(see(pi({1, 3}, "/w2")).pin->model, "auto");
  ASSERT_TRUE(sessions->pin({"", "session", {}}, id));
  EXPECT_EQ(see(pi({1, 2})).pin->model, "local");
}

TEST_F(SessionsTest, ForgetsAPinWhenItsTimeIsOver) {
  ASSERT_TRUE(sessions->pin({"local", "all", Millis{2000}}, ""));
  clock = 1999;
  EXPECT_TRUE(see(pi({1, 2})).pin);
  EXPECT_FALSE(see(pi({1, 2})).pin);
  EXPECT_THAT(sessions->pins(Millis{2000}), IsEmpty());
}

TEST_F(SessionsTest, RefusesPinsOfNothing) {
  EXPECT_EQ(sessions->pin({"local", "session", {}}, "beef").error().kind, ErrorKind::not_found);
  EXPECT_EQ(sessions->pin({"local", "session", {}}, "").error().kind, ErrorKind::invalid);
  EXPECT_EQ(sessions->pin({"local", "workspace", {}}, "relative").error().kind, ErrorKind::invalid);
  EXPECT_EQ(sessions->pin({"local", "planet", {}}, "").error().kind, ErrorKind::invalid);
}

TEST_F(SessionsTest, KnowsWhoMadeACallAndAThinkingBlock) {
  sessions->issued_call("t1", cloud);
  sessions->issued_thinking("sig", local);
  sessions->issued_thinking("", local);
  EXPECT_EQ(sessions->issuer_of_call("t1"), cloud);
  EXPECT_EQ(sessions->issuer_of_thinking("sig"), local);
  EXPECT_EQ(sessions->issuer_of_thinking("t1"), std::nullopt);
  EXPECT_EQ(sessions->issuer_of_thinking(""), std::nullopt);
  EXPECT_EQ(sessions->issuer_of_call("t2"), std::nullopt);
}

struct OnDisk : ::testing::Test {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("weir-session-" + std::to_string(::getpid()));
  std::string file = (folder / "sessions.db").string();
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
};

TEST_F(OnDisk, KeepsPinsIssuersAndWhereANamedSessionStood) {
  std::string id;
  {
    auto sessions = open(file);
    ASSERT_TRUE(sessions) << sessions.error().message;
    id = (*sessions)->observe(named("s", {1, 2}), {}, Millis{1}).id;
    (*sessions)->served(id, cloud, Millis{2});
    ASSERT_TRUE((*sessions)->pin({"local", "session", Millis{1'000'000}}, id));
    ASSERT_TRUE((*sessions)->pin({"auto", "all", {}}, ""));
    ASSERT_TRUE((*sessions)->pin({"", "all", {}}, ""));
    (*sessions)->issued_call("t1", cloud);
    (*sessions)->issued_call("t1", local);
    (*sessions)->issued_thinking("sig", cloud);
  }
  auto again = open(file);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->issuer_of_call("t1"), local);
  EXPECT_EQ((*again)->issuer_of_thinking("sig"), cloud);
  EXPECT_THAT((*again)->pins(Millis{3}), ElementsAre(Pair(id, Pin{"local", "session", Millis{1'000'000}})));
  EXPECT_THAT((*again)->list(Millis{3}), IsEmpty()) << "nobody has called yet";
  Identity title = side(named("s", {9}));
  title.workspace.clear();
  EXPECT_EQ((*again)->observe(title, {}, Millis{3}).workspace, "/w") << "known before the main line speaks again";
  const Session next = (*again)->observe(named("s", {1, 2, 3, 4}), {}, Millis{4});
  EXPECT_EQ(next.id, id);
  EXPECT_EQ(next.turn, 2u);
  EXPECT_EQ(next.last_target, cloud);
  EXPECT_EQ(next.pin->model, "local");
}

TEST_F(OnDisk, RefusesAFileThatIsNoneOfItsOwn) { EXPECT_FALSE(open((folder / "missing" / "x.db").string())); }

TEST(NormalPath, IsOneSpellingPerFile) {
  struct Row {
    const char *path, *workspace, *directory, *normal;
  };
  const std::vector<Row> rows = {
      {"/w/a.go", "/w", "", "a.go"},
      {"a.go", "/w", "", "a.go"},
      {"a.go", "/w", "/w/sub", "sub/a.go"},
      {"../a.go", "/w", "/w/sub", "a.go"},
      {"./x//y/../z", "/w", "", "x/z"},
      {"/etc/hosts", "/w", "", "/etc/hosts"},
      {"/wide/a", "/w", "", "/wide/a"},
      {"../../../../etc", "/w", "", "/etc"},
      {"a/../../b", "", "", "../b"},
      {"/w", "/w", "", "/w"},
      {"", "/w", "", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(normal_path(row.path, row.workspace, row.directory), row.normal) << row.path;
  EXPECT_EQ(normal_path(std::string(5000, 'a'), "/w", ""), "");
  EXPECT_EQ(normal_path(std::string_view("a\0b", 3), "/w", ""), "");
}

TEST(RecentMap, LetsTheOldestGo) {
  Recent<int, int> map(2);
  EXPECT_FALSE(map.put(1, 10));
  EXPECT_FALSE(map.put(2, 20));
  map.touch(1);
  EXPECT_EQ(map.put(3, 30), 20);
  EXPECT_EQ(map.find(2), nullptr);
  EXPECT_FALSE(map.put(1, 11)) << "replacing evicts nobody";
  EXPECT_EQ(*map.find(1), 11);
  EXPECT_EQ(map.size(), 2u);
}

}  // namespace
}  // namespace weir::session
