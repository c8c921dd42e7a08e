// store: files are private and durable, transactions are whole, and each failure says what to do.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "store/db.h"

namespace weir::store {
namespace {

class Store : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "weir-store-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    path_ = dir_ + "/test.db";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  Db must_open(OpenMode mode = OpenMode::read_write) {
    auto db = Db::open(path_, mode);
    if (!db) throw std::runtime_error(db.error().message);
    return std::move(*db);
  }
  std::int64_t count(Db& db) {
    auto stmt = db.prepare("SELECT count(*) FROM t");
    if (!stmt || !stmt->step()) return -1;
    return stmt->integer(0);
  }

  std::string dir_, path_;
};

TEST_F(Store, KeepsValuesExactly) {
  Db db = must_open();
  ASSERT_TRUE(db.exec("CREATE TABLE t (a INTEGER, b TEXT, c REAL, d TEXT) STRICT"));
  auto insert = db.prepare("INSERT INTO t VALUES (?, ?, ?, ?)");
  ASSERT_TRUE(insert);
  const std::string text("a\0b\xC3\xA9", 5);
  insert->bind(1, INT64_MIN).bind(2, std::string_view(text)).bind(3, 0.1).bind(4, std::optional<std::string_view>());
  ASSERT_TRUE(insert->run());
  insert->bind(1, 7).bind(2, std::string_view()).bind(3, -1e300).bind(4, std::optional<std::string_view>("x"));
  ASSERT_TRUE(insert->run());
  EXPECT_EQ(db.changes(), 1);
  auto read = db.prepare("SELECT * FROM t ORDER BY rowid");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->step(), true);
  EXPECT_EQ(read->integer(0), INT64_MIN);
  EXPECT_EQ(read->text(1), text);
  EXPECT_EQ(read->real(2), 0.1);
  EXPECT_TRUE(read->is_null(3));
  ASSERT_EQ(read->step(), true);
  EXPECT_FALSE(read->is_null(1));  // an empty text is no NULL
  EXPECT_EQ(read->text(1), "");
  EXPECT_EQ(read->text(3), "x");
  EXPECT_EQ(read->step(), false);
}

TEST_F(Store, FilesAreTheOwnersOnly) {
  const mode_t before = ::umask(0);
  Db db = must_open();
  ASSERT_TRUE(db.exec("CREATE TABLE t (a INTEGER) STRICT"));
  ::umask(before);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat info{};
    ASSERT_EQ(::stat((path_ + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(Store, TransactionsRollBackUnlessCommitted) {
  Db db = must_open();
  ASSERT_TRUE(db.exec("CREATE TABLE t (a INTEGER) STRICT"));
  {
    auto tx = Tx::begin(db);
    ASSERT_TRUE(tx);
    ASSERT_TRUE(db.exec("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(count(db), 0);
  {
    auto tx = Tx::begin(db);
    ASSERT_TRUE(tx);
    ASSERT_TRUE(db.exec("INSERT INTO t VALUES (1)"));
    ASSERT_TRUE(tx->commit());
  }
  EXPECT_EQ(count(db), 1);
}

TEST_F(Store, AReaderSeesWhatIsCommittedWhileTheWriterHoldsIt) {
  Db writer = must_open();
  ASSERT_TRUE(writer.exec("CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1)"));
  auto tx = Tx::begin(writer);
  ASSERT_TRUE(tx);
  ASSERT_TRUE(writer.exec("INSERT INTO t VALUES (2)"));
  Db reader = must_open(OpenMode::read_only);
  EXPECT_EQ(count(reader), 1);
  ASSERT_TRUE(tx->commit());
  EXPECT_EQ(count(reader), 2);
  const auto refused = reader.exec("INSERT INTO t VALUES (3)");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::io);
}

TEST_F(Store, AReaderFindsAllAfterTheWriterWasKilled) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto db = Db::open(path_, OpenMode::read_write);
    if (!db || !db->exec("CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)")) {
      ::_exit(1);
    }
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  Db reader = must_open(OpenMode::read_only);
  EXPECT_EQ(count(reader), 2);
}

TEST_F(Store, ReadOnlyNeedsTheFile) {
  const auto db = Db::open(path_, OpenMode::read_only);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, ErrorKind::not_found);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Store, AFolderThatIsNotThereIsNamed) {
  const auto db = Db::open(dir_ + "/no/test.db", OpenMode::read_write);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().kind, ErrorKind::io);
  EXPECT_NE(db.error().message.find(dir_ + "/no/test.db"), std::string::npos);
  EXPECT_FALSE(db.error().help.empty());
}

TEST_F(Store, WhatIsNoDatabaseIsInvalidWithHelp) {
  std::ofstream(path_) << std::string(5000, 'x');
  for (const auto mode : {OpenMode::read_write, OpenMode::read_only}) {
    const auto db = Db::open(path_, mode);
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().kind, ErrorKind::invalid);
    EXPECT_NE(db.error().message.find("SQLITE_NOTADB"), std::string::npos) << db.error().message;
    EXPECT_FALSE(db.error().help.empty());
  }
}

TEST_F(Store, ALockedFileIsAConflict) {
  Db one = must_open();
  ASSERT_TRUE(one.exec("CREATE TABLE t (a INTEGER) STRICT"));
  Db two = must_open();
  ASSERT_TRUE(two.exec("PRAGMA busy_timeout = 0"));
  auto tx = Tx::begin(one);
  ASSERT_TRUE(tx);
  const auto refused = Tx::begin(two);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
}

TEST_F(Store, AFullDiskIsIoAndLaterWorkGoesOn) {
  Db db = must_open();
  ASSERT_TRUE(db.exec("CREATE TABLE t (a BLOB) STRICT"));
  // The process may not write files beyond 64 KB: what a full disk looks like to SQLite.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{65536, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = [&]() -> Result<void> {
    TRY(auto tx, Tx::begin(db));
    TRY_VOID(db.exec("INSERT INTO t VALUES (zeroblob(300000))"));
    return tx.commit();
  }();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::io) << refused.error().message;
  EXPECT_FALSE(refused.error().help.empty());
  ASSERT_TRUE(db.exec("INSERT INTO t VALUES (zeroblob(300000))"));
  EXPECT_EQ(count(db), 1);
}

TEST_F(Store, MigrationsRunOnceInOrder) {
  constexpr std::array<std::string_view, 2> both = {"CREATE TABLE t (a INTEGER) STRICT",
                                                    "ALTER TABLE t ADD COLUMN b TEXT; INSERT INTO t VALUES (1, 'x')"};
  {
    Db db = must_open();
    ASSERT_TRUE(db.migrate(std::span(both).first(1)));
    EXPECT_EQ(count(db), 0);
  }
  Db db = must_open();
  ASSERT_TRUE(db.migrate(both));
  ASSERT_TRUE(db.migrate(both));
  EXPECT_EQ(count(db), 1);
  const auto older = db.migrate(std::span(both).first(1));
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().kind, ErrorKind::invalid);
  EXPECT_NE(older.error().message.find("newer"), std::string::npos);
}

TEST_F(Store, AFailedMigrationLeavesTheStepUndone) {
  constexpr std::array<std::string_view, 2> steps = {"CREATE TABLE t (a INTEGER) STRICT",
                                                     "INSERT INTO t VALUES (1); INSERT INTO nowhere VALUES (1)"};
  Db db = must_open();
  ASSERT_FALSE(db.migrate(steps));
  EXPECT_EQ(count(db), 0);
}

}  // namespace
}  // namespace weir::store
