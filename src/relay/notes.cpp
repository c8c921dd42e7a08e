// Notes by session, and the wishes that tell them.
#include "relay/notes.h"

#include <algorithm>

namespace weir::relay {
namespace {

constexpr std::size_t most_notes = 16;   // of one session: beyond that nobody reads them
constexpr std::size_t most_places = 64;  // results with a note behind them; a session that long was compacted

bool is_result(const chat::Part& part) {
  // A result without content has no text to stand behind.
  return part.kind == chat::Part::Kind::tool_result && !part.path.empty() && !part.parts.empty() && !part.id.empty();
}

const chat::Part* last_result(const chat::Request& request) {
  if (request.messages.empty()) return nullptr;
  const auto& parts = request.messages.back().parts;
  const auto it = std::find_if(parts.rbegin(), parts.rend(), is_result);
  return it == parts.rend() ? nullptr : &*it;
}

Wish wish(const chat::Part& part, const std::string& text) {
  return {Act::append_text, part.path, text, "ripple.nudge"};
}

}  // namespace

void Notes::keep(const std::string& session, std::string workspace, std::vector<std::string> texts) {
  if (texts.size() > most_notes) texts.resize(most_notes);
  Kept* known = sessions_.find(session);
  if (known == nullptr) {
    if (texts.empty()) return;
    sessions_.put(session, {});
    known = sessions_.find(session);
  }
  known->workspace = std::move(workspace);
  known->texts = std::move(texts);
  sessions_.touch(session);
}

std::vector<Notes::Entry> Notes::list() const {
  std::vector<Entry> out;
  for (const auto& [session, kept] : sessions_) {
    if (!kept.texts.empty()) out.push_back({session, kept.workspace, kept.texts});
  }
  return out;
}

// The lines that the model does not know yet, and from now on does.
std::string Notes::untold(Kept& kept) const {
  std::string out;
  for (const std::string& text : kept.texts) {
    if (std::ranges::find(kept.said, text) != kept.said.end()) continue;
    out += "\n[weir] " + text;
    kept.said.push_back(text);
  }
  return out.empty() ? out : "\n" + out;
}

std::vector<Wish> Notes::nudges(const std::string& session, const chat::Request& request) {
  std::vector<Wish> out;
  Kept* kept = sessions_.find(session);
  if (kept == nullptr || (kept->texts.empty() && kept->places.empty())) return out;
  if (const chat::Part* last = last_result(request); last != nullptr && kept->places.size() < most_places) {
    const auto there = std::ranges::find(kept->places, last->id, &std::pair<std::string, std::string>::first);
    std::string text = there == kept->places.end() ? untold(*kept) : std::string();
    if (!text.empty()) kept->places.emplace_back(last->id, std::move(text));
  }
  if (kept->places.empty()) return out;
  for (const chat::Message& message : request.messages) {
    for (const chat::Part& part : message.parts) {
      if (!is_result(part)) continue;
      const auto told = std::ranges::find(kept->places, part.id, &std::pair<std::string, std::string>::first);
      if (told != kept->places.end()) out.push_back(wish(part, told->second));
    }
  }
  return out;
}

}  // namespace weir::relay
