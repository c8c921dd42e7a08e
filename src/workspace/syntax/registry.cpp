// Which grammar reads which language, and the bounded parse.
#include <array>
#include <memory>

#include "base/limits.h"
#include "workspace/syntax/languages.h"

namespace weir::workspace::syntax {
namespace {

struct Loaded {
  Grammar grammar;
  std::vector<const Row*> by_symbol;
};

Loaded load(const Grammar& grammar) {
  Loaded out{grammar, {}};
  const TSLanguage* language = grammar.parser();
  out.by_symbol.resize(ts_language_symbol_count(language), nullptr);
  for (std::size_t symbol = 0; symbol < out.by_symbol.size(); ++symbol) {
    const char* name = ts_language_symbol_name(language, static_cast<TSSymbol>(symbol));
    if (name == nullptr || ts_language_symbol_type(language, static_cast<TSSymbol>(symbol)) != TSSymbolTypeRegular)
      continue;
    for (const Row& row : grammar.rows)
      if (std::string_view(row.node) == name) out.by_symbol[symbol] = &row;
  }
  return out;
}

// One line a language. Tables of symbols are made on first use.
const Loaded* loaded(Language language) {
  switch (language) {
    case Language::c: {
      static const Loaded it = load(c_grammar());
      return &it;
    }
    case Language::cpp: {
      static const Loaded it = load(cpp_grammar());
      return &it;
    }
    case Language::csharp: {
      static const Loaded it = load(csharp_grammar());
      return &it;
    }
    case Language::go: {
      static const Loaded it = load(go_grammar());
      return &it;
    }
    case Language::java: {
      static const Loaded it = load(java_grammar());
      return &it;
    }
    case Language::javascript:
    case Language::jsx: {
      static const Loaded it = load(javascript_grammar());
      return &it;
    }
    case Language::kotlin: {
      static const Loaded it = load(kotlin_grammar());
      return &it;
    }
    case Language::php: {
      static const Loaded it = load(php_grammar());
      return &it;
    }
    case Language::html:  // what stands in {{ }} and {% %}
    case Language::python: {
      static const Loaded it = load(python_grammar());
      return &it;
    }
    case Language::ruby:
    case Language::erb: {
      static const Loaded it = load(ruby_grammar());
      return &it;
    }
    case Language::rust: {
      static const Loaded it = load(rust_grammar());
      return &it;
    }
    case Language::tsx: {
      static const Loaded it = load(tsx_grammar());
      return &it;
    }
    case Language::typescript: {
      static const Loaded it = load(typescript_grammar());
      return &it;
    }
    default:
      return nullptr;
  }
}

struct Parse {
  std::string_view text;
  Walk::Clock::time_point deadline;
};

const char* chunk(void* payload, std::uint32_t at, TSPoint, std::uint32_t* size) {
  const auto& text = static_cast<const Parse*>(payload)->text;
  if (at >= text.size()) {
    *size = 0;
    return "";
  }
  *size = static_cast<std::uint32_t>(text.size() - at);
  return text.data() + at;
}

bool too_long(TSParseState* state) { return Walk::Clock::now() > static_cast<const Parse*>(state->payload)->deadline; }

struct DropParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct DropTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};

}  // namespace

bool reads(Language language) { return language == Language::json || loaded(language) != nullptr; }

std::optional<Facts> read(std::string_view text, Language language) {
  if (language == Language::json) return read_json(text);
  const Loaded* with = loaded(language);
  if (with == nullptr) return std::nullopt;
  Facts out;
  if (text.size() > limits::workspace_file_bytes) {
    out.cut = true;
    out.scopes.emplace_back();
    return out;
  }
  std::string code;
  if (language == Language::erb) code = erb_as_ruby(text);
  if (language == Language::html) code = template_as_python(text);
  Parse parse{code.empty() ? text : std::string_view(code),
              Walk::Clock::now() + std::chrono::milliseconds(limits::workspace_parse_ms)};
  const std::unique_ptr<TSParser, DropParser> parser(ts_parser_new());
  if (!ts_parser_set_language(parser.get(), with->grammar.parser())) return std::nullopt;
  const TSInput input{&parse, chunk, TSInputEncodingUTF8, nullptr};
  const TSParseOptions options{&parse, too_long};
  const std::unique_ptr<TSTree, DropTree> tree(ts_parser_parse_with_options(parser.get(), nullptr, input, options));
  if (!tree) {
    out.cut = true;
    out.scopes.emplace_back();
    return out;
  }
  Walk(parse.text, with->grammar, with->by_symbol, out,
       parse.deadline + std::chrono::milliseconds(limits::workspace_parse_ms))
      .run(ts_tree_root_node(tree.get()));
  return out;
}

}  // namespace weir::workspace::syntax
