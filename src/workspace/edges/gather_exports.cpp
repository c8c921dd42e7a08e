// The names that packages offer, of those packages that another unit imports. Found from the importers: the word index
// says which files may import something of this workspace, their imports say what.
#include <algorithm>
#include <map>
#include <set>

#include "workspace/edges/gather.h"
#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/imports.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t importers_read = 20'000;            // files
constexpr std::size_t importer_bytes = 48 * 1024 * 1024;  // lexed for their imports
constexpr std::size_t offered_files = 3'000;
constexpr std::size_t offered_names = 20'000;

bool imports_something(Language language) {
  using L = Language;
  switch (language) {
    case L::go:
    case L::javascript:
    case L::jsx:
    case L::typescript:
    case L::tsx:
    case L::vue:
    case L::svelte:
    case L::python:
    case L::java:
    case L::kotlin:
    case L::scala:
    case L::csharp:
    case L::rust:
    case L::php:
    case L::ruby:
    case L::c:
    case L::cpp:
      return true;
    default:
      return false;
  }
}

bool offers(const FileEntry& file) { return file.cls == FileClass::source && imports_something(file.language); }

// Imports stand at the beginning of a file; what comes later (require in a function) is rare in shared code.
std::string_view head_of(std::string_view text, Language language) {
  constexpr std::size_t head = 16 * 1024;
  const bool scattered = language == Language::rust || language == Language::javascript;
  if (scattered || text.size() <= head) return text;
  return text.substr(0, text.find('\n', head));
}

class Exports {
 public:
  Exports(const EdgeInput& input, std::vector<Definition>& out, std::vector<std::string>& notes)
      : input_(input), out_(out), notes_(notes), packages_(paths(input), out) {}

  void run() {
    targets();
    std::size_t files = 0;
    for (std::size_t i = 0; i < input_.files.size(); ++i) {
      const FileEntry& file = input_.files[i];
      if (!offers(file) || !wanted(file)) continue;
      if (++files > offered_files || names_ > offered_names) {
        notes_.push_back("packages: what " + file.path + " and later files offer was left out");
        return;
      }
      names(file);
    }
  }

 private:
  static std::vector<std::string> paths(const EdgeInput& input) {
    std::vector<std::string> out;
    for (const FileEntry& file : input.files) {
      if (offers(file)) out.push_back(file.path);
    }
    std::ranges::sort(out);
    return out;
  }

  void targets() {
    std::size_t bytes = 0;
    std::size_t read = 0;
    for (const FileEntry& file : input_.files) {
      const int unit = input_.units->of(file.path);
      const bool importer =
          (file.cls == FileClass::source || file.cls == FileClass::test) && imports_something(file.language);
      if (!importer || unit < 0) continue;
      if (++read > importers_read || bytes > importer_bytes) {
        notes_.push_back("packages: imports of " + file.path + " and later files were not looked into");
        return;
      }
      const auto text = input_.read(file.path);
      if (!text) continue;
      bytes += text->size();
      importer_file(file, *text, unit);
    }
  }

  void importer_file(const FileEntry& file, std::string_view text, int unit) {
    const Code code(head_of(text, file.language), file.language);
    for (const Import& import : imports_of(code)) {
      if (file.language == Language::csharp && import.all) namespaces_[import.module].insert(unit);
      const auto target = packages_.resolve(import, file.path, file.language);
      if (target) targets_[{static_cast<int>(target->kind), target->path}].insert(unit);
    }
    if (file.language == Language::rust) crates(code, file, unit);
  }

  // pricing::total(...) without a use
  void crates(const Code& code, const FileEntry& file, int unit) {
    for (std::size_t i = 0; i + 2 < code.size(); ++i) {
      if (!code[i].is_word() || !code[i + 1].is(':') || !code[i + 2].is(':') || (i > 0 && code[i - 1].is(':')))
        continue;
      Import import;
      import.module = code[i].text;
      const auto target = packages_.resolve(import, file.path, Language::rust);
      if (target) targets_[{static_cast<int>(target->kind), target->path}].insert(unit);
    }
  }

  static bool other(const std::set<int>& units, int own) {
    return std::ranges::any_of(units, [own](int unit) { return unit != own; });
  }

  bool wanted(const FileEntry& file) {
    const int own = input_.units->of(file.path);
    if (imported(Target::Kind::file, file.path, own)) return true;
    const std::size_t slash = file.path.rfind('/');
    std::string folder = file.path.substr(0, slash == std::string::npos ? 0 : slash);
    if (imported(Target::Kind::folder, folder, own)) return true;
    while (!folder.empty()) {
      if (imported(Target::Kind::tree, folder, own)) return true;
      const std::size_t up = folder.rfind('/');
      folder.resize(up == std::string::npos ? 0 : up);
    }
    if (file.language != Language::csharp || namespaces_.empty()) return false;
    const auto text = input_.read(file.path);
    return text && other_namespace(*text, own);
  }
  bool imported(Target::Kind kind, const std::string& path, int own) const {
    const auto found = targets_.find({static_cast<int>(kind), path});
    return found != targets_.end() && other(found->second, own);
  }
  bool other_namespace(std::string_view text, int own) {
    const auto found = namespaces_.find(namespace_of(text));
    return found != namespaces_.end() && other(found->second, own);
  }

  static std::string namespace_of(std::string_view text) {
    const std::size_t at = text.find("namespace ");
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 10);
    return std::string(text.substr(0, text.find_first_of(" ;{\r\n\t")));
  }

  void names(const FileEntry& file) {
    const auto text = input_.read(file.path);
    if (!text) return;
    const Code code(*text, file.language);
    const std::string space = file.language == Language::csharp ? namespace_of(*text) : std::string();
    for (ExportedName& one : exported_names(code)) {
      ++names_;
      Definition definition;
      definition.kind = DefinitionKind::exported;
      definition.name = std::move(one.name);
      definition.owner = one.owner.empty() ? space : std::move(one.owner);
      definition.type = std::move(one.signature);
      definition.place = {file.path, one.line};
      definition.rule =
          one.owner.empty() && (space.empty() || definition.owner == space) ? "exported-name" : "exported-member";
      if (!space.empty() && definition.owner != space) definition.rule = "exported-member";
      out_.push_back(std::move(definition));
    }
  }

  const EdgeInput& input_;
  std::vector<Definition>& out_;
  std::vector<std::string>& notes_;
  Packages packages_;
  std::map<std::pair<int, std::string>, std::set<int>> targets_;
  std::map<std::string, std::set<int>, std::less<>> namespaces_;
  std::size_t names_ = 0;
};

}  // namespace

void gather_exports(const EdgeInput& input, std::vector<Definition>& definitions, std::vector<std::string>& notes) {
  if (!input.units || input.units->all().size() < 2) return;
  Exports(input, definitions, notes).run();
}

}  // namespace weir::workspace::edges
