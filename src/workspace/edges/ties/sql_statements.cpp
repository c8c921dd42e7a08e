// Statements are read with one flat scope each: a subquery's tables count for the whole, which is wrong only where two
// tables share a column's name, and then the use is not sure.
#include "workspace/edges/ties/sql_statements.h"

#include <algorithm>
#include <set>

#include "workspace/edges/sql.h"
#include "workspace/edges/ties/common.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t tables_in_statement = 64;
constexpr std::size_t columns_in_list =
    4'000;  // tokens back to the list's beginning; tables have at most 1,600 columns

class Statement {
 public:
  Statement(const std::vector<SqlToken>& tokens, std::size_t begin, std::size_t end, const SqlSchema& schema)
      : t_(tokens), begin_(begin), end_(end), schema_(schema) {}

  void read(std::vector<SqlName>& out) {
    if (!to_query()) return;
    tables(out);
    if (scope_.empty()) return;
    columns(out);
  }

 private:
  const SqlToken& at(std::size_t i) const { return i < end_ ? t_[i] : none_; }

  // What creates and alters tables is their definition; the query of a view is a query.
  bool to_query() {
    if (!at(begin_).is("CREATE"))
      return !at(begin_).is("ALTER") && !at(begin_).is("DROP") && !at(begin_).is("RENAME") && !at(begin_).is("COMMENT");
    bool view = false;
    for (std::size_t i = begin_ + 1; i < end_; ++i) {
      view = view || (at(i).is("VIEW") && i < begin_ + 5);
      if (!view || !at(i).is("AS")) continue;
      begin_ = i + 1;
      return true;
    }
    return false;
  }

  // FROM a, b AS x JOIN c; INTO t; UPDATE t; DELETE FROM t
  void tables(std::vector<SqlName>& out) {
    for (std::size_t i = begin_; i < end_; ++i) {
      const bool from = at(i).is("FROM") && !in_function(i);
      const bool into =
          at(i).is("INTO") || (at(i).is("UPDATE") && !before(i, "FOR") && !before(i, "DO") && !before(i, "ON"));
      if (!from && !into && !at(i).is("JOIN") && !at(i).is("TABLE") && !at(i).is("USING")) continue;
      std::size_t k = i + 1;
      while (true) {
        k = table(k, into, out);
        if (!from || !at(k).is(',')) break;
        ++k;
      }
    }
  }

  bool before(std::size_t i, std::string_view word) const { return i > begin_ && t_[i - 1].is(word); }
  bool in_function(std::size_t i) const {  // EXTRACT(year FROM x), TRIM(BOTH FROM x)
    for (std::size_t k = i; k > begin_ && i - k < 5; --k) {
      if (t_[k - 1].is('('))
        return k >= begin_ + 2 && (t_[k - 2].is("EXTRACT") || t_[k - 2].is("TRIM") || t_[k - 2].is("SUBSTRING"));
      if (t_[k - 1].is(')') || t_[k - 1].is("SELECT")) return false;
    }
    return false;
  }

  std::size_t table(std::size_t i, bool write, std::vector<SqlName>& out) {
    while (at(i).is("ONLY") || at(i).is("LATERAL") || at(i).is("IF") || at(i).is("NOT") || at(i).is("EXISTS") ||
           at(i).is('(')) {
      if (at(i).is('(') && !at(i + 1).is_name()) return i;
      if (at(i).is('(') && at(i + 1).is("SELECT")) return i;
      ++i;
    }
    if (!at(i).is_name() || scope_.size() > tables_in_statement) return i;
    while (at(i + 1).is('.') && at(i + 2).is_name()) i += 2;  // schema.table
    const SqlToken& name = at(i);
    const std::size_t here = i++;
    if (!schema_.table(name.text)) {
      scope_[lower(name.text)] = "";  // known to be a table, not which: its columns are not ours
    } else {
      out.push_back({.column = false, .table = lower(name.text), .name = name.text, .at = name.at, .write = write});
      scope_[lower(name.text)] = lower(name.text);
      here_.insert(here);
    }
    if (at(i).is("AS")) ++i;
    if (at(i).is_name() && (at(i).kind == SqlToken::Kind::quoted || !is_sql_keyword(at(i).text))) {
      scope_[lower(at(i).text)] = schema_.table(name.text) ? lower(name.text) : "";
      here_.insert(i);
      ++i;
    }
    return i;
  }

  void columns(std::vector<SqlName>& out) {
    const bool insert = std::ranges::any_of(
        t_.begin() + static_cast<std::ptrdiff_t>(begin_), t_.begin() + static_cast<std::ptrdiff_t>(end_),
        [](const SqlToken& token) { return token.is("INSERT") || token.is("REPLACE"); });
    bool setting = false;
    for (std::size_t i = begin_; i < end_; ++i) {
      if (at(i).is("SET")) setting = true;
      if (at(i).is("WHERE") || at(i).is("FROM") || at(i).is("RETURNING")) setting = false;
      if (!at(i).is_name() || here_.contains(i)) continue;
      if (at(i + 1).is('(') && at(i).kind == SqlToken::Kind::word) continue;  // a function
      const bool write = (insert && in_column_list(i)) || (setting && at(i + 1).is('='));
      if (i > begin_ && t_[i - 1].is('.')) {
        qualified(i, write, out);
      } else if (!at(i + 1).is('.') && (at(i).kind == SqlToken::Kind::quoted || !is_sql_keyword(at(i).text)) &&
                 !after_as(i)) {
        plain(i, write, out);
      }
    }
  }

  bool after_as(std::size_t i) const { return i > begin_ && t_[i - 1].is("AS"); }

  // INSERT INTO t (a, b, c)
  bool in_column_list(std::size_t i) const {
    for (std::size_t k = i; k > begin_ && i - k < columns_in_list; --k) {
      if (t_[k - 1].is('(')) return k >= begin_ + 2 && here_.contains(k - 2);
      if (!t_[k - 1].is_name() && !t_[k - 1].is(',')) return false;
    }
    return false;
  }

  void qualified(std::size_t i, bool write, std::vector<SqlName>& out) {
    if (i < begin_ + 2 || !t_[i - 2].is_name()) return;
    const auto found = scope_.find(lower(t_[i - 2].text));
    if (found == scope_.end() || found->second.empty()) return;
    const bool known = schema_.column(found->second, at(i).text) != nullptr;
    if (!known && !schema_.has_columns(found->second)) return;
    out.push_back({.column = true,
                   .table = found->second,
                   .name = at(i).text,
                   .at = at(i).at,
                   .write = write,
                   .unknown = !known});
  }

  void plain(std::size_t i, bool write, std::vector<SqlName>& out) {
    std::set<std::string> owners;
    bool foreign = false;
    std::string only;
    for (const auto& [alias, table] : scope_) {
      foreign = foreign || table.empty();
      if (table.empty()) continue;
      only = table;
      if (schema_.column(table, at(i).text)) owners.insert(table);
    }
    for (const std::string& owner : owners) {
      out.push_back({.column = true,
                     .table = owner,
                     .name = at(i).text,
                     .at = at(i).at,
                     .write = write,
                     .sure = owners.size() == 1 && !foreign});
    }
    // An insert's or update's list names columns of its one table and nothing else.
    if (owners.empty() && !foreign && write && scope_.size() == 1 && schema_.has_columns(only)) {
      out.push_back(
          {.column = true, .table = only, .name = at(i).text, .at = at(i).at, .write = true, .unknown = true});
    }
  }

  const std::vector<SqlToken>& t_;
  std::size_t begin_, end_;
  const SqlSchema& schema_;
  std::map<std::string, std::string, std::less<>> scope_;  // alias or name -> table of the schema, "" one that it lacks
  std::set<std::size_t> here_;                             // tokens that name tables and aliases
  SqlToken none_{.kind = SqlToken::Kind::punctuation};
};

}  // namespace

SqlSchema::SqlSchema(std::span<const Definition> definitions) {
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const Definition& one = definitions[i];
    if (one.kind == DefinitionKind::table) tables_[lower(one.name)].push_back(i);
    if (one.kind == DefinitionKind::column) columns_[lower(one.owner)][lower(one.name)].push_back(i);
  }
}

const std::vector<std::size_t>* SqlSchema::table(std::string_view name) const {
  const auto found = tables_.find(lower(name));
  return found == tables_.end() ? nullptr : &found->second;
}

const std::vector<std::size_t>* SqlSchema::column(std::string_view table, std::string_view name) const {
  const auto of = columns_.find(table);
  if (of == columns_.end()) return nullptr;
  const auto found = of->second.find(lower(name));
  return found == of->second.end() ? nullptr : &found->second;
}

bool SqlSchema::has_columns(std::string_view table) const { return columns_.contains(lower(table)); }

// A statement's first word, and behind it the word that makes prose unlikely.
bool looks_like_sql(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n(");
  if (begin == std::string_view::npos || text.size() - begin < 10) return false;
  const std::string head = lower(text.substr(begin, 4096));
  const auto starts = [&head](std::string_view word) {
    return head.starts_with(word) && head.size() > word.size() &&
           (head[word.size()] == ' ' || head[word.size()] == '\n' || head[word.size()] == '\t');
  };
  if (starts("select")) return head.contains("from");
  if (starts("insert")) return head.contains("into");
  if (starts("update")) return head.contains("set");
  if (starts("delete")) return head.contains("from");
  return starts("with")      ? head.contains("select")
         : starts("replace") ? head.contains("into")
         : starts("merge")   ? head.contains("using")
                             : starts("truncate");
}

std::vector<SqlName> sql_names(std::string_view text, const SqlSchema& schema) {
  std::vector<SqlName> out;
  const std::vector<SqlToken> tokens = sql_tokens(text);
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    if (i < tokens.size() && !tokens[i].is(';') && !tokens[i].is("GO")) continue;
    if (i > begin) Statement(tokens, begin, i, schema).read(out);
    begin = i + 1;
  }
  return out;
}

}  // namespace weir::workspace::edges
