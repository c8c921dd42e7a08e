// What every encoder needs when a request leaves its own dialect: what cannot cross is an error or a note, never a
// silence; what crosses looks the same each time, so that the upstream's cached prefix stays valid.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "chat/request.h"

namespace weir::wire {

// Notes with their counts: "dropped 2 thinking blocks: ...".
class Notes {
 public:
  void dropped_thinking(std::string_view why);
  void add(std::string note);  // once, however often it is said
  std::vector<std::string> take();

 private:
  int thinking_ = 0;
  std::string why_;
  std::vector<std::string> notes_;
};

// A part that only its own dialect understands. The error names it and the two dialects.
std::unexpected<Error> cannot_cross(const chat::Request& request, chat::Dialect target, const chat::Part& part);
// What as a whole cannot be said in the other dialect: a structured answer, another operation.
Result<void> check_crossing(const chat::Request& request, chat::Dialect target);

// Parts of kind `other` that have a meaning in words: a tool that was loaded. Nothing for all others.
std::optional<std::string> in_words(const chat::Part& part);

// A system message that comes late in a conversation, as text of the user's side: templates refuse a late system
// role, and moving it to the front would change every byte behind it.
std::string late_note(std::string_view text);
std::string system_text(const chat::Message& message, Notes& notes);

// Same dialect: every top-level field of the client's body that the encoder does not write itself travels on.
void pass_rest(JsonWriter& w, const chat::Request& request, std::initializer_list<std::string_view> written);

// The tool as the client wrote it, when the dialect is the same and it is still at its place; "" else.
std::string raw_tool(const chat::Request& request, std::size_t index);

// A tool that its own provider defines stays behind with a note, unless the client insists on it.
Result<void> leave_tool(const chat::Request& request, const chat::Tool& tool, Notes& notes);

inline constexpr std::string_view kNoArguments = R"({"type":"object","properties":{}})";

bool blank(std::string_view text);

// The user's id as it may travel: ids that carry another provider's account (a JSON object) stay behind.
std::string travelling_user(const chat::Request& request, chat::Dialect target, Notes& notes);

}  // namespace weir::wire
