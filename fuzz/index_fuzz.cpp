// Two strangers: a repository's text in any language (words, definitions, an index of it that forgets it again), and
// an index file whose checksum fits. What is taken must answer, change and save without a fault.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "workspace/index/index.h"
#include "workspace/text/text.h"

namespace {

using weir::workspace::FileEntry;
using weir::workspace::FileId;
using weir::workspace::Language;
using weir::workspace::WordIndex;

void ask(WordIndex& index, std::string_view question) {
  for (const auto& hit : index.bm25(question, 8)) {
    if (index.entry(hit.file) == nullptr) __builtin_trap();
    index.explain(question, hit.file);
  }
  index.bm25_path(question, 8);
  for (const FileId file : index.containing(weir::workspace::text::lower(question.substr(0, 16)))) {
    if (index.entry(file) == nullptr) __builtin_trap();
  }
  for (FileId id = 0; id < index.limit(); ++id) index.neighbours(id);
}

void text(std::string_view bytes, Language language) {
  for (const auto& definition : weir::workspace::text::definitions(bytes, language)) {
    if (definition.name.size() < 2 || definition.line == 0) __builtin_trap();
  }
  WordIndex index;
  index.update({.path = "a", .language = language}, bytes);
  index.update({.path = "b/" + std::string(bytes.substr(0, 40)), .language = language}, bytes.substr(bytes.size() / 2));
  ask(index, bytes.substr(0, 200));
  index.update({.path = "a", .language = language}, bytes.substr(bytes.size() / 3));
  if (!WordIndex::from_bytes(index.to_bytes())) __builtin_trap();
  index.remove("a");
  if (!index.references("ab").empty() && index.size() == 0) __builtin_trap();
}

void stored(std::string_view bytes) {
  std::string whole = "weirwords 1\n" + std::string(bytes);
  const std::uint64_t sum = weir::hash64(whole);
  whole.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  auto index = WordIndex::from_bytes(whole);
  if (!index) return;
  ask(*index, "order user_id");
  index->update({.path = "new.go", .language = Language::go}, "func AddItem(order int) {}");
  for (FileId id = 0; id < index->limit(); ++id) {
    if (const FileEntry* const entry = index->entry(id)) index->remove(std::string(entry->path));
  }
  if (index->size() != 0) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  constexpr unsigned languages = static_cast<unsigned>(Language::text) + 1;
  if (data[0] < languages) {
    text(bytes, static_cast<Language>(data[0]));
  } else {
    stored(bytes);
  }
  return 0;
}
