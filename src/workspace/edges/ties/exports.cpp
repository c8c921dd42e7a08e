// What a package offers, used by the units that import it: the imported name where it is imported and wherever the file
// uses it after that; members of an imported module or type; methods of variables that are of an imported type.
#include <map>
#include <set>

#include "workspace/edges/ties/imports.h"
#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

class ExportUses final : public CodeTie {
 public:
  explicit ExportUses(const TieInput& input) : input_(input), packages_(files(input), input.definitions) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      const Definition& one = input.definitions[i];
      if (one.rule == "package" && one.type == "cargo") crates_.push_back(one.name);
      if (one.kind == DefinitionKind::exported && one.rule == "exported-name") {
        by_name_[one.name].push_back(i);
        by_file_[one.place.file].push_back(i);
        by_owner_[one.owner].push_back(i);
      }
      if (one.kind == DefinitionKind::exported && one.rule == "exported-member") members_[one.name].push_back(i);
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (by_name_.empty()) return;
    visible_.clear();
    modules_.clear();
    imported_at_.clear();
    const std::vector<Import> imports = imports_of(file.code);
    for (const Import& import : imports) bring(file, import, out);
    if (file.code.language() == Language::rust) crate_paths(file);
    if (file.code.language() == Language::csharp) namespaces(file, imports);
    if (visible_.empty() && modules_.empty()) return;
    variables(file.code);
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (file.code[i].is_word()) word(file, i, out);
    }
  }

 private:
  static std::vector<std::string> files(const TieInput& input) {
    std::set<std::string> out;
    for (const Definition& one : input.definitions) {
      if (one.kind == DefinitionKind::exported) out.insert(one.place.file);
    }
    // A package's __init__.py may define nothing itself and still names the folder.
    for (const Sourced& one : input.files) {
      if (one.entry.path.ends_with("__init__.py")) out.insert(one.entry.path);
    }
    return {out.begin(), out.end()};
  }

  // Another unit's, or one outside all units: what a unit offers to itself is no edge.
  bool foreign(const CodeFile& file, const Definition& definition) const {
    if (definition.place.file == file.path()) return false;
    const int own = input_.units.of(file.path());
    return own >= 0 && input_.units.of(definition.place.file) != own;
  }

  void bring(const CodeFile& file, const Import& import, std::vector<Use>& out) {
    const auto target = packages_.resolve(import, file.path(), file.code.language());
    if (!target) return;
    for (const ImportedName& name : import.names) {
      const auto found = by_name_.find(name.name);
      if (found == by_name_.end()) continue;
      for (const std::size_t i : found->second) {
        const Definition& definition = input_.definitions[i];
        if (!target->holds(definition.place.file) || !foreign(file, definition)) continue;
        out.push_back(use_of(i, file.path(), name.line, name.name, "import", UseKind::read));
        visible_[name.local].push_back(i);
        imported_at_.insert(name.line);
      }
    }
    if (!import.alias.empty()) modules_.emplace(import.alias, *target);
    if (import.all) everything(file, *target);
    // from package import module: its names are behind the module's
    for (const ImportedName& name : import.names) {
      if (!visible_.contains(name.local)) submodule(file, import, name);
    }
  }

  void submodule(const CodeFile& file, const Import& import, const ImportedName& name) {
    Import inner;
    inner.module = import.module + "." + name.name;
    if (file.code.language() != Language::python) return;
    if (const auto target = packages_.resolve(inner, file.path(), Language::python))
      modules_.emplace(name.local, *target);
  }

  void everything(const CodeFile& file, const Target& target) {
    auto at = by_file_.lower_bound(target.path);
    for (; at != by_file_.end() && at->first.starts_with(target.path); ++at) {
      if (!target.holds(at->first)) continue;
      for (const std::size_t i : at->second) {
        if (foreign(file, input_.definitions[i])) visible_[input_.definitions[i].name].push_back(i);
      }
    }
  }

  // pricing::total(...) needs no `use`.
  void crate_paths(const CodeFile& file) {
    for (const std::string& crate : crates_) {
      Import import;
      import.module = crate;
      std::ranges::replace(import.module, '-', '_');
      if (const auto target = packages_.resolve(import, file.path(), Language::rust)) {
        modules_.emplace(import.module, *target);
      }
    }
  }

  // C#: a using names a namespace; definitions say theirs in `owner` ("Shop.Pricing").
  void namespaces(const CodeFile& file, const std::vector<Import>& imports) {
    for (const Import& import : imports) {
      const auto found = import.all ? by_owner_.find(import.module) : by_owner_.end();
      if (found == by_owner_.end()) continue;
      for (const std::size_t i : found->second) {
        if (foreign(file, input_.definitions[i])) visible_[input_.definitions[i].name].push_back(i);
      }
    }
  }

  // Variables of a visible type: Money m, m = new Money(, m: Money, m := pricing.NewMoney(
  void variables(const Code& code) {
    typed_.clear();
    for (std::size_t i = 1; i + 1 < code.size(); ++i) {
      if (!code[i].is_word()) continue;
      std::string_view type = code[i].text;
      if (type.starts_with("New") && type.size() > 3 && !visible_type(code, i)) type.remove_prefix(3);
      if (!has_members(type)) continue;
      if (code[i + 1].is_word() && !one_of(code[i + 1].text, {"extends", "implements", "is", "in", "as", "from"})) {
        typed_[std::string(code[i + 1].text)] = type;  // Money m
      } else if ((code[i + 1].is('&') || code[i + 1].is('*') || code[i + 1].is('?')) && code[i + 2].is_word()) {
        typed_[std::string(code[i + 2].text)] = type;
      }
      std::size_t k = i;
      while (k > 1 && i - k < 10 &&
             (code[k - 1].is("new") || code[k - 1].is('.') || code[k - 1].is('&') || code[k - 1].is('*') ||
              code[k - 1].is('@') || (code[k - 1].is_word() && k < i && code[k].is('.')) || code[k - 1].is("await") ||
              code[k - 1].is("mut") || code[k - 1].is("dyn"))) {
        --k;
      }
      if (k < 2) continue;
      std::size_t name = k - 1;
      if (code[name].is('=') || code[name].is(':')) {
        --name;
        if (code[name].is(':')) --name;  // :=
        if (code[name].is('?') && name > 0) --name;
        if (code[name].is_word()) typed_[std::string(code[name].text)] = type;
      } else if (code[name].is_word() && code.language() == Language::go && (code[k].is('*') || k < i)) {
        typed_[std::string(code[name].text)] = type;  // m *pricing.Money
      }
    }
  }
  bool visible_type(const Code& code, std::size_t i) const { return has_members(code[i].text); }
  bool has_members(std::string_view type) const { return owners().contains(type); }
  const std::set<std::string, std::less<>>& owners() const {
    if (owners_.empty()) {
      for (const auto& [name, definitions] : members_) {
        for (const std::size_t i : definitions) owners_.insert(input_.definitions[i].owner);
      }
    }
    return owners_;
  }

  void word(const CodeFile& file, std::size_t i, std::vector<Use>& out) {
    const Code& code = file.code;
    const bool dotted = i > 0 && (code[i - 1].is('.') || (code[i - 1].is('>') && code[i - 2].is('-')) ||
                                  (code[i - 1].is(':') && code[i - 2].is(':')));
    if (!dotted) {
      plain(file, i, out);
      return;
    }
    const std::string chain = code.chain(i);
    const std::string receiver(without_last(chain));
    if (receiver.empty()) return;
    if (const auto module = longest_module(receiver)) of_module(file, i, *module, out);
    of_type(file, i, receiver, out);
    // ns::Name of an included header, Type::new of a used crate
    if (code[i - 1].is(':') && code.language() == Language::cpp) plain(file, i, out);
  }

  const Target* longest_module(std::string_view receiver) const {
    if (const auto found = modules_.find(receiver); found != modules_.end()) return &found->second;
    const auto found = modules_.find(receiver.substr(0, receiver.find('.')));
    return found == modules_.end() ? nullptr : &found->second;
  }

  void plain(const CodeFile& file, std::size_t i, std::vector<Use>& out) {
    const Code& code = file.code;
    const auto found = visible_.find(code[i].text);
    if (found == visible_.end() || imported_at_.contains(code[i].line)) return;
    // A key, a keyword argument or a declaration of this file's own has the name by chance.
    const bool key =
        code[i + 1].is(':') && !code[i + 2].is(':') && i > 0 && (code[i - 1].is('{') || code[i - 1].is(','));
    if (key || declared_here(code, i)) return;
    for (const std::size_t definition : found->second) {
      out.push_back(use_of(definition, file.path(), code[i].line, code[i].text, "import",
                           code[i + 1].is('(') ? UseKind::call : UseKind::read));
    }
  }

  // "double decibels = 0", "fun centsFor(": this file's own thing of that name. What may stand before a use is listed.
  static bool declared_here(const Code& code, std::size_t i) {
    if (i == 0 || !code[i - 1].is_word() || code[i - 1].line != code[i].line) return false;
    if (code.language() == Language::ruby) return one_of(code[i - 1].text, {"def", "class", "module"});
    return !one_of(code[i - 1].text,
                   {"return",   "await",      "new",      "throw",     "else",      "in",       "of",      "is",
                    "as",       "case",       "yield",    "not",       "and",       "or",       "extends", "implements",
                    "typeof",   "instanceof", "private",  "public",    "protected", "static",   "final",   "const",
                    "readonly", "override",   "virtual",  "mut",       "ref",       "dyn",      "impl",    "for",
                    "where",    "with",       "raise",    "from",      "if",        "while",    "go",      "defer",
                    "co_await", "co_return",  "co_yield", "throws",    "lambda",    "assert",   "del",     "echo",
                    "print",    "async",      "inline",   "constexpr", "extern",    "explicit", "out",     "using",
                    "internal", "let",        "do",       "match",     "move",      "unsafe",   "default"}) ||
           (one_of(code[i - 1].text, {"const", "let"}) && code[i + 1].is('='));
  }

  void of_module(const CodeFile& file, std::size_t i, const Target& target, std::vector<Use>& out) {
    const auto found = by_name_.find(file.code[i].text);
    if (found == by_name_.end()) return;
    for (const std::size_t definition : found->second) {
      const Definition& one = input_.definitions[definition];
      if (!target.holds(one.place.file) || !foreign(file, one)) continue;
      out.push_back(use_of(definition, file.path(), file.code[i].line, file.code[i].text, "import-member",
                           file.code[i + 1].is('(') ? UseKind::call : UseKind::read));
    }
  }

  void of_type(const CodeFile& file, std::size_t i, std::string_view receiver, std::vector<Use>& out) {
    const auto found = members_.find(file.code[i].text);
    if (found == members_.end()) return;
    const std::string_view last = last_part(receiver);
    const auto variable = typed_.find(last);
    const std::string_view type = variable != typed_.end() ? std::string_view(variable->second) : last;
    for (const std::size_t definition : found->second) {
      const Definition& one = input_.definitions[definition];
      if (one.owner != type || !foreign(file, one) || !type_in_sight(type, one.place.file)) continue;
      out.push_back(use_of(definition, file.path(), file.code[i].line, file.code[i].text, "import-method",
                           file.code[i + 1].is('(') ? UseKind::call : UseKind::read));
    }
  }

  // The type itself came in by an import, from that file or its package.
  bool type_in_sight(std::string_view type, std::string_view file) const {
    const auto visible = visible_.find(type);
    if (visible != visible_.end()) {
      return std::ranges::any_of(visible->second,
                                 [&](std::size_t i) { return input_.definitions[i].place.file == file; });
    }
    return std::ranges::any_of(modules_, [&](const auto& module) { return module.second.holds(file); });
  }

  const TieInput& input_;
  Packages packages_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_, by_file_, by_owner_, members_;
  std::vector<std::string> crates_;
  mutable std::set<std::string, std::less<>> owners_;
  // of the file at hand
  std::map<std::string, std::vector<std::size_t>, std::less<>> visible_;
  std::map<std::string, Target, std::less<>> modules_;
  std::map<std::string, std::string, std::less<>> typed_;
  std::set<std::uint32_t> imported_at_;
};

}  // namespace

std::unique_ptr<CodeTie> export_uses(const TieInput& input) { return std::make_unique<ExportUses>(input); }

}  // namespace weir::workspace::edges
