// The generic reading. Many tools state their directory in a line of the system prompt or the first user message and
// some their session in a header of a common name: that is read for all of them. Whoever deserves more gets a file.
#include "clients/sdk.h"

#include <array>

#include "base/limits.h"
#include "clients/shape.h"
#include "clients/text.h"
#include "clients/tools.h"
#include "clients/user_text.h"

namespace weir::clients {
namespace {

bool recognises(const HttpHead&, const chat::Request&) { return true; }

// opencode, Kilo and others; openai-style affinity headers.
std::string session_of(const HttpHead& head) {
  for (const std::string_view name : {"x-session-id", "x-session-affinity", "session-id", "session_id"}) {
    if (std::string id = id_header(head, name); !id.empty()) return id;
  }
  return {};
}

// Takes "  - ", "* ", "4. " off the front of a line.
std::string_view without_bullet(std::string_view line) {
  const auto at = line.find_first_not_of(" \t-*0123456789.");
  return at == std::string_view::npos ? std::string_view{} : line.substr(at);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::optional<std::string> directory_on(std::string_view line) {
  constexpr std::string_view words = "working directory: ";
  line = without_bullet(line);
  for (const std::string_view before : {"", "current ", "primary "}) {
    const std::size_t size = before.size() + words.size();
    if (line.size() <= size) continue;
    std::string head(line.substr(0, size));
    for (char& c : head) c = lower(c);
    if (head.starts_with(before) && head.ends_with(words)) return absolute_path(line.substr(size));
  }
  return std::nullopt;
}

std::string directory_in(const chat::Message& message) {
  for (const chat::Part& part : message.parts) {
    if (part.kind != chat::Part::Kind::text) continue;
    std::string_view rest = part.text;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      if (auto path = directory_on(rest.substr(0, end))) return *path;
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }
  return {};
}

std::string directory_of(const HttpHead& head, const chat::Request& request) {
  if (std::string path = launched_directory(head); !path.empty()) return path;
  for (const chat::Message& message : request.messages) {
    if (!is_instruction(message.role)) continue;
    if (std::string path = directory_in(message); !path.empty()) return path;
  }
  const chat::Message* user = first_user(request);
  return user == nullptr ? std::string{} : directory_in(*user);
}

Reading read(const HttpHead& head, const chat::Request& request) {
  Reading out;
  out.client = "sdk";
  out.kind = kind_by_shape(request);
  out.session = session_of(head);
  out.directory = directory_of(head, request);
  out.calls = calls_of(request);
  if (out.kind == Kind::main_turn || out.kind == Kind::one_shot) out.user_text = user_text(request);
  if (out.kind == Kind::tool_result) out.call_id = last_result(request)->id;
  return out;
}

}  // namespace

// The SDKs try a refused request again, but never a stream that broke off.
const Client sdk = {
    .name = "sdk",
    .title = "any other client",
    .program = "",
    .recognises = recognises,
    .read = read,
    .happened = happened_by_verb,
    .manners = {.comment_keeps_alive = true, .retries_cut_streams = false, .retries_rate_limit = true},
    .launch = nullptr,
};

}  // namespace weir::clients
