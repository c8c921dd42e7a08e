// What a file offers: top-level names that its language makes public, and the public methods of public types.
#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/imports.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t signature_bytes = 240;
constexpr std::size_t names_per_file = 2'000;
constexpr int locals_followed = 300;  // "export { a }": each is looked for in the whole file

class Finder {
 public:
  explicit Finder(const Code& code) : c_(code) {}

  std::vector<ExportedName> run() {
    using L = Language;
    for (std::size_t i = 0; i < c_.size() && out_.size() < names_per_file; ++i) {
      if (!c_[i].is_word()) continue;
      switch (c_.language()) {
        case L::go:
          go(i);
          break;
        case L::javascript:
        case L::jsx:
        case L::typescript:
        case L::tsx:
          script(i);
          break;
        case L::python:
          python(i);
          break;
        case L::rust:
          rust(i);
          break;
        case L::java:
        case L::csharp:
        case L::kotlin:
        case L::scala:
        case L::php:
          typed(i);
          break;
        case L::ruby:
          ruby(i);
          break;
        case L::c:
        case L::cpp:
          header(i);
          break;
        default:
          return {};
      }
    }
    return std::move(out_);
  }

 private:
  std::size_t depth(std::size_t i) const {
    std::size_t n = 0;
    for (std::size_t at = c_.enclosing(i); at < c_.size() && n < 8; at = c_.enclosing(at)) ++n;
    return n;
  }

  void add(std::size_t i, std::string owner = {}) {
    ExportedName one;
    one.name = c_[i].text;
    one.owner = std::move(owner);
    one.line = c_[i].line;
    one.signature = signature(i);
    if (one.line == 0) return;  // behind the last token: a keyword ends the file
    out_.push_back(std::move(one));
  }

  // From the parameters to the body. Python's ends at the colon behind them.
  std::string signature(std::size_t i) const {
    std::size_t open = i + 1;
    if (c_[open].is('<') || c_[open].is('[')) {
      while (open < i + 40 && !c_[open].is('(')) ++open;
    }
    if (!c_[open].is('(')) return {};
    const std::size_t close = c_.partner(open);
    std::string out;
    for (std::size_t k = open; k < c_.size() && out.size() < signature_bytes; ++k) {
      if (k > close &&
          (c_[k].is('{') || c_[k].is(';') || c_[k].is('=') || (c_[k].is(':') && c_.language() == Language::python) ||
           (c_[k].line != c_[k - 1].line && c_.language() != Language::rust))) {
        break;
      }
      if (!out.empty() && c_[k].is_word() && c_[k - 1].is_word()) out += ' ';
      out += c_[k].text;
    }
    return out;
  }

  static bool capital(std::string_view word) { return !word.empty() && word.front() >= 'A' && word.front() <= 'Z'; }

  void go(std::size_t i) {
    if (c_[i].column != 0) return;
    if (c_[i].is("func")) {
      if (!c_[i + 1].is('(')) {
        if (capital(c_[i + 1].text)) add(i + 1);
        return;
      }
      const std::size_t close = c_.partner(i + 1);
      if (close < c_.size() && capital(c_[close + 1].text)) {
        std::size_t type = close - 1;
        if (c_[type].is(']')) type = c_.partner(type) - 1;  // generic receiver
        add(close + 1, c_[type].is_word() ? std::string(c_[type].text) : "");
      }
    } else if (c_[i].is("type") || c_[i].is("var") || c_[i].is("const")) {
      if (!c_[i + 1].is('(')) {
        if (capital(c_[i + 1].text)) add(i + 1);
        return;
      }
      const std::size_t close = c_.partner(i + 1);
      for (std::size_t k = i + 2; k < close && k < c_.size(); ++k) {
        if (c_[k].is_word() && capital(c_[k].text) && c_[k].line != c_[k - 1].line && c_.enclosing(k) == i + 1) add(k);
      }
    }
  }

  void script(std::size_t i) {
    if (c_[i].is("export")) {
      std::size_t k = i + 1;
      while (one_of(c_[k].text, {"default", "async", "declare", "abstract"})) ++k;
      if (one_of(c_[k].text, {"function", "class", "const", "let", "var", "interface", "type", "enum"})) {
        if (c_[k + 1].is('*')) ++k;
        if (!c_[k + 1].is_word()) return;
        add(k + 1);
        if (c_[k].is("class") || c_[k].is("interface")) members(k + 1);
        if (c_[k].is("const") || c_[k].is("let")) arrow(k + 1);
      } else if (c_[k].is('{')) {
        const std::size_t close = c_.partner(k);
        for (std::size_t n = k + 1; n < close && n < c_.size(); ++n) {
          if (!c_[n].is_word()) continue;
          if (c_[n + 1].is("as")) n += 2;
          local(n);
        }
      }
    } else if ((c_[i].is("exports") || c_[i].is("module")) && c_[i + 1].is('.')) {
      const bool whole = c_[i].is("module") && c_[i + 3].is('=') && c_[i + 4].is('{');
      if (whole) {
        const std::size_t close = c_.partner(i + 4);
        for (std::size_t n = i + 5; n < close && n < c_.size(); ++n) {
          if (c_[n].is_word() && c_.enclosing(n) == i + 4 && (c_[n - 1].is('{') || c_[n - 1].is(','))) local(n);
        }
      } else if (c_[i].is("exports") && c_[i + 3].is('=') && c_[i + 2].is_word()) {
        add(i + 2);
      }
    }
  }

  // export { a }: where a is declared, if that is in this file.
  void local(std::size_t n) {
    if (++locals_ > locals_followed) return;
    for (std::size_t k = 1; k < c_.size(); ++k) {
      if (k != n && c_[k].text == c_[n].text &&
          one_of(c_[k - 1].text, {"function", "class", "const", "let", "var", "interface", "type"})) {
        add(k);
        if (c_[k - 1].is("class")) members(k);
        return;
      }
    }
  }

  // const f = (a, b = 5) => ...: its parameters are its signature.
  void arrow(std::size_t name) {
    for (std::size_t k = name + 1; k < name + 6 && k < c_.size(); ++k) {
      if (c_[k].is('=') && (c_[k + 1].is('(') || c_[k + 2].is('('))) {
        out_.back().signature = signature(c_[k + 1].is('(') ? k : k + 1);
        return;
      }
    }
  }

  void python(std::size_t i) {
    const bool begins = i == 0 || c_[i - 1].line != c_[i].line;
    if (!begins) return;
    std::size_t k = i + (c_[i].is("async") ? 1 : 0);
    const bool def = c_[k].is("def");
    if (c_[i].column == 0) owner_.clear();
    if (c_[i].column == 0 && (def || c_[k].is("class"))) {
      if (c_[k + 1].text.starts_with('_')) return;
      add(k + 1);
      if (!def) owner_ = c_[k + 1].text;
      indent_ = 0;
    } else if (c_[i].column == 0 && c_[i + 1].is('=') && !c_[i].text.starts_with('_') && !c_[i + 2].is('=')) {
      add(i);
    } else if (def && !owner_.empty() && !c_[k + 1].text.starts_with('_')) {
      if (indent_ == 0) indent_ = c_[i].column;
      if (c_[i].column == indent_) add(k + 1, owner_);
    }
  }

  void rust(std::size_t i) {
    if (!c_[i].is("pub") || c_[i + 1].is('(')) return;
    std::size_t k = i + 1;
    while (one_of(c_[k].text, {"async", "unsafe", "const", "extern"}) && c_[k + 1].is_word() &&
           !one_of(c_[k].text, {"struct"})) {
      if (c_[k].is("const") && !c_[k + 1].is("fn") && !c_[k + 1].is("unsafe")) break;
      ++k;
    }
    if (!one_of(c_[k].text, {"fn", "struct", "enum", "trait", "const", "static", "type", "mod"}) ||
        !c_[k + 1].is_word())
      return;
    const std::size_t block = c_.enclosing(i, "{");
    if (block >= c_.size()) {
      add(k + 1);
    } else if (c_[k].is("fn")) {
      const std::string type = impl_type(block);
      if (!type.empty()) add(k + 1, type);
    }
  }
  std::string impl_type(std::size_t block) const {
    for (std::size_t k = block; k > 0 && block - k < 30; --k) {
      if (c_[k - 1].is(';') || c_[k - 1].is('}') || c_[k - 1].is("for")) break;
      if (c_[k - 1].is("impl")) {
        for (std::size_t n = k; n < block; ++n) {
          if (c_[n].is('<')) {
            while (n < block && !c_[n].is('>')) ++n;
          } else if (c_[n].is_word()) {
            return std::string(c_[n].text);
          }
        }
      }
    }
    return {};
  }

  bool modifier_before(std::size_t i, std::initializer_list<std::string_view> words) const {
    for (std::size_t k = i; k > 0 && i - k < 10; --k) {
      const Token& token = c_[k - 1];
      if (token.is(';') || token.is('{') || token.is('}') || token.is(')')) return false;
      if (token.is_word() && one_of(token.text, words)) return true;
    }
    return false;
  }

  void typed(std::size_t i) {
    const bool open_by_default =
        c_.language() == Language::kotlin || c_.language() == Language::scala || c_.language() == Language::php;
    const bool type = one_of(c_[i].text, {"class", "interface", "enum", "record", "object", "struct", "trait"}) &&
                      c_[i + 1].is_word() && !c_[i + 1].is("class") && (i == 0 || !c_[i - 1].is('.')) &&
                      !(i > 0 && c_[i - 1].is(':'));
    if (type) {
      const bool hidden =
          open_by_default ? modifier_before(i, {"private", "internal", "protected"}) : !modifier_before(i, {"public"});
      if (hidden || depth(i) > 1) return;
      add(i + 1);
      members(i + 1);
    } else if (open_by_default && one_of(c_[i].text, {"fun", "function", "def"}) && depth(i) == 0 &&
               c_[i + 1].is_word() && !modifier_before(i, {"private", "internal"})) {
      add(i + 1);
    }
  }

  // Methods in the body of the type that is named at i.
  void members(std::size_t i) {
    std::size_t open = i + 1;
    while (open < c_.size() && open < i + 200 && !c_[open].is('{') && !c_[open].is(';')) {
      if (c_[open].is('(')) open = std::min(c_.partner(open), c_.size());
      ++open;
    }
    if (!c_[open].is('{')) return;
    const std::string owner(c_[i].text);
    const bool interface = i > 0 && c_[i - 1].is("interface");
    const bool needs_public = !interface && (c_.language() == Language::java || c_.language() == Language::csharp);
    const std::size_t close = std::min(c_.partner(open), c_.size());
    for (std::size_t k = open + 1; k < close && out_.size() < names_per_file; ++k) {
      if ((c_[k].is('{') || c_[k].is('[')) && c_.partner(k) < close) {
        k = c_.partner(k);
        continue;
      }
      if (c_[k].is('(')) {
        k = std::min(c_.partner(k), close);
        continue;
      }
      if (!c_[k].is_word() || !c_[k + 1].is('(') || c_[k - 1].is('.') || c_[k - 1].is('@') || c_[k - 1].is('=') ||
          c_[k - 1].is("new"))
        continue;
      if (one_of(c_[k].text,
                 {"constructor", "if", "for", "while", "switch", "return", "catch", "get", "set", "init"}) ||
          c_[k].text == owner)
        continue;
      const bool hidden =
          needs_public ? !modifier_before(k, {"public"}) : modifier_before(k, {"private", "protected", "internal"});
      if (!hidden && !c_[k].text.starts_with('_')) add(k, owner);
    }
  }

  void ruby(std::size_t i) {
    if ((c_[i].is("class") || c_[i].is("module")) && c_[i + 1].is_word() && (i == 0 || c_[i - 1].line != c_[i].line)) {
      std::size_t k = i + 1;
      while (c_[k + 1].is(':') && c_[k + 2].is(':') && c_[k + 3].is_word()) k += 3;
      owner_ = c_[k].text;
      private_ = false;
      add(k);
    } else if (c_[i].is("private") && c_[i + 1].line != c_[i].line) {
      private_ = true;
    } else if (c_[i].is("def") && !private_) {
      const bool self = c_[i + 1].is("self") && c_[i + 2].is('.');
      const std::size_t name = self ? i + 3 : i + 1;
      if (c_[name].is_word() && !c_[name].is("initialize") && !owner_.empty()) add(name, owner_);
    }
  }

  // Declarations outside functions, in headers; namespaces may hold them.
  void header(std::size_t i) {
    int levels = 0;
    for (std::size_t at = c_.enclosing(i); at < c_.size(); at = c_.enclosing(at)) {
      if (++levels > 16) return;
      if (!c_[at].is('{') || !of_namespace(at)) return;
    }
    if (i > 0 && c_[i - 1].is("define") && c_[i - 2].is('#')) return add(i);
    if (one_of(c_[i].text, {"class", "struct", "enum", "using"}) && c_[i + 1].is_word()) {
      std::size_t name = i + (c_[i + 1].is("class") || c_[i + 1].is("struct") ? 2 : 1);
      if (c_[i].is("using") && !c_[name + 1].is('=')) return;
      if (c_[name + 1].is(';')) return;  // forward
      add(name);
      return;
    }
    const bool function = c_[i + 1].is('(') && i > 0 &&
                          (c_[i - 1].is_word() || c_[i - 1].is('>') || c_[i - 1].is('*') || c_[i - 1].is('&'));
    if (!function || one_of(c_[i].text, {"if", "while", "for", "switch", "return", "defined", "decltype", "noexcept",
                                         "static_assert"}))
      return;
    if (one_of(c_[i - 1].text, {"return", "new", "else", "operator", "define"})) return;
    add(i);
  }
  bool of_namespace(std::size_t brace) const {
    for (std::size_t k = brace; k > 0 && brace - k < 8; --k) {
      if (c_[k - 1].is("namespace")) return true;
      if (c_[k - 1].is_string()) return k > 1 && c_[k - 2].is("extern");
      if (c_[k - 1].is(';') || c_[k - 1].is('}') || c_[k - 1].is('{') || c_[k - 1].is(')')) return false;
    }
    return false;
  }

  const Code& c_;
  std::vector<ExportedName> out_;
  std::string owner_;
  std::uint32_t indent_ = 0;
  bool private_ = false;
  int locals_ = 0;
};

}  // namespace

std::vector<ExportedName> exported_names(const Code& code) { return Finder(code).run(); }

}  // namespace weir::workspace::edges
