// The ledger's file after a crash of the machine, and of another time: a journal torn anywhere, an older schema.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "ledger/fixture.h"
#include "ledger/schema.h"
#include "store/db.h"

namespace weir::ledger {
namespace {

namespace fs = std::filesystem;

class Torn : public Fixture {
 protected:
  // Ids of the file at `path`, oldest first.
  std::vector<std::string> ids(const std::string& path) {
    LogQuery query;
    query.limit = 1'000'000;
    const auto lines = log_lines(path, query);
    if (!lines) throw std::runtime_error(lines.error().message);
    std::vector<std::string> out;
    for (const std::string& line : *lines) out.push_back(std::string((*Json::parse(line))["weir.id"].string()));
    std::ranges::reverse(out);
    return out;
  }

  std::string write(Ledger& ledger) {
    const Intent intent = intent_at(loop_.wall());
    EXPECT_TRUE(intend(ledger, loop_, intent));
    ledger.settle(settlement_of(intent.id));
    return intent.id.v;
  }

  // Ten rows in the file itself and ten more in its journal; a copy of both is left at `path_`.x.
  std::vector<std::string> ten_and_ten() {
    std::vector<std::string> all;
    auto ledger = must_open();
    for (int i = 0; i < 10; ++i) all.push_back(write(*ledger));
    ledger.reset();  // the last to close moves the journal into the file
    ledger = must_open();
    for (int i = 0; i < 10; ++i) all.push_back(write(*ledger));
    fs::copy_file(path_, path_ + ".x");
    fs::copy_file(path_ + "-wal", path_ + ".x-wal");
    return all;
  }

  // What a weir finds when its journal was left as `tear` makes it: a beginning of what was written.
  void expect_beginning(const std::vector<std::string>& all, const std::function<void(const std::string&)>& tear) {
    const std::string path = dir_ + "/torn.db";
    for (const char* part : {"", "-wal", "-shm", ".lock"}) fs::remove(path + part);
    fs::copy_file(path_ + ".x", path);
    fs::copy_file(path_ + ".x-wal", path + "-wal");
    tear(path + "-wal");
    auto ledger = open(path, loop_);
    ASSERT_TRUE(ledger) << ledger.error().message;
    std::vector<std::string> found = ids(path);
    ASSERT_GE(found.size(), 10U);
    ASSERT_LE(found.size(), all.size());
    ASSERT_TRUE(std::ranges::equal(found, std::span(all).first(found.size())));
    found.push_back(write(**ledger));
    ledger->reset();
    ASSERT_EQ(ids(path), found);
    seen_.insert(found.size() - 1);
  }

  std::set<std::size_t> seen_;  // how many rows were found
};

TEST_F(Torn, AJournalCutAnywhereIsABeginning) {
  const auto all = ten_and_ten();
  const auto size = fs::file_size(path_ + ".x-wal");
  constexpr std::uintmax_t frame = 24 + 4096;
  for (std::uintmax_t at = 0; at < size; at += frame / 3 + 7) {
    expect_beginning(all, [&](const std::string& wal) { fs::resize_file(wal, at); });
    if (HasFatalFailure()) FAIL() << "cut at " << at << " of " << size;
  }
  for (const std::uintmax_t at : {1U, 31U, 32U, 33U}) {  // the journal's own head
    expect_beginning(all, [&](const std::string& wal) { fs::resize_file(wal, at); });
  }
  expect_beginning(all, [](const std::string&) {});
  EXPECT_TRUE(seen_.contains(10));
  EXPECT_TRUE(seen_.contains(20));
  EXPECT_GE(seen_.size(), 8U);
}

TEST_F(Torn, AJournalWithAForeignTailIsABeginning) {
  const auto all = ten_and_ten();
  const auto size = fs::file_size(path_ + ".x-wal");
  for (std::uintmax_t at = 100; at < size; at += size / 23) {
    expect_beginning(all, [&](const std::string& wal) {
      std::fstream file(wal, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(at));
      file << std::string(64, '\x5a');
    });
    if (HasFatalFailure()) FAIL() << "overwritten at " << at << " of " << size;
  }
}

TEST_F(Torn, AnOlderSchemaIsCopiedBesideAndBroughtUp) {
  const std::string id = write(*must_open());
  std::vector<std::string_view> steps(schema_steps().begin(), schema_steps().end());
  steps.push_back("ALTER TABLE exchanges ADD COLUMN later TEXT");
  const std::string copy = fmt::format("{}.schema{}.bak", path_, steps.size() - 1);
  {
    auto db = store::Db::open(path_, store::OpenMode::read_write);
    ASSERT_TRUE(db);
    const auto done = bring_up(*db, path_, steps);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_TRUE(db->exec("SELECT later FROM exchanges"));
    ASSERT_TRUE(bring_up(*db, path_, steps));  // nothing left to do
  }
  EXPECT_EQ(ids(copy), std::vector{id});  // this weir's schema: it reads the copy
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(copy + ".part"));
  const auto newer = log_lines(path_, {});
  ASSERT_FALSE(newer);
  EXPECT_NE(newer.error().help.find("newer weir"), std::string::npos);
}

TEST_F(Torn, WithoutRoomForACopyNothingChanges) {
  must_open().reset();
  std::vector<std::string_view> steps(schema_steps().begin(), schema_steps().end());
  steps.push_back("ALTER TABLE exchanges ADD COLUMN later TEXT");
  fs::create_directory(fmt::format("{}.schema{}.bak", path_, steps.size() - 1));  // in the copy's way
  auto db = store::Db::open(path_, store::OpenMode::read_write);
  ASSERT_TRUE(db);
  const auto done = bring_up(*db, path_, steps);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::io);
  EXPECT_FALSE(done.error().help.empty());
  EXPECT_FALSE(db->exec("SELECT later FROM exchanges"));
  db = store::Db::open(path_, store::OpenMode::read_write);
  EXPECT_TRUE(open(path_, loop_));
}

TEST_F(Torn, AFirstStartLeavesNoCopy) {
  must_open().reset();
  for (const auto& entry : fs::directory_iterator(dir_))
    EXPECT_EQ(entry.path().string().find(".bak"), std::string::npos);
}

}  // namespace
}  // namespace weir::ledger
