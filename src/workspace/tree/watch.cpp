// Watch: the kernel's events become paths. A new folder is walked at once, since files may have come into it before it
// was watched; what cannot be told path by path is told as "everything".
#include "workspace/tree/watch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "workspace/tree/walk.h"

namespace weir::workspace {
namespace {

using namespace tree_parts;

constexpr std::size_t event_bytes = 64 * 1024;
constexpr int most_reads = 64;                // of one take(): 4 MB of events; the rest waits for the next
constexpr std::size_t most_new_folders = 32;  // walked one by one; more at once (a checkout) is one walk over all
constexpr std::size_t most_paths = 20'000;    // told one by one

// File systems where other machines write, or a process answers: their changes make no events here.
bool makes_events(int fd) {
  struct statfs info{};
  if (::fstatfs(fd, &info) != 0) return false;
  constexpr std::uint32_t remote[] = {0x6969,       // NFS
                                      0x517b,       // SMB
                                      0xff534d42,   // CIFS
                                      0xfe534d42,   // SMB2
                                      0x65735546,   // FUSE
                                      0x01021997,   // 9p, as virtual machines and WSL have it
                                      0x00c36400,   // Ceph
                                      0x5346414f,   // AFS
                                      0x786f4256};  // VirtualBox
  return std::ranges::find(remote, static_cast<std::uint32_t>(info.f_type)) == std::end(remote);
}

class Inotify final : public Watch {
 public:
  Inotify(std::string root, Beneath top, Descriptor inotify)
      : root_(std::move(root)), top_(std::move(top)), inotify_(std::move(inotify)), list_(inotify_.get()) {
    events_ = makes_events(top_.fd());
    watch_all();
  }

  int fd() const override { return inotify_.get(); }
  bool complete() const override { return events_ && all_; }

  std::vector<std::string> take() override {
    paths_.clear();
    new_folders_.clear();
    everything_ = rescan_ = false;
    read_events();
    if (rescan_ || new_folders_.size() > most_new_folders) {
      everything_ = true;
      watch_all();
    } else {
      for (const std::string& folder : new_folders_) watch_new(folder);
    }
    if (everything_ || paths_.size() > most_paths) return {""};
    return {paths_.begin(), paths_.end()};
  }

 private:
  Walk::OnFolder on_folder() {
    return [this](const std::string& path, int fd, const Ignore& rules) {
      if (!list_.add(fd, {Watched::folder, path, shared(path, rules)})) all_ = false;
      return true;
    };
  }

  // Most folders have no rules of their own: they keep those of the folder above, once.
  std::shared_ptr<const Ignore> shared(const std::string& path, const Ignore& rules) const {
    const auto slash = path.rfind('/');
    auto above = list_.rules_of(slash == std::string::npos ? std::string() : path.substr(0, slash));
    if (!path.empty() && above && above->size() == rules.size()) return above;
    return std::make_shared<const Ignore>(rules);
  }

  void watch_all() {
    all_ = true;
    list_.mark();
    Walk walk(top_, {}, on_folder());
    if (walk.all() != WalkEnd::whole) all_ = false;
    if (!watch_git(root_, list_)) all_ = false;
    list_.sweep();
  }

  void watch_new(const std::string& folder) {
    Walk walk(
        top_,
        [this](const Found& found) {
          paths_.insert(found.path);
          return paths_.size() <= most_paths;
        },
        on_folder());
    if (walk.beneath(folder) == WalkEnd::bounded) all_ = false;
  }

  void read_events() {
    alignas(inotify_event) char block[event_bytes];
    for (int i = 0; i < most_reads; ++i) {
      const ssize_t got = ::read(inotify_.get(), block, sizeof block);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return;
      for (const char* at = block; at < block + got;) {
        inotify_event event{};
        std::memcpy(&event, at, sizeof event);
        one(event, event.len == 0 ? std::string() : std::string(at + sizeof event));
        at += sizeof event + event.len;
      }
    }
  }

  void one(const inotify_event& event, const std::string& name) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      rescan_ = true;
      return;
    }
    if ((event.mask & IN_IGNORED) != 0) {
      list_.gone(event.wd);
      return;
    }
    const WatchedFolder* folder = list_.find(event.wd);
    if (folder == nullptr) return;
    if (folder->what != Watched::folder) return of_git(*folder, event.mask, name);
    if (name.empty()) {
      // The root itself went away or moved; of the others the folder above tells.
      if (folder->path.empty()) {
        everything_ = true;
        all_ = false;
      }
      return;
    }
    const std::string path = folder->path.empty() ? name : folder->path + "/" + name;
    if (!usable_path(path)) return;
    if (name == ".git") {
      rescan_ = true;  // a repository began or ended here: what belongs to this one changes
      return;
    }
    if ((event.mask & IN_ISDIR) != 0) return of_folder(event.mask, path, *folder);
    of_file(event.mask, path, name, *folder);
  }

  void of_git(const WatchedFolder& folder, std::uint32_t mask, const std::string& name) {
    if (!tells(folder, name)) return;
    if (folder.what == Watched::info) {
      rescan_ = true;  // other rules, other files
    } else {
      paths_.insert(".git");
      if ((mask & IN_ISDIR) != 0 && !watch_git(root_, list_)) all_ = false;  // a new folder of refs
    }
  }

  void of_folder(std::uint32_t mask, const std::string& path, const WatchedFolder& folder) {
    if ((mask & IN_MOVED_FROM) != 0) {
      everything_ = everything_ || list_.has(path);
      list_.remove_beneath(path);
    } else if ((mask & (IN_CREATE | IN_MOVED_TO)) != 0 && !folder.rules->ignored_here(path, true)) {
      new_folders_.insert(path);
    }
  }

  void of_file(std::uint32_t mask, const std::string& path, const std::string& name, const WatchedFolder& folder) {
    const bool rules = std::ranges::find(ignore_files, name) != std::end(ignore_files) || name == ".gitmodules";
    rescan_ = rescan_ || (rules && (mask & IN_CREATE) == 0);
    if ((mask & IN_CREATE) != 0 && being_written(path)) return;
    if (!folder.rules->ignored_here(path, false)) paths_.insert(path);
  }

  // A file that was just made is told when it is closed; a hard link never is.
  bool being_written(const std::string& path) const {
    struct stat st{};
    return ::fstatat(top_.fd(), path.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) || st.st_nlink < 2;
  }

  std::string root_;
  Beneath top_;
  Descriptor inotify_;
  WatchList list_;
  std::set<std::string> paths_, new_folders_;
  bool events_ = true, all_ = true, everything_ = false, rescan_ = false;
};

}  // namespace

Result<std::unique_ptr<Watch>> Watch::open(std::string root) {
  TRY(Beneath top, Beneath::open(root));
  Descriptor inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify.ok()) {
    return fail(ErrorKind::unavailable, "inotify is not available: weir looks for changes every few seconds instead",
                "raise fs.inotify.max_user_instances");
  }
  return std::make_unique<Inotify>(std::move(root), std::move(top), std::move(inotify));
}

}  // namespace weir::workspace
