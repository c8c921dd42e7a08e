// What a model file could still do from inside: each attempt in a process of its own, since there is no way back.
#include "engine/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace weir::engine {
namespace {

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("weir-sandbox-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "models");
    std::ofstream(folder_ / "models" / "a.gguf") << "weights";
    std::ofstream(folder_ / "secret") << "key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Whether `act` succeeds inside.
  bool inside(const std::function<bool(const std::filesystem::path&)>& act) const {
    const pid_t child = ::fork();
    if (child == 0) {
      harden();
      const std::string held = enter_sandbox({(folder_ / "models").string()});
      ::_exit(held.find("seccomp") == std::string::npos ? 9 : act(folder_) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 9) << status;
    return WEXITSTATUS(status) == 0;
  }
  static bool opens(const std::filesystem::path& path, int how) { return ::open(path.c_str(), how, 0600) >= 0; }
  std::filesystem::path folder_;
};

TEST_F(Sandbox, TheModelCanBeReadAndThreadsStarted) {
  EXPECT_TRUE(inside([](const auto& folder) { return opens(folder / "models" / "a.gguf", O_RDONLY); }));
  EXPECT_TRUE(inside([](const auto&) {
    bool ran = false;
    std::thread([&ran] { ran = true; }).join();
    return ran;
  }));
}

TEST_F(Sandbox, NothingElseCanBeReadOrWritten) {
  if (inside([](const auto&) { return enter_sandbox({}).find("landlock") == std::string::npos; })) {
    GTEST_SKIP() << "this kernel has no Landlock";
  }
  EXPECT_FALSE(inside([](const auto& folder) { return opens(folder / "secret", O_RDONLY); }));
  EXPECT_FALSE(inside([](const auto& folder) { return opens(folder / "models" / "a.gguf", O_WRONLY); }));
  EXPECT_FALSE(inside([](const auto& folder) { return opens(folder / "models" / "new", O_CREAT | O_WRONLY); }));
  EXPECT_FALSE(inside([](const auto&) { return opens("/etc/passwd", O_RDONLY); }));
}

TEST_F(Sandbox, NoWayOut) {
  EXPECT_FALSE(inside([](const auto&) { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }));
  EXPECT_FALSE(inside([](const auto&) { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }));
  EXPECT_FALSE(inside([](const auto&) {
    ::execl("/bin/true", "true", nullptr);
    return errno != EPERM && errno != EACCES;
  }));
}

}  // namespace
}  // namespace weir::engine
