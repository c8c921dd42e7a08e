// Imports of a program, and what a program offers to those that import it; in the languages whose units share code.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/edges/ties/code.h"

namespace weir::workspace::edges {

struct ImportedName {
  std::string name, local;  // from x import name as local
  std::uint32_t line = 0;
};
struct Import {
  std::string module;  // as written: "shop.example/money", "@shop/money", "shop_money.convert", "../money/money.h"
  std::string alias;   // the module's name in this file; "" it has none
  std::vector<ImportedName> names;
  bool all = false;  // every name is visible without a qualifier (C#, C++, Ruby, wildcards)
  std::uint32_t line = 0;
};
std::vector<Import> imports_of(const Code& code);

struct ExportedName {
  std::string name, owner;  // owner: the type of a method; "" else
  std::string signature;    // of a function, spaces normalised; tells a changed default or parameter
  std::uint32_t line = 0;
};
std::vector<ExportedName> exported_names(const Code& code);

// Where an import leads inside the workspace.
struct Target {
  enum class Kind : std::uint8_t { file, folder, tree } kind{};  // one file; the files of a folder; all beneath it
  std::string path;
  bool holds(std::string_view file) const;
};

// Packages and files of a workspace, as imports find them.
class Packages {
 public:
  // files: paths, sorted. definitions: those of rule "package" are looked at.
  Packages(std::vector<std::string> files, std::span<const Definition> definitions);
  std::optional<Target> resolve(const Import& import, std::string_view importer, Language language) const;
  // Names that an importer must contain, by the folder or file that they lead to: to ask the word index with.
  std::vector<std::string> words() const;

 private:
  struct Package {
    std::string name, ecosystem, folder;
  };
  std::optional<Target> relative(std::string_view module, std::string_view importer) const;
  std::optional<Target> by_suffix(std::string_view path, std::string_view importer) const;
  std::optional<Target> folder_by_suffix(std::string_view path) const;
  std::optional<Target> python(std::string_view module, std::string_view importer) const;
  bool has(std::string_view path) const;
  const Package* package(std::string_view ecosystem, std::string_view name) const;

  std::vector<std::string> files_;                            // sorted
  std::vector<std::pair<std::string, std::size_t>> by_base_;  // base name -> files_, sorted
  std::vector<std::pair<std::string, std::string>> folders_;  // last part, folder; sorted
  std::vector<Package> packages_;
};

}  // namespace weir::workspace::edges
