// FactCache: facts by blob hash; open ones as values, the rest as bytes, bounded.
#include <unordered_map>

#include "base/hash.h"
#include "workspace/edges/cache_pack.h"
#include "workspace/edges/edges.h"

namespace weir::workspace {
namespace {

constexpr std::size_t kKept = 48 * 1024 * 1024;  // packed: about 15,000 files of code

std::size_t size_of(const std::string& text) { return text.capacity() > 15 ? text.capacity() : 0; }

std::size_t size_of(const syntax::Facts& facts) {
  std::size_t out = facts.facts.size() * sizeof(syntax::Fact) + facts.scopes.size() * sizeof(syntax::Scope) +
                    facts.groups.size() * sizeof(syntax::Group);
  for (const auto& fact : facts.facts) {
    out += size_of(fact.name) + size_of(fact.receiver) + size_of(fact.type) + size_of(fact.alias) + size_of(fact.from);
    for (const auto& arg : fact.args) out += sizeof(arg) + size_of(arg);
  }
  return out;
}

}  // namespace

struct FactCache::Data {
  struct Entry {
    std::unique_ptr<syntax::Facts> open;
    std::string packed;
    std::uint64_t blob = 0;
    std::size_t bytes = 0;  // of both
  };
  std::unordered_map<std::uint64_t, Entry> entries;
  std::size_t bytes = 0;

  void count(Entry& entry) {
    bytes -= entry.bytes;
    entry.bytes = entry.packed.capacity() + (entry.open ? size_of(*entry.open) : 0);
    bytes += entry.bytes;
  }
};

FactCache::FactCache() : data_(std::make_unique<Data>()) {}
FactCache::~FactCache() = default;

const syntax::Facts* FactCache::of(const FileEntry& entry, std::string_view text) {
  if (!syntax::reads(entry.language)) return nullptr;
  const std::uint64_t blob = entry.blob != 0 ? entry.blob : hash64(text);
  // The same bytes under another name may be of another language.
  const std::uint64_t key = blob ^ (static_cast<std::uint64_t>(entry.language) * 0x9e3779b97f4a7c15ULL);
  const auto [at, fresh] = data_->entries.try_emplace(key);
  Data::Entry& kept = at->second;
  if (kept.open) return kept.open.get();
  if (fresh) {
    kept.blob = blob;
    if (auto facts = syntax::read(text, entry.language)) kept.open = std::make_unique<syntax::Facts>(std::move(*facts));
  } else if (!kept.packed.empty()) {
    kept.open = std::make_unique<syntax::Facts>(edges::unpack(kept.packed));
  }
  if (kept.open) kept.open->facts.shrink_to_fit();
  data_->count(kept);
  return kept.open.get();
}

void FactCache::rest() {
  std::size_t packed = 0;
  for (auto it = data_->entries.begin(); it != data_->entries.end();) {
    Data::Entry& entry = it->second;
    if (entry.open && entry.packed.empty()) {
      entry.packed = edges::pack(*entry.open);
      entry.packed.shrink_to_fit();
    }
    entry.open.reset();
    data_->count(entry);
    packed += entry.bytes;
    if (packed > kKept) {
      data_->bytes -= entry.bytes;
      it = data_->entries.erase(it);
    } else {
      ++it;
    }
  }
}

void FactCache::keep_only(const std::function<bool(std::uint64_t blob)>& wanted) {
  for (auto it = data_->entries.begin(); it != data_->entries.end();) {
    if (wanted(it->second.blob)) {
      ++it;
    } else {
      data_->bytes -= it->second.bytes;
      it = data_->entries.erase(it);
    }
  }
}

std::size_t FactCache::bytes() const { return data_->bytes; }

}  // namespace weir::workspace
