// SQL DDL and migrations: tables and columns. A file says what it does (create, add, rename, drop); settle_sql puts the
// files into their order and leaves what stands at the end. Down migrations are not read.
#include "workspace/edges/sql.h"

#include <algorithm>

#include "workspace/edges/readers/define.h"
#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

using Tokens = std::vector<SqlToken>;

// A statement, with a place to read from. Past its end stands a token that is nothing.
class Statement {
 public:
  Statement(const Tokens& all, std::size_t begin, std::size_t end) : all_(all), at_(begin), end_(end) {}
  bool done() const { return at_ >= end_; }
  const SqlToken& here(std::size_t ahead = 0) const { return at_ + ahead < end_ ? all_[at_ + ahead] : none_; }
  const SqlToken& take() {
    const SqlToken& token = here();
    if (!done()) ++at_;
    return token;
  }
  bool skip(std::string_view keyword) {
    if (!here().is(keyword)) return false;
    ++at_;
    return true;
  }
  void skip_all(std::initializer_list<std::string_view> keywords) {
    while (std::ranges::any_of(keywords, [&](std::string_view one) { return skip(one); })) {}
  }
  // "public"."payments": its last part; nothing where no name stands.
  const SqlToken* name() {
    const SqlToken* last = nullptr;
    while (here().is_name()) {
      last = &take();
      if (!here().is('.')) break;
      take();
    }
    return last;
  }
  // Up to a comma outside parentheses, or the parenthesis that closes what was open before.
  void skip_item() {
    for (int depth = 0; !done(); take()) {
      if (here().is('(')) ++depth;
      if (here().is(')') && depth-- == 0) return;
      if (here().is(',') && depth == 0) return;
    }
  }

 private:
  const Tokens& all_;
  std::size_t at_, end_;
  SqlToken none_{.kind = SqlToken::Kind::punctuation};
};

bool begins_constraint(const Statement& s) {
  for (const std::string_view word : {"PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT", "KEY", "INDEX", "EXCLUDE",
                                      "LIKE", "FULLTEXT", "SPATIAL", "PERIOD"}) {
    // "key TEXT" is a column in some schema; "KEY name (" and "UNIQUE (" are not.
    if (!s.here().is(word)) continue;
    if (s.here(1).is('(') || s.here(2).is('(') || !s.here(1).is_name()) return true;
    return word != "KEY" && word != "INDEX" && word != "PERIOD";
  }
  return false;
}

class Ddl {
 public:
  Ddl(std::string_view path, std::vector<Definition>& out) : path_(path), out_(out) {}

  void statement(Statement s) {
    if (s.skip("CREATE")) {
      s.skip_all(
          {"OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "EXTERNAL", "FOREIGN", "MATERIALIZED"});
      if (s.skip("TABLE")) return create(s, "");
      if (s.skip("VIEW")) return create(s, "view");
    } else if (s.skip("ALTER")) {
      if (s.skip("TABLE")) alter(s);
    } else if (s.skip("DROP")) {
      if (!s.skip("TABLE") && !s.skip("VIEW")) return;
      s.skip_all({"IF", "EXISTS"});
      while (const SqlToken* name = s.name()) {
        add(DefinitionKind::table, *name, "", "", "sql-drop");
        if (!s.here().is(',')) break;
        s.take();
      }
    } else if (s.skip("RENAME")) {
      if (s.skip("TABLE")) rename_table(s);
    }
  }

 private:
  void add(DefinitionKind kind, const SqlToken& name, std::string_view owner, std::string type, std::string_view rule) {
    out_.push_back(define({path_, rule}, kind, name.text, name.line, owner, std::move(type)));
  }

  void create(Statement& s, std::string type) {
    s.skip_all({"IF", "NOT", "EXISTS"});
    const SqlToken* table = s.name();
    if (!table || s.here().is("PARTITION")) return;
    add(DefinitionKind::table, *table, "", type, "sql-table");
    if (!s.here().is('(') || !type.empty()) return;
    s.take();
    while (!s.done()) {
      if (!begins_constraint(s)) column(s, table->text);
      s.skip_item();
      if (!s.here().is(',')) return;
      s.take();
    }
  }

  void column(Statement& s, std::string_view table, std::string_view rule = "sql-column") {
    if (!s.here().is_name()) return;
    const SqlToken& name = s.take();
    add(DefinitionKind::column, name, table, type_of(s), rule);
  }

  static std::string type_of(const Statement& s) {
    std::string type;
    for (std::size_t i = 0; i < 4 && s.here(i).is_name() && type.size() < 60; ++i) {
      const SqlToken& word = s.here(i);
      if (i > 0 && !word.is("VARYING") && !word.is("PRECISION") && !word.is("UNSIGNED")) break;
      type += (type.empty() ? "" : " ") + std::string(word.text);
    }
    for (char& c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return type;
  }

  void rename_table(Statement& s) {
    const SqlToken* from = s.name();
    if (!from || !s.skip("TO")) return;
    if (const SqlToken* to = s.name()) {
      out_.push_back(
          define({path_, "sql-rename"}, DefinitionKind::table, from->text, to->line, "", std::string(to->text)));
    }
  }

  void alter(Statement& s) {
    s.skip_all({"IF", "EXISTS", "ONLY"});
    const SqlToken* table = s.name();
    if (!table) return;
    while (!s.done()) {
      action(s, *table);
      s.skip_item();
      if (!s.here().is(',')) return;
      s.take();
    }
  }

  void action(Statement& s, const SqlToken& table) {
    if (s.skip("ADD")) return added(s, table);
    if (s.skip("DROP")) {
      const bool named = s.skip("COLUMN");
      if (!named && (begins_constraint(s) || s.here().is("DEFAULT"))) return;
      s.skip_all({"IF", "EXISTS"});
      if (s.here().is_name()) add(DefinitionKind::column, s.take(), table.text, "", "sql-drop");
    } else if (s.skip("RENAME")) {
      renamed(s, table);
    } else if (s.skip("CHANGE")) {  // MySQL: CHANGE old new type
      s.skip("COLUMN");
      const SqlToken* from = s.name();
      if (from && s.here().is_name()) rename_column(*from, s.take(), table);
    } else if (s.skip("MODIFY") || s.skip("ALTER")) {
      s.skip("COLUMN");
      if (!s.here().is_name()) return;
      const SqlToken& name = s.take();
      s.skip_all({"SET", "DATA"});
      if (s.skip("TYPE") || (!s.here().is("DROP") && !s.here().is("DEFAULT") && !s.here().is("NOT"))) {
        add(DefinitionKind::column, name, table.text, type_of(s), "sql-retype");
      }
    }
  }

  void added(Statement& s, const SqlToken& table) {
    if (!s.skip("COLUMN") && begins_constraint(s)) return;
    s.skip_all({"IF", "NOT", "EXISTS"});
    if (!s.here().is('(')) return column(s, table.text);
    s.take();  // ADD (a int, b int)
    while (!s.done()) {
      column(s, table.text);
      s.skip_item();
      if (!s.here().is(',')) break;
      s.take();
    }
    if (s.here().is(')')) s.take();
  }

  void renamed(Statement& s, const SqlToken& table) {
    if (s.skip("TO")) {
      const SqlToken* to = s.name();
      if (!to) return;
      out_.push_back(
          define({path_, "sql-rename"}, DefinitionKind::table, table.text, to->line, "", std::string(to->text)));
      return;
    }
    if (s.here().is("CONSTRAINT") || s.here().is("INDEX")) return;
    s.skip("COLUMN");
    const SqlToken* from = s.name();
    if (from && s.skip("TO") && s.here().is_name()) rename_column(*from, s.take(), table);
  }

  void rename_column(const SqlToken& from, const SqlToken& to, const SqlToken& table) {
    out_.push_back(
        define({path_, "sql-rename"}, DefinitionKind::column, from.text, to.line, table.text, std::string(to.text)));
  }

  std::string_view path_;
  std::vector<Definition>& out_;
};

// What undoes a migration says nothing about today.
std::string_view without_down_part(std::string_view path, std::string_view text) {
  if (path.ends_with(".down.sql") || path.contains("/down/") || path.contains("rollback")) return {};
  for (const std::string_view mark :
       {"-- +goose Down", "-- +migrate Down", "-- migrate:down", "--//@UNDO", "-- rollback"}) {
    text = text.substr(0, std::min(text.find(mark), text.size()));
  }
  return text;
}

bool claims(std::string_view path, std::string_view) { return path.ends_with(".sql") || path.ends_with(".ddl"); }

void read(std::string_view path, std::string_view text, std::vector<Definition>& out) {
  const Tokens tokens = sql_tokens(without_down_part(path, text));
  Ddl ddl(path, out);
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= tokens.size(); ++at) {
    if (at < tokens.size() && !tokens[at].is(';') && !tokens[at].is("GO")) continue;
    if (at > begin) ddl.statement(Statement(tokens, begin, at));
    begin = at + 1;
  }
}

}  // namespace

Reader sql_reader() { return {"sql", claims, read}; }

}  // namespace weir::workspace::edges
