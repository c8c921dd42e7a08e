// Files in and out of the postings. A file that is read again differs in a few names: only those are touched.
#include <algorithm>

#include "workspace/index/data.h"
#include "workspace/text/scan.h"

namespace weir::workspace {

using words::Name;
using words::NamesList;
using words::no_word;
using words::WordId;

WordIndex::Data::Data(std::uint64_t random)
    : seed(random), names(pool, random), terms(pool, random), paths(pool, random), tally(random) {}

std::uint64_t WordIndex::Data::path_hash(FileId id) const {
  return words::word_hash<words::Case::kept>(files[id].entry.path, seed);
}

FileId WordIndex::Data::find(std::string_view path) const {
  const FileId id = by_path.find(words::word_hash<words::Case::kept>(path, seed),
                                 [&](FileId other) { return files[other].entry.path == path; });
  return id == words::IdTable::none ? no_file : id;
}

FileId WordIndex::Data::add(const FileEntry& entry) {
  FileId id = 0;
  if (free_ids.empty()) {
    if (files.size() == words::most_files) return no_file;
    id = static_cast<FileId>(files.size());
    files.emplace_back();
    lengths.push_back(0);
  } else {
    id = free_ids.back();
    free_ids.pop_back();
  }
  files[id].entry = entry;
  by_path.insert(path_hash(id), id, [&](FileId other) { return path_hash(other); });
  ++alive;
  ++of_language[static_cast<std::size_t>(entry.language)];
  path_bytes += entry.path.size();
  path_terms(id, true);
  return id;
}

void WordIndex::Data::free(FileId id) {
  File& file = files[id];
  replace(id, {}, file.entry.language);
  path_terms(id, false);
  by_path.erase(path_hash(id), id, [&](FileId other) { return path_hash(other); });
  --of_language[static_cast<std::size_t>(file.entry.language)];
  --alive;
  path_bytes -= file.entry.path.size();
  file = File{};
  links.erase(id);
  free_ids.push_back(id);
}

void WordIndex::Data::keep(FileEntry entry, words::Packed list, std::uint32_t length) {
  const auto id = static_cast<FileId>(files.size());
  ++alive;
  ++of_language[static_cast<std::size_t>(entry.language)];
  path_bytes += entry.path.size();
  packed_bytes += list.size();
  total_length += length;
  worded += length > 0 ? 1 : 0;
  lengths.push_back(length);
  files.push_back({.entry = std::move(entry), .names = std::move(list)});
  by_path.insert(path_hash(id), id, [&](FileId other) { return path_hash(other); });
}

void WordIndex::Data::keep_free() {
  free_ids.push_back(static_cast<FileId>(files.size()));
  files.emplace_back();
  lengths.push_back(0);
}

void WordIndex::Data::path_terms(FileId id, bool added) {
  text::Parts parts;
  text::scan_identifiers(files[id].entry.path, [&](std::string_view word, std::uint32_t) {
    text::split(word, Language::none, parts);
    for (const auto& part : parts) {
      const WordId term = added ? paths.intern(part.term()) : paths.find(part.term());
      if (term == no_word) continue;
      if (added) {
        paths.set(term, {.file = id, .load = 1});
      } else {
        paths.erase(term, id);
      }
    }
  });
}

void WordIndex::Data::read(std::string_view text, Language language, NamesList& out) {
  tally.begin();
  text::scan_identifiers(text, [&](std::string_view word, std::uint32_t) { tally.add(word); });
  const auto& entries = tally.entries();
  out.clear();
  std::vector<WordId> word_of(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    word_of[i] = names.intern(entries[i].word);
    if (word_of[i] != no_word) out.names.push_back({word_of[i], words::small_code(entries[i].count), 0, 0});
  }
  std::ranges::sort(out.names, {}, &Name::word);

  std::vector<std::pair<WordId, std::uint32_t>> defined;
  for (const auto& definition : text::definitions(text, language)) {
    const std::uint32_t place = tally.find(definition.name);
    if (place != words::Tally::no_entry && word_of[place] != no_word) {
      defined.emplace_back(word_of[place], definition.line);
    }
  }
  std::ranges::sort(defined);
  for (const auto& [word, line] : defined) {
    Name& name = *std::ranges::lower_bound(out.names, word, {}, &Name::word);
    if ((name.load & words::mark) == 0) name.first_line = static_cast<std::uint32_t>(out.lines.size());
    name.load |= words::mark;
    if (name.lines == words::most_lines || (name.lines > 0 && out.lines.back() == line)) continue;
    out.lines.push_back(line);
    ++name.lines;
  }
}

WordIndex::Data::TermLoads WordIndex::Data::terms_of(const NamesList& list, Language language, Vocabulary vocabulary,
                                                     std::uint32_t& length) {
  TermLoads out;
  text::Parts parts;
  for (const Name& name : list.names) {
    text::split(names.text(name.word), language, parts);
    for (const auto& part : parts) {
      const WordId term = vocabulary == Vocabulary::may_grow ? terms.intern(part.term()) : terms.find(part.term());
      if (term == no_word) continue;
      if (term >= sums.size()) sums.resize(terms.limit());
      if (sums[term] == 0) out.push_back({.word = term});
      sums[term] += words::small_count(name.load);
    }
  }
  length = 0;
  for (TermLoad& term : out) {
    term.count = std::exchange(sums[term.word], 0U);
    length += term.count;
  }
  std::ranges::sort(out, {}, &TermLoad::word);
  return out;
}

void WordIndex::Data::replace_names(FileId id, const NamesList& old, const NamesList& fresh) {
  const auto change = [&](WordId word, std::uint8_t load) {
    forget_links_by(word);
    if (load == 0) {
      names.erase(word, id);
    } else {
      names.set(word, {.file = id, .load = load});
    }
    forget_links_by(word);
  };
  auto before = old.names.begin();
  for (const Name& name : fresh.names) {
    for (; before != old.names.end() && before->word < name.word; ++before) change(before->word, 0);
    const bool known = before != old.names.end() && before->word == name.word;
    if (!known || before->load != name.load) change(name.word, name.load);
    if (known) ++before;
  }
  for (; before != old.names.end(); ++before) change(before->word, 0);
}

void WordIndex::Data::replace_terms(FileId id, const TermLoads& old, const TermLoads& fresh) {
  auto before = old.begin();
  for (const TermLoad& term : fresh) {
    for (; before != old.end() && before->word < term.word; ++before) terms.erase(before->word, id);
    const bool known = before != old.end() && before->word == term.word;
    if (!known || words::code(before->count) != words::code(term.count)) {
      terms.set(term.word, {.file = id, .load = words::code(term.count)});
    }
    if (known) ++before;
  }
  for (; before != old.end(); ++before) terms.erase(before->word, id);
}

// Lists that grew have left blocks behind. A few milliseconds, each time after the pool has grown by a third.
void WordIndex::Data::tidy() {
  words::Pool fresh;
  for (words::Words* const vocabulary : {&names, &terms, &paths}) vocabulary->move_to(fresh);
  pool = std::move(fresh);
}

void WordIndex::Data::replace(FileId id, const NamesList& fresh, Language language) {
  File& file = files[id];
  words::unpack(file.names.bytes(), old_names);
  std::uint32_t length = 0;
  const TermLoads old_terms = terms_of(old_names, file.entry.language, Vocabulary::known_only, length);
  const TermLoads new_terms = terms_of(fresh, language, Vocabulary::may_grow, length);
  replace_terms(id, old_terms, new_terms);  // before names: those that go still have their text
  replace_names(id, old_names, fresh);
  packed_bytes -= file.names.size();
  file.names = words::pack(fresh);
  packed_bytes += file.names.size();
  if (pool.scattered()) tidy();
  const std::uint32_t old_length = std::exchange(lengths[id], length);
  total_length = total_length + length - old_length;
  worded = worded + (length > 0 ? 1 : 0) - (old_length > 0 ? 1 : 0);
}

}  // namespace weir::workspace
