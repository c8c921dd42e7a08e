// Lines, trimmed and unquoted; YAML as far as its keys; variables in values.
#include <algorithm>

#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {

void each_line(std::string_view text, const std::function<void(std::string_view)>& take) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    take(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

namespace {

// A comment begins at a '#' after white space; inside quotes it is text.
std::string_view without_comment(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return line.substr(0, i);
    }
  }
  return line;
}

YamlLine yaml_line(std::string_view line, std::size_t number) {
  YamlLine out;
  out.number = number;
  line = without_comment(line);
  out.indent = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(out.indent);
  while (line == "-" || line.starts_with("- ")) {
    out.item = true;
    const std::size_t step = std::min(line.find_first_not_of(' ', 1), line.size());
    out.indent += step;
    line.remove_prefix(step);
  }
  line = trim(line);
  auto colon = line.find(':');
  while (colon != std::string_view::npos && colon + 1 < line.size() && line[colon + 1] != ' ') {
    colon = line.find(':', colon + 1);
  }
  const bool quoted = line.starts_with('"') || line.starts_with('\'');
  if (colon == std::string_view::npos || (quoted && line.find(line.front(), 1) > colon)) {
    out.value = unquoted(line);
    return out;
  }
  out.key = unquoted(line.substr(0, colon));
  out.value = unquoted(line.substr(colon + 1));
  return out;
}

bool word(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

const std::string* look_up(const Variables& known, std::string_view name) {
  const auto at = std::ranges::find(known, name, &Variables::value_type::first);
  return at == known.end() ? nullptr : &at->second;
}

}  // namespace

std::vector<YamlLine> yaml_lines(std::string_view text, std::size_t most) {
  std::vector<YamlLine> out;
  std::size_t number = 0;
  each_line(text, [&](std::string_view line) {
    ++number;
    if (out.size() >= most) return;
    YamlLine read = yaml_line(line, number);
    if (!read.key.empty() || !read.value.empty()) out.push_back(read);
  });
  return out;
}

std::string filled(std::string_view text, const Variables& known) {
  // Bounded, since values are made of values: ten lines of "B=$A$A" would fill the memory.
  constexpr std::size_t most = 4096;
  text = text.substr(0, most);
  std::string out;
  while (!text.empty() && out.size() <= most) {
    const auto dollar = text.find('$');
    out.append(text.substr(0, dollar));
    if (dollar == std::string_view::npos) break;
    text.remove_prefix(dollar);
    const bool braces = text.starts_with("${");
    std::size_t end = braces ? 2 : 1;
    while (end < text.size() && word(text[end])) ++end;
    const std::string_view name = text.substr(braces ? 2 : 1, end - (braces ? 2 : 1));
    std::string_view otherwise;
    if (braces) {
      const auto close = text.find('}', end);
      if (close == std::string_view::npos) break;
      otherwise = text.substr(end, close - end);
      if (otherwise.starts_with(":-"))
        otherwise.remove_prefix(2);
      else if (otherwise.starts_with('-'))
        otherwise.remove_prefix(1);
      else
        otherwise = {};
      end = close + 1;
    }
    const std::string* value = look_up(known, name);
    if (value != nullptr)
      out += *value;
    else
      out.append(otherwise.empty() ? text.substr(0, end) : otherwise);
    text.remove_prefix(end);
  }
  out.resize(std::min(out.size(), most));
  return out;
}

Variables variables(std::string_view dot_env) {
  constexpr std::size_t most = 500;
  Variables out;
  each_line(dot_env, [&](std::string_view line) {
    line = trim(line);
    if (line.starts_with("export ")) line.remove_prefix(7);
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos || out.size() >= most) return;
    out.emplace_back(trim(line.substr(0, equals)), filled(unquoted(line.substr(equals + 1)), out));
  });
  return out;
}

}  // namespace weir::workspace::unit_parts
