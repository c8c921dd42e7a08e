// JSON as facts: keys with the object around them. base/json does the reading; its bounds are ours.
#include "base/json.h"

#include <algorithm>

#include "base/limits.h"
#include "workspace/syntax/languages.h"

namespace weir::workspace::syntax {
namespace {

struct Reading {
  std::string_view text;
  Facts& out;
  std::size_t at = 0;
  std::uint32_t line = 1;

  // Members come in the order of the text: lines are counted once.
  std::uint32_t line_of(std::size_t offset) {
    if (offset > at) {
      line += static_cast<std::uint32_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                    text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
      at = offset;
    }
    return line;
  }

  void object(JsonValue value, std::uint32_t parent, const std::string& key) {
    Group group;
    group.parent = parent;
    group.key = key;
    group.line = line_of(value.span().at);
    out.groups.push_back(std::move(group));
    const auto id = static_cast<std::uint32_t>(out.groups.size());
    for (const JsonValue member : value) {
      if (out.facts.size() >= limits::workspace_facts) {
        out.cut = true;
        return;
      }
      Fact fact;
      fact.role = Role::key;
      fact.name = member.key().substr(0, 200);
      fact.enclosing = id;
      fact.line = line_of(member.member_span().at);
      if (member.is_string() && member.raw().size() <= 120) fact.from = std::string(member.raw());
      const std::string name = fact.name;
      out.facts.push_back(std::move(fact));
      any(member, id, name);
    }
  }

  void any(JsonValue value, std::uint32_t parent, const std::string& key) {  // depth <= limits::json_depth
    if (value.is_object()) object(value, parent, key);
    if (value.is_array())
      for (const JsonValue item : value) any(item, parent, key);
  }
};

}  // namespace

Facts read_json(std::string_view text) {
  Facts out;
  Scope file;
  file.first = 1;
  file.last = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  out.scopes.push_back(file);
  if (text.size() > limits::workspace_file_bytes) {
    out.cut = true;
    return out;
  }
  const auto doc = Json::parse(text);
  if (!doc) return out;
  Reading{text, out}.any(doc->root(), 0, "");
  return out;
}

}  // namespace weir::workspace::syntax
