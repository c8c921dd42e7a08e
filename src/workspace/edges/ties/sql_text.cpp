// SQL inside string literals, and the field declarations of object mappers: against the tables of the migrations.
#include <set>

#include "workspace/edges/ties/literals.h"
#include "workspace/edges/ties/sql_statements.h"

namespace weir::workspace::edges {
namespace {

constexpr std::size_t literal_parts = 200;  // "SELECT " + "a, " + ...

class SqlUses final : public CodeTie {
 public:
  explicit SqlUses(const TieInput& input) : input_(input), schema_(input.definitions) {}

  void file(CodeFile& file, std::vector<Use>& out) override {
    if (schema_.empty()) return;
    const Code& code = file.code;
    for (std::size_t i = 0; i < code.size();) {
      if (!code[i].is_string()) {
        ++i;
        continue;
      }
      i = statement(file, i, out);
    }
    mapped(file, out);
  }

  // A file of queries; what migrations do to their own tables is definition, not use.
  void text(const CodeFile& file, std::string_view text, std::vector<Use>& out) override {
    if (schema_.empty() || file.source.entry.language != Language::sql) return;
    for (const SqlName& name : sql_names(text, schema_)) {
      const auto before = text.substr(0, name.at);
      const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n')) + 1;
      add_uses(file, name, line, out);
    }
  }

 private:
  struct Piece {
    std::size_t from;  // in the joined text
    const Token* token;
  };

  // Joins "..." "..." and "..." + "..."; a value between two pieces becomes a parameter.
  std::size_t statement(CodeFile& file, std::size_t first, std::vector<Use>& out) {
    const Code& code = file.code;
    std::string text;
    std::vector<Piece> pieces;
    std::size_t i = first;
    for (; pieces.size() < literal_parts && code[i].is_string();) {
      pieces.push_back({text.size(), &code[i]});
      text += code[i].text;
      ++i;
      const bool joined = code[i].is('+') || (code.language() == Language::php && code[i].is('.'));
      if (joined && code[i + 1].is_string()) {
        ++i;
      } else if (joined && code[i + 1].is_word() && code[i + 2].text == code[i].text && code[i + 3].is_string()) {
        text += " ? ";
        i += 3;
      } else if (!code[i].is_string() || code[i].line > pieces.back().token->line + 40) {
        break;
      }
    }
    if (!looks_like_sql(text)) return i;
    for (const SqlName& name : sql_names(text, schema_)) add(file, name, pieces, out);
    return i;
  }

  void add(CodeFile& file, const SqlName& name, const std::vector<Piece>& pieces, std::vector<Use>& out) {
    const Piece* piece = &pieces.front();
    for (const Piece& one : pieces) {
      if (one.from <= name.at) piece = &one;
    }
    const std::uint32_t line = line_in(*piece->token, name.at - piece->from);
    add_uses(file, name, line, out);
  }

  // Two units may each have a table of this name: a program means its own unit's, where there is one.
  std::vector<std::size_t> nearest(std::string_view path, const std::vector<std::size_t>& definitions) const {
    const int unit = input_.units.of(path);
    std::vector<std::size_t> own;
    for (const std::size_t i : definitions) {
      if (unit >= 0 && input_.units.of(input_.definitions[i].place.file) == unit) own.push_back(i);
    }
    return own.empty() ? definitions : own;
  }

  void add_uses(const CodeFile& file, const SqlName& name, std::uint32_t line, std::vector<Use>& out) const {
    const auto* definitions = name.column ? schema_.column(name.table, name.name) : schema_.table(name.name);
    if (!definitions) return;
    for (const std::size_t i : nearest(file.path(), *definitions)) {
      out.push_back(use_of(i, file.path(), line, name.name, name.column ? "sql-column" : "sql-table",
                           name.write ? UseKind::write : UseKind::read, name.sure));
    }
  }

  // --- object mappers: a marker that names a table, then columns up to the next marker
  static bool names_table(const Code& code, std::size_t i) {
    const bool assigned = i >= 2 && code[i - 1].is('=');
    if (assigned &&
        one_of(code[i - 2].text, {"__tablename__", "db_table", "table_name", "tableName", "table", "$table"}))
      return true;
    if (i >= 2 && code[i - 1].is(':') && one_of(code[i - 2].text, {"tableName", "table", "name"})) {
      return code.callee(i).contains("Entity") || code[i - 2].text == "tableName";
    }
    if (i >= 1 && code[i - 1].is("schema")) return true;  // Ecto
    if (i >= 2 && code[i - 1].is("return") &&
        !code[i + 1].is('+')) {  // func (Payment) TableName() string { return "payments" }
      for (std::size_t k = i; k > 0 && i - k < 8; --k) {
        if (code[k].is("TableName")) return true;
      }
    }
    const std::string callee = code.callee(i);
    const std::string_view name = last_part(callee);
    return one_of(name, {"Table", "Entity", "ToTable", "pgTable", "sqliteTable", "mysqlTable", "Table", "createTable",
                         "table"}) &&
           (code[i - 1].is('(') || (assigned && code[i - 2].is("name")));
  }

  void mapped(CodeFile& file, std::vector<Use>& out) {
    const Code& code = file.code;
    std::string table;
    int countdown = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
      const Token& token = code[i];
      if (token.is_string() && schema_.table(token.text) && names_table(code, i)) {
        table = lower(token.text);
        countdown = 4000;  // tokens: a class of some hundred fields
        for (const std::size_t definition : nearest(file.path(), *schema_.table(token.text))) {
          out.push_back(use_of(definition, file.path(), token.line, token.text, "orm-table", UseKind::declare));
        }
        continue;
      }
      if (table.empty() || --countdown <= 0) continue;
      if (token.is_string()) {
        column_literal(file, i, table, out);
      } else if (token.is_word() && declares_column(code, i)) {
        column(file, token, token.text, table, out);
      }
    }
  }

  // amount = Column(...), amount: Mapped[int], account: text("account"), field :account, amount = models.IntegerField()
  static bool declares_column(const Code& code, std::size_t i) {
    if (i >= 2 && code[i - 1].is(':') && code[i - 2].is("field")) return true;
    if (i > 0 && (code[i - 1].is('.') || code[i - 1].is("def"))) return false;
    std::size_t value = 0;
    if (code[i + 1].is('=') && !code[i + 2].is('=')) value = i + 2;
    if (code[i + 1].is(':') && !code[i + 2].is(':')) value = i + 2;
    if (value == 0) return false;
    for (std::size_t k = value; k < value + 12 && k < code.size() && code[k].line == code[i].line; ++k) {
      if (code[k].is("Column") || code[k].is("mapped_column") || code[k].is("Mapped") ||
          code[k].text.ends_with("Field") || code[k].is("ForeignKey") || code[k].is("DataTypes") ||
          code[k].is("Sequelize")) {
        return true;
      }
      if (code[k].is('(') && k > value &&
          one_of(code[k - 1].text, {"text", "integer", "varchar", "serial", "bigint", "boolean", "timestamp", "uuid",
                                    "numeric", "jsonb", "date", "bigserial", "long", "bool", "datetime", "decimal"})) {
        return true;
      }
    }
    return false;
  }

  void column_literal(CodeFile& file, std::size_t i, const std::string& table, std::vector<Use>& out) {
    const Code& code = file.code;
    const std::string_view text = code[i].text;
    const std::string callee = lower(code.callee(i));
    const std::string_view name = last_part(callee);
    if (one_of(name, {"column", "hascolumnname", "joincolumn", "mapped_column", "text", "integer",   "varchar",
                      "serial", "bigint",        "boolean",    "timestamp",     "uuid", "numeric",   "jsonb",
                      "long",   "bool",          "datetime",   "decimal",       "id",   "columnname"})) {
      column(file, code[i], text, table, out);
    }
    for (const std::string_view mark : {"db:\"", "column:", "bun:\"", "pg:\""}) {  // Go's tags
      const std::size_t at = text.find(mark);
      if (at == std::string_view::npos) continue;
      const std::string_view rest = text.substr(at + mark.size());
      column(file, code[i], rest.substr(0, rest.find_first_of("\",;")), table, out);
    }
  }

  void column(CodeFile& file, const Token& token, std::string_view name, const std::string& table,
              std::vector<Use>& out) {
    const auto* definitions = schema_.column(table, name);
    if (!definitions) return;
    for (const std::size_t i : nearest(file.path(), *definitions)) {
      out.push_back(use_of(i, file.path(), token.line, name, "orm-column", UseKind::declare));
    }
  }

  const TieInput& input_;
  SqlSchema schema_;
};

}  // namespace

std::unique_ptr<CodeTie> sql_uses(const TieInput& input) { return std::make_unique<SqlUses>(input); }

}  // namespace weir::workspace::edges
