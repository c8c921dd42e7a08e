// Ports and socket files: whose they are.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>

#include "net/server_test_support.h"

namespace weir::net {
namespace {

using namespace test;

TEST(Listening, APortInUseSaysByWhom) {
  IoLoop loop;
  auto first = serve(loop, echo);
  const auto second = listen_loopback(loop, first->port(), echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().message.find("pid " + std::to_string(::getpid())), std::string::npos)
      << second.error().message;
}

class UnixSocket : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/weir-net-XXXXXX";
    dir_ = ::mkdtemp(name);
    path_ = dir_ + "/s";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  RawSocket connect() const {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path_.copy(at.sun_path, sizeof(at.sun_path) - 1);
    sockaddr_storage address{};
    std::memcpy(&address, &at, sizeof(at));
    const void* const any = &address;
    if (::connect(fd, static_cast<const sockaddr*>(any), sizeof(at)) != 0) throw std::runtime_error("connect");
    return RawSocket(fd);
  }
  std::string dir_, path_;
};

TEST_F(UnixSocket, IsPrivateServesAndIsRemoved) {
  IoLoop loop;
  {
    auto server = listen_unix(loop, path_, echo);
    ASSERT_TRUE(server);
    struct stat s{};
    ASSERT_EQ(::stat(path_.c_str(), &s), 0);
    EXPECT_EQ(s.st_mode & 0777U, 0600U);
    EXPECT_EQ((*server)->port(), 0U);
    run_beside(loop, [&] {
      auto socket = connect();
      socket.send("GET /unix HTTP/1.1\r\nHost: localhost\r\n\r\n");
      EXPECT_EQ(answer_body(socket), "GET /unix ");
    });
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(UnixSocket, ALivingOneIsAConflictAndAStaleOneIsReplaced) {
  IoLoop loop;
  auto first = listen_unix(loop, path_, echo);
  ASSERT_TRUE(first);
  const auto second = listen_unix(loop, path_, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  const auto kept = path_ + ".kept";
  std::filesystem::rename(path_, kept);  // the first one's end does not remove it: it is stale now
  first->reset();
  std::filesystem::rename(kept, path_);
  EXPECT_TRUE(listen_unix(loop, path_, echo));
}

TEST_F(UnixSocket, AFileOfThatNameIsLeftAlone) {
  std::ofstream(path_) << "precious";
  IoLoop loop;
  const auto server = listen_unix(loop, path_, echo);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().kind, ErrorKind::conflict);
  EXPECT_EQ(std::filesystem::file_size(path_), 8U);
}

}  // namespace
}  // namespace weir::net
