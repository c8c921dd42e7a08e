// The ties that read programs as tokens: each file is lexed once and shown to all of them, in this order, because the
// keys of a JSON body count only where a route or a topic of their schema is used. To add one: a class with a `file`
// function in a .cpp of its own, named here and in literals.cpp.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/ties/code.h"
#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/paths.h"

namespace weir::workspace::edges {

// What is known of a file when a tie sees it.
struct CodeFile {
  const Sourced& source;
  const Code& code;
  bool in_unit = false;                // it belongs to a unit
  std::vector<std::size_t> contracts;  // definitions of routes and topics that it serves, calls or names so far
  std::string_view path() const { return source.entry.path; }
};

class CodeTie {
 public:
  virtual ~CodeTie() = default;
  virtual void file(CodeFile& file, std::vector<Use>& out) = 0;
  // A file that is no program: queries, GraphQL documents, YAML. Its code is empty.
  virtual void text(const CodeFile& file, std::string_view text, std::vector<Use>& out);
};
std::unique_ptr<CodeTie> route_uses(const TieInput& input);
std::unique_ptr<CodeTie> topic_uses(const TieInput& input);
std::unique_ptr<CodeTie> property_uses(const TieInput& input);
std::unique_ptr<CodeTie> env_uses(const TieInput& input);
std::unique_ptr<CodeTie> flag_uses(const TieInput& input);
std::unique_ptr<CodeTie> sql_uses(const TieInput& input);
std::unique_ptr<CodeTie> graphql_uses(const TieInput& input);
std::unique_ptr<CodeTie> export_uses(const TieInput& input);

// A name that a message goes by between units, and what the program does with it there.
struct TopicLiteral {
  std::string name;
  UseKind kind = UseKind::read;  // write: it produces
  bool sure = true;
  std::uint32_t line = 0;
};
std::vector<TopicLiteral> topic_literals(const Code& code);

}  // namespace weir::workspace::edges
