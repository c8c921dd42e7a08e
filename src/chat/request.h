// Request: what a client asks, as a plain value that no dialect owns. wire decodes into it and encodes from it;
// the client's bytes stay the truth and travel beside it. Everything here copies and compares.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/strong.h"

namespace weir::chat {

enum class Dialect { messages, chat, completions };  // Anthropic Messages; OpenAI Chat Completions; /v1/completions
enum class Operation { chat, completion, embedding, count_tokens };
enum class Role { system, developer, user, assistant, tool };

// One part of a message. Which fields mean something depends on the kind.
struct Part {
  enum class Kind {
    text,               // text
    thinking,           // text, signature (may be empty)
    redacted_thinking,  // data
    tool_call,          // id, name, arguments (a JSON object as text; {} when empty)
    tool_result,        // id (of the call), parts (text, image), is_error
    image,              // data = the raw JSON of the part: only the dialect that sent it understands it
    other,              // data = the raw JSON; name = its "type"
  };
  Kind kind = Kind::text;
  std::string text, signature, id, name, arguments, data;
  bool is_error = false;
  std::vector<Part> parts;
  std::string path;  // JSON pointer of this part in the client's body; "" when it is not one JSON value
  bool operator==(const Part&) const = default;
};

struct Message {
  Role role = Role::user;
  std::vector<Part> parts;
  std::string path;       // JSON pointer in the client's body ("/messages/3", "/system")
  std::size_t bytes = 0;  // of its JSON in the client's body
  bool operator==(const Message&) const = default;
};

struct Tool {
  std::string name, description;
  std::string schema;  // JSON schema of the arguments, as sent; "" for a tool the provider defines itself
  std::string type;    // "" = an ordinary function; else the provider's own type ("web_search_20250305")
  bool operator==(const Tool&) const = default;
};

struct ToolChoice {
  enum class Mode { automatic, none, required, named };
  Mode mode = Mode::automatic;
  std::string name;  // for named
  std::optional<bool> parallel;
  bool operator==(const ToolChoice&) const = default;
};

// The parsed body. It says nothing that the body does not, so it takes no part in comparing.
struct Document {
  std::shared_ptr<const Json> json;  // null for a request that was not decoded from a body
  bool operator==(const Document&) const { return true; }
};

struct Request {
  Dialect dialect = Dialect::chat;
  Operation operation = Operation::chat;
  std::string model;  // as named by the client
  bool stream = false;
  bool stream_usage = false;      // chat: stream_options.include_usage
  std::vector<Message> messages;  // in the order of the wire; a Messages "system" field is the first, path "/system"
  std::vector<Tool> tools;
  ToolChoice tool_choice;
  std::optional<std::int64_t> max_tokens;
  std::optional<double> temperature, top_p;
  std::optional<std::int64_t> top_k, seed;
  std::vector<std::string> stop;
  std::optional<std::string> json_schema;  // raw schema of a structured answer; "{}" for "any JSON object"
  std::string json_schema_name;
  bool thinking = false;         // thinking is on for this request
  std::string reasoning_effort;  // "" unless the client said one
  std::string user;              // metadata.user_id / user, as sent
  std::string prompt, suffix;    // completion: text before and after the hole
  bool has_suffix = false;
  std::vector<std::string> named_betas;     // anthropic-beta header, split
  std::shared_ptr<const std::string> body;  // the client's bytes; never null after decode
  Document document;                        // how they read: edits need the places and no second parse
  bool operator==(const Request&) const = default;
};

std::string_view name(Dialect dialect);  // "messages", "chat", "completions": the ledger's word
std::string_view name(Role role);

// The text parts of a message, joined by newlines. What tools answered is no text of the message.
std::string text_of(const Message& message);
bool has_image(const Request& request);

}  // namespace weir::chat
