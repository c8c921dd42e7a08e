// Taking wrappings off.
#include "clients/user_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/limits.h"
#include "clients/shape.h"

namespace weir::clients {
namespace {

using std::string_view;

// Editors, Cline, Kilo, Codex-like tools, Cursor and others.
constexpr std::array<string_view, 12> usual_noise = {
    "system-reminder", "environment_details", "environment_context", "user_instructions", "file_content", "file",
    "context",         "editor_context",      "ide_context",         "attachments",       "skill",        "env"};
constexpr std::array<string_view, 6> usual_words = {"task",       "user_message", "feedback",
                                                    "user_query", "question",     "answer"};
constexpr std::array<string_view, 3> usual_begins = {"The conversation history before this point was compacted",
                                                     "This session is being continued from a previous conversation",
                                                     "<INSTRUCTIONS>"};

constexpr string_view blank = " \t\r\n";

string_view trimmed(string_view text) {
  const auto first = text.find_first_not_of(blank);
  return first == string_view::npos ? string_view{} : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// The name of the tag that opens at the beginning of `text`: "file" of "<file name="x">".
string_view tag_at(string_view text) {
  if (!text.starts_with('<')) return {};
  const auto end = text.find_first_of("> \t\n", 1);
  return end == string_view::npos ? string_view{} : text.substr(1, end - 1);
}

struct Block {
  std::size_t size = 0;  // of the whole
  string_view inside;
};
Block block_of(string_view text, string_view tag) {
  const auto open = text.find('>');
  const std::string close = "</" + std::string(tag) + ">";
  const auto end = text.find(close, open == string_view::npos ? 0 : open);
  if (open == string_view::npos || end == string_view::npos) return {};
  return {end + close.size(), text.substr(open + 1, end - open - 1)};
}

// A tag counts where a line begins: a user who writes "<file>" in a sentence is not cut short.
bool at_line_start(string_view text, std::size_t at) {
  const auto before = text.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
  return at == 0 || before == string_view::npos || text[before] == '\n' || text[before] == '>';
}

bool among(string_view tag, std::span<const string_view> tags) { return std::ranges::find(tags, tag) != tags.end(); }

}  // namespace

const Wrapping usual_wrapping = {usual_noise, usual_words, usual_begins};

std::string unwrapped(string_view text, const Wrapping& wrapping) {
  const string_view whole = trimmed(text);
  for (const string_view begins : wrapping.begins) {
    if (whole.starts_with(begins)) return {};
  }
  std::string out, words;
  std::vector<string_view> unclosed;  // tags that nothing closes from here on: looked for once each
  std::size_t at = 0;
  while (at < whole.size()) {
    const auto open = whole.find('<', at);
    out += whole.substr(at, open == string_view::npos ? open : open - at);
    if (open == string_view::npos) break;
    at = open;
    const string_view tag = tag_at(whole.substr(at));
    const bool noise = among(tag, wrapping.noise), user = among(tag, wrapping.words);
    const bool looked = (noise || user) && !among(tag, unclosed) && at_line_start(whole, at);
    const Block block = looked ? block_of(whole.substr(at), tag) : Block{};
    if (looked && block.size == 0) unclosed.push_back(tag);
    if (block.size == 0) {
      out += whole[at++];
      continue;
    }
    at += block.size;
    if (user) words += (words.empty() ? "" : "\n") + std::string(trimmed(block.inside));
  }
  // Where a tool marks the user's words, what stands beside them is the tool's.
  return words.empty() ? std::string(trimmed(out)) : words;
}

std::string bounded(std::string text) {
  constexpr std::size_t most = limits::workspace_question_bytes;
  if (text.size() <= most) return text;
  constexpr auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  std::size_t head = most / 4 * 3;
  std::size_t tail = text.size() - (most - head - 1);
  while (head > 0 && continues(text[head])) --head;
  while (tail < text.size() && continues(text[tail])) ++tail;
  return text.substr(0, head) + "\n" + text.substr(tail);
}

std::string user_text(const chat::Request& request, const Wrapping& wrapping) {
  const chat::Message* turn = last_turn(request);
  if (turn == nullptr || turn->role != chat::Role::user || last_result(request) != nullptr) return {};
  std::string out;
  for (const chat::Part& part : turn->parts) {
    if (part.kind != chat::Part::Kind::text) continue;
    const std::string words = unwrapped(part.text, wrapping);
    if (words.empty()) continue;
    if (!out.empty()) out += '\n';
    out += words;
  }
  return bounded(std::move(out));
}

}  // namespace weir::clients
