// Environment variables: a program's reads of its environment, against what the deployment files set for its unit.
#include <map>

#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

// The call or table through which a literal becomes a variable: os.Getenv("X"), ENV["X"], @Value("${X}").
bool reads_environment(std::string_view chain) {
  const std::string low = lower(chain);
  const std::string_view name = last_part(low);
  return name.contains("getenv") || name == "lookupenv" || name == "getenvironmentvariable" || name.ends_with("env") ||
         name == "env_var" || low.ends_with("env.var") || low.ends_with("env.var_os") || low.ends_with("environ.get") ||
         low.ends_with("env.fetch") || low.ends_with("env.get") || low.ends_with("environ.pop") || name == "env" ||
         low.ends_with("environ.setdefault") || name == "get_env" || name == "fetch_env" || name.starts_with("envor") ||
         name.starts_with("env_or") || name.starts_with("getenv") || name.starts_with("mustmapenv");
}

class EnvUses final : public CodeTie {
 public:
  explicit EnvUses(const TieInput& input) : input_(input) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      if (input.definitions[i].kind == DefinitionKind::env) by_name_[input.definitions[i].name].push_back(i);
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (by_name_.empty()) return;
    const Code& code = file.code;
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i].is_string()) {
        literal(file, i, out);
      } else if (code[i].is_word() && i >= 2 && code[i - 1].is('.')) {  // process.env.X, import.meta.env.X
        const std::string chain = code.chain(i - 2);
        if (chain == "process.env" || chain.ends_with("meta.env") || chain == "Bun.env") {
          add(file, code[i].text, code[i].line, true, out);
        }
      } else if (code[i].is_word() && destructured(code, i)) {
        add(file, code[i].text, code[i].line, true, out);
      }
    }
    if (file.source.entry.language == Language::shell) shell(file, file.code.text(), out);
  }

  // compose.yaml: PUBLIC_URL: ${PUBLIC_URL}, which .env sets
  void text(const CodeFile& file, std::string_view text, std::vector<Use>& out) override {
    if (by_name_.empty() || file.source.entry.language != Language::yaml || !file.path().contains("compose")) return;
    dollars(text, [&](std::string_view name, std::uint32_t line) {
      const auto found = by_name_.find(name);
      if (found == by_name_.end()) return;
      for (const std::size_t i : found->second) {
        if (input_.definitions[i].rule == "dotenv")
          out.push_back(use_of(i, file.path(), line, name, "env-filled-in", UseKind::read));
      }
    });
  }

 private:
  void literal(CodeFile& file, std::size_t i, std::vector<Use>& out) {
    const Code& code = file.code;
    const std::string_view text = code[i].text;
    if (by_name_.contains(text)) {
      const bool subscript = i >= 2 && code[i - 1].is('[') && table(code.chain(i - 2));
      // $_ENV["X"] and getenv("X") in PHP have their '$' in the word.
      if (subscript || reads_environment(code.callee(i))) add(file, text, code[i].line, true, out);
      return;
    }
    if (text.contains("${")) placeholders(file, code[i], out);
    // Tags: `env:"X"`, `envconfig:"X"`
    for (const std::string_view tag : {"env:\"", "envconfig:\"", "env=", "env(\""}) {
      const std::size_t at = text.find(tag);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = text.substr(at + tag.size());
      add(file, rest.substr(0, rest.find_first_of("\", ")), line_in(code[i], at), true, out);
    }
  }

  static bool table(std::string_view chain) {
    return chain == "os.environ" || chain == "environ" || chain == "ENV" || chain == "process.env" ||
           chain == "$_ENV" || chain == "$_SERVER" || chain.ends_with("meta.env") || chain == "Deno.env";
  }

  // const { X } = process.env
  static bool destructured(const Code& code, std::size_t i) {
    const std::size_t brace = code.enclosing(i, "{");
    if (brace >= code.size()) return false;
    const std::size_t close = code.partner(brace);
    return code[close + 1].is('=') && code[close + 2].is("process") && code[close + 4].is("env") &&
           !code[i - 1].is(':');
  }

  // Spring: @Value("${X:default}")
  void placeholders(CodeFile& file, const Token& token, std::vector<Use>& out) {
    const bool annotated = token.at > 0 && file.code.text().substr(0, token.at).ends_with("@Value(\"");
    if (!annotated) return;
    const std::size_t at = token.text.find("${") + 2;
    add(file, token.text.substr(at, token.text.find_first_of(":}", at) - at), token.line, true, out);
  }

  void shell(const CodeFile& file, std::string_view text, std::vector<Use>& out) {
    dollars(text, [&](std::string_view name, std::uint32_t line) { add(file, name, line, false, out); });
  }

  template <class Take>
  static void dollars(std::string_view text, Take take) {
    std::uint32_t line = 1;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\n') ++line;
      if (text[at] != '$' || at + 1 >= text.size()) continue;
      const std::size_t begin = at + (text[at + 1] == '{' ? 2 : 1);
      std::size_t end = begin;
      while (end < text.size() && (text[end] == '_' || (text[end] >= 'A' && text[end] <= 'Z') ||
                                   (text[end] >= 'a' && text[end] <= 'z') || (text[end] >= '0' && text[end] <= '9'))) {
        ++end;
      }
      if (end > begin) take(text.substr(begin, end - begin), line);
    }
  }

  // Set for this file's unit, or for the whole workspace; a file outside every unit may belong to any.
  void add(const CodeFile& file, std::string_view name, std::uint32_t line, bool sure, std::vector<Use>& out) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return;
    for (const std::size_t i : found->second) {
      const Definition& definition = input_.definitions[i];
      const bool everywhere = definition.owner.empty() && definition.type == ".";
      const bool mine = everywhere || set_for(definition, file);
      if (!mine && file.in_unit) continue;
      out.push_back(use_of(i, file.path(), line, name, "env-read", UseKind::read, sure && mine));
    }
  }

  bool set_for(const Definition& definition, const CodeFile& file) const {
    for (const int unit : input_.units.all_of(file.path())) {
      const Unit& one = input_.units.all()[static_cast<std::size_t>(unit)];
      if (definition.type != "." && (one.root == definition.type || one.root.starts_with(definition.type + "/")))
        return true;
      if (definition.owner.empty()) continue;
      const std::string owner = lower(definition.owner);
      const std::string folder = lower(one.root.substr(one.root.rfind('/') + 1));  // npos + 1 = 0
      if (lower(one.name) == owner || folder == owner) return true;
      // "shop-billing" sets for billing
      if (!folder.empty() && definition.type == "." &&
          (owner.ends_with("-" + folder) || owner.starts_with(folder + "-")))
        return true;
    }
    return false;
  }

  const TieInput& input_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;
};

}  // namespace

std::unique_ptr<CodeTie> env_uses(const TieInput& input) { return std::make_unique<EnvUses>(input); }

}  // namespace weir::workspace::edges
