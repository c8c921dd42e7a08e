// Feature flag files: the keys under "flags" or "features", or the top-level keys of a file that is called so, where
// each looks like a switch (a boolean, or a map with a default, a state or variants).
#include <algorithm>
#include <array>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/document.h"
#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 = 0

bool is_switch(const Node& node) {
  if (node.kind == Node::Kind::scalar)
    return node.value == "true" || node.value == "false" || node.value == "on" || node.value == "off";
  constexpr std::array<std::string_view, 8> marks = {"default",        "enabled", "state",        "variants",
                                                     "defaultVariant", "rollout", "defaultValue", "percentage"};
  return std::ranges::any_of(marks, [&node](std::string_view mark) { return node.get(mark) != nullptr; });
}

bool claims(std::string_view path, std::string_view) {
  const std::string_view name = name_of(path);
  return is_document(path) && (name.contains("flag") || name.starts_with("features") || name.contains("toggles"));
}

void read(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const std::vector<Node> all = documents(path, text);
  if (all.empty()) return;
  const Node* list = &all.front();
  for (const std::string_view key : {"flags", "features", "toggles", "feature_flags", "featureFlags"}) {
    if (const Node* inner = all.front().get(key)) list = inner;
  }
  for (const Node& flag : list->children) {
    if (list->kind == Node::Kind::list) {
      const Node* name = flag.get("key") ? flag.get("key") : flag.get("name");
      if (name) out.push_back(define({path, "flag-key"}, DefinitionKind::flag, name->value, name->line));
    } else if (is_switch(flag)) {
      out.push_back(define({path, "flag-key"}, DefinitionKind::flag, flag.key, flag.key_line));
    }
  }
}

}  // namespace

Reader flags_reader() { return {"flags", claims, read}; }

}  // namespace weir::workspace::edges
