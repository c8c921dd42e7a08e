// What can be asked of a request without a dialect.
#include "chat/request.h"

#include <algorithm>

namespace weir::chat {
namespace {

void collect_text(const std::vector<Part>& parts, std::string& out) {
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::text && !part.text.empty()) {
      if (!out.empty()) out.push_back('\n');
      out += part.text;
    }
  }
}

bool holds_image(const std::vector<Part>& parts) {
  return std::ranges::any_of(
      parts, [](const Part& part) { return part.kind == Part::Kind::image || holds_image(part.parts); });
}

}  // namespace

std::string text_of(const Message& message) {
  std::string out;
  collect_text(message.parts, out);
  return out;
}

bool has_image(const Request& request) {
  return std::ranges::any_of(request.messages, [](const Message& message) { return holds_image(message.parts); });
}

}  // namespace weir::chat
