// What a person meets when writing weir.toml: errors that point, defaults, origins, the example.
#include "config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/keys.h"
#include "config/test_home.h"

namespace weir::config {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kFile = "/etc/weir.toml";

Config good(std::string_view text) {
  auto config = parse(text, kFile);
  EXPECT_TRUE(config.has_value()) << (config ? "" : config.error().message + " | " + config.error().help);
  return config ? *config : Config{};
}

TEST(Config, EmptyFileGivesTheDefaults) {
  const Config c = good("");
  EXPECT_EQ(c.port, 4517u);
  EXPECT_EQ(c.engine_model, "qwen2.5-coder:0.5b");
  EXPECT_EQ(c.engine_context, Tokens{8192});
  EXPECT_THAT(c.discovery_ports, testing::ElementsAre(11434u, 1234u, 8080u, 8000u));
  EXPECT_FALSE(c.day_cap.has_value());
  EXPECT_EQ(c.day_cap_origin.text(), "default");
  EXPECT_TRUE(c.ripple_enabled);
  EXPECT_EQ(c.ripple_min_class, "large");
  EXPECT_EQ(c.ripple_strong_from, 2u);
  EXPECT_FALSE(c.ripple_nudge);
}

TEST(Config, MissingFileIsAnEmptyOne) {
  const auto c = load("/nonexistent/weir.toml");
  ASSERT_TRUE(c.has_value());
  EXPECT_EQ(c->file, "");
}

TEST(Config, ReadsEverySection) {
  const TestHome home;
  const Config c = good(R"([server]
port = 5000
hosts = ["Weir.Test"]
[engine]
enabled = false
path = "~/models/x.gguf"
threads = 2
[discovery]
ports = [1, 2, 2]
[budget]
day_usd = 2.5
[route]
wide_min = "large"
[limits]
first_byte_ms = 250
[workspace."~/src/vault/"]
local_only = true
[endpoint.box]
kind = "openai"
base_url = "http://192.168.1.7:8000/v1/"
key_env = "BOX_KEY"
[endpoint.box.model."qwen3-coder:30b"]
class = "mid"
context = 65536
tools = false
aliases = ["coder"]
[ripple]
enabled = false
min_class = "frontier"
strong_from = 3
nudge = true
)");
  EXPECT_EQ(c.port, 5000u);
  EXPECT_THAT(c.hosts, testing::ElementsAre("weir.test"));
  EXPECT_FALSE(c.engine_enabled);
  EXPECT_EQ(c.engine_path, home.path() + "/models/x.gguf");
  EXPECT_THAT(c.discovery_ports, testing::ElementsAre(1u, 2u));
  EXPECT_EQ(c.day_cap, MicroUsd{2'500'000});
  EXPECT_EQ(c.day_cap_origin.text(), "/etc/weir.toml:11:1");
  EXPECT_EQ(c.wide_min, "large");
  EXPECT_EQ(c.first_byte, Millis{250});
  EXPECT_FALSE(c.ripple_enabled);
  EXPECT_EQ(c.ripple_min_class, "frontier");
  EXPECT_EQ(c.ripple_strong_from, 3u);
  EXPECT_TRUE(c.ripple_nudge);
  ASSERT_EQ(c.workspaces.size(), 1u);
  EXPECT_EQ(c.workspaces[0].root, home.path() + "/src/vault");
  EXPECT_EQ(c.workspaces[0].origin.text(), "/etc/weir.toml:16:1");
  EXPECT_TRUE(c.workspaces[0].local_only);
  ASSERT_EQ(c.endpoints.size(), 1u);
  EXPECT_EQ(c.endpoints[0].base_url, "http://192.168.1.7:8000");
  ASSERT_EQ(c.endpoints[0].models.size(), 1u);
  EXPECT_EQ(c.endpoints[0].models[0].cls, "mid");
  EXPECT_EQ(c.endpoints[0].models[0].tools, false);
  EXPECT_EQ(c.endpoints[0].models[0].thinking, std::nullopt);
}

TEST(Config, AnyLanguageInsideQuotesAndComments) {
  const Config c = good(
      "\xEF\xBB\xBF# \u5830\n[workspace.\"/src/\u00fcber's\"]\nlocal_only = true # \u00e9\n[engine]\nmodel = "
      "'mod\u00e8le'\n");
  ASSERT_EQ(c.workspaces.size(), 1u);
  EXPECT_EQ(c.workspaces[0].root, "/src/\u00fcber's");
  EXPECT_EQ(c.engine_model, "mod\u00e8le");
}

TEST(Config, DollarsBecomeMicroDollarsExactly) {
  EXPECT_EQ(good("[budget]\nday_usd = 5").day_cap, MicroUsd{5'000'000});
  EXPECT_EQ(good("[budget]\nday_usd = 0.1").day_cap, MicroUsd{100'000});
  EXPECT_EQ(good("[budget]\nday_usd = 0").day_cap, MicroUsd{0});
}

struct Bad {
  const char* text;
  const char* at;       // line:column
  const char* message;  // a part of it
  const char* help;     // a part of it
};

class BadConfig : public testing::TestWithParam<Bad> {};

TEST_P(BadConfig, SaysWhereAndWhatToWrite) {
  const TestHome home;
  const auto c = parse(GetParam().text, kFile);
  ASSERT_FALSE(c.has_value()) << GetParam().text;
  EXPECT_EQ(c.error().kind, ErrorKind::invalid);
  EXPECT_THAT(c.error().message, StartsWith(std::string("/etc/weir.toml:") + GetParam().at + ": "));
  EXPECT_THAT(c.error().message, HasSubstr(GetParam().message));
  EXPECT_THAT(c.error().help, HasSubstr(GetParam().help));
  EXPECT_THAT(c.error().message, Not(HasSubstr("\n")));
}

const Bad kBad[] = {
    // syntax, as the parser sees it
    {"[server", "1:8", "", "KEY = VALUE"},
    {"[server]\nport =\n", "2:7", "", "KEY = VALUE"},
    {"[server]\nport = 1\nport = 2", "3:8", "stands twice", "delete one"},
    {"[server]\n[server]", "2:1", "stands twice", "delete one"},
    {"[server]\nhosts = [\"a\"", "2:13", "", "KEY = VALUE"},
    {"[.server]\nport = 1", "1:2", "", "KEY = VALUE"},
    {"[server]\n.port = 1", "2:1", "", "KEY = VALUE"},
    {"[server]\nport = \u02c9", "2:8", "", "KEY = VALUE"},
    {"[workspace.\u02c9]", "1:12", "", "KEY = VALUE"},
    {"\u00e9 = 1", "1:1", "", "KEY = VALUE"},
    // unknown names
    {"[sever]\nport = 1", "1:1", "sever is not a section", "write [server]"},
    {"[zzz]", "1:1", "zzz is not a section", "[server]"},
    {"port = 1", "1:1", "outside its section", "write it under [server]"},
    {"colour = 1", "1:1", "not a key", "--example"},
    {"[server]\nprot = 1", "2:1", "server.prot is not a key", "write port"},
    {"[server]\nmodel = \"x\"", "2:1", "server.model is not a key", "under [engine]"},
    {"[server]\nxyzzy = 1", "2:1", "server.xyzzy is not a key", "write one of port, hosts"},
    {"server = 1", "1:1", "is a section", "[server]"},
    // wrong types and ranges
    {"[server]\nport = \"4517\"", "2:8", "server.port is text", "write port = 4517 (a whole number from 1 to 65535)"},
    {"[server]\nport = 70000", "2:8", "is 70000", "from 1 to 65535"},
    {"[server]\nport = 0", "2:8", "is 0", "from 1 to 65535"},
    {"[server]\nport = 45.5", "2:8", "is 45.5", "whole number"},
    {"[server]\nport = 2026-11-24", "2:8", "a date or time", "whole number"},
    {"[server]\nhosts = \"weir\"", "2:9", "is text", "hosts = ["},
    {"[server]\nhosts = [1]", "2:9", "holds 1", "hosts = ["},
    {"[server]\nhosts = [\"*\"]", "2:9", "not a host name", "hosts = ["},
    {"[server]\nhosts = [\"weir.test:80\"]", "2:9", "not a host name", "hosts = ["},
    {"[engine]\nenabled = 1", "2:11", "is 1, not true or false", "enabled = true"},
    {"[engine]\npath = \"models/x.gguf\"", "2:8", "relative path", "write path = \"/"},
    {"[engine]\ncontext = 100", "2:11", "is 100", "from 512"},
    {"[engine]\nmodel = \"a@b\"", "2:9", "not a model's name", "model ="},
    {"[discovery]\nports = [0]", "2:9", "holds 0", "ports = ["},
    {"[discovery]\nports = 11434", "2:9", "is 11434", "ports = ["},
    {"[budget]\nday_usd = -1", "2:11", "is -1", "dollars"},
    {"[budget]\nday_usd = nan", "2:11", "is nan", "dollars"},
    {"[budget]\nday_usd = inf", "2:11", "is inf", "dollars"},
    {"[budget]\nday_usd = \"5\"", "2:11", "is text", "day_usd = 5.00"},
    {"[route]\nwide_min = \"medium\"", "2:12", "not one of smoke, tiny, small, mid", "wide_min = \"mid\""},
    {"[ripple]\nmin_class = \"big\"", "2:13", "not one of smoke, tiny, small, mid", "min_class = \"large\""},
    {"[ripple]\nstrong_from = 0", "2:15", "is 0", "from 1"},
    {"[limits]\ndrain_ms = 0", "2:12", "is 0", "from 1"},
    // workspaces
    {"[workspace.\"src/vault\"]\nlocal_only = true", "1:12", "not an absolute path", "[workspace.\"~/"},
    {"[workspace.\"~other/x\"]\nlocal_only = true", "1:12", "not an absolute path", "[workspace.\"~/"},
    {"[workspace.\"/a\"]\nlocalonly = true", "2:1", "is not a key", "write local_only"},
    {"[workspace.\"/a\"]\n[workspace.\"/a/\"]\n", "2:12", "same workspace stands at /etc/weir.toml:1:1", "there"},
    {"[workspace.\"/a/b\"]\n[workspace.\"/a/c/../b\"]\n", "2:12", "same workspace", "there"},
    {"[workspace]\nlocal_only = true", "2:1", "section by root", "[workspace."},
    // endpoints
    {"[endpoint.box]\nbase_url = \"http://127.0.0.1:1\"", "1:1", "no kind", "kind = \"openai\""},
    {"[endpoint.box]\nkind = \"openai\"", "1:1", "no base_url", "base_url ="},
    {"[endpoint.box]\nkind = \"ollama\"", "2:8", "neither", "kind = \"openai\""},
    {"[endpoint.Box]\nkind = \"openai\"", "1:11", "name", "a-z"},
    {"[endpoint.engine]\nkind = \"openai\"", "1:11", "weir's own", "[endpoint.box]"},
    {"[endpoint.openai]\nkey_env = \"A\"\nkey_file = \"/k\"", "3:1", "has both key_env and key_file",
     "delete line 2 or line 3"},
    {"[endpoint.openai]\nkey_env = \"sk-ant-api03-secret\"", "2:11", "does not belong here", "key_env ="},
    {"[endpoint.openai]\nkey_file = \"key.txt\"", "2:12", "relative", "key_file ="},
    {"[endpoint.openai]\nkey = \"sk-secret\"", "2:1", "is not a key", "write one of"},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"127.0.0.1:8000\"", "3:12", "no scheme", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"ftp://h\"", "3:12", "neither http", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"https://me:pw@h\"", "3:12", "user or password", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"https://h?x=1\"", "3:12", "'?'", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"https://h:99999\"", "3:12", "port", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"http://127.1:80\"", "3:12", "no host name", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"http://api.example.com\"", "3:12", "unencrypted", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"http://169.254.169.254\"", "3:12", "link-local", "base_url ="},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"https://h.example\"\nwhere = \"here\"", "4:1", "farther away",
     "where = \"cloud\""},
    {"[endpoint.box]\nkind=\"openai\"\nbase_url = \"http://127.0.0.1:1\"\nca_file = \"/c.pem\"", "4:1", "is for https",
     "https"},
    {"[endpoint.openai]\nmodel = 1", "2:9", "not a section", "[endpoint.openai.model.\"ID\"]"},
    {"[endpoint.openai.model]\nx = 1", "2:1", "no model", "[endpoint.openai.model.\"ID\"]"},
    {"[endpoint.openai.model.\"a@b\"]", "1:24", "no model", "without '@'"},
    {"[endpoint.openai.model.\"gpt\"]\ncontxt = 1", "2:1", "is not a key", "write context"},
    {"[endpoint.openai.model.\"gpt\"]\nclass = \"huge\"", "2:9", "not one of", "class = \"mid\""},
    {"endpoint = 3", "1:1", "is a section", "[endpoint]"},
};
INSTANTIATE_TEST_SUITE_P(Table, BadConfig, testing::ValuesIn(kBad));

TEST(Config, ErrorsNeverRepeatAPastedKey) {
  for (const char* text :
       {"[endpoint.openai]\nkey_env = \"sk-ant-SECRET\"", "[endpoint.openai]\n\"sk-ant-SECRET with spaces\" = 1",
        "[endpoint.openai]\nkey_env = sk-ant-SECRET", "[endpoint.openai]\nkind = \"sk-ant-SECRET\"",
        "[endpoint.box]\nkind = \"openai\"\nbase_url = \"https://sk-ant-SECRET@h\"",
        "[server]\nport = \"sk-ant-SECRET\"", "[endpoint.openai]\nkey_file = \"sk-ant-SECRET\""}) {
    const auto c = parse(text, kFile);
    ASSERT_FALSE(c.has_value()) << text;
    EXPECT_THAT(c.error().message + c.error().help, Not(HasSubstr("SECRET"))) << text;
  }
}

TEST(Config, DeepNestingIsRefusedNotFollowed) {
  std::string dots = "a";
  for (int i = 0; i < 200'000; ++i) dots += ".a";
  EXPECT_FALSE(parse(dots + " = 1", kFile).has_value());
  EXPECT_FALSE(parse("x = " + std::string(3000, '[') + std::string(3000, ']'), kFile).has_value());
  std::string some = "a";
  for (int i = 0; i < 1'000; ++i) some += ".a";
  const auto c = parse(some + " = 1", kFile);
  ASSERT_FALSE(c.has_value());
  EXPECT_THAT(c.error().message, HasSubstr("nested too deeply"));
}

TEST(Config, SymlinkedRootCountsBothWays) {
  const TestHome home;
  std::filesystem::create_directories(home.path() + "/real/vault");
  std::filesystem::create_directory_symlink(home.path() + "/real", home.path() + "/src");
  const Config c = good("[workspace.\"~/src/vault\"]\nlocal_only = true");
  ASSERT_EQ(c.workspaces.size(), 2u);
  EXPECT_EQ(c.workspaces[0].root, home.path() + "/src/vault");
  EXPECT_EQ(c.workspaces[1].root, home.path() + "/real/vault");
  EXPECT_TRUE(c.workspaces[1].local_only);
  int rows = 0;
  for (const Effective& e : effective(c)) rows += e.key.starts_with("workspace.") ? 1 : 0;
  EXPECT_EQ(rows, 1);
}

TEST(Config, BuiltInNamesNeedNothingElse) {
  const Config c = good("[endpoint.anthropic]\nenabled = false\n[endpoint.openai]\nkey_env = \"WORK_KEY\"");
  ASSERT_EQ(c.endpoints.size(), 2u);
  EXPECT_EQ(c.endpoints[0].kind, "anthropic");
  EXPECT_FALSE(c.endpoints[0].enabled);
  EXPECT_EQ(c.endpoints[1].kind, "openai");
}

// Takes the comment signs away as the file itself says, and reads it.
TEST(Config, ExampleIsRightInBothForms) {
  const TestHome home;
  const Config as_is = good(example());
  EXPECT_EQ(revision(as_is), revision(Config{}));
  std::string open;
  std::istringstream in(example());
  for (std::string line; std::getline(in, line);) {
    const bool code = line.starts_with("# [") || (line.starts_with("# ") && line.find(" = ") < line.find('#', 1));
    open += code ? line.substr(2) + "\n" : line + "\n";
  }
  const Config c = good(open);
  EXPECT_EQ(c.port, 4517u);
  EXPECT_EQ(c.endpoints.size(), 1u);
  EXPECT_EQ(c.endpoints.at(0).models.size(), 1u);
  EXPECT_EQ(c.day_cap, MicroUsd{5'000'000});
}

TEST(Config, EveryKeyIsInTheExample) {
  const std::string text = example();
  for (const auto& key : config_keys()) EXPECT_THAT(text, HasSubstr("\n# " + key.name + " = "));
  for (const auto& key : endpoint_keys()) EXPECT_THAT(text, HasSubstr("# " + key.name + " = "));
  for (const auto& key : model_keys()) EXPECT_THAT(text, HasSubstr("\n# " + key.name + " = "));
}

TEST(Config, EffectiveSaysValueAndOrigin) {
  const Config c = good("[server]\nport = 5000\n[endpoint.openai]\nkey_command = \"pass show SECRET\"");
  bool port = false, drain = false;
  for (const Effective& e : effective(c)) {
    EXPECT_FALSE(e.text.empty()) << e.key;
    EXPECT_THAT(e.value, Not(HasSubstr("SECRET")));
    if (e.key == "server.port") port = e.value == "5000" && e.origin == "/etc/weir.toml:2:1";
    if (e.key == "limits.drain_ms") drain = e.value == "30000" && e.origin == "default";
  }
  EXPECT_TRUE(port);
  EXPECT_TRUE(drain);
}

TEST(Config, RevisionFollowsTheValuesOnly) {
  EXPECT_EQ(revision(good("[server]\nport = 4517")), revision(good("\n\n[server]\n  port = 4517 # same")));
  EXPECT_NE(revision(good("[server]\nport = 4518")), revision(good("")));
  EXPECT_NE(revision(good("[endpoint.openai]\nkey_command = \"a b\"")),
            revision(good("[endpoint.openai]\nkey_command = \"a c\"")));
}

TEST(ConfigFile, IsRefusedWhenEverybodyMayWriteIt) {
  const TestHome home;
  const std::string file = home.path() + "/weir.toml";
  std::ofstream(file) << "[server]\nport = 5000\n";
  ASSERT_EQ(chmod(file.c_str(), 0666), 0);
  const auto open = load(file);
  ASSERT_FALSE(open.has_value());
  EXPECT_EQ(open.error().help, "chmod go-w ~/weir.toml");
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  const auto closed = load(file);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->port, 5000u);
  EXPECT_EQ(closed->origins.at("server.port").text(), "~/weir.toml:2:1");
}

TEST(ConfigFile, ADirectoryIsNoFile) {
  const TestHome home;
  const auto c = load(home.path());
  ASSERT_FALSE(c.has_value());
  EXPECT_EQ(c.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace weir::config
