// The conversation of a Chat Completions body. Leading system messages become the one system message that every
// template takes; later ones join the user's side where they stand. Results follow their calls at once, one message
// each, and the user's texts between two answers are one message: templates want turns that alternate.
#include "wire/chat.h"
#include "wire/tool_ids.h"

namespace weir::wire::chat_completions {
namespace {

using chat::Part;
using chat::Request;
using chat::Role;

constexpr chat::Dialect kHere = chat::Dialect::chat;
constexpr std::string_view kFailed = "[the tool failed]";  // the dialect has no flag for it

// Content on its way: text only until a raw part comes.
struct Content {
  struct Piece {
    std::string text, raw;  // one of them
  };
  std::vector<Piece> pieces;

  bool empty() const { return pieces.empty(); }
  void text(std::string_view said) { pieces.push_back({std::string(said), {}}); }
  void raw(std::string_view json) { pieces.push_back({{}, std::string(json)}); }

  bool plain() const {
    for (const Piece& piece : pieces) {
      if (!piece.raw.empty()) return false;
    }
    return true;
  }

  std::string joined() const {
    std::string out;
    for (const Piece& piece : pieces) {
      if (!out.empty()) out += '\n';
      out += piece.text;
    }
    return out;
  }

  void write(JsonWriter& w) const {
    if (plain()) {
      w.value(joined());
      return;
    }
    w.array();
    for (const Piece& piece : pieces) {
      if (!piece.raw.empty())
        w.raw(piece.raw);
      else
        w.object().field("type", "text").field("text", piece.text).end();
    }
    w.end();
  }
};

class Conversation {
 public:
  Conversation(JsonWriter& w, const Request& request, Notes& notes) : w_(w), request_(request), notes_(notes) {}

  Result<void> add(const chat::Message& message) {
    switch (message.role) {
      case Role::system:
      case Role::developer:
        add_system(message);
        return {};
      case Role::user:
      case Role::tool:
        return add_user(message);
      case Role::assistant:
        return add_assistant(message);
    }
    return {};
  }

  void finish() {
    begin();
    flush_user();
  }

 private:
  void add_system(const chat::Message& message) {
    const std::string text = system_text(message, notes_);
    if (text.empty()) return;
    if (!begun_)
      system_ += system_.empty() ? text : "\n\n" + text;
    else
      user_.text(late_note(text));
  }

  // The system message, once, before all others.
  void begin() {
    if (begun_) return;
    begun_ = true;
    if (system_.empty()) return;
    w_.object().field("role", "system").field("content", system_).end();
  }

  Result<void> add_user(const chat::Message& message) {
    begin();
    for (const Part& part : message.parts) {
      TRY_VOID(part.kind == Part::Kind::tool_result ? write_result(part) : put(part, user_));
    }
    return {};
  }

  Result<void> put(const Part& part, Content& content) {
    if (part.kind == Part::Kind::text) {
      if (!part.text.empty()) content.text(part.text);
      return {};
    }
    if (const auto words = in_words(part); words) {
      content.text(*words);
      return {};
    }
    if (request_.dialect != kHere || part.data.empty()) return cannot_cross(request_, kHere, part);
    content.raw(part.data);
    return {};
  }

  Result<void> write_result(const Part& part) {
    Content content;
    for (const Part& inner : part.parts) TRY_VOID(put(inner, content));
    if (part.is_error) content.pieces.insert(content.pieces.begin(), {std::string(kFailed), {}});
    w_.object().field("role", "tool").field("tool_call_id", ids_.result(part.id)).key("content");
    content.write(w_);
    w_.end();
    return {};
  }

  void flush_user() {
    if (user_.empty()) return;
    w_.object().field("role", "user").key("content");
    user_.write(w_);
    w_.end();
    user_ = {};
  }

  Result<void> add_assistant(const chat::Message& message) {
    begin();
    flush_user();
    ids_.next_turn();
    Content content;
    std::vector<const Part*> calls;
    std::string reasoning;
    for (const Part& part : message.parts) {
      if (part.kind == Part::Kind::tool_call) {
        calls.push_back(&part);
      } else if (part.kind == Part::Kind::thinking && request_.dialect == kHere) {
        reasoning += part.text;
      } else if (is_thinking(part)) {
        notes_.dropped_thinking("this dialect has no place for it");
      } else {
        TRY_VOID(put(part, content));
      }
    }
    write_assistant(content, calls, reasoning);
    return {};
  }

  static bool is_thinking(const Part& part) {
    return part.kind == Part::Kind::thinking || part.kind == Part::Kind::redacted_thinking;
  }

  void write_assistant(const Content& content, const std::vector<const Part*>& calls, const std::string& reasoning) {
    w_.object().field("role", "assistant");
    if (!reasoning.empty()) w_.field("reasoning_content", reasoning);
    w_.key("content");
    if (content.empty() && !calls.empty())
      w_.null();
    else
      content.write(w_);
    if (!calls.empty()) {
      w_.key("tool_calls").array();
      for (const Part* call : calls) write_call(*call);
      w_.end();
    }
    w_.end();
  }

  void write_call(const Part& call) {
    w_.object().field("id", ids_.call(call.id)).field("type", "function").key("function").object();
    w_.field("name", call.name).field("arguments", call.arguments.empty() ? "{}" : call.arguments).end().end();
  }

  JsonWriter& w_;
  const Request& request_;
  Notes& notes_;
  ToolIds ids_{chat_id};
  std::string system_;
  Content user_;
  bool begun_ = false;
};

}  // namespace

Result<void> write_conversation(JsonWriter& w, const Request& request, Notes& notes) {
  w.key("messages").array();
  Conversation conversation(w, request, notes);
  for (const chat::Message& message : request.messages) TRY_VOID(conversation.add(message));
  conversation.finish();
  w.end();
  return {};
}

}  // namespace weir::wire::chat_completions
