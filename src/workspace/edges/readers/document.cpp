// Lookups in a document, and JSON as a document: base/json.h knows where each value stands, lines are counted from it.
#include "workspace/edges/readers/document.h"

#include <algorithm>

#include "base/json.h"

namespace weir::workspace::edges {
namespace {

class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
      ends_.push_back(at);
  }
  std::uint32_t of(std::size_t at) const {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(ends_, at) - ends_.begin()) + 1;
  }

 private:
  std::vector<std::size_t> ends_;
};

struct Copy {
  const Lines& lines;
  std::size_t nodes = 0;

  Node of(const JsonValue& value, std::size_t depth) {
    Node node{.line = lines.of(value.span().at)};
    if (value.is_object() || value.is_array()) {
      node.kind = value.is_object() ? Node::Kind::map : Node::Kind::list;
      for (const JsonValue child : value) {
        if (++nodes > document_nodes || depth >= document_depth) break;
        Node copy = of(child, depth + 1);
        if (value.is_object()) {
          copy.key = child.key();
          copy.key_line = lines.of(child.member_span().at);
        }
        node.children.push_back(std::move(copy));
      }
    } else {
      node.value = value.is_string() ? value.string() : std::string(value.raw());
    }
    return node;
  }
};

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [path](std::string_view end) { return path.ends_with(end); });
}

}  // namespace

const Node* Node::get(std::string_view member) const {
  if (kind != Kind::map) return nullptr;
  const auto found = std::ranges::find(children, member, &Node::key);
  return found == children.end() ? nullptr : &*found;
}

const Node* Node::at(std::initializer_list<std::string_view> members) const {
  const Node* node = this;
  for (const std::string_view member : members) {
    node = node->get(member);
    if (!node) return nullptr;
  }
  return node;
}

std::string_view Node::text(std::string_view member) const {
  const Node* node = get(member);
  return node && node->kind == Kind::scalar ? std::string_view(node->value) : std::string_view();
}

bool is_document(std::string_view path) {
  return ends_with_any(path, {".yaml", ".yml", ".json", ".avsc", ".yaml.example"});
}

std::vector<Node> documents(std::string_view path, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!ends_with_any(path, {".json", ".avsc"})) return yaml_documents(text);
  std::vector<Node> out;
  const auto json = Json::parse(text);
  if (!json) return out;
  const Lines lines(text);
  Copy copy{lines};
  out.push_back(copy.of(json->root(), 0));
  return out;
}

}  // namespace weir::workspace::edges
