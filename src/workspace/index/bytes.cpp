// An index as bytes: a head, files, vocabularies with their postings, all little-endian, and XXH3 of what comes
// before. They lie in the user's cache folder and are still read as if a stranger had written them: the checksum only
// tells damage.
#include <cstring>
#include <span>

#include "base/hash.h"
#include "workspace/index/data.h"

namespace weir::workspace {
namespace {

using words::Words;

constexpr std::string_view magic = "weirwords 1\n";

class Writer {
 public:
  template <class T>
  void number(T value) {
    bytes(&value, sizeof value);
  }
  void bytes(const void* from, std::size_t n) { out.append(static_cast<const char*>(from), n); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    out += value;
  }
  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : rest_(in) {}
  template <class T>
  T number() {
    T value{};
    const std::string_view from = bytes(sizeof value);
    if (good_) std::memcpy(&value, from.data(), sizeof value);
    return value;
  }
  std::string_view bytes(std::size_t n) {
    good_ = good_ && n <= rest_.size();
    if (!good_) return {};
    const std::string_view out = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return out;
  }
  std::string_view text() { return bytes(number<std::uint32_t>()); }
  void refuse() { good_ = false; }
  bool good() const { return good_; }
  bool finished() const { return good_ && rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write_words(Writer& out, const Words& words) {
  out.number(words.limit());
  std::uint32_t letters = 0;
  for (words::WordId id = 0; id < words.limit(); ++id) letters += static_cast<std::uint32_t>(words.text(id).size());
  out.number(letters);
  for (words::WordId id = 0; id < words.limit(); ++id) {
    const words::Postings postings = words.postings(id);
    const std::string_view text = postings.size() > 0 ? words.text(id) : std::string_view{};
    out.number(static_cast<std::uint8_t>(text.size()));
    out.number(postings.size());
    out.out += text;
    out.bytes(postings.data(), postings.size() * words::posting_bytes);
  }
}

bool sound(std::string_view postings, const WordIndex::Data& data) {
  std::uint32_t next = 0;
  for (std::size_t at = 0; at < postings.size(); at += words::posting_bytes) {
    const auto posting = words::unpacked(words::packed_at(as_bytes(postings).data() + at));
    if (posting.file < next || posting.file >= data.files.size()) return false;
    if (!data.files[posting.file].alive() || posting.load == 0) return false;
    next = posting.file + 1;
  }
  return true;
}

void read_words(Reader& in, Words& words, const WordIndex::Data& data) {
  const auto count = in.number<std::uint32_t>();
  const auto letters = in.number<std::uint32_t>();
  constexpr std::size_t least = 5;  // bytes a word takes: what a count may promise is bounded by what is there
  if (count > in.left() / least || letters > in.left()) return in.refuse();
  words.reserve(count, letters);
  for (std::uint32_t i = 0; i < count && in.good(); ++i) {
    const std::size_t size = in.number<std::uint8_t>();
    const auto files = in.number<std::uint32_t>();
    const std::string_view text = in.bytes(size);
    const std::string_view postings = in.bytes(std::size_t{files} * words::posting_bytes);
    const bool fits = size <= text::longest_identifier && text.empty() == postings.empty() && sound(postings, data);
    if (!in.good() || !fits || !words.append(text, as_bytes(postings).data(), files)) in.refuse();
  }
}

void write_files(Writer& out, const WordIndex::Data& data) {
  out.number(static_cast<std::uint32_t>(data.files.size()));
  for (FileId id = 0; id < data.files.size(); ++id) {
    const auto& [entry, names] = data.files[id];
    out.text(entry.path);
    if (entry.path.empty()) continue;
    out.number(entry.blob);
    out.number(entry.mtime_ns);
    out.number(entry.size);
    out.number(entry.language);
    out.number(entry.cls);
    out.number(data.lengths[id]);
    out.text({reinterpret_cast<const char*>(names.bytes().data()), names.size()});
  }
}

void read_file(Reader& in, WordIndex::Data& data, std::string_view path) {
  FileEntry entry{.path = std::string(path)};
  entry.blob = in.number<std::uint64_t>();
  entry.mtime_ns = in.number<std::int64_t>();
  entry.size = in.number<std::uint32_t>();
  entry.language = in.number<Language>();
  entry.cls = in.number<FileClass>();
  const auto length = in.number<std::uint32_t>();
  const std::string_view names = in.text();
  const bool known = entry.language <= Language::text && entry.cls <= FileClass::huge;
  if (!in.good() || !known || data.find(path) != no_file) return in.refuse();
  data.keep(std::move(entry), words::Packed(as_bytes(names)), length);
}

void read_files(Reader& in, WordIndex::Data& data) {
  const auto count = in.number<std::uint32_t>();
  if (count > words::most_files || count > in.left()) return in.refuse();
  data.files.reserve(count);
  for (std::uint32_t i = 0; i < count && in.good(); ++i) {
    const std::string_view path = in.text();
    if (path.size() > limits::path_bytes) in.refuse();
    if (path.empty()) {
      data.keep_free();
    } else if (in.good()) {
      read_file(in, data, path);
    }
  }
}

// The files' own lists name words; after loading they are read without looking.
bool sound_lists(const WordIndex::Data& data) {
  for (const auto& file : data.files) {
    words::Unpacker reader(file.names.bytes());
    while (const auto name = reader.next()) {
      if (name->word >= data.names.limit()) return false;
    }
    if (!reader.good()) return false;
  }
  return true;
}

}  // namespace

std::string WordIndex::to_bytes() const {
  Writer out;
  out.out.reserve(bytes());
  out.out += magic;
  write_files(out, *data_);
  for (const Words* const vocabulary : {&data_->names, &data_->terms, &data_->paths}) write_words(out, *vocabulary);
  out.number(hash64(out.out));
  return std::move(out.out);
}

Result<WordIndex> WordIndex::from_bytes(std::string_view bytes) {
  const auto damaged = [] { return fail(ErrorKind::invalid, "damaged, or of another version", "it is rebuilt"); };
  constexpr std::size_t sum_bytes = sizeof(std::uint64_t);
  if (bytes.size() < magic.size() + sum_bytes || !bytes.starts_with(magic)) return damaged();
  const std::string_view body = bytes.substr(0, bytes.size() - sum_bytes);
  std::uint64_t sum = 0;
  std::memcpy(&sum, bytes.data() + body.size(), sum_bytes);
  if (hash64(body) != sum) return damaged();

  WordIndex index;
  Data& data = *index.data_;
  Reader in(body.substr(magic.size()));
  read_files(in, data);
  for (Words* const vocabulary : {&data.names, &data.terms, &data.paths}) {
    if (in.good()) read_words(in, *vocabulary, data);
  }
  if (!in.finished() || !sound_lists(data)) return damaged();
  return index;
}

}  // namespace weir::workspace
