// For tests: a folder of its own that goes with the test, and git run in it without anybody's configuration.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "workspace/file.h"

namespace weir::workspace {

class TempTree : public ::testing::Test {
 protected:
  void SetUp() override {
    const ::testing::TestInfo* info = ::testing::UnitTest::GetInstance()->current_test_info();
    // In memory where that is possible: a hundred thousand files on a busy disk take minutes.
    const bool memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    base_ = std::filesystem::canonical(memory ? "/dev/shm" : std::filesystem::temp_directory_path()) /
            ("weir-" + std::string(info->test_suite_name()) + "-" + info->name() + "-" + std::to_string(::getpid()));
    std::filesystem::create_directories(base_ / "r");
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(base_, ignored);
  }

  std::string root() const { return at("r"); }
  std::string at(const std::string& path) const { return (base_ / path).string(); }
  // Beneath the root.
  void file(const std::string& path, const std::string& text = "x\n") const { write("r/" + path, text); }
  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((base_ / path).parent_path());
    std::ofstream(base_ / path, std::ios::binary) << text;
  }
  // In the root, or in another folder of the test.
  void git(const std::string& arguments, const std::string& folder = "r") const {
    const std::string command = "cd '" + at(folder) + "' && HOME='" + at("") +
                                "' GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a "
                                "GIT_AUTHOR_EMAIL=a@example.invalid GIT_COMMITTER_NAME=c "
                                "GIT_COMMITTER_EMAIL=c@example.invalid git -c init.defaultBranch=main "
                                "-c protocol.file.allow=always -c commit.gpgsign=false -c advice.detachedHead=false " +
                                arguments + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << arguments;
  }
  static std::vector<std::string> paths(Source& source) {
    std::vector<std::string> out;
    const auto listed = source.list([&](FileEntry entry) {
      out.push_back(std::move(entry.path));
      return true;
    });
    EXPECT_TRUE(listed.has_value()) << (listed ? "" : listed.error().message);
    return out;
  }

 private:
  std::filesystem::path base_;
};

}  // namespace weir::workspace
