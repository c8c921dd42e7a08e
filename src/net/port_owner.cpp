// /proc/net/tcp gives the listening socket's inode; the process that holds it has a descriptor of that name.
#include "net/port_owner.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace weir::net {

namespace {

namespace fs = std::filesystem;

// Columns: sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
void add_listeners(const char* table, unsigned port, std::vector<std::string>& names) {
  std::ifstream in(table);
  const auto suffix = fmt::format(":{:04X}", port);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string slot, at, remote, state, queues, timer, retransmits, uid, timeout, inode;
    words >> slot >> at >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
    if (state == "0A" && at.ends_with(suffix)) names.push_back("socket:[" + inode + "]");
  }
}

bool holds_any(const fs::path& process, const std::vector<std::string>& names) {
  std::error_code ec;
  for (fs::directory_iterator it(process / "fd", ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code unreadable;
    const auto link = fs::read_symlink(it->path(), unreadable).string();
    if (!unreadable && std::ranges::find(names, link) != names.end()) return true;
  }
  return false;
}

bool is_pid(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string port_owner(unsigned port) {
  std::vector<std::string> names;
  add_listeners("/proc/net/tcp", port, names);
  add_listeners("/proc/net/tcp6", port, names);
  if (names.empty()) return {};
  std::error_code ec;
  for (fs::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
    const auto pid = it->path().filename().string();
    if (!is_pid(pid) || !holds_any(it->path(), names)) continue;
    std::ifstream in(it->path() / "comm");
    std::string name;
    std::getline(in, name);
    return fmt::format("{} (pid {})", name, pid);
  }
  return {};
}

}  // namespace weir::net
