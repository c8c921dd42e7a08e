// WordIndex's own functions: files in and out, and what is looked up by name.
#include "workspace/index/index.h"

#include <algorithm>
#include <random>

#include "workspace/index/data.h"
#include "workspace/text/text.h"

namespace weir::workspace {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
}

}  // namespace

WordIndex::WordIndex() : data_(std::make_unique<Data>(random_seed())) {}
WordIndex::~WordIndex() = default;
WordIndex::WordIndex(WordIndex&&) noexcept = default;
WordIndex& WordIndex::operator=(WordIndex&&) noexcept = default;

FileId WordIndex::update(const FileEntry& entry, std::string_view text) {
  if (entry.path.empty()) return no_file;
  FileId id = data_->find(entry.path);
  if (id == no_file) id = data_->add(entry);
  if (id == no_file) return no_file;
  data_->read(text, entry.language, data_->new_names);
  data_->replace(id, data_->new_names, entry.language);
  FileEntry& known = data_->files[id].entry;
  --data_->of_language[static_cast<std::size_t>(known.language)];
  ++data_->of_language[static_cast<std::size_t>(entry.language)];
  known = entry;
  return id;
}

void WordIndex::remove(std::string_view path) {
  if (const FileId id = data_->find(path); id != no_file) data_->free(id);
}

std::size_t WordIndex::size() const { return data_->alive; }
FileId WordIndex::limit() const { return static_cast<FileId>(data_->files.size()); }
FileId WordIndex::find(std::string_view path) const { return data_->find(path); }

const FileEntry* WordIndex::entry(FileId id) const {
  const bool alive = id < data_->files.size() && data_->files[id].alive();
  return alive ? &data_->files[id].entry : nullptr;
}

std::size_t WordIndex::bytes() const {
  const Data& d = *data_;
  const std::size_t files = d.files.capacity() * (sizeof(Data::File) + sizeof(std::uint32_t)) + d.path_bytes +
                            d.packed_bytes + d.alive * 2 * 16;  // the allocator's own words
  const std::size_t room = d.tally.bytes() + d.sums.capacity() * 4 + d.scores.capacity() * 4 +
                           d.weights.capacity() * 8 + d.links.size() * 64 * sizeof(Link);
  return sizeof(Data) + d.pool.bytes() + d.names.bytes() + d.terms.bytes() + d.paths.bytes() + files + room +
         d.by_path.bytes();
}

std::vector<WordIndex::Definition> WordIndex::definitions(std::string_view name) const {
  std::vector<Definition> out;
  const words::WordId word = data_->names.find(name);
  if (word == words::no_word) return out;
  std::vector<std::uint32_t> lines;
  for (const words::Posting posting : data_->names.postings(word)) {
    if ((posting.load & words::mark) == 0) continue;
    words::Unpacker reader(data_->files[posting.file].names.bytes());
    lines.clear();
    auto there = reader.next(&lines);
    while (there && there->word < word) {
      lines.clear();
      there = reader.next(&lines);
    }
    if (!there || there->word != word) continue;
    for (const std::uint32_t line : lines) out.push_back({.file = posting.file, .line = line});
  }
  const auto order = [&](const Definition& definition) {  // sources before tests, then by path: the same each time
    const FileEntry& file = data_->files[definition.file].entry;
    return std::tuple(file.cls, std::string_view(file.path), definition.line);
  };
  std::ranges::sort(out, {}, order);
  return out;
}

std::vector<FileId> WordIndex::references(std::string_view name) const {
  std::vector<FileId> out;
  const words::WordId word = data_->names.find(name);
  if (word == words::no_word) return out;
  out.reserve(data_->names.files(word));
  for (const words::Posting posting : data_->names.postings(word)) out.push_back(posting.file);
  return out;
}

std::vector<FileId> WordIndex::containing(std::string_view lower_word) const {
  std::vector<FileId> out;
  for (const words::WordId word : data_->names.in_any_case(lower_word)) {
    for (const words::Posting posting : data_->names.postings(word)) out.push_back(posting.file);
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

}  // namespace weir::workspace
