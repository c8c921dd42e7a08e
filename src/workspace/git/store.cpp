// libgit2's object database and nothing else of libgit2: no repository is opened, so no configuration, no includes, no
// attributes, no hooks and no credential helpers exist for it.
#include "workspace/git/store.h"

#include <dirent.h>
#include <git2.h>
#include <git2/sys/alloc.h>
#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "workspace/tree/safe_read.h"

namespace weir::workspace::git_parts {
namespace {

// --- memory: a pack may claim any size for an object; what is refused here fails in libgit2 as "out of memory".
constexpr std::size_t most_allocation = 64u << 20;  // the largest object that weir reads has 16 MB (a tree)

bool too_much(std::size_t count, std::size_t size) { return size != 0 && count > most_allocation / size; }

void* bounded_malloc(std::size_t n, const char*, int) { return n > most_allocation ? nullptr : std::malloc(n); }
void* bounded_calloc(std::size_t count, std::size_t size, const char*, int) {
  return too_much(count, size) ? nullptr : std::calloc(count, size);
}
void* bounded_realloc(void* p, std::size_t n, const char*, int) {
  return n > most_allocation ? nullptr : std::realloc(p, n);
}
void* bounded_reallocarray(void* p, std::size_t count, std::size_t size, const char*, int) {
  return too_much(count, size) ? nullptr : std::realloc(p, count * size);
}
void* bounded_mallocarray(std::size_t count, std::size_t size, const char*, int) {
  return too_much(count, size) ? nullptr : std::malloc(count * size);
}
char* copy_of(const char* text, std::size_t n) {
  char* out = n < most_allocation ? static_cast<char*>(std::malloc(n + 1)) : nullptr;
  if (out == nullptr) return nullptr;
  std::memcpy(out, text, n);
  out[n] = '\0';
  return out;
}
char* bounded_strdup(const char* text, const char*, int) { return copy_of(text, std::strlen(text)); }
char* bounded_strndup(const char* text, std::size_t n, const char*, int) { return copy_of(text, ::strnlen(text, n)); }
char* bounded_substrdup(const char* text, std::size_t n, const char*, int) { return copy_of(text, n); }
void plain_free(void* p) { std::free(p); }

// libgit2 is one per process, whoever uses it. Its caches are small here: weir reads each object about once.
bool set_up() {
  git_allocator bounded{};
  bounded.gmalloc = bounded_malloc;
  bounded.gcalloc = bounded_calloc;
  bounded.gstrdup = bounded_strdup;
  bounded.gstrndup = bounded_strndup;
  bounded.gsubstrdup = bounded_substrdup;
  bounded.grealloc = bounded_realloc;
  bounded.greallocarray = bounded_reallocarray;
  bounded.gmallocarray = bounded_mallocarray;
  bounded.gfree = plain_free;
  if (git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &bounded) < 0 || git_libgit2_init() < 0) return false;
  for (const int level :
       {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA}) {
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  }
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);  // a wrong object is a wrong answer, not a danger
  git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, static_cast<ssize_t>(8) << 20);
  git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, static_cast<std::size_t>(8) << 20);
  git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, static_cast<std::size_t>(64) << 20);
  return true;
}
bool ready() {
  static const bool done = set_up();
  return done;
}

// --- what is there: libgit2 would wait for ever on a FIFO that has an object's name.
constexpr std::size_t most_object_files = 2'000'000;
constexpr int most_alternates = 5;  // git's own bound of one store pointing to the next
constexpr std::size_t alternates_bytes = 64 * 1024;

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

bool plain_kind(const std::string& path, unsigned char type) {
  if (type == DT_REG || type == DT_DIR) return true;
  if (type != DT_UNKNOWN && type != DT_LNK) return false;
  struct stat st{};
  return ::stat(path.c_str(), &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode);
}

// Two levels, as git has them: objects/ab/cdef..., objects/pack/..., objects/info/...
bool only_files(const std::string& folder, int levels, std::size_t& left) {
  const std::unique_ptr<DIR, CloseDir> dir(::opendir(folder.c_str()));
  if (!dir) return levels < 2;  // a file, or a folder that is not ours: libgit2 will not read it either
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (left-- == 0) return false;
    const std::string path = folder + "/" + std::string(name);
    if (!plain_kind(path, entry->d_type)) return false;
    const bool deeper = entry->d_type == DT_DIR || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
    if (levels > 1 && deeper && !only_files(path, levels - 1, left)) return false;
  }
  return true;
}

bool sound(const std::string& objects, int alternates, std::size_t& left) {
  struct stat st{};
  if (::stat(objects.c_str(), &st) != 0 || !S_ISDIR(st.st_mode) || !only_files(objects, 2, left)) return false;
  const auto text = read_plain(objects + "/info/alternates", alternates_bytes);
  if (!text) return ::stat((objects + "/info/alternates").c_str(), &st) != 0;  // there, but not to be read: no
  for (std::string_view rest = *text; !rest.empty();) {
    const auto end = rest.find('\n');
    const std::string line(rest.substr(0, end));
    if (!line.empty() && line.front() != '#') {
      if (alternates == 0) return false;
      const std::string other = line.front() == '/' ? line : objects + "/" + line;
      if (::stat(other.c_str(), &st) == 0 && !sound(other, alternates - 1, left)) return false;
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return true;
}

// --- the store
struct FreeStore {
  void operator()(git_odb* odb) const { git_odb_free(odb); }
};
struct FreeObject {
  void operator()(git_odb_object* object) const { git_odb_object_free(object); }
};

git_oid raw_id(const ObjectId& id) {
  git_oid out{};
  std::memcpy(out.id, id.bytes.data(), id.bytes.size());
  return out;
}

std::optional<ObjectType> type_of(git_object_t type) {
  switch (type) {
    case GIT_OBJECT_COMMIT:
      return ObjectType::commit;
    case GIT_OBJECT_TREE:
      return ObjectType::tree;
    case GIT_OBJECT_BLOB:
      return ObjectType::blob;
    case GIT_OBJECT_TAG:
      return ObjectType::tag;
    default:
      return std::nullopt;
  }
}

class LibgitStore final : public ObjectStore {
 public:
  explicit LibgitStore(git_odb* odb) : odb_(odb) {}

  Result<Object> read(const ObjectId& id, std::size_t most_bytes) override {
    const git_oid oid = raw_id(id);
    const auto known = size(id);
    if (!known || *known > most_bytes) return missing(id);
    git_odb_object* raw = nullptr;
    if (git_odb_read(&raw, odb_.get(), &oid) < 0) return missing(id);
    const std::unique_ptr<git_odb_object, FreeObject> object(raw);
    const auto type = type_of(git_odb_object_type(raw));
    if (!type || git_odb_object_size(raw) > most_bytes) return missing(id);
    return Object{*type, std::string(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw))};
  }

  std::optional<std::uint64_t> size(const ObjectId& id) override {
    const git_oid oid = raw_id(id);
    std::size_t bytes = 0;
    git_object_t type{};
    if (git_odb_read_header(&bytes, &type, odb_.get(), &oid) < 0) return std::nullopt;
    return bytes;
  }

  std::optional<ObjectId> complete(std::string_view hex) override {
    git_oid part{}, whole{};
    if (git_oid_fromstrn(&part, hex.data(), hex.size()) < 0) return std::nullopt;
    if (git_odb_exists_prefix(&whole, odb_.get(), &part, hex.size()) < 0) return std::nullopt;
    ObjectId out;
    std::memcpy(out.bytes.data(), whole.id, out.bytes.size());
    return out;
  }

 private:
  static std::unexpected<Error> missing(const ObjectId& id) {
    return fail(ErrorKind::not_found, "git object " + to_hex(id) + " is missing, damaged or too large");
  }
  std::unique_ptr<git_odb, FreeStore> odb_;
};

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_hex(const ObjectId& id) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : id.bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::optional<ObjectId> object_id(std::string_view hex) {
  ObjectId out;
  if (hex.size() != 2 * out.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < out.bytes.size(); ++i) {
    const int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return out;
}

Result<std::shared_ptr<ObjectStore>> ObjectStore::open(const std::string& objects) {
  if (!ready()) return fail(ErrorKind::internal, "libgit2 does not start");
  std::size_t left = most_object_files;
  git_odb* odb = nullptr;
  if (!sound(objects, most_alternates, left) || git_odb_open(&odb, objects.c_str()) < 0) {
    return fail(ErrorKind::invalid, "git's objects cannot be read: " + objects, "try: git fsck");
  }
  return std::make_shared<LibgitStore>(odb);
}

}  // namespace weir::workspace::git_parts
