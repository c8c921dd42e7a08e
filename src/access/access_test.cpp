// Who may come in: the token file, the three places of the token, and the front check.
#include "access/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "config/test_home.h"

namespace weir::access {
namespace {

using config::TestHome;
using testing::HasSubstr;
using testing::Not;

mode_t mode_of(const std::string& path) {
  struct stat info{};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

void put(const std::string& file, const std::string& text, mode_t mode) {
  std::ofstream(file) << text;
  ASSERT_EQ(chmod(file.c_str(), mode), 0);
}

// --- the token file

TEST(TokenFile, IsMadeOncePrivateAndReadAgain) {
  const TestHome home;
  const std::string file = home.path() + "/.local/state/weir/token";
  const mode_t before = umask(0);
  const auto first = client_token(file);
  umask(before);
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(first->reveal().size(), 64u);
  EXPECT_EQ(mode_of(file), 0600u);
  EXPECT_EQ(mode_of(home.path() + "/.local/state/weir"), 0700u);
  const auto second = client_token(file);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->reveal(), first->reveal());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(home.path() + "/.local/state/weir"))
    files += entry.exists() ? 1 : 0;
  EXPECT_EQ(files, 1);
}

TEST(TokenFile, TwoHomesHaveTwoTokens) {
  const TestHome home;
  const auto a = client_token(home.path() + "/a/token");
  const auto b = client_token(home.path() + "/b/token");
  ASSERT_TRUE(a && b);
  EXPECT_NE(a->reveal(), b->reveal());
}

TEST(TokenFile, ManyStartsAtOnceAgree) {
  const TestHome home;
  const std::string file = home.path() + "/s/token";
  std::vector<std::string> seen(8);
  {
    std::vector<std::jthread> starts;
    for (std::string& s : seen) {
      starts.emplace_back([&s, &file] {
        const auto token = client_token(file);
        s = token ? token->reveal() : token.error().message;
      });
    }
  }
  EXPECT_EQ(seen[0].size(), 64u) << seen[0];
  for (const std::string& s : seen) EXPECT_EQ(s, seen[0]);
}

TEST(TokenFile, ReadableByOthersIsRefused) {
  const TestHome home;
  const std::string file = home.path() + "/token";
  for (const mode_t mode : {mode_t{0644}, mode_t{0640}, mode_t{0604}, mode_t{0620}, mode_t{0777}}) {
    put(file, std::string(64, 'a'), mode);
    const auto token = client_token(file);
    ASSERT_FALSE(token.has_value()) << mode;
    EXPECT_EQ(token.error().kind, ErrorKind::invalid);
    EXPECT_EQ(token.error().help, "chmod 600 ~/token");
    EXPECT_THAT(token.error().message, Not(HasSubstr("aaaa")));
  }
}

TEST(TokenFile, DamagedIsRefusedAndKept) {
  const TestHome home;
  const std::string file = home.path() + "/token";
  for (const std::string& text :
       {std::string(), std::string(63, 'a'), std::string(64, 'G'), std::string(64, 'a') + "\n\n"}) {
    put(file, text, 0600);
    const auto token = client_token(file);
    ASSERT_FALSE(token.has_value());
    EXPECT_THAT(token.error().help, HasSubstr("rm ~/token"));
    EXPECT_EQ(std::filesystem::file_size(file), text.size());
  }
}

TEST(TokenFile, LinksAndFoldersAreRefused) {
  const TestHome home;
  put(home.path() + "/real", std::string(64, 'a'), 0600);
  std::filesystem::create_symlink(home.path() + "/real", home.path() + "/token");
  EXPECT_FALSE(client_token(home.path() + "/token").has_value());
  std::filesystem::create_directory(home.path() + "/dir");
  EXPECT_FALSE(client_token(home.path() + "/dir").has_value());
  EXPECT_FALSE(client_token(home.path() + "/real/below/token").has_value());
}

// --- who calls

const std::string kToken(64, 'a');
const std::string kNear = std::string(63, 'a') + "b";

HttpHead head(const std::string& path, std::initializer_list<Header> headers) {
  HttpHead h{"POST", path, "", {}};
  for (const Header& one : headers) h.headers.add(one.name, one.value);
  return h;
}

struct Call {
  const char* name;
  std::string path;
  std::vector<Header> headers;
  const char* left;       // path that remains; "" = refused
  const char* login;      // "" = none
  const char* login_key;  // "" = none
};

TEST(Authenticate, Table) {
  const Call calls[] = {
      {"bearer", "/v1/messages", {{"Authorization", "Bearer " + kToken}}, "/v1/messages", "", ""},
      {"bearer, any case", "/x", {{"authorization", "bEARER  " + kToken + " "}}, "/x", "", ""},
      {"key", "/x", {{"X-Api-Key", kToken}}, "/x", "", ""},
      {"path", "/t/" + kToken + "/v1/messages", {}, "/v1/messages", "", ""},
      {"path alone", "/t/" + kToken, {}, "/", "", ""},
      {"path with slash", "/t/" + kToken + "/", {}, "/", "", ""},
      {"path and login",
       "/t/" + kToken + "/v1",
       {{"Authorization", "Bearer sk-ant-oat01-X"}},
       "/v1",
       "Bearer sk-ant-oat01-X",
       ""},
      {"path and key", "/t/" + kToken + "/v1", {{"x-api-key", "sk-ant-X"}}, "/v1", "", "sk-ant-X"},
      {"bearer and foreign key",
       "/v1",
       {{"Authorization", "Bearer " + kToken}, {"x-api-key", "sk-ant-X"}},
       "/v1",
       "",
       "sk-ant-X"},
      {"key and foreign login",
       "/v1",
       {{"Authorization", "Bearer oat"}, {"x-api-key", kToken}},
       "/v1",
       "Bearer oat",
       ""},
      {"ours in all places goes nowhere",
       "/t/" + kToken + "/v1",
       {{"Authorization", "Bearer " + kToken}, {"x-api-key", kToken}},
       "/v1",
       "",
       ""},
      {"empty bearer is none", "/v1", {{"Authorization", "Bearer "}, {"x-api-key", kToken}}, "/v1", "", ""},
      {"basic is no login", "/t/" + kToken + "/v1", {{"Authorization", "Basic Zm9v"}}, "/v1", "", ""},
      {"nothing", "/v1", {}, "", "", ""},
      {"empty bearer alone", "/v1", {{"Authorization", "Bearer "}}, "", "", ""},
      {"near miss", "/v1", {{"Authorization", "Bearer " + kNear}}, "", "", ""},
      {"prefix", "/v1", {{"x-api-key", kToken.substr(0, 63)}}, "", "", ""},
      {"longer", "/v1", {{"x-api-key", kToken + "a"}}, "", "", ""},
      {"wrong path, right bearer", "/t/" + kNear + "/v1", {{"Authorization", "Bearer " + kToken}}, "", "", ""},
      {"empty path token", "/t//v1", {{"Authorization", "Bearer " + kToken}}, "", "", ""},
      {"basic", "/v1", {{"Authorization", "Basic " + kToken}}, "", "", ""},
      {"no scheme", "/v1", {{"Authorization", kToken}}, "", "", ""},
      {"twice", "/v1", {{"Authorization", "Bearer " + kToken}, {"Authorization", "Bearer x"}}, "", "", ""},
      {"key twice", "/t/" + kToken + "/v1", {{"x-api-key", "a"}, {"X-API-KEY", "b"}}, "", "", ""},
      {"control character", "/t/" + kToken + "/v1", {{"Authorization", "Bearer a\nb"}}, "", "", ""},
      {"token in query only", "/v1?t=" + kToken, {}, "", "", ""},
      {"upper case path mark", "/T/" + kToken + "/v1", {}, "", "", ""},
      {"double slash", "//t/" + kToken + "/v1", {}, "", "", ""},
  };
  for (const Call& c : calls) {
    HttpHead h{"POST", c.path, "", {}};
    for (const Header& one : c.headers) h.headers.add(one.name, one.value);
    const auto caller = authenticate(h, Secret(kToken));
    ASSERT_EQ(caller.has_value(), c.left[0] != '\0') << c.name;
    if (!caller) {
      EXPECT_EQ(caller.error().kind, ErrorKind::unauthorized) << c.name;
      EXPECT_THAT(caller.error().help, HasSubstr("x-api-key")) << c.name;
      EXPECT_THAT(caller.error().message + caller.error().help, Not(HasSubstr("aaaa"))) << c.name;
      continue;
    }
    EXPECT_EQ(caller->path, c.left) << c.name;
    EXPECT_EQ(caller->login ? caller->login->reveal() : "", c.login) << c.name;
    EXPECT_EQ(caller->login_key ? caller->login_key->reveal() : "", c.login_key) << c.name;
  }
}

TEST(Authenticate, AnEmptyTokenLetsNobodyIn) {
  EXPECT_FALSE(authenticate(head("/v1", {{"x-api-key", ""}}), Secret()).has_value());
  EXPECT_FALSE(authenticate(head("/t//v1", {}), Secret()).has_value());
}

// --- the front

struct Front {
  const char* host;
  bool passes;
};

TEST(Front, HostForms) {
  const Front forms[] = {
      {"127.0.0.1", true},
      {"127.0.0.1:4517", true},
      {"127.0.0.2", true},
      {"127.255.255.254:4517", true},
      {"localhost", true},
      {"localhost:4517", true},
      {"LocalHost:4517", true},
      {"[::1]", true},
      {"[::1]:4517", true},
      {"weir.test", true},
      {"WEIR.test:4517", true},
      {"", false},
      {"127.0.0.1:4518", false},
      {"127.0.0.1:80", false},
      {"127.0.0.1:0", false},
      {"127.0.0.1:", false},
      {"127.0.0.1:04517", false},
      {"127.0.0.1:+4517", false},
      {"127.0.0.1: 4517", false},
      {"127.0.0.1:4517x", false},
      {"127.0.0.1:4517:4517", false},
      {"127.0.0.1:4294971813", false},
      {"127.0.0.1.", false},
      {"localhost.", false},
      {"localhost.:4517", false},
      {"127.1", false},
      {"127.0.0.01", false},
      {"127.0.0.256", false},
      {"127.0.0.1.nip.io", false},
      {"127.evil.example", false},
      {"0x7f.0.0.1", false},
      {"0177.0.0.1", false},
      {"2130706433", false},
      {"0.0.0.0:4517", false},
      {"localhost.evil.example", false},
      {"evil.example", false},
      {"evil.example:4517", false},
      {"evil.example:127.0.0.1", false},
      {"192.168.1.5:4517", false},
      {"10.0.0.1", false},
      {"::1", false},
      {"[::1", false},
      {"[::1]x", false},
      {"[::1].", false},
      {"[::]:4517", false},
      {"[::ffff:127.0.0.1]", false},
      {"user@127.0.0.1", false},
      {"127.0.0.1,evil.example", false},
      {" 127.0.0.1", false},
      {"127.0.0.1 ", false},
      {"127.0.0.1/", false},
      {"127.0.0.1#", false},
      {"127.0.0.1\t", false},
      {"weir.test.evil.example", false},
      {"*", false},
      {"null", false},
      {"localhost%00.evil", false},
  };
  for (const Front& f : forms) {
    const auto passed = check_front(head("/", {{"Host", f.host}}), 4517, {"weir.test"});
    EXPECT_EQ(passed.has_value(), f.passes) << "Host: " << f.host;
    if (!passed) EXPECT_EQ(passed.error().kind, ErrorKind::forbidden);
  }
  EXPECT_FALSE(check_front(head("/", {}), 4517, {}).has_value());
  EXPECT_FALSE(check_front(head("/", {{"Host", "localhost"}, {"host", "evil.example"}}), 4517, {}).has_value());
}

TEST(Front, Origins) {
  const Front forms[] = {
      {"http://127.0.0.1:4517", true},
      {"http://localhost:4517", true},
      {"http://[::1]:4517", true},
      {"null", false},
      {"", false},
      {"http://127.0.0.1", false},
      {"http://127.0.0.1:3000", false},
      {"https://127.0.0.1:4517", false},
      {"http://evil.example", false},
      {"http://evil.example:4517", false},
      {"http://localhost.evil.example:4517", false},
      {"http://127.0.0.1:4517/", false},
      {"http://127.0.0.1:4517.evil.example", false},
      {"http://weir.test:4517", false},
      {"file://", false},
      {"vscode-webview://1234", false},
      {"HTTP://127.0.0.1:4517", false},
      {"http://user@127.0.0.1:4517", false},
      {"http://127.0.0.1:4517 http://evil.example", false},
  };
  for (const Front& f : forms) {
    EXPECT_EQ(check_front(head("/", {{"Host", "127.0.0.1:4517"}, {"Origin", f.host}}), 4517, {"weir.test"}).has_value(),
              f.passes)
        << "Origin: " << f.host;
  }
  EXPECT_TRUE(check_front(head("/", {{"Host", "127.0.0.1"}, {"Origin", "http://127.0.0.1"}}), 80, {}).has_value());
}

TEST(Front, SecFetchSite) {
  const Front forms[] = {{"none", true},        {"same-origin", true}, {"same-site", false},
                         {"cross-site", false}, {"", false},           {"NONE", false}};
  for (const Front& f : forms) {
    EXPECT_EQ(check_front(head("/", {{"Host", "127.0.0.1:4517"}, {"Sec-Fetch-Site", f.host}}), 4517, {}).has_value(),
              f.passes)
        << "Sec-Fetch-Site: " << f.host;
  }
}

TEST(Front, ErrorsDoNotEchoTheStranger) {
  const auto refused = check_front(head("/", {{"Host", "evil.example"}}), 4517, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, Not(HasSubstr("evil")));
}

}  // namespace
}  // namespace weir::access
