// Messages wants turns that alternate and begin with the user, all results of one turn's calls at the head of one
// user message, and no empty text. What other dialects allow is brought into that shape in order; nothing moves
// across turns, so that the prefix grows at its end only.
#include "wire/messages_turns.h"

#include <vector>

#include "wire/collected.h"
#include "wire/tool_ids.h"

namespace weir::wire::messages {
namespace {

using chat::Part;
using chat::Request;
using chat::Role;

constexpr chat::Dialect kHere = chat::Dialect::messages;

struct Turn {
  enum class Side { user, assistant };
  Side side = Side::user;
  std::vector<std::string> results, blocks;  // JSON of each
};

std::string text_block(std::string_view text) {
  JsonWriter w;
  w.object().field("type", "text").field("text", text).end();
  return w.take();
}

class Conversation {
 public:
  Conversation(const Request& request, Notes& notes) : request_(request), notes_(notes) {}

  Result<void> add(const chat::Message& message) {
    if (message.role == Role::system || message.role == Role::developer) return add_system(message);
    const bool assistant = message.role == Role::assistant;
    if (assistant) ids_.next_turn();
    side_ = assistant ? Turn::Side::assistant : Turn::Side::user;
    for (const Part& part : message.parts) TRY_VOID(add_part(part));
    return {};
  }

  Result<void> write(JsonWriter& w) const {
    if (turns_.empty()) return fail(ErrorKind::invalid, "messages: expected at least one with content");
    if (!system_.empty()) write_list(w.key("system"), system_);
    w.key("messages").array();
    if (turns_.front().side == Turn::Side::assistant) {
      write_turn(w, Turn{Turn::Side::user, {}, {text_block("(The conversation goes on.)")}});
    }
    for (const Turn& turn : turns_) write_turn(w, turn);
    w.end();
    return {};
  }

 private:
  Result<void> add_system(const chat::Message& message) {
    if (request_.dialect == kHere && message.path != "/system") return add_native_system(message);
    const std::string text = system_text(message, notes_);
    if (text.empty()) return {};
    side_ = Turn::Side::user;
    if (turns_.empty())
      system_.push_back(text_block(text));
    else
      turn().blocks.push_back(text_block(late_note(text)));
    return {};
  }

  // The client's own dialect has system messages between the others only for some models: the note reads everywhere.
  Result<void> add_native_system(const chat::Message& message) {
    const std::string text = system_text(message, notes_);
    side_ = Turn::Side::user;
    if (!text.empty()) turn().blocks.push_back(text_block(late_note(text)));
    return {};
  }

  Turn& turn() {
    if (turns_.empty() || turns_.back().side != side_) turns_.push_back(Turn{side_, {}, {}});
    return turns_.back();
  }

  Result<void> add_part(const Part& part) {
    switch (part.kind) {
      case Part::Kind::text:
        if (!blank(part.text)) turn().blocks.push_back(text_block(part.text));
        return {};
      case Part::Kind::thinking:
        return add_thinking(part);
      case Part::Kind::redacted_thinking:
        return add_redacted(part);
      case Part::Kind::tool_call:
        return add_call(part);
      case Part::Kind::tool_result:
        return add_result(part);
      case Part::Kind::image:
      case Part::Kind::other:
        return add_raw(part);
    }
    return {};
  }

  Result<void> add_thinking(const Part& part) {
    if (part.signature.empty()) {
      notes_.dropped_thinking("without a signature this dialect does not take it back");
      return {};
    }
    JsonWriter w;
    w.object().field("type", "thinking").field("thinking", part.text).field("signature", part.signature).end();
    turn().blocks.push_back(w.take());
    return {};
  }

  Result<void> add_redacted(const Part& part) {
    JsonWriter w;
    w.object().field("type", "redacted_thinking").field("data", part.data).end();
    turn().blocks.push_back(w.take());
    return {};
  }

  Result<void> add_call(const Part& part) {
    if (!blank(part.arguments) && !is_object_text(part.arguments)) {
      notes_.add("the arguments of a call of " + part.name + " are no JSON object: sent as text in one");
    }
    JsonWriter w;
    w.object().field("type", "tool_use").field("id", ids_.call(part.id)).field("name", part.name);
    w.key("input").raw(as_object(part.arguments)).end();
    turn().blocks.push_back(w.take());
    return {};
  }

  Result<void> add_result(const Part& part) {
    JsonWriter w;
    w.object().field("type", "tool_result").field("tool_use_id", ids_.result(part.id)).key("content").array();
    for (const Part& inner : part.parts) TRY_VOID(write_inner(w, inner));
    w.end();
    if (part.is_error) w.field("is_error", true);
    w.end();
    side_ = Turn::Side::user;
    turn().results.push_back(w.take());
    return {};
  }

  Result<void> write_inner(JsonWriter& w, const Part& part) {
    if (part.kind == Part::Kind::text) {
      if (!blank(part.text)) w.raw(text_block(part.text));
      return {};
    }
    if (request_.dialect != kHere || part.data.empty()) return cannot_cross(request_, kHere, part);
    w.raw(part.data);
    return {};
  }

  Result<void> add_raw(const Part& part) {
    if (request_.dialect != kHere || part.data.empty()) return cannot_cross(request_, kHere, part);
    turn().blocks.push_back(part.data);
    return {};
  }

  static void write_list(JsonWriter& w, const std::vector<std::string>& blocks) {
    w.array();
    for (const std::string& block : blocks) w.raw(block);
    w.end();
  }

  static void write_turn(JsonWriter& w, const Turn& turn) {
    std::vector<std::string> all = turn.results;
    all.insert(all.end(), turn.blocks.begin(), turn.blocks.end());
    w.object().field("role", turn.side == Turn::Side::user ? "user" : "assistant");
    write_list(w.key("content"), all);
    w.end();
  }

  const Request& request_;
  Notes& notes_;
  ToolIds ids_{fitted};
  std::vector<std::string> system_;
  std::vector<Turn> turns_;
  Turn::Side side_ = Turn::Side::user;
};

}  // namespace

Result<void> write_conversation(JsonWriter& w, const Request& request, Notes& notes) {
  Conversation conversation(request, notes);
  for (const chat::Message& message : request.messages) TRY_VOID(conversation.add(message));
  return conversation.write(w);
}

}  // namespace weir::wire::messages
