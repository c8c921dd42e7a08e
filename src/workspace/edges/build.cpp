// build_edges: interface files -> definitions -> candidate files -> uses. Nothing here knows a format or a language:
// readers and ties do. What a bound left out is said in the notes.
#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.h"
#include "workspace/edges/edges.h"
#include "workspace/edges/gather.h"
#include "workspace/edges/uses_by.h"

namespace weir::workspace {
namespace {

constexpr std::size_t kHead = 4096;                     // of a data file: enough to tell what it describes
constexpr std::size_t kReadBytes = 96 * 1024 * 1024;    // of data files that are looked into
constexpr std::size_t kSourceBytes = 32 * 1024 * 1024;  // of candidates held at once: with facts about ten times that
constexpr std::size_t kCandidates = 20'000;
constexpr std::chrono::seconds kReading{60};  // of one tie's files; 32 MB of code take about 10 of a free core

bool has_formats(const FileEntry& file) {  // languages of which only some files are interface files
  switch (file.language) {
    case Language::json:
    case Language::yaml:
    case Language::xml:
    case Language::toml:
    case Language::proto:
    case Language::graphql:
    case Language::sql:
    case Language::none:
    case Language::text:
      return true;
    default:
      return false;
  }
}

bool readable(const FileEntry& file) {
  return file.size <= limits::workspace_file_bytes && file.cls != FileClass::binary && file.cls != FileClass::huge &&
         file.cls != FileClass::vendored;
}

class Builder {
 public:
  Builder(const EdgeInput& input, FactCache& cache, std::vector<std::string>& notes)
      : input_(input), cache_(cache), notes_(notes), texts_(input.files.size()), tried_(input.files.size(), false) {}

  std::shared_ptr<const EdgeTable> build() {
    define();
    own();
    for (const Tie& tie : ties()) use(tie);
    order();
    cache_.rest();
    return std::make_shared<const EdgeTable>(std::move(table_));
  }

  std::vector<Use> uses(const EdgeTable& table, const Tie& tie) {
    table_.definitions = table.definitions;
    std::set<std::string_view> paths;
    for (const Definition& definition : table_.definitions) paths.insert(definition.place.file);
    for (std::uint32_t i = 0; i < input_.files.size(); ++i)
      if (paths.contains(input_.files[i].path)) defines_.push_back(i);
    use(tie);
    cache_.rest();
    return std::move(table_.uses);
  }

 private:
  const std::string* text(std::size_t file) {
    if (!tried_[file]) {
      tried_[file] = true;
      if (auto read = input_.read(input_.files[file].path); read && read->size() <= limits::workspace_file_bytes) {
        held_ += read->size();
        texts_[file] = std::move(*read);
      }
    }
    return texts_[file] ? &*texts_[file] : nullptr;
  }

  // What a machine wrote must not take the room of what people did.
  std::vector<std::uint32_t> smallest_first() const {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < input_.files.size(); ++i)
      if (readable(input_.files[i])) out.push_back(i);
    sort_by_size(out);
    return out;
  }
  void sort_by_size(std::vector<std::uint32_t>& files) const {
    std::sort(files.begin(), files.end(), [&](std::uint32_t a, std::uint32_t b) {
      const FileEntry &x = input_.files[a], &y = input_.files[b];
      return x.size != y.size ? x.size < y.size : x.path < y.path;
    });
  }

  void define() {
    std::size_t looked = 0;
    for (const std::uint32_t i : smallest_first()) {
      const FileEntry& file = input_.files[i];
      const bool may = has_formats(file) && looked < kReadBytes;
      for (const Reader& reader : readers()) {
        const bool by_path = reader.claims(file.path, "");
        if (!by_path && !may) continue;
        if (!by_path && !tried_[i]) looked += file.size;
        const std::string* whole = text(i);
        if (whole == nullptr) break;
        if (!by_path && !reader.claims(file.path, std::string_view(*whole).substr(0, kHead))) continue;
        reader.read(file.path, *whole, table_.definitions);
        if (defines_.empty() || defines_.back() != i) defines_.push_back(i);
        if (table_.definitions.size() >= limits::workspace_definitions) {  // readers stop there as well
          table_.definitions.resize(limits::workspace_definitions);
          notes_.push_back(std::to_string(limits::workspace_definitions) +
                           " definitions are all that is kept: interface files larger than " + file.path +
                           " are left out");
          return finish_definitions();
        }
      }
      if (defines_.empty() || defines_.back() != i) drop(i);
    }
    if (looked >= kReadBytes) notes_.push_back("too many data files: some were not looked into for definitions");
    finish_definitions();
  }

  void drop(std::size_t file) {
    if (!texts_[file]) return;
    held_ -= texts_[file]->size();
    texts_[file].reset();
    tried_[file] = false;
  }

  void finish_definitions() {
    std::sort(defines_.begin(), defines_.end());
    edges::gather(input_, table_.definitions, notes_);
    auto& all = table_.definitions;
    const auto key = [](const Definition& d) { return std::tie(d.place.file, d.place.line, d.kind, d.owner, d.name); };
    std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }

  void own() {
    table_.unit_of.reserve(table_.definitions.size());
    std::map<std::string, std::string, std::less<>> known;
    for (const auto& definition : table_.definitions) {
      const auto found = known.find(definition.place.file);
      if (found != known.end()) {
        table_.unit_of.push_back(found->second);
        continue;
      }
      const auto units = input_.units->all_of(definition.place.file);
      const std::string name = units.size() == 1 ? input_.units->name(units.front()) : std::string();
      known.emplace(definition.place.file, name);
      table_.unit_of.push_back(name);
    }
  }

  std::vector<std::uint32_t> candidates(const Tie& tie) {
    std::map<std::string, bool, std::less<>> words;
    for (const auto& definition : table_.definitions)
      for (auto& word : tie.spellings(definition)) words.emplace(std::move(word), true);
    std::vector<std::uint32_t> out;
    if (words.empty()) return out;
    for (const auto& [word, unused] : words) {
      const auto files = input_.containing(word);
      out.insert(out.end(), files.begin(), files.end());
    }
    out.insert(out.end(), defines_.begin(), defines_.end());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    std::erase_if(out, [&](std::uint32_t i) { return i >= input_.files.size() || !readable(input_.files[i]); });
    sort_by_size(out);
    if (out.size() > kCandidates) {
      out.resize(kCandidates);
      notes_.push_back(std::string(tie.name) + ": more than " + std::to_string(kCandidates) +
                       " files may use a definition");
    }
    std::size_t bytes = 0;
    const auto fits = [&](std::uint32_t i) { return (bytes += input_.files[i].size) <= kSourceBytes; };
    if (const auto rest = std::find_if_not(out.begin(), out.end(), fits); rest != out.end()) {
      notes_.push_back(std::string(tie.name) + ": too much text, files larger than " + input_.files[*rest].path +
                       " were left out");
      out.erase(rest, out.end());
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  void use(const Tie& tie) {
    const auto wanted = candidates(tie);
    std::vector<Sourced> files;
    files.reserve(wanted.size());
    const auto end = std::chrono::steady_clock::now() + kReading;
    for (const std::uint32_t i : wanted) {
      if (std::chrono::steady_clock::now() > end) {
        notes_.push_back(std::string(tie.name) + ": files after " + input_.files[i].path +
                         " were left out for want of time");
        break;
      }
      const std::string* whole = text(i);
      if (whole == nullptr) continue;
      const bool source = input_.files[i].cls != FileClass::generated && input_.files[i].cls != FileClass::docs;
      files.push_back(
          {input_.files[i], *whole, source && tie.needs_facts ? cache_.of(input_.files[i], *whole) : nullptr});
    }
    if (files.empty()) return;
    std::vector<Use> found;
    tie.tie({table_.definitions, files, *input_.units}, found);
    take(found);
    for (const std::uint32_t i : wanted)
      if (!std::binary_search(defines_.begin(), defines_.end(), i)) drop(i);
  }

  // A use in a file that several units are built from is one in each.
  void take(std::vector<Use>& found) {
    std::map<std::string, std::vector<int>, std::less<>> units;
    for (Use& use : found) {
      if (use.definition >= table_.definitions.size()) continue;
      if (table_.uses.size() >= limits::workspace_uses) {
        if (!full_)
          notes_.push_back("more than " + std::to_string(limits::workspace_uses) + " uses: the rest is left out");
        full_ = true;
        return;
      }
      if (!use.test) use.test = tests_.test(use.place.file);
      if (!use.unit.empty()) {
        table_.uses.push_back(std::move(use));
        continue;
      }
      auto at = units.find(use.place.file);
      if (at == units.end()) at = units.emplace(use.place.file, input_.units->all_of(use.place.file)).first;
      for (const int unit : at->second) {
        Use copy = use;
        copy.unit = input_.units->name(unit);
        table_.uses.push_back(std::move(copy));
      }
      if (at->second.empty()) table_.uses.push_back(std::move(use));
    }
  }

  void order() {
    // One use a definition, place and unit: the sure one before the likely one.
    const auto key = [](const Use& u) { return std::tie(u.definition, u.place.file, u.place.line, u.unit); };
    std::sort(table_.uses.begin(), table_.uses.end(),
              [&](const Use& a, const Use& b) { return key(a) != key(b) ? key(a) < key(b) : a.sure > b.sure; });
    table_.uses.erase(std::unique(table_.uses.begin(), table_.uses.end(),
                                  [&](const Use& a, const Use& b) { return key(a) == key(b); }),
                      table_.uses.end());
  }

  // By class where the index knows it, by its folders and name else.
  struct Tests {
    std::map<std::string, FileClass, std::less<>> classes;
    bool test(std::string_view path) const {
      const auto found = classes.find(path);
      if (found != classes.end() && found->second == FileClass::test) return true;
      std::string lower;
      for (const char c : path) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      for (const std::string_view folder : {"test/", "tests/", "__tests__/", "spec/", "cypress/", "e2e/", "mocks/",
                                            "__mocks__/", "testdata/", "fixtures/", "mock/"})
        if (lower.starts_with(folder) || lower.find("/" + std::string(folder)) != std::string::npos) return true;
      const auto slash = lower.rfind('/');
      const std::string name = slash == std::string::npos ? lower : lower.substr(slash + 1);
      for (const std::string_view part :
           {"_test.", ".test.", ".spec.", "_spec.", ".cy.", "_mock.", ".mock.", "conftest."})
        if (name.find(part) != std::string::npos) return true;
      return name.starts_with("test_") || name.starts_with("mock_");
    }
  };
  Tests make_tests() const {
    Tests out;
    for (const auto& file : input_.files)
      if (file.cls == FileClass::test) out.classes.emplace(file.path, file.cls);
    return out;
  }

  const EdgeInput& input_;
  FactCache& cache_;
  std::vector<std::string>& notes_;
  std::vector<std::optional<std::string>> texts_;
  std::vector<bool> tried_;
  std::vector<std::uint32_t> defines_;  // files with definitions, ascending
  std::size_t held_ = 0;
  bool full_ = false;
  EdgeTable table_;
  Tests tests_ = make_tests();
};

}  // namespace

std::shared_ptr<const EdgeTable> build_edges(const EdgeInput& input, FactCache& cache,
                                             std::vector<std::string>& notes) {
  return Builder(input, cache, notes).build();
}

std::vector<Use> uses_by(const Tie& tie, const EdgeTable& table, const EdgeInput& input, FactCache& cache) {
  std::vector<std::string> notes;
  return Builder(input, cache, notes).uses(table, tie);
}

}  // namespace weir::workspace
