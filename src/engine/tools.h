// Tools: what a request offers, how a call is forced, and how calls are found that a model wrote as plain text.
//
// Why: llama.cpp takes tool_choice "required" and small models answer with prose; templates without tool support
// drop the tools without a word; Qwen writes {"name":...,"arguments":...} as content. (shared/facts/weights.md §4)
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "json.h"

namespace weir::engine {

using json = common_json;

struct Tool {
  std::string name;
  json schema;  // of the arguments; {"type":"object"} when the client gave none
};

enum class Repair { none, recovered, coerced };
std::string name_of(Repair repair);

struct Call {
  std::string name, arguments;  // arguments: a JSON object as text
  Repair repair = Repair::none;
  bool valid = true;  // the arguments fit the tool's schema
};

class ToolSet {
 public:
  ToolSet() = default;
  explicit ToolSet(const json& tools);  // OpenAI's shape; entries without a function name are left out

  bool empty() const { return tools_.empty(); }
  const Tool* find(const std::string& name) const;

  // The call, checked against its schema and made right where that is certain. Nothing: no such tool is offered.
  std::optional<Call> check(const std::string& name, const json& arguments, Repair so_far) const;

  // A grammar whose sentences are {"name": one of these, "arguments": what its schema allows}. `only`: that tool.
  std::string grammar(const std::string& only) const;

  // How a model learns of the tools when its template has no place for them.
  std::string instructions(const json& tools) const;

 private:
  std::vector<Tool> tools_;
};

// Reads `text`, trimmed, as one call or several: bare JSON, a list, fenced, or in <tool_call> tags. Empty: it is none.
std::vector<Call> read_calls(const ToolSet& tools, std::string_view text);

// Holds back streamed content that may be a call until that is decided; all else passes as it comes.
class CallFilter {
 public:
  explicit CallFilter(const ToolSet& tools) : tools_(&tools) {}
  std::string feed(std::string_view piece);  // what may be shown now
  // The rest, when the answer is over. cut: it was not finished by the model; half a call is then dropped.
  std::string finish(bool cut);
  std::vector<Call>& calls() { return calls_; }

 private:
  enum class Look { undecided, yes, no };
  Look look() const;
  bool whole() const;
  std::string release();
  std::string settle();

  const ToolSet* tools_;
  std::string held_;
  std::vector<Call> calls_;
  bool fresh_ = true;  // nothing but white space since the start or the last call
};

}  // namespace weir::engine
