// The walk: literals, what is written in them and where they go.
#include <algorithm>
#include <array>

#include "base/limits.h"
#include "workspace/syntax/walk.h"

namespace weir::workspace::syntax {

// Literals among the arguments know what call they go to.
void Walk::pass(TSNode list, const std::string& callee, const std::string& receiver) {
  const std::string sink = (receiver.empty() ? callee : receiver + "." + callee) + "()";
  const auto number = std::min(count(list), 16U);
  for (std::uint32_t i = 0; i < number; ++i) value_of(child(list, i), "", sink);
}

std::uint32_t Walk::group(std::string_view literal, std::string_view sink) {
  Group opened;
  opened.type = std::string(literal);
  opened.sink = std::string(sink);
  opened.line = line(path_.back());
  opened.scope = scope_;
  for (unsigned up = 0; up < 6 && up < path_.size(); ++up) {
    const auto found = values_.find(path_[path_.size() - 1 - up].id);
    if (found == values_.end() || found->second.key.empty()) continue;
    opened.key = group_ == 0 ? std::string() : found->second.key;
    opened.parent = group_;
    break;
  }
  open_.push_back({static_cast<unsigned>(path_.size()), scope_, group_});
  out_.groups.push_back(std::move(opened));
  group_ = static_cast<std::uint32_t>(out_.groups.size());
  return group_;
}

void Walk::value_of(TSNode value, std::string_view key, std::string_view sink) {
  if (ts_node_is_null(value) || values_.size() >= limits::workspace_facts) return;
  values_[value.id] = {std::string(key), std::string(sink)};
}

namespace {
// Calls that only wrap a literal on its way: the receiver of its bytes is further out.
constexpr std::array kWrappers = {
    "JSON.stringify()", "json.dumps()", "json.Marshal()",  "Some()",        "Ok()",
    "Arc.new()",        "Box.new()",    "Object.assign()", "listOf()",      "List.of()",
    "Arrays.asList()",  "append()",     "JSON.generate()", "json_encode()", "Object.freeze()",
    "dict()",           "Json()",       "web.Json()"};
}  // namespace

std::string Walk::sink_of() const {
  std::string first;
  for (unsigned up = 0; up < 8 && up < path_.size(); ++up) {
    const TSNode node = path_[path_.size() - 1 - up];
    if (const auto found = values_.find(node.id); found != values_.end() && !found->second.sink.empty()) {
      if (first.empty()) first = found->second.sink;
      if (std::find(kWrappers.begin(), kWrappers.end(), found->second.sink) == kWrappers.end())
        return found->second.sink;
    }
    if (const auto kind = type(node); kind == "return_statement" || kind == "return_expression" || kind == "return")
      return "return";
  }
  return first;
}

}  // namespace weir::workspace::syntax
