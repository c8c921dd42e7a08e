// Keys: from where they come, to which origin they go, and what is said when they do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>

#include "access/access.h"
#include "config/test_home.h"

namespace weir::access {
namespace {

using config::TestHome;
using testing::HasSubstr;
using testing::Not;

struct World {
  std::map<std::string, std::string> env;
  std::int64_t now = 0;
  KeyRing ring{[this](const std::string& name) {
                 const auto it = env.find(name);
                 return it == env.end() ? std::nullopt : std::optional<std::string>(it->second);
               },
               [this] { return Millis{now}; }};
};

constexpr const char* kOrigin = "https://api.example.com";

TEST(Secret, IsGoneFromAMovedFromShortString) {
  Secret a("sk-short-key");
  const Secret b = std::move(a);
  EXPECT_EQ(b.reveal(), "sk-short-key");
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(std::string_view(a.reveal().data(), 12).find("short"), std::string_view::npos);
}

TEST(Secret, EqualComparesAllOfIt) {
  EXPECT_TRUE(equal(Secret("abc"), "abc"));
  EXPECT_FALSE(equal(Secret("abc"), "abd"));
  EXPECT_FALSE(equal(Secret("abc"), "ab"));
  EXPECT_FALSE(equal(Secret("abc"), ""));
  EXPECT_TRUE(equal(Secret(), ""));
}

TEST(KeyRing, EnvironmentIsReadWhenAsked) {
  World w;
  w.ring.bind({"a", kOrigin, "A_KEY", "", ""});
  EXPECT_FALSE(w.ring.has("a"));
  EXPECT_EQ(w.ring.source("a"), "");
  auto none = w.ring.key("a", kOrigin);
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->has_value());
  w.env["A_KEY"] = " sk-1 ";
  EXPECT_EQ(w.ring.source("a"), "env A_KEY");
  auto key = w.ring.key("a", kOrigin);
  ASSERT_TRUE(key.has_value() && key->has_value());
  EXPECT_EQ((*key)->reveal(), "sk-1");
}

TEST(KeyRing, GoesToItsOriginOnly) {
  World w;
  w.env["A_KEY"] = "sk-1";
  w.ring.bind({"a", "https://API.example.com/v1", "A_KEY", "", ""});
  for (const char* same :
       {"https://api.example.com", "https://api.example.com:443", "https://api.example.com/other/path"}) {
    EXPECT_TRUE(w.ring.key("a", same).has_value()) << same;
  }
  for (const char* other :
       {"http://api.example.com", "https://api.example.com:8443", "https://evil.example",
        "https://api.example.com.evil.example", "https://api.example.com@evil.example", "", "api.example.com"}) {
    const auto key = w.ring.key("a", other);
    ASSERT_FALSE(key.has_value()) << other;
    EXPECT_EQ(key.error().kind, ErrorKind::forbidden);
    EXPECT_THAT(key.error().message, Not(HasSubstr("sk-1")));
  }
}

TEST(KeyRing, ABindingWithoutAnOriginGoesNowhere) {
  World w;
  w.env["A_KEY"] = "sk-1";
  w.ring.bind({"a", "nonsense", "A_KEY", "", ""});
  EXPECT_FALSE(w.ring.key("a", "nonsense").has_value());
  EXPECT_FALSE(w.ring.key("a", kOrigin).has_value());
}

TEST(KeyRing, UnknownEndpointHasNoKey) {
  const World w;
  const auto key = w.ring.key("nobody", kOrigin);
  ASSERT_TRUE(key.has_value());
  EXPECT_FALSE(key->has_value());
}

TEST(KeyRing, ABrokenVariableIsNamedNotShown) {
  World w;
  w.env["A_KEY"] = "sk-SECRET\nx: y";
  w.ring.bind({"a", kOrigin, "A_KEY", "", ""});
  const auto key = w.ring.key("a", kOrigin);
  ASSERT_FALSE(key.has_value());
  EXPECT_THAT(key.error().message, HasSubstr("A_KEY"));
  EXPECT_THAT(key.error().message + key.error().help, Not(HasSubstr("SECRET")));
}

TEST(KeyRing, FileMustBePrivate) {
  const TestHome home;
  const std::string file = home.path() + "/openai.key";
  World w;
  w.ring.bind({"a", kOrigin, "", file, ""});
  EXPECT_FALSE(w.ring.has("a"));
  EXPECT_FALSE(w.ring.key("a", kOrigin).has_value());
  std::ofstream(file) << "sk-2\n";
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  const auto open = w.ring.key("a", kOrigin);
  ASSERT_FALSE(open.has_value());
  EXPECT_EQ(open.error().kind, ErrorKind::invalid);
  EXPECT_EQ(open.error().help, "chmod 600 ~/openai.key");
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  const auto closed = w.ring.key("a", kOrigin);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ((*closed)->reveal(), "sk-2");
  EXPECT_EQ(w.ring.source("a"), "file ~/openai.key");
  std::ofstream(file) << "two\nlines";
  EXPECT_FALSE(w.ring.key("a", kOrigin).has_value());
}

TEST(KeyRing, CommandIsKeptForFiveMinutesAndFailuresBriefly) {
  const TestHome home;
  World w;
  const std::string count = home.path() + "/count";
  w.ring.bind({"a", kOrigin, "", "", "echo run >> " + count + "; echo sk-3"});
  const auto runs = [&] {
    std::ifstream in(count);
    int n = 0;
    for (std::string line; std::getline(in, line);) ++n;
    return n;
  };
  EXPECT_EQ(w.ring.source("a"), "command");
  EXPECT_TRUE(w.ring.due("a").has_value());
  for (int i = 0; i < 3; ++i) {
    const auto key = w.ring.key("a", kOrigin);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ((*key)->reveal(), "sk-3");
  }
  EXPECT_EQ(runs(), 1);
  EXPECT_FALSE(w.ring.due("a").has_value());
  w.now = 299'999;
  EXPECT_TRUE(w.ring.key("a", kOrigin).has_value());
  EXPECT_EQ(runs(), 1);
  w.now = 300'000;
  EXPECT_TRUE(w.ring.due("a").has_value());
  EXPECT_TRUE(w.ring.key("a", kOrigin).has_value());
  EXPECT_EQ(runs(), 2);
}

TEST(KeyRing, AnotherThreadMayRunTheCommand) {
  World w;
  w.ring.bind({"a", kOrigin, "", "", "exit 7"});
  w.ring.keep("a", Secret("sk-4"));
  const auto key = w.ring.key("a", kOrigin);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ((*key)->reveal(), "sk-4");
  w.ring.bind({"a", kOrigin, "", "", "exit 7"});  // a new binding forgets the old answer
  const auto failed = w.ring.key("a", kOrigin);
  ASSERT_FALSE(failed.has_value());
  EXPECT_THAT(failed.error().message, HasSubstr("key_command of endpoint a: exited with 7"));
}

struct Command {
  const char* text;
  const char* key;    // "" = fails
  const char* error;  // a part of it
};

TEST(KeyCommand, Table) {
  const Command commands[] = {
      {"printf sk-5", "sk-5", ""},
      {"echo '  sk-5  '; echo", "sk-5", ""},
      {"echo noise >&2; echo sk-5", "sk-5", ""},
      {"cat; echo sk-5", "sk-5", ""},  // no terminal, no input: it may not wait for one
      {"true", "", "printed no key"},
      {"echo sk-SECRET; exit 3", "", "exited with 3"},
      {"echo sk-SECRET two", "", "more than a key"},
      {"echo sk-SECRET; echo second", "", "more than a key"},
      {"echo sk-SECRET; kill -9 $$", "", "killed by signal 9"},
      {"head -c 100000 /dev/zero", "", "more than a key"},
      {"/nonexistent/program", "", "exited with 127"},
  };
  for (const Command& c : commands) {
    const auto key = run_key_command(c.text);
    ASSERT_EQ(key.has_value(), c.key[0] != '\0') << c.text;
    if (key) {
      EXPECT_EQ(key->reveal(), c.key) << c.text;
    } else {
      EXPECT_THAT(key.error().message, HasSubstr(c.error)) << c.text;
      EXPECT_THAT(key.error().message + key.error().help, Not(HasSubstr("SECRET"))) << c.text;
    }
  }
}

TEST(OriginOf, PortIsExplicit) {
  EXPECT_EQ(origin_of("https://api.openai.com/v1").value(), "https://api.openai.com:443");
  EXPECT_EQ(origin_of("http://127.0.0.1:8080").value(), "http://127.0.0.1:8080");
  EXPECT_FALSE(origin_of("https://user:SECRET@host").has_value());
  EXPECT_THAT(origin_of("https://user:SECRET@host").error().message, Not(HasSubstr("SECRET")));
}

}  // namespace
}  // namespace weir::access
