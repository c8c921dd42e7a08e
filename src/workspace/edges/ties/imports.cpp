// Imports by language, off the tokens.
#include "workspace/edges/ties/imports.h"

#include "workspace/edges/ties/common.h"

namespace weir::workspace::edges {
namespace {

class Reader {
 public:
  explicit Reader(const Code& code) : c_(code) {}

  std::vector<Import> run() {
    using L = Language;
    for (i_ = 0; i_ < c_.size(); ++i_) {
      switch (c_.language()) {
        case L::go:
          go();
          break;
        case L::javascript:
        case L::jsx:
        case L::typescript:
        case L::tsx:
        case L::vue:
        case L::svelte:
          script();
          break;
        case L::python:
          python();
          break;
        case L::java:
        case L::kotlin:
        case L::scala:
          jvm();
          break;
        case L::csharp:
          csharp();
          break;
        case L::rust:
          rust();
          break;
        case L::php:
          php();
          break;
        case L::ruby:
          ruby();
          break;
        case L::c:
        case L::cpp:
          include();
          break;
        default:
          return {};
      }
    }
    return std::move(out_);
  }

 private:
  Import& add(std::string module, std::uint32_t line) {
    Import one;
    one.module = std::move(module);
    one.line = line;
    out_.push_back(std::move(one));
    return out_.back();
  }
  static void name(Import& import, const Token& token, std::string_view local = {}) {
    import.names.push_back({std::string(token.text), std::string(local.empty() ? token.text : local), token.line});
  }

  // a.b.c from i on, whatever joins the parts; i is left at the last part.
  std::string dotted(std::size_t& i) const {
    std::string out;
    while (i < c_.size() && c_[i].is_word()) {
      out += c_[i].text;
      const bool dot = c_[i + 1].is('.') || c_[i + 1].is('\\');
      const bool colons = c_[i + 1].is(':') && c_[i + 2].is(':');
      if (!dot && !colons) break;
      if (!c_[i + (dot ? 2 : 3)].is_word()) break;
      out += '.';
      i += dot ? 2 : 3;
    }
    return out;
  }

  void go() {
    if (!c_[i_].is("import") || c_[i_].column != 0) return;
    const std::size_t end = c_[i_ + 1].is('(') ? c_.partner(i_ + 1) : i_ + 4;
    for (std::size_t k = i_ + 1; k < end && k < c_.size(); ++k) {
      if (!c_[k].is_string()) continue;
      Import& one = add(std::string(c_[k].text), c_[k].line);
      one.alias = one.module.substr(one.module.rfind('/') + 1);
      if (c_[k - 1].is_word() && !c_[k - 1].is("import")) one.alias = c_[k - 1].text;
      if (c_[k - 1].is('.')) one.all = true;
      if (end == i_ + 4) break;
    }
  }

  // { a, b as c, type d }: at the brace
  void braces(Import& one, std::size_t open, std::string_view as) {
    const std::size_t close = c_.partner(open);
    for (std::size_t k = open + 1; k < close && k < c_.size(); ++k) {
      if (!c_[k].is_word() || (c_[k].is("type") && c_[k + 1].is_word() && !c_[k + 1].is(as))) continue;
      const bool renamed =
          as == ":" ? c_[k + 1].is(':') && c_[k + 2].is_word() : c_[k + 1].is(as) && c_[k + 2].is_word();
      name(one, c_[k], renamed ? c_[k + 2].text : std::string_view());
      if (renamed) k += 2;
    }
  }

  void script() {
    if (c_[i_].is("import") || (c_[i_].is("export") && (c_[i_ + 1].is('{') || c_[i_ + 1].is('*')))) {
      std::size_t from = i_ + 1;
      while (from < i_ + 600 && from < c_.size() && !c_[from].is_string() && !c_[from].is(';') && !c_[from].is('(') &&
             !c_[from].is('='))
        ++from;
      if (!c_[from].is_string()) return;
      Import& one = add(std::string(c_[from].text), c_[from].line);
      for (std::size_t k = i_ + 1; k < from; ++k) {
        if (c_[k].is('{')) {
          braces(one, k, "as");
          k = c_.partner(k);
        } else if (c_[k].is('*')) {
          if (c_[k + 1].is("as"))
            one.alias = c_[k + 2].text;
          else
            one.all = true;
          k += 2;
        } else if (c_[k].is_word() && !c_[k].is("type") && !c_[k].is("from")) {
          one.alias = c_[k].text;  // the default export
        }
      }
      i_ = from;
    } else if (c_[i_].is("require") && c_[i_ + 1].is('(') && c_[i_ + 2].is_string()) {
      Import& one = add(std::string(c_[i_ + 2].text), c_[i_].line);
      if (i_ < 2 || !c_[i_ - 1].is('=')) return;
      if (c_[i_ - 2].is('}')) braces(one, c_.partner(i_ - 2), ":");
      if (c_[i_ - 2].is_word()) one.alias = c_[i_ - 2].text;
      if (c_[i_ + 4].is('.') && c_[i_ + 5].is_word()) {  // require("x").name
        name(one, c_[i_ + 5], one.alias);
        one.alias.clear();
      }
    }
  }

  void python() {
    const bool begins = i_ == 0 || c_[i_ - 1].line != c_[i_].line || c_[i_ - 1].is(';');
    if (!begins) return;
    if (c_[i_].is("from")) {
      std::string module;
      std::size_t k = i_ + 1;
      for (; c_[k].is('.'); ++k) module += '.';
      if (!c_[k].is("import")) {
        module += dotted(k);
        ++k;
      }
      if (!c_[k].is("import")) return;
      Import& one = add(std::move(module), c_[i_].line);
      const bool parenthesis = c_[k + 1].is('(');
      const std::size_t end = parenthesis ? c_.partner(k + 1) : c_.size();
      for (++k; k < end && (parenthesis || c_[k].line == c_[i_].line); ++k) {
        if (c_[k].is('*')) one.all = true;
        if (!c_[k].is_word()) continue;
        const bool renamed = c_[k + 1].is("as");
        name(one, c_[k], renamed ? c_[k + 2].text : std::string_view());
        if (renamed) k += 2;
      }
    } else if (c_[i_].is("import")) {
      std::size_t k = i_ + 1;
      Import& one = add(dotted(k), c_[i_].line);
      one.alias = c_[k + 1].is("as") ? std::string(c_[k + 2].text) : one.module;
    }
  }

  void jvm() {
    if (!c_[i_].is("import")) return;
    std::size_t k = i_ + (c_[i_ + 1].is("static") ? 2 : 1);
    const std::uint32_t line = c_[i_].line;
    const std::string whole = dotted(k);
    if (c_[k + 1].is('.') && (c_[k + 2].is('*') || c_[k + 2].is('_'))) {
      add(whole, line).all = true;
    } else if (c_[k + 1].is('.') && c_[k + 2].is('{')) {  // Scala
      braces(add(whole, line), k + 2, "as");
    } else if (!whole.empty()) {
      Import& one = add(std::string(without_last(whole)), line);
      name(one, c_[k], c_[k + 1].is("as") ? c_[k + 2].text : std::string_view());
    }
  }

  void csharp() {
    if (!c_[i_].is("using") || !c_[i_ + 1].is_word()) return;
    std::size_t k = i_ + 1;
    if (c_[k].is("static")) ++k;
    if (c_[k + 1].is('=')) {  // using X = A.B.C;
      const std::string_view local = c_[k].text;
      k += 2;
      const std::string whole = dotted(k);
      if (c_[k + 1].is(';')) name(add(std::string(without_last(whole)), c_[i_].line), c_[k], local);
      return;
    }
    const std::string whole = dotted(k);
    if (c_[k + 1].is(';')) add(whole, c_[i_].line).all = true;
  }

  // use a::b::{c, d as e, f::g};
  void rust() {
    if (!c_[i_].is("use")) return;
    std::size_t k = i_ + 1;
    rust_tree("", k, 0);
    i_ = k;
  }
  void rust_tree(std::string prefix, std::size_t& k, int depth) {
    const std::uint32_t line = c_[k].line;
    const std::string path = dotted(k);
    const std::string whole = prefix.empty() ? path : path.empty() ? prefix : prefix + "." + path;
    if (c_[k + 1].is(':') && c_[k + 2].is(':')) k += 3;
    if (c_[k].is('{') && depth < 8) {
      const std::size_t close = c_.partner(k);
      for (++k; k < close && k < c_.size(); ++k) {
        if (c_[k].is_word() || c_[k].is('*')) rust_tree(whole, k, depth + 1);
      }
    } else if (c_[k].is('*')) {
      add(whole, line).all = true;
    } else if (c_[k].is_word()) {
      Import& one = add(std::string(without_last(whole)), line);
      const bool renamed = c_[k + 1].is("as");
      name(one, c_[k], renamed ? c_[k + 2].text : std::string_view());
      if (renamed) k += 2;
    }
  }

  void php() {
    if (!c_[i_].is("use") || !c_[i_ + 1].is_word()) return;
    std::size_t k = i_ + 1;
    if (c_[k].is("function") || c_[k].is("const")) ++k;
    const std::string whole = dotted(k);
    if (!whole.contains('.') || !(c_[k + 1].is(';') || c_[k + 1].is("as"))) return;
    Import& one = add(std::string(without_last(whole)), c_[i_].line);
    name(one, c_[k], c_[k + 1].is("as") ? c_[k + 2].text : std::string_view());
  }

  void ruby() {
    if ((!c_[i_].is("require") && !c_[i_].is("require_relative")) || !c_[i_ + 1].is_string()) return;
    const bool relative = c_[i_].is("require_relative");
    add((relative ? "./" : "") + std::string(c_[i_ + 1].text), c_[i_].line).all = true;
  }

  void include() {
    if (!c_[i_].is("include") || i_ == 0 || !c_[i_ - 1].is('#')) return;
    if (c_[i_ + 1].is_string()) {
      add(std::string(c_[i_ + 1].text), c_[i_].line).all = true;
    } else if (c_[i_ + 1].is('<')) {
      const std::size_t begin = c_[i_ + 1].at + 1;
      const std::string_view rest = c_.text().substr(begin, 256);
      add(std::string(rest.substr(0, rest.find_first_of(">\n"))), c_[i_].line).all = true;
    }
  }

  const Code& c_;
  std::size_t i_ = 0;
  std::vector<Import> out_;
};

}  // namespace

std::vector<Import> imports_of(const Code& code) { return Reader(code).run(); }

}  // namespace weir::workspace::edges
