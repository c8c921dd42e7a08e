// Where weir's files live, and how far a URL reaches.
#include "config/paths.h"

#include <gtest/gtest.h>

#include "config/config.h"
#include "config/test_home.h"
#include "config/url.h"

namespace weir::config {
namespace {

TEST(Paths, FollowXdgDefaults) {
  const TestHome home;
  const Paths p = paths();
  EXPECT_EQ(p.config_file, home.path() + "/.config/weir/weir.toml");
  EXPECT_EQ(p.token(), home.path() + "/.local/state/weir/token");
  EXPECT_EQ(p.models_dir(), home.path() + "/.cache/weir/models");
  EXPECT_EQ(p.socket(), home.path() + "/.local/state/weir/control.sock");
}

TEST(Paths, FollowXdgVariables) {
  TestHome home;
  home.set("XDG_CONFIG_HOME", "/x/config");
  home.set("XDG_RUNTIME_DIR", "/run/user/1000");
  home.set("XDG_CACHE_HOME", "relative/is/ignored");
  const Paths p = paths();
  EXPECT_EQ(p.config_file, "/x/config/weir/weir.toml");
  EXPECT_EQ(p.socket(), "/run/user/1000/weir/control.sock");
  EXPECT_EQ(p.cache_dir, home.path() + "/.cache/weir");
}

TEST(Paths, WeirHomeTakesAllAndWeirCacheOneBack) {
  TestHome home;
  home.set("XDG_STATE_HOME", "/x/state");
  home.set("WEIR_HOME", "/t/one/");
  EXPECT_EQ(paths().config_file, "/t/one/config/weir.toml");
  EXPECT_EQ(paths().ledger(), "/t/one/state/ledger.db");
  EXPECT_EQ(paths().models_dir(), "/t/one/cache/models");
  EXPECT_EQ(paths().socket(), "/t/one/run/control.sock");
  home.set("WEIR_CACHE", "~/shared");
  EXPECT_EQ(paths().models_dir(), home.path() + "/shared/models");
  EXPECT_EQ(paths().ledger(), "/t/one/state/ledger.db");
}

TEST(Paths, HomeComesAndGoes) {
  const TestHome home;
  EXPECT_EQ(expand_home("~"), home.path());
  EXPECT_EQ(expand_home("~/a/../b/"), home.path() + "/b");
  EXPECT_EQ(expand_home("~other/a"), "~other/a");
  EXPECT_EQ(shorten_home(home.path() + "/b"), "~/b");
  EXPECT_EQ(shorten_home(home.path() + "b"), home.path() + "b");
  EXPECT_EQ(clean_path("/"), "/");
}

struct Case {
  const char* url;
  const char* origin;  // "" = refused
  Reach reach;
};

TEST(Url, OriginAndReach) {
  const Case cases[] = {
      {"https://API.Anthropic.com", "https://api.anthropic.com:443", Reach::net},
      {"http://127.0.0.1:8080/v1", "http://127.0.0.1:8080", Reach::machine},
      {"http://127.9.9.9", "http://127.9.9.9:80", Reach::machine},
      {"http://localhost:1", "http://localhost:1", Reach::machine},
      {"http://[::1]:1", "http://[::1]:1", Reach::machine},
      {"http://[0:0::1]:1", "http://[0:0::1]:1", Reach::machine},
      {"http://10.1.2.3", "http://10.1.2.3:80", Reach::lan},
      {"http://172.16.0.1", "http://172.16.0.1:80", Reach::lan},
      {"http://172.32.0.1", "http://172.32.0.1:80", Reach::net},
      {"http://192.168.0.1", "http://192.168.0.1:80", Reach::lan},
      {"http://100.100.1.1", "http://100.100.1.1:80", Reach::lan},
      {"http://100.128.1.1", "http://100.128.1.1:80", Reach::net},
      {"http://[fd00::1]", "http://[fd00::1]:80", Reach::lan},
      {"http://[2001:db8::1]", "http://[2001:db8::1]:80", Reach::net},
      {"http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]:80", Reach::net},  // not worth a special case
      {"http://nas:8000", "http://nas:8000", Reach::lan},
      {"http://gpu.local", "http://gpu.local:80", Reach::lan},
      {"http://localhost.example.com", "http://localhost.example.com:80", Reach::net},
      {"http://127.0.0.1.example.com", "http://127.0.0.1.example.com:80", Reach::net},
      {"http://0.0.0.0:11434", "http://0.0.0.0:11434", Reach::net},
      {"http://127.1", "", {}},
      {"http://2130706433", "", {}},
      {"http://0x7f.0.0.1", "", {}},
      {"http://0177.0.0.1", "", {}},
      {"http://256.0.0.1", "", {}},
      {"http://h.example.", "", {}},
      {"http://-h", "", {}},
      {"http://h_x", "", {}},
      {"http://", "", {}},
      {"http://:80", "", {}},
      {"http://h:", "", {}},
      {"http://h:0", "", {}},
      {"http://h:80x", "", {}},
      {"http://[::1", "", {}},
      {"http://[::1]x", "", {}},
      {"http://[fe80::1]", "", {}},
      {"http://169.254.169.254", "", {}},
      {"http://h/a b", "", {}},
      {"http://h/../x", "", {}},
      {"http://h/%2e", "", {}},
      {"http://u@h", "", {}},
      {"http://h\r\n.x", "", {}},
      {"h:80", "", {}},
      {"file:///etc", "", {}},
  };
  for (const Case& c : cases) {
    const auto url = parse_url(c.url);
    ASSERT_EQ(url.has_value(), c.origin[0] != '\0') << c.url;
    if (!url) continue;
    EXPECT_EQ(url->origin(), c.origin) << c.url;
    EXPECT_EQ(reach_of(*url), c.reach) << c.url;
  }
}

}  // namespace
}  // namespace weir::config
