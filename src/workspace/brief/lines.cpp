// lines: text, TOML and JSON with comments. YAML is yaml.cpp.
#include "workspace/brief/lines.h"

#include <algorithm>

#include "base/utf8.h"
#include "decision/columns.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t line_bytes = 4096;       // a longer line is machine made; its beginning tells enough
constexpr unsigned line_count = 20'000;        // of one configuration file
constexpr std::size_t array_bytes = 8 * 1024;  // one array over several lines

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Where a comment begins that stands outside of quotes; the line's size when there is none.
std::size_t comment_at(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"')
        ++i;
      else if (c == quote)
        quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' || (c == ';' && trim(line.substr(0, i)).empty())) {
      return i;
    }
  }
  return line.size();
}

// Brackets that are open at the end of `text`, outside of quotes.
int open_brackets(std::string_view text) {
  int open = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"')
        ++i;
      else if (c == quote)
        quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++open;
    } else if (c == ']' || c == '}') {
      --open;
    }
  }
  return open;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

std::string clip(std::string_view text, std::size_t cells) {
  // Four bytes a cell at most, and some for what cleaning takes away: what is behind that cannot be shown.
  const std::string clean = print::clean(text.substr(0, 8 * cells + 256));
  std::string out;
  std::size_t used = 0, room_for_mark = 0;  // room_for_mark: as much of out as leaves a cell for "…"
  for (std::size_t at = 0; at < clean.size();) {
    const std::size_t size = std::max<std::size_t>(utf8_length(clean, at), 1);
    const std::string_view one = std::string_view(clean).substr(at, size);
    at += size;
    if (one == " " && (out.empty() || out.back() == ' ')) continue;
    used += print::cells(one);
    if (used > cells) {
      out.resize(room_for_mark);
      return out + "…";
    }
    out += one;
    if (used < cells) room_for_mark = out.size();
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > begin) out.push_back(text.substr(begin, at - begin));
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

unsigned line_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<unsigned>(std::ranges::count(before, '\n'));
}

void each_line(std::string_view text, const std::function<bool(std::string_view line, unsigned number)>& take) {
  unsigned number = 0;
  for (std::size_t at = 0; at < text.size() && number < line_count;) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    std::string_view line = text.substr(at, std::min(end - at, line_bytes));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!take(line, ++number)) return;
    at = end + 1;
  }
}

unsigned line_of(std::string_view text, std::string_view needle) {
  const auto at = text.find(needle);
  return at == std::string_view::npos ? 0 : line_at(text, at);
}

std::vector<Pair> pairs(std::string_view text) {
  std::vector<Pair> out;
  std::string section;
  bool open = false;  // the last value's array goes on
  each_line(text, [&](std::string_view whole, unsigned number) {
    const std::string_view line = trim(whole.substr(0, comment_at(whole)));
    if (line.empty()) return true;
    if (open) {
      Pair& last = out.back();
      last.value += ' ';
      last.value += line;
      open = last.value.size() < array_bytes && open_brackets(last.value) > 0;
      return true;
    }
    if (line.front() == '[' && line.back() == ']') {
      section = std::string(trim(line.substr(1, line.size() - 2)));
      if (section.starts_with('[') && section.ends_with(']')) section = section.substr(1, section.size() - 2);
      return true;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return true;
    out.push_back({.section = section,
                   .key = std::string(unquoted(line.substr(0, equals))),
                   .value = std::string(trim(line.substr(equals + 1))),
                   .line = number});
    open = open_brackets(out.back().value) > 0;
    return true;
  });
  return out;
}

std::vector<std::string> list_items(std::string_view value) {
  std::vector<std::string> out;
  value = trim(value);
  if (value.starts_with('[')) value.remove_prefix(1);
  if (value.ends_with(']')) value.remove_suffix(1);
  char quote = 0;
  std::string item;
  const auto close = [&] {
    if (const auto text = unquoted(item); !text.empty()) out.emplace_back(text);
    item.clear();
  };
  for (const char c : value) {
    if (quote == 0 && c == ',') {
      close();
      continue;
    }
    if (quote != 0 ? c == quote : (c == '"' || c == '\'')) quote = quote != 0 ? char{0} : c;
    item += c;
  }
  close();
  return out;
}

std::string without_comments(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  bool text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (text) {
      out += c;
      if (c == '\\' && i + 1 < json.size())
        out += json[++i];
      else if (c == '"')
        text = false;
    } else if (c == '"') {
      text = true;
      out += c;
    } else if (json.substr(i).starts_with("//")) {
      while (i + 1 < json.size() && json[i + 1] != '\n') ++i;
    } else if (json.substr(i).starts_with("/*")) {
      const auto end = std::min(json.find("*/", i + 2), json.size());
      out.append(static_cast<std::size_t>(std::ranges::count(json.substr(i, end - i), '\n')), '\n');  // lines stay
      i = std::min(end + 1, json.size());
    } else if (c == ',') {
      const auto next = json.find_first_not_of(" \t\r\n", i + 1);
      if (next == std::string_view::npos || (json[next] != '}' && json[next] != ']')) out += c;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace weir::workspace::brief
