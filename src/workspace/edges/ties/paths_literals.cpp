// Which strings of a program are HTTP paths, and whether it serves or calls them.
#include <memory>

#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/paths.h"
#include "workspace/edges/ties/route_context.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t group_parts = 24;  // "a" + b + "c" + ...

class Finder {
 public:
  explicit Finder(const Code& code) : code_(code), context_(route_context(code)) {}

  std::vector<RouteLiteral> run() {
    for (std::size_t i = 0; i < code_.size(); ++i) {
      if (code_[i].is_string() && i >= next_) take(i);
    }
    for (RouteLiteral& one : out_) {
      if (one.role == RouteRole::serve) apply_prefixes(one);
    }
    return std::move(out_);
  }

 private:
  struct Prefix {
    std::string variable, path;
    std::size_t from = 0;
  };

  bool joins(std::size_t i) const {
    return code_[i].is('+') || (code_.language() == Language::php && code_[i].is('.') && !code_[i + 1].is('.'));
  }

  // An expression from i on, up to '+', ',' or the end of what is open: its end.
  std::size_t expression_end(std::size_t i) const {
    const std::size_t first = i;
    while (i < code_.size() && i < first + 40) {
      const Token& token = code_[i];
      if (token.is('(') || token.is('[') || token.is('{')) {
        const std::size_t close = code_.partner(i);
        if (close >= code_.size()) return i;
        i = close + 1;
        continue;
      }
      if (joins(i) || token.is(',') || token.is(')') || token.is(';') || token.is(']') || token.is('}')) break;
      if (i > first && token.line != code_[i - 1].line && !token.is('.')) break;
      ++i;
    }
    return i;
  }

  void take(std::size_t first) {
    if (!code_[first].text.contains('/') && !code_[first].text.starts_with("http")) {
      if (!context_->in_annotation(first)) return;
    }
    std::string whole(code_[first].text);
    std::size_t shown = first;  // the piece that is quoted as spelling
    std::size_t last = first;
    for (std::size_t n = 0; n < group_parts && joins(last + 1); ++n) {
      std::size_t at = last + 2;
      if (code_[at].is_string()) {
        whole += code_[at].text;
        if (code_[at].text.find_first_not_of("/?&=") != std::string_view::npos &&
            !whole_has_query(whole, code_[at].text))
          shown = at;
        last = at;
        continue;
      }
      const std::size_t end = expression_end(at);
      if (end == at) break;
      whole += "{}";
      last = end - 1;
    }
    const bool based = first >= 2 && joins(first - 1) && !code_[first - 2].is_string();
    next_ = last + 1;
    RouteSurroundings around = context_->surroundings(first, last);
    auto path = http_path((based ? "{}" : "") + whole, around.annotation);
    if (!path || path->path.size() < 2) return;
    if (around.prefix) {
      prefixes_.push_back({around.variable, path->path, first});
      if (around.role != RouteRole::serve) return;
    }
    add(std::move(*path), std::move(around), first, shown, based);
  }

  static bool whole_has_query(std::string_view whole, std::string_view piece) {
    const std::size_t question = whole.find('?');
    return question != std::string_view::npos && question < whole.size() - piece.size();
  }

  void add(HttpPath path, RouteSurroundings around, std::size_t first, std::size_t shown, bool based) {
    RouteLiteral one;
    one.verb = path.verb.empty() ? around.verb : path.verb;
    one.role = around.role;
    if (one.role == RouteRole::unknown && path.based) one.role = RouteRole::call;
    if (!path.verb.empty()) one.role = RouteRole::serve;  // "POST /orders" is how Go's mux is told
    one.hint = lower(path.host);
    if (based) one.hint += " " + lower(code_.chain(first - 2));
    if (code_[first].text.starts_with("${") || code_[first].text.starts_with("{") ||
        code_[first].text.starts_with("#{")) {
      one.hint += " " + lower(code_[first].text.substr(0, code_[first].text.find('}')));
    }
    const Token& token = code_[shown];
    one.spelling = spelling(token.text);
    one.line = line_in(token, token.text.find(one.spelling));
    one.path = std::move(path);
    one.token = first;
    one.whole = !around.annotation;
    if (around.annotation) one.prefixes.emplace_back();  // marks it for apply_prefixes
    variables_.push_back(around.variable);
    out_.push_back(std::move(one));
  }

  // The part of a literal that is quoted: without a query, at most one line.
  static std::string spelling(std::string_view text) {
    text = text.substr(0, text.find('?'));
    const std::size_t begin = text.rfind('\n') + 1;  // npos + 1 = 0
    return std::string(text.substr(begin));
  }

  // What a router or a class puts before a path that it serves.
  void apply_prefixes(RouteLiteral& one) {
    const std::string& variable = variables_[static_cast<std::size_t>(&one - out_.data())];
    one.prefixes.clear();
    const Prefix* own = nullptr;
    for (const Prefix& prefix : prefixes_) {
      if (prefix.from == one.token) continue;
      const bool of_class = prefix.variable.empty() && !one.whole && prefix.from < one.token;
      const bool of_variable = !prefix.variable.empty() && prefix.variable == variable;
      if (of_class || of_variable) own = &prefix;
      one.prefixes.push_back(prefix.path);
    }
    if (own) one.path.path = own->path + (one.path.path == "/" ? "" : one.path.path);
    one.whole = own != nullptr || prefixes_.empty();
  }

  const Code& code_;
  std::unique_ptr<RouteContext> context_;
  std::vector<RouteLiteral> out_;
  std::vector<std::string> variables_;
  std::vector<Prefix> prefixes_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<RouteLiteral> route_literals(const Code& code) { return Finder(code).run(); }

}  // namespace weir::workspace::edges
