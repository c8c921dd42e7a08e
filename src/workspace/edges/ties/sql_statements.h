// What an SQL statement names: tables, and columns with the table that they are of.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"

namespace weir::workspace::edges {

// Tables and columns by lower-cased name, over the definitions of one workspace.
class SqlSchema {
 public:
  explicit SqlSchema(std::span<const Definition> definitions);
  bool empty() const { return tables_.empty(); }
  const std::vector<std::size_t>* table(std::string_view name) const;  // nullptr: not known
  const std::vector<std::size_t>* column(std::string_view table, std::string_view name) const;
  bool has_columns(std::string_view table) const;

 private:
  std::map<std::string, std::vector<std::size_t>, std::less<>> tables_;
  std::map<std::string, std::map<std::string, std::vector<std::size_t>, std::less<>>, std::less<>> columns_;
};

struct SqlName {
  bool column = false;
  std::string table;      // as the statement's FROM, INTO or UPDATE calls it
  std::string_view name;  // as written
  std::size_t at = 0;     // byte in the text
  bool write = false;
  bool sure = true;      // false: more than one table of the statement has such a column
  bool unknown = false;  // qualified by a table of the schema which has no such column
};

bool looks_like_sql(std::string_view text);
std::vector<SqlName> sql_names(std::string_view text, const SqlSchema& schema);

}  // namespace weir::workspace::edges
