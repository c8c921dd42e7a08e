// Shapes of edit arguments.
#include "clients/edits.h"

#include <algorithm>
#include <array>

namespace weir::clients {
namespace {

constexpr std::size_t edits_read = 256;  // of one call's list

struct Pair {
  std::string_view before, after;
};
constexpr std::array pairs = {Pair{"old_string", "new_string"},
                              Pair{"oldText", "newText"},
                              Pair{"old_text", "new_text"},
                              Pair{"old_str", "new_str"},
                              Pair{"oldString", "newString"},
                              Pair{"old_content", "new_content"},
                              Pair{"search", "replace"},
                              Pair{"find", "replace"},
                              Pair{"old", "new"},
                              Pair{"old_code", "new_code"},
                              Pair{"original", "replacement"},
                              Pair{"target", "replacement"},
                              Pair{"TargetContent", "ReplacementContent"}};
constexpr std::array<std::string_view, 6> lists = {"edits",      "changes", "replacements",
                                                   "operations", "blocks",  "ReplacementChunks"};
constexpr std::array<std::string_view, 7> whole_keys = {"content",    "file_text",   "contents", "file_content",
                                                        "new_source", "CodeContent", "text"};
constexpr std::array<std::string_view, 6> patch_keys = {"diff",      "patch", "patch_text",
                                                        "patchText", "input", "unified_diff"};
constexpr std::array<std::string_view, 3> insert_keys = {"insert_text", "new_str", "new_text"};

unsigned line_in(JsonValue arguments, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const auto n = arguments[key].integer();
    if (n && *n > 0 && *n < 100'000'000) return static_cast<unsigned>(*n);
  }
  return 0;
}

unsigned lines_of(std::string_view text) {
  if (text.empty()) return 0;
  const auto breaks = std::ranges::count(text, '\n');
  return static_cast<unsigned>(breaks) + (text.ends_with('\n') ? 0 : 1);
}

void widen(Lines& all, Lines more) {
  if (more.first == 0) return;
  all.first = all.first == 0 ? more.first : std::min(all.first, more.first);
  all.last = std::max(all.last, more.last);
}

bool pair(JsonValue object, Edits& out) {
  for (const Pair& keys : pairs) {
    const auto before = object[keys.before].if_string();
    const auto after = object[keys.after].if_string();
    if (!before) continue;
    out.words.add(*before, after.value_or(""));
    if (out.first_old.empty() && out.first_new.empty()) {
      out.first_old = *before;
      out.first_new = after.value_or("");
    }
    return true;
  }
  return false;
}

// "insert_line": text goes behind that line. "start_line", "end_line": these lines are replaced.
bool at_line(JsonValue object, Edits& out) {
  const unsigned behind = line_in(object, {"insert_line", "insertLine"});
  const unsigned first = line_in(object, {"start_line", "startLine", "line", "StartLine"});
  const bool insert = behind != 0 || object["insert_line"].integer() == 0;
  if (!insert && first == 0) return false;
  for (const std::string_view key : insert_keys) {
    const auto text = object[key].if_string();
    if (!text) continue;
    out.words.add("", *text);
    const unsigned from = insert ? behind + 1 : first;
    widen(out.lines, {from, std::max(from, from + lines_of(*text) - 1)});
    return true;
  }
  return false;
}

void one(JsonValue object, Edits& out) {
  if (pair(object, out)) {
    const unsigned first = line_in(object, {"start_line", "startLine", "StartLine"});
    if (first != 0) widen(out.lines, {first, std::max(first, line_in(object, {"end_line", "endLine", "EndLine"}))});
    return;
  }
  at_line(object, out);
}

bool patches(JsonValue arguments, Edits& out) {
  for (const std::string_view key : patch_keys) {
    const auto text = arguments[key].if_string();
    if (!text) continue;
    for (Patched& patched : patches_in(*text)) out.patched.push_back(std::move(patched));
    if (!out.patched.empty()) return true;
  }
  return false;
}

}  // namespace

Edits edits_in(JsonValue arguments) {
  Edits out;
  bool listed = false;
  for (const std::string_view key : lists) {
    std::size_t n = 0;
    for (const JsonValue edit : arguments[key]) {
      if (!arguments[key].is_array() || ++n > edits_read) break;
      one(edit, out);
      listed = true;
    }
  }
  one(arguments, out);
  if (listed || !out.first_old.empty() || !out.first_new.empty() || out.lines.first != 0) return out;
  if (patches(arguments, out)) return out;
  for (const std::string_view key : whole_keys) {
    const auto text = arguments[key].if_string();
    if (!text) continue;
    out.words.add("", *text);
    out.whole = key != "new_source";  // a notebook's cell
    if (out.whole) out.lines = {1, std::max(1U, lines_of(*text))};
    break;
  }
  return out;
}

}  // namespace weir::clients
