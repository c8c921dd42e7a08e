// gitignore(5): a file's lines become rules; the last rule that matches decides.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/limits.h"
#include "workspace/tree/glob.h"
#include "workspace/tree/names.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
using namespace tree_parts;
namespace {

constexpr std::size_t most_rules = 10'000;        // in force at once; the largest real repositories have 2,000
constexpr std::size_t rule_bytes = 1024;          // a longer line names no path that exists
constexpr std::uint64_t check_steps = 4'000'000;  // of one path; real rule sets need some thousands

struct Parts {
  std::array<std::string_view, limits::workspace_depth> part;
  std::size_t size = 0;
};

std::optional<Parts> split(std::string_view text, std::size_t (*first)(std::string_view)) {
  Parts out;
  while (true) {
    const std::size_t end = first(text);
    if (out.size == out.part.size()) return std::nullopt;
    out.part[out.size++] = text.substr(0, end);
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}
std::optional<Parts> split_path(std::string_view path) {
  return split(path, [](std::string_view rest) { return std::min(rest.find('/'), rest.size()); });
}

// Spaces at the end do not count, unless the last one is escaped.
std::string_view trimmed(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ')) {
    std::size_t slashes = 0;
    while (slashes + 1 < line.size() && line[line.size() - 2 - slashes] == '\\') ++slashes;
    if (slashes % 2 == 1) break;
    line.remove_suffix(1);
  }
  return line;
}

bool beneath(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.size() > folder.size() && path[folder.size()] == '/' && path.starts_with(folder));
}

}  // namespace

struct Ignore::Rule {
  std::string folder;              // where the file lies
  std::size_t depth = 0;           // parts of folder
  std::vector<std::string> parts;  // of the pattern; "**" by itself = any number of folders
  bool negated = false, folders_only = false, anchored = false, literal = false;

  static std::optional<Rule> parse(std::string_view folder, std::string_view line);
  bool matches(std::string_view path, const Parts& names, std::uint64_t& steps) const;
  bool part_matches(std::size_t at, std::string_view text, std::uint64_t& steps) const;
};

std::optional<Ignore::Rule> Ignore::Rule::parse(std::string_view folder, std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#' || line.size() > rule_bytes) return std::nullopt;
  Rule out;
  out.folder = folder;
  out.depth = folder.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(folder, '/')) + 1;
  if (line.front() == '!') {
    out.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    out.folders_only = true;
    line.remove_suffix(1);
  }
  out.anchored = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  const auto parts = split(line, part_size);
  if (!parts) return std::nullopt;
  out.parts.assign(parts->part.begin(), parts->part.begin() + static_cast<std::ptrdiff_t>(parts->size));
  out.literal = std::ranges::all_of(out.parts, literal_part);
  return out;
}

bool Ignore::Rule::part_matches(std::size_t at, std::string_view text, std::uint64_t& steps) const {
  ++steps;
  const std::string& pattern = parts[at];
  if (literal) return pattern == text;
  // "*.log" and the like are most of all rules: look at the end before anything else.
  if (pattern.size() > 1 && pattern.front() == '*' && literal_part(std::string_view(pattern).substr(1))) {
    return text.ends_with(std::string_view(pattern).substr(1));
  }
  return glob_part(pattern, text, steps);
}

// "**" is to parts what '*' is to characters: the same walk with one point of return.
bool Ignore::Rule::matches(std::string_view path, const Parts& names, std::uint64_t& steps) const {
  if (!beneath(path, folder)) return false;
  if (!anchored) return part_matches(0, names.part[names.size - 1], steps);
  constexpr std::size_t none = ~std::size_t{0};
  std::size_t p = 0, t = depth, stars = none, stars_text = 0;
  while (t < names.size) {
    if (p < parts.size() && parts[p] == "**") {
      // At the end it stands for what is inside: at least one part, which there is here.
      if (p + 1 == parts.size()) return true;
      stars = p++;
      stars_text = t;
      continue;
    }
    if (p < parts.size() && part_matches(p, names.part[t], steps)) {
      ++p;
      ++t;
    } else if (stars != none) {
      p = stars + 1;
      t = ++stars_text;
    } else {
      return false;
    }
  }
  return p == parts.size();
}

void Ignore::add(std::string_view folder, std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.size() > limits::workspace_ignore_bytes) {
    hidden_.emplace_back(folder);
    return;
  }
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (auto rule = Rule::parse(folder, text.substr(0, end))) {
      if (rules_.size() >= most_rules) {
        hidden_.emplace_back(folder);
        return;
      }
      rules_.push_back(std::make_shared<const Rule>(std::move(*rule)));
    }
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

bool Ignore::hidden(std::string_view path) const {
  return std::ranges::any_of(hidden_, [&](const std::string& folder) { return beneath(path, folder); });
}

bool Ignore::ignored_here(std::string_view path, bool is_folder) const {
  if (hidden(path)) return true;
  if (rules_.empty()) return false;
  const auto parts = split_path(path);
  if (!parts) return true;
  const std::uint64_t limit = steps_ + check_steps;
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if ((*rule)->folders_only && !is_folder) continue;
    if ((*rule)->matches(path, *parts, steps_)) return !(*rule)->negated;
    if (steps_ > limit) return true;
  }
  return false;
}

bool Ignore::ignored(std::string_view path, bool is_folder) const {
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (ignored_here(path.substr(0, slash), true)) return true;
  }
  return ignored_here(path, is_folder);
}

}  // namespace weir::workspace
