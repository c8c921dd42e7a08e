// See tool_stream.h.
#include "wire/tool_stream.h"

#include <algorithm>
#include <ranges>

#include "wire/collected.h"

namespace weir::wire {

bool ToolStream::Call::whole() const {
  const auto last = arguments.find_last_not_of(" \t\r\n");
  return last != std::string::npos && arguments[last] == '}' && is_object_text(arguments);
}

ToolStream::Piece ToolStream::read(JsonValue element) {
  const JsonValue function = element["function"];
  const JsonValue arguments = function["arguments"];
  Piece piece;
  piece.index = element["index"].integer();
  piece.id = element["id"].string();
  piece.name = function["name"].string();
  piece.arguments = arguments.is_object() ? std::string(arguments.raw()) : arguments.string();
  return piece;
}

// The same index with another id, or with a whole call before it, is a new call: servers have sent parallel calls
// that all say index 0.
ToolStream::Call* ToolStream::by_index(const Piece& piece) {
  const auto reversed = std::views::reverse(waiting_);
  const auto found = std::ranges::find_if(reversed, [&](const Call& call) { return call.index == piece.index; });
  if (found == reversed.end()) return nullptr;
  const bool other_id = !piece.id.empty() && !found->id.empty() && piece.id != found->id;
  const bool again = piece.id.empty() && !piece.name.empty() && !piece.arguments.empty() && found->whole();
  return other_id || again ? nullptr : &*found;
}

ToolStream::Call* ToolStream::without_index(const Piece& piece) {
  if (waiting_.empty()) return nullptr;
  if (!piece.id.empty()) {
    const auto found = std::ranges::find(waiting_, piece.id, &Call::id);
    return found == waiting_.end() ? nullptr : &*found;
  }
  Call& last = waiting_.back();
  const bool same = piece.name == last.name && !last.arguments.empty() && !last.whole();
  return piece.name.empty() || same ? &last : nullptr;
}

ToolStream::Call* ToolStream::find(const Piece& piece) { return piece.index ? by_index(piece) : without_index(piece); }

void ToolStream::take(JsonValue element) {
  Piece piece = read(element);
  Call* call = find(piece);
  if (call == nullptr) {
    const bool late = piece.id.empty() && piece.name.empty() && (!piece.index || closed_.contains(*piece.index));
    if (late) return;  // a tail of a call that was whole already
    call = &begin(piece);
  }
  add(*call, std::move(piece));
}

// In an answer that is not streamed the same id again is not the same call again.
void ToolStream::take_whole(JsonValue element) {
  Piece piece = read(element);
  add(begin(piece), std::move(piece));
}

ToolStream::Call& ToolStream::begin(const Piece& piece) {
  any_ = true;
  Call& call = waiting_.emplace_back();
  call.index = piece.index;
  return call;
}

void ToolStream::add(Call& call, Piece piece) {
  if (call.id.empty()) call.id = std::move(piece.id);
  if (call.name.empty()) call.name = std::move(piece.name);
  call.arguments += piece.arguments;
}

void ToolStream::pop() {
  if (waiting_.front().index) closed_.insert(*waiting_.front().index);
  waiting_.pop_front();
}

}  // namespace weir::wire
