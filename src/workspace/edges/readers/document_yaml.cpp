// YAML by libyaml's event interface: events carry marks, so each node knows its line.
#include <yaml.h>

#include <memory>

#include "workspace/edges/readers/document.h"

namespace weir::workspace::edges {
namespace {

struct ParserEnd {
  void operator()(yaml_parser_t* parser) const {
    yaml_parser_delete(parser);
    delete parser;
  }
};

class Events {
 public:
  explicit Events(std::string_view text) : parser_(new yaml_parser_t) {
    ready_ = yaml_parser_initialize(parser_.get()) == 1;
    if (!ready_) return;
    // libyaml takes bytes as unsigned char.
    yaml_parser_set_input_string(parser_.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Events() { drop(); }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  bool next() {
    drop();
    if (!ready_ || ended_ || yaml_parser_parse(parser_.get(), &event_) != 1) return false;
    held_ = true;
    ended_ = event_.type == YAML_STREAM_END_EVENT;
    return true;
  }
  const yaml_event_t& event() const { return event_; }
  std::uint32_t line() const { return static_cast<std::uint32_t>(event_.start_mark.line) + 1; }

 private:
  void drop() {
    if (held_) yaml_event_delete(&event_);
    held_ = false;
  }
  std::unique_ptr<yaml_parser_t, ParserEnd> parser_;
  yaml_event_t event_{};
  bool ready_ = false, held_ = false, ended_ = false;
};

// Puts events into a tree. Open containers stand in a stack of values and are moved into their parents when they close,
// so no pointer into a growing vector is kept.
class Builder {
 public:
  explicit Builder(std::vector<Node>& out) : out_(out) {}

  bool take(const Events& events) {
    if (++nodes_ > document_nodes) return false;
    const yaml_event_t& event = events.event();
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        value(Node{.value = scalar(event), .line = events.line()});
        return true;
      case YAML_ALIAS_EVENT:
        value(Node{.line = events.line()});
        return true;
      case YAML_MAPPING_START_EVENT:
        return open(Node::Kind::map, events.line());
      case YAML_SEQUENCE_START_EVENT:
        return open(Node::Kind::list, events.line());
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        close();
        return true;
      default:
        return true;
    }
  }
  void finish() {
    while (!open_.empty()) close();
  }

 private:
  struct Open {
    Node node;
    bool key_next = false;
    std::string key = {};
    std::uint32_t key_line = 0;
  };

  static std::string scalar(const yaml_event_t& event) {
    // The library's bytes are UTF-8 in unsigned char.
    return {reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length};
  }

  bool open(Node::Kind kind, std::uint32_t line) {
    if (open_.size() >= document_depth) return false;
    open_.push_back({.node = Node{.kind = kind, .line = line}, .key_next = kind == Node::Kind::map});
    return true;
  }

  void close() {
    if (open_.empty()) return;
    Node done = std::move(open_.back().node);
    open_.pop_back();
    value(std::move(done));
  }

  void value(Node node) {
    if (open_.empty()) {
      out_.push_back(std::move(node));
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::map && parent.key_next) {
      parent.key = std::move(node.value);  // a container as key has no name
      parent.key_line = node.line;
      parent.key_next = false;
      return;
    }
    if (parent.node.kind == Node::Kind::map) {
      node.key = std::move(parent.key);
      node.key_line = parent.key_line;
      parent.key_next = true;
    }
    parent.node.children.push_back(std::move(node));
  }

  std::vector<Node>& out_;
  std::vector<Open> open_;
  std::size_t nodes_ = 0;
};

// A chart's templates are YAML once "{{ ... }}" is out of the way. Lines stay where they are.
std::string without_templates(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("{{", at);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    out.append(text.substr(at, open - at));
    const std::size_t line_begin = out.rfind('\n') + 1;  // npos + 1 = 0
    const std::size_t after = close + 2;
    const bool alone = out.find_first_not_of(" \t-", line_begin) == std::string::npos &&
                       (after >= text.size() || text[after] == '\n' || text[after] == '\r');
    if (alone) {
      out.resize(line_begin);
    } else {
      out += 'T';
    }
    for (const char c : text.substr(open, close - open)) {
      if (c == '\n') out += '\n';
    }
    at = after;
  }
  out.append(text.substr(at));
  return out;
}

}  // namespace

std::vector<Node> yaml_documents(std::string_view text) {
  std::vector<Node> out;
  std::string cleaned;
  if (text.contains("{{")) {
    cleaned = without_templates(text);
    text = cleaned;
  }
  Events events(text);
  Builder builder(out);
  while (events.next() && builder.take(events)) {}
  builder.finish();
  return out;
}

}  // namespace weir::workspace::edges
