// Facts to bytes and back.
#include "workspace/edges/cache_pack.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace weir::workspace::edges {
namespace {

class Writer {
 public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      body_ += static_cast<char>((value & 0x7f) | 0x80);
      value >>= 7;
    }
    body_ += static_cast<char>(value);
  }
  void text(const std::string& value) {
    const auto [at, fresh] = ids_.emplace(value, ids_.size());
    if (fresh) order_.push_back(&at->first);
    number(at->second);
  }
  std::string take() {
    std::string body = std::move(body_);
    body_.clear();
    number(order_.size());
    for (const std::string* word : order_) {
      number(word->size());
      body_ += *word;
    }
    return body_ + body;
  }

 private:
  std::string body_;
  std::unordered_map<std::string, std::size_t> ids_;
  std::vector<const std::string*> order_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {
    words_.resize(number());
    for (auto& word : words_) {
      const auto size = number();
      word = bytes_.substr(at_, size);
      at_ += size;
    }
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at_ < bytes_.size() && shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) break;
    }
    return value;
  }
  std::uint32_t small() { return static_cast<std::uint32_t>(number()); }
  std::string text() {
    const auto id = number();
    return id < words_.size() ? std::string(words_[id]) : std::string();
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::vector<std::string_view> words_;
};

}  // namespace

std::string pack(const syntax::Facts& facts) {
  Writer out;
  out.number(facts.cut ? 1 : 0);
  out.number(facts.scopes.size());
  for (const auto& scope : facts.scopes) {
    out.text(scope.name);
    out.text(scope.type);
    out.number(scope.first);
    out.number(scope.last);
    out.number(scope.parent);
    out.number(scope.signature_last);
  }
  out.number(facts.groups.size());
  for (const auto& group : facts.groups) {
    out.text(group.type);
    out.text(group.sink);
    out.text(group.key);
    out.number(group.parent);
    out.number(group.line);
    out.number(group.scope);
  }
  out.number(facts.facts.size());
  for (const auto& fact : facts.facts) {
    out.number(static_cast<std::uint64_t>(fact.role) << 1U | (fact.each ? 1U : 0U));
    out.text(fact.name);
    out.text(fact.receiver);
    out.text(fact.type);
    out.text(fact.alias);
    out.text(fact.from);
    out.number(fact.args.size());
    for (const auto& arg : fact.args) out.text(arg);
    out.number(fact.line);
    out.number(fact.scope);
    out.number(fact.enclosing);
  }
  return out.take();
}

syntax::Facts unpack(std::string_view packed) {
  Reader in(packed);
  syntax::Facts facts;
  facts.cut = in.number() != 0;
  facts.scopes.resize(in.number());
  for (auto& scope : facts.scopes) {
    scope.name = in.text();
    scope.type = in.text();
    scope.first = in.small();
    scope.last = in.small();
    scope.parent = in.small();
    scope.signature_last = in.small();
  }
  facts.groups.resize(in.number());
  for (auto& group : facts.groups) {
    group.type = in.text();
    group.sink = in.text();
    group.key = in.text();
    group.parent = in.small();
    group.line = in.small();
    group.scope = in.small();
  }
  facts.facts.resize(in.number());
  for (auto& fact : facts.facts) {
    const auto head = in.number();
    fact.role = static_cast<syntax::Role>(head >> 1U);
    fact.each = (head & 1U) != 0;
    fact.name = in.text();
    fact.receiver = in.text();
    fact.type = in.text();
    fact.alias = in.text();
    fact.from = in.text();
    fact.args.resize(in.number());
    for (auto& arg : fact.args) arg = in.text();
    fact.line = in.small();
    fact.scope = in.small();
    fact.enclosing = in.small();
  }
  return facts;
}

}  // namespace weir::workspace::edges
