// GraphQL operations inside programs and .graphql documents: a selection is followed from Query or Mutation through the
// types of its fields, so each name is a use of one field of one type.
#include <map>

#include "workspace/edges/graphql.h"
#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

constexpr int selection_depth = 32;

std::string bare(std::string_view type) {
  while (type.ends_with("[]")) type.remove_suffix(2);
  return std::string(type);
}

class GraphqlUses final : public CodeTie {
 public:
  explicit GraphqlUses(const TieInput& input) : input_(input) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      const Definition& one = input.definitions[i];
      if (!one.rule.starts_with("graphql-")) continue;
      fields_[one.owner][one.name].push_back(i);
      if (one.rule == "graphql-operation") roots_[one.owner] = true;
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (fields_.empty()) return;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const Token& token = file.code[i];
      if (token.is_string() && document(token.text)) read(file.path(), token.text, token.line, out);
      if (token.is_word() && roots_.contains(token.text) && (file.code[i + 1].is(':') || file.code[i + 1].is('=')))
        resolvers(file, i, out);
    }
  }

  void text(const CodeFile& file, std::string_view text, std::vector<Use>& out) override {
    if (!fields_.empty() && file.source.entry.language == Language::graphql && document(text))
      read(file.path(), text, 1, out);
  }

 private:
  static bool document(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || !text.contains('{')) return false;
    text.remove_prefix(begin);
    return text.starts_with("query") || text.starts_with("mutation") || text.starts_with("subscription") ||
           text.starts_with("fragment") || text.starts_with('{');
  }

  void read(std::string_view path, std::string_view text, std::uint32_t line, std::vector<Use>& out) {
    path_ = path;
    offset_ = line - 1;
    tokens_ = graphql_tokens(text);
    out_ = &out;
    for (at_ = 0; at_ < tokens_.size();) {
      const std::string_view word = tokens_[at_].text;
      std::string type = word == "mutation"       ? "Mutation"
                         : word == "subscription" ? "Subscription"
                         : word == "fragment"     ? ""
                                                  : "Query";
      while (at_ < tokens_.size() && tokens_[at_].text != "{") {
        if (tokens_[at_].text == "on" && at_ + 1 < tokens_.size()) type = tokens_[at_ + 1].text;
        if (tokens_[at_].text == "(")
          skip_parentheses();
        else
          ++at_;
      }
      selection(type, 0);
    }
  }

  void skip_parentheses() {
    for (int depth = 0; at_ < tokens_.size(); ++at_) {
      depth += tokens_[at_].text == "(" ? 1 : tokens_[at_].text == ")" ? -1 : 0;
      if (depth == 0) break;
    }
    ++at_;
  }

  // At '{'. An unknown type's selection is walked and says nothing.
  void selection(const std::string& type, int depth) {
    ++at_;
    while (at_ < tokens_.size() && tokens_[at_].text != "}") {
      if (tokens_[at_].text == "...") {
        ++at_;
        std::string on = type;
        if (at_ + 1 < tokens_.size() && tokens_[at_].text == "on") {
          on = tokens_[at_ + 1].text;
          at_ += 2;
        } else if (at_ < tokens_.size() && tokens_[at_].word) {
          ++at_;
        }
        if (at_ < tokens_.size() && tokens_[at_].text == "{") nested(on, depth);
      } else if (tokens_[at_].word) {
        field(type, depth);
      } else {
        ++at_;
      }
    }
    ++at_;
  }

  void nested(const std::string& type, int depth) {
    if (depth < selection_depth) return selection(type, depth + 1);
    at_ = tokens_.size();
  }

  void field(const std::string& type, int depth) {
    if (at_ + 2 < tokens_.size() && tokens_[at_ + 1].text == ":" && tokens_[at_ + 2].word) at_ += 2;  // alias: field
    const GraphqlToken name = tokens_[at_++];
    std::string inner;
    const auto of = fields_.find(type);
    if (of != fields_.end()) {
      if (const auto found = of->second.find(name.text); found != of->second.end()) {
        for (const std::size_t i : found->second) {
          out_->push_back(use_of(i, path_, name.line + offset_, name.text, "graphql-selection", UseKind::read));
          inner = bare(input_.definitions[i].type);
        }
      }
    }
    if (at_ < tokens_.size() && tokens_[at_].text == "(") arguments(type + "." + std::string(name.text));
    while (at_ < tokens_.size() && tokens_[at_].text == "@") {
      at_ += 2;
      if (at_ < tokens_.size() && tokens_[at_].text == "(") skip_parentheses();
    }
    if (at_ < tokens_.size() && tokens_[at_].text == "{") nested(inner, depth);
  }

  void arguments(const std::string& owner) {
    const auto of = fields_.find(owner);
    int depth = 0;
    for (; at_ < tokens_.size(); ++at_) {
      const std::string_view text = tokens_[at_].text;
      depth += text == "(" || text == "{" ? 1 : text == ")" || text == "}" ? -1 : 0;
      if (depth == 0) break;
      const bool named = depth == 1 && tokens_[at_].word && at_ + 1 < tokens_.size() && tokens_[at_ + 1].text == ":";
      if (!named || of == fields_.end()) continue;
      const auto found = of->second.find(text);
      if (found == of->second.end()) continue;
      for (const std::size_t i : found->second) {
        out_->push_back(use_of(i, path_, tokens_[at_].line + offset_, text, "graphql-argument", UseKind::write));
      }
    }
    ++at_;
  }

  // Query: { order: (parent, args) => ... }: what serves the field.
  void resolvers(CodeFile& file, std::size_t i, std::vector<Use>& out) {
    const Code& code = file.code;
    std::size_t open = i + 2;
    while (open < code.size() && open < i + 8 && !code[open].is('{')) ++open;
    if (!code[open].is('{')) return;
    const auto of = fields_.find(code[i].text);
    const std::size_t close = code.partner(open);
    for (std::size_t k = open + 1; k < close && k < code.size(); ++k) {
      if (code.enclosing(k) != open || !code[k].is_word() ||
          !(code[k - 1].is('{') || code[k - 1].is(',') || code[k - 1].is("async")))
        continue;
      const auto found = of->second.find(code[k].text);
      if (found == of->second.end()) continue;
      for (const std::size_t definition : found->second) {
        out.push_back(use_of(definition, file.path(), code[k].line, code[k].text, "graphql-resolver", UseKind::serve));
      }
    }
  }

  const TieInput& input_;
  std::map<std::string, std::map<std::string, std::vector<std::size_t>, std::less<>>, std::less<>> fields_;
  std::map<std::string, bool, std::less<>> roots_;
  std::string_view path_;
  std::uint32_t offset_ = 0;
  std::vector<GraphqlToken> tokens_;
  std::size_t at_ = 0;
  std::vector<Use>* out_ = nullptr;
};

}  // namespace

std::unique_ptr<CodeTie> graphql_uses(const TieInput& input) { return std::make_unique<GraphqlUses>(input); }

}  // namespace weir::workspace::edges
