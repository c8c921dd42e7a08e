// Protocol Buffers, versions 2, 3 and editions: the declarations of a .proto file. A real parser of the language's
// declaration syntax by recursive descent over tokens; what it does not know (options, extensions' ranges, reserved) it
// passes by the language's own rules for ";" and "{}". A damaged file gives what could be read.
#include <algorithm>
#include <cctype>

#include "base/limits.h"
#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

constexpr unsigned kNested = 64;  // messages in messages

struct Token {
  enum class Kind : std::uint8_t { end, word, number, string, sign } kind = Kind::end;
  std::string_view text;
  std::uint32_t line = 1;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { next(); }
  const Token& peek() const { return token_; }
  bool is(std::string_view text) const { return token_.kind != Token::Kind::string && token_.text == text; }
  Token take() {
    const Token out = token_;
    next();
    return out;
  }
  bool take_if(std::string_view text) {
    if (!is(text)) return false;
    next();
    return true;
  }
  bool done() const { return token_.kind == Token::Kind::end; }

 private:
  void blank() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        ++at_;
      } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (text_.substr(at_, 2) == "/*") {
        at_ += 2;
        while (at_ < text_.size() && text_.substr(at_, 2) != "*/") line_ += text_[at_++] == '\n' ? 1 : 0;
        at_ = std::min(at_ + 2, text_.size());
      } else {
        break;
      }
    }
  }
  void next() {
    blank();
    token_ = {};
    token_.line = line_;
    if (at_ >= text_.size()) return;
    const std::size_t first = at_;
    const char c = text_[at_];
    const auto word = [&](char x) { return std::isalnum(static_cast<unsigned char>(x)) != 0 || x == '_' || x == '.'; };
    if (c == '"' || c == '\'') {
      ++at_;
      while (at_ < text_.size() && text_[at_] != c && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
      at_ = std::min(at_ + 1, text_.size());
      token_.kind = Token::Kind::string;
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.') {
      while (at_ < text_.size() && word(text_[at_])) ++at_;
      token_.kind = Token::Kind::word;
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      while (at_ < text_.size() && word(text_[at_])) ++at_;
      token_.kind = Token::Kind::number;
    } else {
      ++at_;
      token_.kind = Token::Kind::sign;
    }
    token_.text = text_.substr(first, at_ - first);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  Token token_;
};

class Parser {
 public:
  Parser(std::string_view path, std::string_view text, std::vector<Definition>& out)
      : lex_(text), path_(path), out_(out) {}

  void file() {
    while (!lex_.done() && !full()) {
      if (lex_.take_if("}")) continue;  // of nothing that is open
      if (!declaration("", 0)) skip_statement();
    }
  }

 private:
  bool full() const { return out_.size() >= limits::workspace_definitions; }

  void add(DefinitionKind kind, const Token& name, std::string_view owner, std::string type,
           std::string_view number = {}) {
    Definition definition;
    definition.kind = kind;
    definition.name = std::string(name.text);
    definition.owner = std::string(owner);
    definition.type = std::move(type);
    definition.place = {std::string(path_), name.line};
    definition.rule = kind == DefinitionKind::field        ? "proto-field"
                      : kind == DefinitionKind::rpc        ? "proto-rpc"
                      : kind == DefinitionKind::message    ? "proto-message"
                      : kind == DefinitionKind::service    ? "proto-service"
                      : kind == DefinitionKind::enum_value ? "proto-value"
                                                           : "proto-enum";
    unsigned value = 0;
    for (const char c : number)
      value = value < 100'000 && std::isdigit(static_cast<unsigned char>(c)) != 0
                  ? value * 10 + static_cast<unsigned>(c - '0')
                  : value;
    definition.number = static_cast<std::uint16_t>(std::min(value, 65'535U));
    out_.push_back(std::move(definition));
  }

  // message, enum, service, extend; false: something else stands here.
  bool declaration(const std::string& owner, unsigned depth) {
    if (depth > kNested) return false;
    if (lex_.is("export") || lex_.is("local")) lex_.take();  // editions: visibility
    if (lex_.is("message") || lex_.is("group")) return message(owner, depth);
    if (lex_.is("enum")) return enumeration(owner);
    if (lex_.is("service")) return service();
    if (lex_.is("extend")) {  // fields of another message
      lex_.take();
      const std::string extended(lex_.take().text);
      if (lex_.take_if("{")) body(extended, depth + 1);
      return true;
    }
    return false;
  }

  bool message(const std::string& owner, unsigned depth) {
    lex_.take();
    const Token name = lex_.take();
    if (name.kind != Token::Kind::word) return true;
    add(DefinitionKind::message, name, owner, "");
    if (!lex_.take_if("{")) return true;
    body(owner.empty() ? std::string(name.text) : owner + "." + std::string(name.text), depth + 1);
    return true;
  }

  void body(const std::string& owner, unsigned depth) {
    while (!lex_.done() && !full()) {
      if (lex_.take_if("}")) return;
      if (lex_.take_if(";")) continue;
      if (lex_.is("option") || lex_.is("reserved") || lex_.is("extensions")) {
        skip_statement();
      } else if (lex_.is("oneof")) {
        lex_.take();
        lex_.take();
        if (lex_.take_if("{")) body(owner, depth + 1);
      } else if (!declaration_here(owner, depth)) {
        field(owner, depth);
      }
    }
  }

  // A field may be called message or enum: those are declarations only when a name and "{" follow, and a field's type
  // is followed by a name and "=". The word decides here; a field of type "message" cannot be written in the language.
  bool declaration_here(const std::string& owner, unsigned depth) {
    if (!lex_.is("message") && !lex_.is("enum") && !lex_.is("extend") && !lex_.is("export") && !lex_.is("local"))
      return false;
    return declaration(owner, depth);
  }

  void field(const std::string& owner, unsigned depth) {
    std::string type;
    if (lex_.is("repeated") || lex_.is("optional") || lex_.is("required")) {
      const Token label = lex_.take();
      if (label.text == "repeated") type = "repeated ";
    }
    if (lex_.is("map")) {
      lex_.take();
      if (lex_.take_if("<")) {
        const Token key = lex_.take();
        lex_.take_if(",");
        const Token value = lex_.take();
        lex_.take_if(">");
        type = "map<" + std::string(key.text) + ", " + std::string(value.text) + ">";
      } else {
        type += "map";
      }
    } else if (lex_.is("group")) {
      lex_.take();
      const Token name = lex_.take();
      std::string_view number;
      if (lex_.take_if("=")) number = lex_.take().text;
      add(DefinitionKind::field, name, owner, type + std::string(name.text), number);
      add(DefinitionKind::message, name, owner, "");
      options();
      if (lex_.take_if("{")) body(owner + "." + std::string(name.text), depth + 1);
      return;
    } else {
      const Token word = lex_.take();
      if (word.kind != Token::Kind::word) return;
      type += std::string(word.text.starts_with('.') ? word.text.substr(1) : word.text);
    }
    const Token name = lex_.peek();
    if (name.kind != Token::Kind::word) return skip_statement();
    lex_.take();
    if (!lex_.take_if("=")) return skip_statement();
    const Token number = lex_.take();
    add(DefinitionKind::field, name, owner, std::move(type), number.text);
    options();
    lex_.take_if(";");
  }

  void options() {  // [ ... ]
    if (!lex_.take_if("[")) return;
    unsigned open = 1;
    while (!lex_.done() && open > 0) {
      const Token token = lex_.take();
      if (token.kind == Token::Kind::string) continue;
      if (token.text == "[" || token.text == "{") ++open;
      if (token.text == "]" || token.text == "}") --open;
    }
  }

  bool enumeration(const std::string& owner) {
    lex_.take();
    const Token name = lex_.take();
    if (name.kind != Token::Kind::word) return true;
    add(DefinitionKind::enum_type, name, owner, "");
    if (!lex_.take_if("{")) return true;
    const std::string path = owner.empty() ? std::string(name.text) : owner + "." + std::string(name.text);
    while (!lex_.done() && !full() && !lex_.take_if("}")) {
      if (lex_.take_if(";")) continue;
      if (lex_.is("option") || lex_.is("reserved")) {
        skip_statement();
        continue;
      }
      const Token value = lex_.take();
      if (value.kind != Token::Kind::word || !lex_.take_if("=")) continue;
      lex_.take_if("-");
      const Token number = lex_.take();
      add(DefinitionKind::enum_value, value, path, "", number.text);
      options();
      lex_.take_if(";");
    }
    return true;
  }

  std::string rpc_type() {
    std::string out;
    if (!lex_.take_if("(")) return out;
    if (lex_.is("stream")) {
      lex_.take();
      if (lex_.is(")")) {  // a message that is called stream
        lex_.take();
        return "stream";
      }
      out = "stream ";
    }
    const auto word = lex_.take().text;
    out += std::string(word.starts_with('.') ? word.substr(1) : word);
    lex_.take_if(")");
    return out;
  }

  bool service() {
    lex_.take();
    const Token name = lex_.take();
    if (name.kind != Token::Kind::word) return true;
    add(DefinitionKind::service, name, "", "");
    if (!lex_.take_if("{")) return true;
    while (!lex_.done() && !full() && !lex_.take_if("}")) {
      if (!lex_.is("rpc")) {
        skip_statement();
        continue;
      }
      lex_.take();
      const Token rpc = lex_.take();
      std::string type = rpc_type();
      if (!lex_.take_if("returns")) continue;
      type += " " + rpc_type();
      add(DefinitionKind::rpc, rpc, name.text, std::move(type));
      if (lex_.is("{")) skip_statement();
      lex_.take_if(";");
    }
    return true;
  }

  // To the next ";" or past the next "{...}", whichever comes first; never past a "}" that is not ours.
  void skip_statement() {
    unsigned open = 0;
    while (!lex_.done()) {
      if (open == 0 && lex_.is("}")) return;
      const Token token = lex_.take();
      if (token.kind == Token::Kind::string) continue;
      if (token.text == "{") ++open;
      if (token.text == "}" && --open == 0) return;
      if (token.text == ";" && open == 0) return;
    }
  }

  Lexer lex_;
  std::string_view path_;
  std::vector<Definition>& out_;
};

bool claims(std::string_view path, std::string_view) { return path.ends_with(".proto"); }
void read(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  Parser(path, text, out).file();
}

}  // namespace

Reader protobuf_reader() { return {"protobuf", claims, read}; }

}  // namespace weir::workspace::edges
