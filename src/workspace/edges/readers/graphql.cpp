// GraphQL SDL: types, inputs, interfaces and enums with their fields; the fields of Query, Mutation and Subscription
// are what a server offers and are kept as rpc.
#include "workspace/edges/graphql.h"

#include <algorithm>
#include <map>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

class Sdl {
 public:
  Sdl(std::string_view path, std::string_view text, std::vector<Definition>& out)
      : path_(path), tokens_(graphql_tokens(text)), out_(out) {}

  void read() {
    while (at_ < tokens_.size()) {
      if (word("extend")) ++at_;
      if (word("schema")) {
        schema();
      } else if (word("type") || word("input") || word("interface")) {
        type();
      } else if (word("enum")) {
        enumeration();
      } else if (word("query") || word("mutation") || word("subscription") || word("fragment")) {
        return;  // an operation document: its words are uses
      } else {
        skip_one();
      }
    }
  }

 private:
  bool word(std::string_view text) const {
    return at_ < tokens_.size() && tokens_[at_].word && tokens_[at_].text == text;
  }
  bool mark(char c) const { return at_ < tokens_.size() && !tokens_[at_].word && tokens_[at_].text.front() == c; }
  bool is_word() const { return at_ < tokens_.size() && tokens_[at_].word; }

  // Past one token, or past a whole {...} block.
  void skip_one() {
    if (!mark('{')) {
      ++at_;
      return;
    }
    for (int depth = 0; at_ < tokens_.size(); ++at_) {
      depth += mark('{') ? 1 : mark('}') ? -1 : 0;
      if (depth == 0) break;
    }
    ++at_;
  }

  void schema() {
    ++at_;
    while (at_ < tokens_.size() && !mark('{')) ++at_;
    for (++at_; at_ < tokens_.size() && !mark('}'); ++at_) {
      const bool pair = tokens_[at_].word && at_ + 2 < tokens_.size() && tokens_[at_ + 2].word;
      if (!pair) continue;
      roots_[std::string(tokens_[at_ + 2].text)] = true;
      at_ += 2;
    }
    ++at_;
  }

  void type() {
    ++at_;
    if (!is_word()) return;
    const GraphqlToken name = tokens_[at_++];
    add(DefinitionKind::message, name, "", "", "graphql-type");
    while (at_ < tokens_.size() && !mark('{')) {
      if (word("type") || word("input") || word("enum") || word("interface")) return;  // a type without fields
      ++at_;
    }
    ++at_;
    while (at_ < tokens_.size() && !mark('}')) field(name.text);
    ++at_;
  }

  void field(std::string_view owner) {
    if (!is_word()) {
      ++at_;
      return;
    }
    const GraphqlToken name = tokens_[at_++];
    std::vector<std::pair<GraphqlToken, std::string>> arguments;
    if (mark('(')) {
      for (++at_; at_ < tokens_.size() && !mark(')');) {
        if (!is_word()) {
          ++at_;
          continue;
        }
        const GraphqlToken argument = tokens_[at_++];
        if (mark(':')) arguments.emplace_back(argument, reference());
      }
      ++at_;
    }
    if (!mark(':')) return;
    const bool root = roots_.contains(std::string(owner));
    add(root ? DefinitionKind::rpc : DefinitionKind::field, name, owner, reference(),
        root ? "graphql-operation" : "graphql-field");
    for (const auto& [argument, type] : arguments) {
      add(DefinitionKind::parameter, argument, std::string(owner) + "." + std::string(name.text), type,
          "graphql-argument");
    }
    while (mark('@')) {  // directives
      at_ += 2;
      if (!mark('(')) continue;
      while (at_ < tokens_.size() && !mark(')')) ++at_;
      ++at_;
    }
  }

  // ": [Order!]!" -> "Order[]"; a default value after it is skipped by the callers.
  std::string reference() {
    ++at_;
    bool list = false;
    for (; mark('['); ++at_) list = true;
    if (!is_word()) return {};
    std::string name(tokens_[at_++].text);
    while (mark('!') || mark(']')) ++at_;
    if (mark('=')) {
      ++at_;
      skip_one();
    }
    return name + (list ? "[]" : "");
  }

  void enumeration() {
    ++at_;
    if (!is_word()) return;
    const GraphqlToken name = tokens_[at_++];
    add(DefinitionKind::enum_type, name, "", "", "graphql-enum");
    if (!mark('{')) return;
    for (++at_; at_ < tokens_.size() && !mark('}'); ++at_) {
      if (is_word()) add(DefinitionKind::enum_value, tokens_[at_], name.text, "", "graphql-value");
    }
    ++at_;
  }

  void add(DefinitionKind kind, const GraphqlToken& name, std::string_view owner, std::string type,
           std::string_view rule) {
    out_.push_back(define({path_, rule}, kind, name.text, name.line, owner, std::move(type)));
  }

  std::string_view path_;
  std::vector<GraphqlToken> tokens_;
  std::vector<Definition>& out_;
  std::size_t at_ = 0;
  std::map<std::string, bool> roots_ = {{"Query", true}, {"Mutation", true}, {"Subscription", true}};
};

bool claims(std::string_view path, std::string_view) {
  return path.ends_with(".graphql") || path.ends_with(".graphqls") || path.ends_with(".gql");
}

void read(std::string_view path, std::string_view text, std::vector<Definition>& out) { Sdl(path, text, out).read(); }

}  // namespace

Reader graphql_reader() { return {"graphql", claims, read}; }

}  // namespace weir::workspace::edges
