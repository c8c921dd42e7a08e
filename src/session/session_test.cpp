// Sessions as relay sees them: who belongs together, what is pinned, who made what, and what a restart leaves.
#include "session/session.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "session/recent.h"
#include "session/working_set.h"
#include "store/db.h"

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

// Calls of one touch each.
Traffic traffic(const std::vector<Touched>& touched) {
  Traffic out;
  for (const Touched& t : touched) out.calls.push_back(std::hash<std::string>{}(t.call + t.how + t.path));
  out.read = [touched](std::size_t i) { return Events{{touched[i]}, {}, {}}; };
  return out;
}
Touched edit(std::string path, std::string call, std::vector<std::string> removed, std::vector<std::string> added) {
  Touched out{std::move(path), "edited", "edit", std::move(call)};
  out.removed = std::move(removed);
  out.added = std::move(added);
  return out;
}

struct SessionsTest : ::testing::Test {
  std::unique_ptr<Sessions> sessions = std::move(*open(""));
  std::int64_t clock = 1000;
  Session see(const Identity& id, const std::vector<Touched>& touched = {}) {
    return sessions->observe(id, traffic(touched), Millis{clock++});
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

TEST_F(SessionsTest, KeepsWhatEachEditTookAwayAndBroughtOnce) {
  const std::vector<Touched> first = {edit("order.proto", "c1", {"user_id"}, {"customer_id"})};
  const std::string id = see(pi({1, 2}), first).id;
  std::vector<Touched> more = first;
  more.push_back({"gone.proto", "named", "edit", "c2", {"x"}, {"y"}});
  more.push_back(edit("order.proto", "c3", {"note"}, {}));
  see(pi({1, 2, 3, 4}), more);
  see(tool_turn(pi({1, 2, 3, 4, 5, 6})), more);
  const Working work = sessions->working(id);
  ASSERT_THAT(work.changes, SizeIs(2));
  EXPECT_EQ(work.changes[0], (Change{"order.proto", {"user_id"}, {"customer_id"}, "c1", {}, false, 1}));
  EXPECT_EQ(work.changes[1].removed, std::vector<std::string>{"note"});
  EXPECT_EQ(work.changes[1].turn, 2u);
}

TEST_F(SessionsTest, ListsEditedFilesBeforeOpenedOnesTheLatestFirst) {
  const std::string id = see(pi({1, 2}), {{"a", "opened", "read", "c1"},
                                          {"b", "edited", "edit", "c2"},
                                          {"c", "opened", "read", "c3"},
                                          {"d", "created", "write", "c4"},
                                          {"e", "named", "read", "c5"},
                                          {"a", "opened", "read", "c6"}})
                             .id;
  EXPECT_THAT(sessions->working(id).files, ElementsAre("d", "b", "a", "c"));
  EXPECT_THAT(sessions->working(id + ".0a1b2c").files, SizeIs(4)) << "a subagent works on its session's files";
  EXPECT_THAT(sessions->working("0123456789abcdef").files, IsEmpty());
}

TEST_F(SessionsTest, NamesTheFileThatMadeTheCountWhatItIs) {
  std::vector<Touched> all = {{"a", "opened", "read", "c1"}, {"b", "opened", "read", "c2"}};
  Session s = see(pi({1, 2}), all);
  EXPECT_EQ(s.opened, 2u);
  EXPECT_EQ(s.last_opened, "b");
  EXPECT_EQ(s.last_opened_turn, 1u);
  EXPECT_EQ(s.last_edited, "");
  all.push_back({"a", "opened", "read", "c3"});
  all.push_back({"a", "edited", "edit", "c4"});
  s = see(pi({1, 2, 3, 4}), all);
  EXPECT_EQ(s.last_opened, "b") << "reading a file again opens no further one";
  EXPECT_EQ(s.last_edited, "a");
  EXPECT_EQ(s.last_edited_turn, 2u);
}

TEST_F(SessionsTest, CountsTestRunsSearchesAndFailures) {
  Traffic t;
  t.calls = {1, 2, 3, 4};
  t.read = [](std::size_t i) {
    if (i == 0) return Events{{}, {{"pytest", "failed", "Bash", "c0"}}, {}};
    if (i == 1) return Events{{}, {{"pytest", "passed", "Bash", "c1"}}, {}};
    if (i == 2) return Events{{}, {}, {{"Edit", "no match", "c2"}}};
    Touched search{"src", "searched", "Grep", "c3"};
    search.pattern = "user_id";
    return Events{{search, {".", "listed", "LS", "c3"}}, {}, {}};
  };
  sessions->observe(pi({1, 2}), t, Millis{clock++});
  const std::string id = sessions->observe(pi({1, 2, 3}), t, Millis{clock++}).id;
  const Summary sum = sessions->list(Millis{clock})[0];
  EXPECT_EQ(sum.tests_failed, 1u);
  EXPECT_EQ(sum.tests_passed, 1u);
  EXPECT_EQ(sum.errors, 1u);
  ASSERT_TRUE(sum.last_test);
  EXPECT_EQ(sum.last_test->result, "passed");
  EXPECT_THAT(sum.files, IsEmpty()) << "searching opens no file";
  const Working work = sessions->working(id);
  ASSERT_THAT(work.searches, SizeIs(1));
  EXPECT_EQ(work.searches[0].path, "src");
  EXPECT_EQ(work.searches[0].pattern, "user_id");
  EXPECT_EQ(work.listed[0].path, "/w");
  EXPECT_EQ(work.failures[0].cls, "no match");
}

TEST_F(SessionsTest, FindsADerivedSessionAgainByItsCalls) {
  const std::vector<Touched> calls = {{"a", "opened", "read", "c1"}, {"b", "edited", "edit", "c2"}};
  const Session before = see(pi({1, 2, 3}), calls);
  const Session after = see(pi({7, 8, 9}), {calls[1]});
  EXPECT_EQ(after.id, before.id) << "its client rewrote the history and kept the last call";
  EXPECT_EQ(after.opened, 1u);
  EXPECT_EQ(after.edited, 1u);
  EXPECT_NE(see(pi({7, 8, 9}, "/other"), {calls[1]}).id, before.id);
  EXPECT_NE(see(pi({5}), {{"a", "opened", "read", "c9"}}).id, before.id);
}

TEST_F(SessionsTest, CarriesADerivedSessionOnWhenItsSummaryBeginsTheNextHistory) {
  const Session before = see(pi({1, 2, 3}), {{"a", "opened", "read", "c1"}});
  const std::string other = see(pi({4, 5}, "/other")).id;
  Identity after = pi({20, 21});
  after.continues = true;
  EXPECT_EQ(see(after).id, before.id);
  EXPECT_EQ(see(after).opened, 1u);
  EXPECT_EQ(see(pi({20, 21, 22, 23})).id, before.id);
  EXPECT_NE(see(pi({30, 31})).id, before.id) << "a new conversation is no summary";
  after.workspace = "/nobody";
  after.chain = {40};
  EXPECT_NE(see(after).id, other);
}

TEST_F(SessionsTest, GivesACompactionToTheOnlySessionThatItCanBeOf) {
  const std::string id = see(pi({1, 2})).id;
  Identity compaction = side(pi({77}, ""));
  compaction.compacts = true;
  EXPECT_EQ(see(compaction).id, id);
  EXPECT_EQ(see(compaction).workspace, "/w") << "the workspace's policy holds for its summary too";
  see(pi({5}, "/other"));
  EXPECT_NE(see(compaction).id, id) << "two could be meant";
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
    id = (*sessions)->observe(named("s", {1, 2}), traffic({}), Millis{1}).id;
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
  EXPECT_EQ((*again)->observe(title, traffic({}), Millis{3}).workspace, "/w")
      << "known before the main line speaks again";
  const Session next = (*again)->observe(named("s", {1, 2, 3, 4}), traffic({}), Millis{4});
  EXPECT_EQ(next.id, id);
  EXPECT_EQ(next.turn, 2u);
  EXPECT_EQ(next.last_target, cloud);
  EXPECT_EQ(next.pin->model, "local");
}

TEST_F(OnDisk, KeepsTheWorkingSetOfANamedSession) {
  std::vector<Touched> all = {{"a", "opened", "read", "c1"},
                              edit("b", "c2", {"user_id", "/orders/{id}"}, {"customer_id"})};
  all[1].lines = {3, 5};
  std::string id;
  {
    auto sessions = open(file);
    ASSERT_TRUE(sessions);
    id = (*sessions)->observe(named("s", {1, 2}), traffic(all), Millis{1}).id;
    (*sessions)->observe(pi({1, 2}), traffic(all), Millis{1});
  }
  auto again = open(file);
  ASSERT_TRUE(again);
  const Working kept = (*again)->working(id);
  EXPECT_THAT(kept.files, ElementsAre("b", "a"));
  ASSERT_THAT(kept.changes, SizeIs(1));
  EXPECT_EQ(kept.changes[0], (Change{"b", {"user_id", "/orders/{id}"}, {"customer_id"}, "c2", {3, 5}, false, 1}));
  all.push_back({"c", "opened", "read", "c3"});
  const Session next = (*again)->observe(named("s", {1, 2, 3, 4}), traffic(all), Millis{2});
  EXPECT_EQ(next.opened, 2u);
  EXPECT_EQ(next.edited, 1u);
  EXPECT_EQ(next.last_opened, "c");
  EXPECT_EQ(next.last_edited, "b");
  EXPECT_THAT((*again)->working(id).changes, SizeIs(1)) << "the history came again";
  EXPECT_EQ((*again)->working(id).uses[0].turn, 1u);
}

TEST_F(OnDisk, TakesAFileOfBeforeTheWorkingSetWasKept) {
  {
    auto db = store::Db::open(file, store::OpenMode::read_write, store::Durability::normal);
    ASSERT_TRUE(db);
    ASSERT_TRUE(
        db->exec("CREATE TABLE issuers (key TEXT PRIMARY KEY, candidate TEXT NOT NULL);"
                 "CREATE TABLE pins (scope TEXT NOT NULL, id TEXT NOT NULL, model TEXT NOT NULL, until INTEGER, "
                 "PRIMARY KEY (scope, id));"
                 "CREATE TABLE stands (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, turn INTEGER NOT NULL, "
                 "target TEXT NOT NULL);"
                 "INSERT INTO pins VALUES ('all', '', 'local', NULL); PRAGMA user_version = 1;"));
  }
  auto sessions = open(file);
  ASSERT_TRUE(sessions) << sessions.error().message;
  EXPECT_THAT((*sessions)->pins(Millis{1}), SizeIs(1));
  (*sessions)->observe(named("s", {1}), traffic({{"a", "opened", "read", "c1"}}), Millis{1});
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
