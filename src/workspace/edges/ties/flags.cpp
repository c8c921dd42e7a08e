// Feature flags: a literal that equals a flag's key, given to something that asks for a flag.
#include <map>

#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

bool asks_for_flag(std::string_view chain) {
  const std::string low = lower(chain);
  return has_any(
      low,
      {"flag",           "feature",       "enabled",         "variation",      "toggle",          "experiment",
       "unleash",        "launchdarkly",  "getbooleanvalue", "getstringvalue", "getintegervalue", "getnumbervalue",
       "getobjectvalue", "boolean_value", "get_boolean",     "boolvariation",  "booleanvalue",    "fetch_boolean_value",
       "getintvalue",    "getfloatvalue", "floatvalue"});
}

class FlagUses final : public CodeTie {
 public:
  explicit FlagUses(const TieInput& input) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      if (input.definitions[i].kind == DefinitionKind::flag) by_name_[input.definitions[i].name].push_back(i);
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (by_name_.empty()) return;
    const Code& code = file.code;
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (!code[i].is_string()) continue;
      const auto found = by_name_.find(code[i].text);
      if (found == by_name_.end()) continue;
      const bool subscript = i >= 2 && code[i - 1].is('[') && asks_for_flag(code.chain(i - 2));
      const bool constant = i >= 2 && code[i - 1].is('=') && asks_for_flag(code[i - 2].text);
      if (!subscript && !constant && !asks_for_flag(code.callee(i))) continue;
      for (const std::size_t definition : found->second) {
        out.push_back(use_of(definition, file.path(), code[i].line, code[i].text, "flag-read", UseKind::read));
      }
    }
  }

 private:
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;
};

}  // namespace

std::unique_ptr<CodeTie> flag_uses(const TieInput& input) { return std::make_unique<FlagUses>(input); }

}  // namespace weir::workspace::edges
