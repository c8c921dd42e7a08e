// Tool call ids; see tool_ids.h.
#include "wire/tool_ids.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"

namespace weir::wire {
namespace {

constexpr std::string_view kMark = "weirid";
constexpr std::size_t kChatIdBytes = 40;
constexpr std::string_view kHex = "0123456789abcdef";

bool letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool fits(std::string_view id) {
  return !id.empty() && std::ranges::all_of(id, [](char c) { return letter_or_digit(c) || c == '_' || c == '-'; });
}

std::optional<unsigned> hex_value(char c) {
  const auto at = kHex.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

}  // namespace

std::string fitted(std::string_view id) {
  if (fits(id) && !id.starts_with(kMark)) return std::string(id);
  std::string out(kMark);
  for (const char c : id) {
    if (letter_or_digit(c) || c == '-') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '_';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

std::string restored(std::string_view id) {
  if (!id.starts_with(kMark)) return std::string(id);
  std::string out;
  const std::string_view rest = id.substr(kMark.size());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] != '_') {
      out += rest[i];
      continue;
    }
    const auto high = i + 2 < rest.size() ? hex_value(rest[i + 1]) : std::nullopt;
    const auto low = high ? hex_value(rest[i + 2]) : std::nullopt;
    if (!low) return std::string(id);  // not of our making
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

std::string chat_id(std::string_view id) {
  std::string out = restored(id);
  if (out.size() <= kChatIdBytes) return out;
  return "call_" + hash128_hex(out);
}

std::string ToolIds::call(const std::string& id) {
  const std::string base = map_(id);
  std::string unique = base;
  for (int n = 2; !used_.insert(unique).second; ++n) unique = base + "-" + std::to_string(n);
  Sent& sent = sent_[id];
  if (sent.turn != turn_) sent.waiting.clear();
  sent.turn = turn_;
  sent.waiting.push_back(unique);
  sent.last = unique;
  return unique;
}

std::string ToolIds::result(const std::string& id) {
  const auto found = sent_.find(id);
  if (found == sent_.end()) return map_(id);  // an answer to a call that the client has cut away
  Sent& sent = found->second;
  if (!sent.waiting.empty()) {
    sent.last = std::move(sent.waiting.front());
    sent.waiting.pop_front();
  }
  return sent.last;
}

}  // namespace weir::wire
