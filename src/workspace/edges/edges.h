// Hard edges: definitions in interface files and the places of other files that use them. A bare word match is never
// an edge: each use is qualified by its message, import, receiver or call shape, and carries the rule that found it.
// Two registries: readers (interface file -> definitions) and ties (definitions + facts -> uses), one file each.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decision/view.h"
#include "workspace/file.h"
#include "workspace/syntax/syntax.h"
#include "workspace/units/units.h"

namespace weir::workspace {

enum class DefinitionKind : std::uint8_t {
  message,
  field,
  service,
  rpc,
  enum_type,
  enum_value,  // protobuf, Avro, JSON Schema, GraphQL types
  route,
  parameter,
  property,  // OpenAPI, HTTP
  table,
  column,  // SQL
  topic,
  env,
  flag,      // literals that tie units together
  exported,  // what a package offers to other units
};

struct Definition {
  DefinitionKind kind{};
  std::string name;          // "user_id"; a route: "GET /orders/{id}"
  std::string owner;         // "Order" of a field, the service of an rpc, the table of a column; "" none
  std::string type;          // field: its type; rpc: "Request Response"
  Place place;               // file and line of the name
  std::string rule;          // the reader's name: "proto-field"
  std::uint16_t number = 0;  // protobuf's field number, 0 none: tells a rename from a removal
  bool operator==(const Definition&) const = default;
};

enum class UseKind : std::uint8_t { read, write, call, serve, declare };
struct Use {
  std::uint32_t definition = 0;  // into EdgeTable::definitions
  Place place;
  std::string unit;      // "" outside every unit
  std::string spelling;  // as written there: "GetUserId"; checked again before it is shown
  std::string rule;      // the tie's name: "proto-member", "route-literal"
  UseKind kind{};
  bool sure = true;   // false: likely, its type is not proved by the text
  bool test = false;  // in a test or mock
};

// Immutable once built: shared with the I/O thread, which only looks things up.
struct EdgeTable {
  std::vector<Definition> definitions;  // sorted by file and line
  std::vector<Use> uses;                // sorted by definition, then place
  std::vector<std::string> unit_of;     // by definition: the unit that owns the interface file, "" shared
  // Indices of the definitions in a file; of those with this name (exact).
  std::span<const Definition> in_file(std::string_view file) const;
  std::vector<std::uint32_t> named(std::string_view name) const;
  std::span<const Use> uses_of(std::uint32_t definition) const;
};

// One file that ties may look at. facts: by syntax/, cached by blob; empty for languages without a grammar.
struct Sourced {
  FileEntry entry;
  std::string_view text;
  const syntax::Facts* facts = nullptr;
};

struct Reader {  // interface file -> definitions
  std::string_view name;
  bool (*claims)(std::string_view path, std::string_view head);
  void (*read)(std::string_view path, std::string_view text, std::vector<Definition>& out);
};
std::span<const Reader> readers();

struct TieInput {
  std::span<const Definition> definitions;
  std::span<const Sourced> files;  // candidates only: files that contain a spelling of some definition
  const Units& units;
};
struct Tie {  // definitions + files -> uses
  std::string_view name;
  // The words (lower-cased identifiers) without which a file cannot hold a use of this definition: files are found
  // through the index by them. Empty: this tie does not care for the definition.
  std::vector<std::string> (*spellings)(const Definition&);
  void (*tie)(const TieInput&, std::vector<Use>& out);
  bool needs_facts = true;  // false: Sourced::facts stays empty, nothing is parsed for it
};
std::span<const Tie> ties();

// Builds the table. read gives a file's bytes; files are those of the index. Everything is bounded; what was left out
// because of a bound is said in `notes`. Facts of unchanged blobs come from `cache`.
class FactCache {
 public:
  FactCache();
  ~FactCache();
  // Facts of this text, read anew when the blob is not known. The pointer lives until rest() or keep_only().
  const syntax::Facts* of(const FileEntry& entry, std::string_view text);
  // Puts what is open away as bytes, a tenth of the memory: build_edges does so at its end.
  void rest();
  void keep_only(const std::function<bool(std::uint64_t blob)>& wanted);
  std::size_t bytes() const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};
struct EdgeInput {
  std::vector<FileEntry> files;
  // Files of `files` that contain this identifier (any case), as indices; from the word index, or a scan in a bench.
  std::function<std::vector<std::uint32_t>(std::string_view lower_word)> containing;
  std::function<Result<std::string>(std::string_view path)> read;
  const Units* units = nullptr;
};
std::shared_ptr<const EdgeTable> build_edges(const EdgeInput& input, FactCache& cache, std::vector<std::string>& notes);

// For the decision: one edge per definition, uses in units other than `own` (or all when own is ""), sure and not in
// tests, at most workspace_edge_places printed, every place checked against the current bytes by `read`: a place
// whose line does not hold its spelling is left out. Nothing when no place stands.
std::optional<Edge> edge_of(const EdgeTable& table, std::uint32_t definition, std::string_view own,
                            const std::function<Result<std::string>(std::string_view path)>& read);

}  // namespace weir::workspace
