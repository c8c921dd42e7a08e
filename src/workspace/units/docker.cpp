// Dockerfiles: what they take from their build context. Nothing is executed; a line that cannot be read is skipped.
#include <algorithm>

#include "base/json.h"
#include "workspace/units/parts.h"

namespace weir::workspace::unit_parts {
namespace {

constexpr std::size_t most_copies = 200;  // of one file
constexpr std::size_t most_args = 200;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

// Logical lines: '\' joins, comments inside a joined line go.
std::vector<std::string> instructions(std::string_view text) {
  std::vector<std::string> out;
  std::string now;
  each_line(text, [&](std::string_view line) {
    line = trim(line);
    if (line.starts_with('#')) return;
    const bool joins = line.ends_with('\\');
    if (joins) line.remove_suffix(1);
    now.append(line).append(" ");
    if (joins) return;
    out.push_back(std::move(now));
    now.clear();
  });
  if (!now.empty()) out.push_back(std::move(now));
  return out;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  if (text.starts_with('[')) {
    const auto doc = Json::parse(text);
    if (doc) {
      for (const JsonValue word : doc->root()) out.push_back(word.string());
    }
    return out;
  }
  while (!(text = trim(text)).empty()) {
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    out.emplace_back(unquoted(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return out;
}

// --chown=.. --chmod=.. --link --parents; --from=stage copies from elsewhere: nothing of the context.
bool drop_flags(std::string_view& rest) {
  while ((rest = trim(rest)).starts_with("--")) {
    if (rest.starts_with("--from=")) return false;
    rest.remove_prefix(std::min(rest.find_first_of(" \t"), rest.size()));
  }
  return true;
}

void add_copies(std::string_view rest, const Variables& args, std::vector<std::string>& out) {
  if (!drop_flags(rest)) return;
  std::vector<std::string> all = words(rest);
  if (all.size() < 2) return;
  all.pop_back();  // the target
  for (const std::string& word : all) {
    const bool foreign = word.find("://") != std::string::npos || word.starts_with("<<") || word.starts_with("git@");
    if (!foreign && out.size() < most_copies) out.push_back(filled(word, args));
  }
}

// RUN --mount=type=bind,source=go.mod,target=go.mod: the newer way to have a file at hand.
void add_mounts(std::string_view rest, const Variables& args, std::vector<std::string>& out) {
  while ((rest = trim(rest)).starts_with("--")) {
    const std::string_view flag = rest.substr(0, rest.find_first_of(" \t"));
    rest.remove_prefix(flag.size());
    if (flag.find("type=bind") == std::string_view::npos || flag.find("from=") != std::string_view::npos) continue;
    for (const std::string_view key : {",source=", ",src="}) {
      const auto at = flag.find(key);
      if (at == std::string_view::npos || out.size() >= most_copies) continue;
      const std::string_view value = flag.substr(at + key.size());
      out.push_back(filled(value.substr(0, value.find(',')), args));
    }
  }
}

}  // namespace

bool is_dockerfile(std::string_view path) {
  const std::string base = lower(base_of(path));
  if (base.ends_with(".dockerignore")) return false;
  return base == "dockerfile" || base == "containerfile" || base.starts_with("dockerfile.") ||
         base.starts_with("containerfile.") || base.ends_with(".dockerfile");
}

std::vector<std::string> copied(std::string_view dockerfile) {
  std::vector<std::string> out;
  Variables args;
  for (const std::string& line : instructions(dockerfile)) {
    const auto space = std::min(line.find_first_of(" \t"), line.size());
    const std::string word = lower(std::string_view(line).substr(0, space));
    const std::string_view rest = trim(std::string_view(line).substr(space));
    if (word == "arg" || word == "env") {
      const auto equals = rest.find('=');
      if (equals != std::string_view::npos && args.size() < most_args) {
        args.emplace_back(rest.substr(0, equals), filled(unquoted(rest.substr(equals + 1)), args));
      }
    } else if (word == "copy" || word == "add") {
      add_copies(rest, args, out);
    } else if (word == "run") {
      add_mounts(rest, args, out);
    }
  }
  return out;
}

}  // namespace weir::workspace::unit_parts
