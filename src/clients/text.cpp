// Anchors in text and headers.
#include "clients/text.h"

#include <algorithm>

#include "base/limits.h"

namespace weir::clients {
namespace {

constexpr std::string_view blank = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// Takes the first line off `text`.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

constexpr std::string_view hex = "0123456789ABCDEF";

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = i + 2 < text.size() ? hex.find(text[i + 1]) : hex.npos;
    const auto low = i + 2 < text.size() ? hex.find(text[i + 2]) : hex.npos;
    if (text[i] != '%' || high == hex.npos || low == hex.npos) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::optional<std::string_view> line_after(std::string_view text, std::string_view prefix) {
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.starts_with(prefix)) return line.substr(prefix.size());
  }
  return std::nullopt;
}

std::optional<std::string_view> lines_below(std::string_view text, std::string_view heading, std::size_t lines) {
  while (!text.empty()) {
    if (trimmed(next_line(text)) != heading) continue;
    std::string_view rest = text;
    for (std::size_t i = 0; i < lines && !rest.empty(); ++i) next_line(rest);
    return text.substr(0, text.size() - rest.size());
  }
  return std::nullopt;
}

std::optional<std::string_view> closing_tag(std::string_view text, std::string_view tag) {
  const std::string open = "<" + std::string(tag) + ">\n";
  const std::string close = "\n</" + std::string(tag) + ">";
  const auto last = text.find_last_not_of(blank);
  if (last == std::string_view::npos) return std::nullopt;
  text = text.substr(0, last + 1);
  if (!text.ends_with(close)) return std::nullopt;
  text.remove_suffix(close.size());
  const auto at = text.rfind(open);
  if (at == std::string_view::npos || (at != 0 && text[at - 1] != '\n')) return std::nullopt;
  return text.substr(at + open.size());
}

std::optional<std::string> absolute_path(std::string_view text) {
  const std::string_view path = trimmed(text);
  if (path.empty() || path.front() != '/' || path.size() > limits::path_bytes) return std::nullopt;
  if (path.find('\n') != std::string_view::npos || path.find('\0') != std::string_view::npos) return std::nullopt;
  return std::string(path);
}

std::string version_in(std::string_view user_agent, std::string_view product) {
  if (!user_agent.starts_with(product)) return {};
  user_agent.remove_prefix(product.size());
  if (!user_agent.starts_with('/')) return {};
  const std::string_view version = user_agent.substr(1, user_agent.find_first_of(" \t(;", 1) - 1);
  return version.size() <= limits::name_bytes && printable(version) ? std::string(version) : std::string{};
}

std::string id_header(const HttpHead& head, std::string_view name) {
  const std::string_view value = trimmed(head.headers.get(name).value_or(""));
  return value.size() <= limits::name_bytes && printable(value) ? std::string(value) : std::string{};
}

std::string header_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c > 0x20 && c < 0x7f && c != '%') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return out;
}

std::string launched_directory(const HttpHead& head) {
  const std::string_view value = head.headers.get("x-weir-directory").value_or("");
  if (value.size() > 3 * limits::path_bytes) return {};
  return absolute_path(unescaped(value)).value_or("");
}

bool is_instruction(chat::Role role) { return role == chat::Role::system || role == chat::Role::developer; }

const chat::Message* first_user(const chat::Request& request) {
  const auto it = std::ranges::find(request.messages, chat::Role::user, &chat::Message::role);
  return it == request.messages.end() ? nullptr : &*it;
}

}  // namespace weir::clients
