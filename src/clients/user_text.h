// The user's own latest words: the newest user turn without what tools wrap around it. Told by the marks that tools
// put there, never by what the words mean.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "chat/request.h"

namespace weir::clients {

// How one tool marks what is not the user's.
struct Wrapping {
  std::span<const std::string_view> noise;   // <tag>...</tag>: left out with all in it
  std::span<const std::string_view> words;   // <tag>...</tag>: what stands in it is the user's
  std::span<const std::string_view> begins;  // a text that begins so was composed by the tool, whole
};
extern const Wrapping usual_wrapping;

// Of the last message, when it is a new turn of the user (no tool result); "" else. The middle of a text longer than
// limits::workspace_question_bytes is left out.
std::string user_text(const chat::Request& request, const Wrapping& wrapping = usual_wrapping);

// One text without the noise.
std::string unwrapped(std::string_view text, const Wrapping& wrapping);
// Cut to limits::workspace_question_bytes between characters.
std::string bounded(std::string text);

}  // namespace weir::clients
