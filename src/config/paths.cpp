// Where weir's files live: XDG, or all below WEIR_HOME.
#include "config/paths.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "config/config.h"

namespace weir::config {
namespace {

std::string env(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// XDG says: a relative value is to be ignored.
std::string xdg(const char* name, const std::string& otherwise) {
  const std::string value = env(name);
  return (value.starts_with('/') ? value : otherwise) + "/weir";
}

std::string from_passwd() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return "/";
  return found->pw_dir;
}

}  // namespace

std::string home_dir() {
  const std::string home = env("HOME");
  return home.starts_with('/') ? clean_path(home) : from_passwd();
}

std::string clean_path(const std::string& path) {
  std::string out = std::filesystem::path(path).lexically_normal().string();
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

std::string expand_home(const std::string& path) {
  if (path == "~") return home_dir();
  if (path.starts_with("~/")) return clean_path(home_dir() + path.substr(1));
  return path.starts_with('/') ? clean_path(path) : path;
}

std::string shorten_home(const std::string& path) {
  const std::string home = home_dir();
  if (home == "/") return path;
  if (path == home) return "~";
  return path.starts_with(home + "/") ? "~" + path.substr(home.size()) : path;
}

Paths paths() {
  Paths p;
  if (const std::string all = env("WEIR_HOME"); !all.empty()) {
    const std::string root = clean_path(std::filesystem::absolute(expand_home(all)).string());
    p = {root + "/config/weir.toml", root + "/state", root + "/cache", root + "/run"};
  } else {
    const std::string home = home_dir();
    p.config_file = xdg("XDG_CONFIG_HOME", home + "/.config") + "/weir.toml";
    p.state_dir = xdg("XDG_STATE_HOME", home + "/.local/state");
    p.cache_dir = xdg("XDG_CACHE_HOME", home + "/.cache");
    // Without a login session there is no runtime folder; the state folder is private as well.
    p.runtime_dir = env("XDG_RUNTIME_DIR").starts_with('/') ? xdg("XDG_RUNTIME_DIR", "") : p.state_dir;
  }
  if (const std::string cache = env("WEIR_CACHE"); !cache.empty()) {
    p.cache_dir = clean_path(std::filesystem::absolute(expand_home(cache)).string());
  }
  return p;
}

}  // namespace weir::config
