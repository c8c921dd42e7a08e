// JSON bodies: keys of the schemas whose routes or topics a file serves or calls. The name alone is no use: it must
// stand as a key of a body (a sibling of other keys of the schema), in a tag, or be read from something that came out
// of a body.
#include <map>
#include <set>

#include "workspace/edges/ties/literals.h"

namespace weir::workspace::edges {
namespace {

// Where decoded bodies stand in the frameworks of the field.
bool body_word(std::string_view word) {
  return one_of(lower(word), {"body", "json", "payload", "data", "params", "query", "form", "jsonbody", "getjson",
                              "args", "values"});
}
// What turns bytes into a body.
bool decodes(std::string_view chain) {
  const std::string low = lower(chain);
  const std::string_view name = last_part(low);
  return name == "json" || name == "loads" || name == "get_json" || name == "decode" || name == "unmarshal" ||
         name == "json_decode" || name == "readfromjsonasync" || name == "getfromjsonasync" || name == "from_str" ||
         name == "from_slice" || low == "json.parse" || low == "json.load" || name == "readvalue" ||
         name == "readtree" || name == "deserialize";
}

class PropertyUses final : public CodeTie {
 public:
  explicit PropertyUses(const TieInput& input) : input_(input) {
    for (std::size_t i = 0; i < input.definitions.size(); ++i) {
      const Definition& one = input.definitions[i];
      if (one.kind == DefinitionKind::property || one.kind == DefinitionKind::parameter)
        by_owner_[one.owner].push_back(i);
    }
  }

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (by_owner_.empty() || file.contracts.empty()) return;
    active(file);
    if (names_.empty()) return;
    find_bodies(file.code);
    for (std::size_t i = 0; i < file.code.size(); ++i) one(file, i, out);
  }

 private:
  // The schemas of this file's routes and topics, and what these hold.
  void active(const CodeFile& file) {
    names_.clear();
    types_.clear();
    std::set<std::string> seen;
    std::vector<std::string> open;
    for (const std::size_t contract : file.contracts) {
      const Definition& definition = input_.definitions[contract];
      open.push_back(definition.name);  // parameters are owned by the route
      for (std::string_view rest = definition.type; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        open.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    while (!open.empty()) {
      std::string owner = std::move(open.back());
      open.pop_back();
      while (owner.ends_with("[]")) owner.resize(owner.size() - 2);
      if (!seen.insert(owner).second) continue;
      const auto found = by_owner_.find(owner);
      if (found == by_owner_.end()) continue;
      types_.insert(owner);
      for (const std::size_t i : found->second) {
        names_[input_.definitions[i].name].push_back(i);
        if (!input_.definitions[i].type.empty()) open.push_back(input_.definitions[i].type);
      }
    }
  }

  // Variables that hold a body: x = request.json(), const x: Receipt, (x: Receipt).
  void find_bodies(const Code& code) {
    bodies_.clear();
    for (std::size_t i = 0; i + 2 < code.size(); ++i) {
      if (!code[i].is_word()) continue;
      if (code[i + 1].is(':') && code[i + 2].is_word() && types_.contains(std::string(code[i + 2].text))) {
        bodies_.insert(std::string(code[i].text));
        continue;
      }
      std::size_t from = 0;
      if (code[i + 1].is('=') && !code[i + 2].is('=')) from = i + 2;
      if (code[i + 1].is(':') && code[i + 2].is('=')) from = i + 3;
      if (from == 0) continue;
      for (std::size_t k = from;
           k < code.size() && k < from + 30 && !code[k].is(';') && code[k].line <= code[from].line + 1; ++k) {
        if (k > from && code[k].line != code[k - 1].line && !code[k].is('.')) break;
        if (!code[k].is_word()) continue;
        const bool call = code[k + 1].is('(');
        if ((call && decodes(code.chain(k))) ||
            (!call && k > from && code[k - 1].is('.') && one_of(code[k].text, {"body", "payload"}))) {
          bodies_.insert(std::string(code[i].text));
          break;
        }
      }
    }
    elements(code);
  }

  // for x of body, body.map((x) => ...): an element of a body is one.
  void elements(const Code& code) {
    for (std::size_t i = 1; i + 2 < code.size(); ++i) {
      if (!code[i].is_word() || !bodies_.contains(std::string(code[i].text))) continue;
      if ((code[i - 1].is("of") || code[i - 1].is("in")) && i >= 2 && code[i - 2].is_word())
        bodies_.insert(std::string(code[i - 2].text));
      if (!code[i + 1].is('.') ||
          !one_of(code[i + 2].text, {"map", "forEach", "filter", "reduce", "find", "some", "every", "each", "flatMap"}))
        continue;
      for (std::size_t k = i + 3; k < i + 8 && k < code.size(); ++k) {
        if (code[k].is_word()) {
          bodies_.insert(std::string(code[k].text));
          break;
        }
      }
    }
  }

  void one(CodeFile& file, std::size_t i, std::vector<Use>& out) {
    const Token& token = file.code[i];
    if (token.is_string()) {
      if (const auto found = names_.find(token.text); found != names_.end()) {
        const UseKind kind = literal_kind(file.code, i);
        if (kind != UseKind::serve) add(file, found->second, token.text, token.line, kind, true, out);
      } else {
        tags(file, token, out);
      }
      return;
    }
    if (!token.is_word()) return;
    const auto found = names_.find(token.text);
    if (found == names_.end()) return;
    if (i > 0 && is_access(file.code, i)) {
      member(file, i, found->second, out);
    } else {
      key(file, i, found->second, out);
    }
  }

  static bool is_access(const Code& code, std::size_t i) {
    return code[i - 1].is('.') || (code[i - 1].is('>') && code[i - 2].is('-'));
  }

  // serve means: nothing of the kind.
  UseKind literal_kind(const Code& code, std::size_t i) const {
    if (i == 0) return UseKind::serve;
    const bool colon = code[i + 1].is(':') || (code[i + 1].is('=') && code[i + 2].is('>'));
    if (colon && (code[i - 1].is('{') || code[i - 1].is(',') || code[i - 1].is('[') || code[i - 1].is('(')))
      return UseKind::write;
    if (code[i - 1].is('[') && code[i + 1].is(']'))
      return code[i + 2].is('=') && !code[i + 3].is('=') ? UseKind::write : UseKind::read;
    const bool renames = code[i - 1].is('=') && i >= 2 &&
                         one_of(code[i - 2].text, {"rename", "alias", "name", "value", "serialization_alias"});
    if (renames &&
        one_of(lower(last_part(code.callee(i))), {"serde", "field", "jsonproperty", "serializedname", "serialname"})) {
      return UseKind::declare;
    }
    if (!code[i - 1].is('(')) return UseKind::serve;
    const std::string callee = lower(code.callee(i));
    const std::string_view name = last_part(callee);
    if (one_of(name,
               {"get",          "getstring",    "getint",    "getasstring", "getproperty", "fetch",     "dig",
                "path",         "opt",          "optstring", "getlong",     "getboolean",  "getdouble", "getjsonobject",
                "getjsonarray", "query",        "formvalue", "postform",    "param",       "pluck",     "requestparam",
                "field",        "defaultquery", "at",        "value",       "contains",    "pop"})) {
      return UseKind::read;
    }
    if (one_of(name, {"put", "set", "add", "append", "addproperty", "accumulate", "jsonproperty", "serializedname",
                      "jsonpropertyname", "json"})) {
      return one_of(name, {"jsonproperty", "serializedname", "jsonpropertyname", "json"}) ? UseKind::declare
                                                                                          : UseKind::write;
    }
    return UseKind::serve;
  }

  // `json:"payment_ref,omitempty"`; serde and pydantic give the name as a string of its own.
  void tags(CodeFile& file, const Token& token, std::vector<Use>& out) {
    for (const std::string_view mark : {"json:\"", "form:\"", "query:\""}) {
      const std::size_t at = token.text.find(mark);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = token.text.substr(at + mark.size());
      const std::string_view name = rest.substr(0, rest.find_first_of("\","));
      const auto found = names_.find(name);
      if (found != names_.end()) add(file, found->second, name, line_in(token, at), UseKind::declare, true, out);
    }
  }

  void member(CodeFile& file, std::size_t i, const std::vector<std::size_t>& definitions, std::vector<Use>& out) {
    const Code& code = file.code;
    if (code[i + 1].is('(')) return;
    const std::string chain = code.chain(i);
    const std::string receiver(without_last(chain));
    const std::string_view last = last_part(receiver);
    const bool typed = bodies_.contains(std::string(last)) || bodies_.contains(receiver.substr(0, receiver.find('.')));
    const bool of_body = body_word(last) && (receiver.contains('.') || bodies_.contains(receiver));
    if (!typed && !of_body) return;
    const bool written = code[i + 1].is('=') && !code[i + 2].is('=');
    add(file, definitions, code[i].text, code[i].line, written ? UseKind::write : UseKind::read, true, out);
  }

  // payment_ref: value in a literal, payment_ref: string in a type, payment_ref=value among arguments. The other keys
  // of the same braces must mostly be the schema's.
  void key(CodeFile& file, std::size_t i, const std::vector<std::size_t>& definitions, std::vector<Use>& out) {
    const Code& code = file.code;
    const bool colon = code[i + 1].is(':') && !code[i + 2].is(':');
    const bool optional = code[i + 1].is('?') && code[i + 2].is(':');
    const bool shorthand =
        (code[i + 1].is(',') || code[i + 1].is('}')) && i > 0 && (code[i - 1].is(',') || code[i - 1].is('{'));
    const std::size_t open = code.enclosing(i);
    if ((!colon && !optional && !shorthand) || open == 0 || open >= code.size() || !code[open].is('{')) return;
    if (taken_from_body(code, open))
      return add(file, definitions, code[i].text, code[i].line, UseKind::read, true, out);
    std::vector<std::size_t> fitting;
    for (const std::size_t definition : definitions) {
      const std::string& owner = input_.definitions[definition].owner;
      const bool named = code[open - 1].text == owner;  // Admission { ... }, struct Admission { ... }
      if (named || (!shorthand && siblings_fit(code, open, owner))) fitting.push_back(definition);
    }
    const bool type =
        code[open - 1].is_word() && open >= 2 && one_of(code[open - 2].text, {"interface", "struct", "class", "type"});
    if (!fitting.empty())
      add(file, fitting, code[i].text, code[i].line, type ? UseKind::declare : UseKind::write, true, out);
  }

  // const { days } = request.body
  bool taken_from_body(const Code& code, std::size_t open) const {
    const std::size_t close = code.partner(open);
    if (close >= code.size() || !code[close + 1].is('=') || code[close + 2].is('=') || code[close + 2].is('>'))
      return false;
    for (std::size_t k = close + 2;
         k < close + 12 && k < code.size() && !code[k].is(';') && code[k].line == code[close].line; ++k) {
      if (!code[k].is_word()) continue;
      if (bodies_.contains(std::string(code[k].text)) || decodes(code.chain(k))) return true;
      if (code[k - 1].is('.') && one_of(code[k].text, {"body", "query", "payload"})) return true;
    }
    return false;
  }

  bool siblings_fit(const Code& code, std::size_t open, const std::string& owner) const {
    const std::size_t close = std::min(code.partner(open), open + 400);
    int ours = 0;
    int foreign = 0;
    for (std::size_t i = open + 1; i < close && i < code.size(); ++i) {
      const std::size_t inner = code.partner(i);
      if ((code[i].is('{') || code[i].is('(') || code[i].is('[')) && inner < close) {
        i = inner;
        continue;
      }
      if (!code[i].is_word() && !code[i].is_string()) continue;
      const bool begins =
          code[i - 1].is('{') || code[i - 1].is(',') || code[i - 1].is(';') || code[i - 1].line != code[i].line;
      const bool ends = code[i + 1].is(':') || code[i + 1].is('?') || code[i + 1].is(',') || code[i + 1].is('}');
      if (!begins || !ends) continue;
      const auto found = names_.find(code[i].text);
      const bool mine = found != names_.end() && std::ranges::any_of(found->second, [&](std::size_t definition) {
                          return input_.definitions[definition].owner == owner;
                        });
      ++(mine ? ours : foreign);
    }
    return ours > 0 && foreign <= ours / 2;
  }

  void add(CodeFile& file, const std::vector<std::size_t>& definitions, std::string_view spelling, std::uint32_t line,
           UseKind kind, bool sure, std::vector<Use>& out) {
    std::set<std::string_view> owners;
    for (const std::size_t i : definitions) owners.insert(input_.definitions[i].owner);
    for (const std::size_t i : definitions) {
      const std::string_view rule =
          input_.definitions[i].kind == DefinitionKind::parameter ? "query-parameter" : "json-key";
      out.push_back(use_of(i, file.path(), line, spelling, rule, kind, sure && owners.size() == 1));
    }
  }

  const TieInput& input_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_owner_;
  // of the file at hand
  std::map<std::string, std::vector<std::size_t>, std::less<>> names_;
  std::set<std::string, std::less<>> types_, bodies_;
};

}  // namespace

std::unique_ptr<CodeTie> property_uses(const TieInput& input) { return std::make_unique<PropertyUses>(input); }

}  // namespace weir::workspace::edges
