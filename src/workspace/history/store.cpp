// History on disk: a head, the columns, a checksum behind them. Numbers are as this machine writes them: a cache is
// never carried to another. Everything that is read is checked before it is used as an index.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "workspace/history/data.h"
#include "workspace/history/stored.h"

namespace weir::workspace {
namespace {

constexpr std::string_view kMagic = "weir history 1\n";
constexpr std::uint64_t kMostBytes = 256ULL * 1024 * 1024;  // 10,000 commits of 100 files are 6 MB

class Writer {
 public:
  template <class T>
  void column(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t size = values.size();
    raw(&size, sizeof size);
    raw(values.data(), values.size_bytes());
  }
  void raw(const void* data, std::size_t size) { out.append(static_cast<const char*>(data), size); }
  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  template <class T>
  bool column(std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::uint64_t size = 0;
    if (in_.size() < sizeof size) return false;
    std::memcpy(&size, in_.data(), sizeof size);
    in_.remove_prefix(sizeof size);
    if (size > in_.size() / sizeof(T)) return false;
    values.resize(size);
    if (size != 0) std::memcpy(values.data(), in_.data(), size * sizeof(T));
    in_.remove_prefix(size * sizeof(T));
    return true;
  }
  bool done() const { return in_.empty(); }

 private:
  std::string_view in_;
};

void write(Writer& to, const Intern& strings) {
  std::vector<std::uint32_t> sizes;
  std::vector<char> text;
  for (std::uint32_t id = 0; id < strings.size(); ++id) {
    const std::string_view s = strings[id];
    sizes.push_back(static_cast<std::uint32_t>(s.size()));
    text.insert(text.end(), s.begin(), s.end());
  }
  to.column(std::span<const std::uint32_t>(sizes));
  to.column(std::span<const char>(text));
}

// false: sizes that do not add up, or a string twice.
bool read(Reader& from, Intern& strings) {
  std::vector<std::uint32_t> sizes;
  std::vector<char> text;
  if (!from.column(sizes) || !from.column(text)) return false;
  std::size_t at = 0;
  for (std::uint32_t id = 0; id < sizes.size(); ++id) {
    if (sizes[id] > text.size() - at) return false;
    if (strings.add({text.data() + at, sizes[id]}) != id) return false;
    at += sizes[id];
  }
  return at == text.size();
}

// Rows as they lie on disk: without the padding that a struct would carry.
struct Flat {
  std::uint32_t files = 0, words = 0;
  std::uint16_t width = 0, modules = 0;
  std::uint32_t merge = 0;
};

bool makes_sense(const History::Data& d) {
  for (const std::uint32_t id : d.files) {
    if (id >= d.paths.size()) return false;
  }
  for (const std::uint32_t id : d.row_words) {
    if (id >= d.words.size()) return false;
  }
  if (d.rows.size() > 2 * limits::workspace_commits) return false;
  for (std::size_t i = 0; i < d.rows.size(); ++i) {
    const auto& row = d.rows[i];
    const std::size_t files_end = i + 1 < d.rows.size() ? d.rows[i + 1].files : d.files.size();
    const std::size_t words_end = i + 1 < d.rows.size() ? d.rows[i + 1].words : d.row_words.size();
    if (row.files > files_end || files_end > d.files.size() || row.width > files_end - row.files) return false;
    if (row.words > words_end || words_end > d.row_words.size()) return false;
  }
  return d.rows.empty() ? d.files.empty() : d.rows[0].files == 0 && d.rows[0].words == 0;
}

std::unexpected<Error> io_error(const std::string& file, std::string_view what) {
  return fail(ErrorKind::io, std::string(what) + " " + file + ": " + std::strerror(errno), "check the cache folder");
}

}  // namespace

std::string stored(const History::Data& d) {
  std::vector<Flat> rows;
  rows.reserve(d.rows.size());
  for (const auto& row : d.rows) rows.push_back({row.files, row.words, row.width, row.modules, row.merge});
  Writer to;
  to.raw(kMagic.data(), kMagic.size());
  write(to, d.paths);
  write(to, d.words);
  to.column(std::span<const Flat>(rows));
  to.column(std::span<const std::uint32_t>(d.files));
  to.column(std::span<const std::uint32_t>(d.row_words));
  const std::uint64_t sum = hash64(to.out);
  to.raw(&sum, sizeof sum);
  return std::move(to.out);
}

bool take_stored(std::string_view bytes, History::Data& d) {
  if (!bytes.starts_with(kMagic)) return false;
  Reader from(bytes.substr(kMagic.size()));
  std::vector<Flat> rows;
  if (!read(from, d.paths) || !read(from, d.words) || !from.column(rows) || !from.column(d.files) ||
      !from.column(d.row_words) || !from.done())
    return false;
  for (const Flat& row : rows) {
    d.rows.push_back({row.files, row.words, row.width, row.modules, static_cast<std::uint8_t>(row.merge != 0 ? 1 : 0)});
  }
  if (!makes_sense(d)) return false;
  for (std::uint32_t id = 0; id < d.paths.size(); ++id)
    d.module.push_back(d.modules.add(module_of(d.paths[id], d.units)));
  d.index();
  return true;
}

Result<void> History::save(const std::string& file) const {
  const std::string bytes = stored(*data_), fresh = file + ".new";
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return io_error(fresh, "cannot write");
  }
  if (std::rename(fresh.c_str(), file.c_str()) != 0) return io_error(file, "cannot replace");
  return {};
}

Result<History> History::load(const std::string& file) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(file, error);
  if (error) return fail(ErrorKind::not_found, "there is no history at " + file);
  const auto damaged = [&] { return fail(ErrorKind::invalid, file + " is damaged or of another version"); };
  if (size < sizeof(std::uint64_t) || size > kMostBytes) return damaged();
  std::string bytes(size, '\0');
  std::ifstream in(file, std::ios::binary);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) return damaged();
  std::uint64_t sum = 0;
  std::memcpy(&sum, bytes.data() + size - sizeof sum, sizeof sum);
  const std::string_view payload = std::string_view(bytes).substr(0, size - sizeof sum);
  History history;
  if (hash64(payload) != sum || !take_stored(payload, *history.data_)) return damaged();
  return history;
}

}  // namespace weir::workspace
