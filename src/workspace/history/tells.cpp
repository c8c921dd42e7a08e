// Which commits count, what they say, which files count: by their words and paths alone.
#include <algorithm>
#include <array>
#include <cctype>

#include "workspace/history/history.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

std::string_view line_of(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool starts(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// "v1.2", "1.2.3": a subject that is nothing but a version.
bool is_version(std::string_view subject) {
  if (starts(subject, "v")) subject.remove_prefix(1);
  return !subject.empty() && subject.find('.') != std::string_view::npos &&
         std::all_of(subject.begin(), subject.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ' '; });
}

// What a subject says behind "scope(part):", where bots hide.
std::string_view behind_scope(std::string_view subject) {
  const std::size_t colon = subject.find(": ");
  return colon == std::string_view::npos || colon > 40 ? subject : subject.substr(colon + 2);
}

constexpr std::array<std::string_view, 22> kNotByPeople = {"bump ",
                                                           "release",
                                                           "revert",
                                                           "update dependency",
                                                           "update all ",
                                                           "chore(deps",
                                                           "build(deps",
                                                           "fix(deps",
                                                           "chore: release",
                                                           "chore: bump",
                                                           "chore: update de",
                                                           "version packages",
                                                           "publish",
                                                           "deps:",
                                                           "upgrade dependenc",
                                                           "update version",
                                                           "lock file maint",
                                                           "[create-pull-request]",
                                                           "automated",
                                                           "prepare for ",
                                                           "update yarn.lock",
                                                           "pin dependenc"};
constexpr std::array<std::string_view, 4> kBots = {"dependabot[bot]", "renovate[bot]", "signed-off-by: renovate",
                                                   "signed-off-by: dependabot"};

// "Signed-off-by: x", "fbshipit-source-id: 1f2e": one word with a dash, or a name that only tools write.
bool is_trailer(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos || colon == 0 || colon > 30) return false;
  const std::string_view key = line.substr(0, colon);
  if (key == "Differential Revision" || key == "Pull Request resolved" || key == "GitOrigin-RevId") return true;
  if (key.find('-') == std::string_view::npos) return false;
  return std::all_of(key.begin(), key.end(),
                     [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '-'; }) &&
         (key.ends_with("-by") || key.ends_with("-By") || key.ends_with("-id") || key.ends_with("-Id"));
}

void append_without_links(std::string& out, std::string_view line) {
  while (!line.empty()) {
    const std::size_t link = std::min(line.find("https://"), line.find("http://"));
    out += line.substr(0, link);
    if (link == std::string_view::npos) return;
    line.remove_prefix(link);
    const std::size_t end = line.find_first_of(" \t)]>\"'");
    line = end == std::string_view::npos ? std::string_view() : line.substr(end);
  }
}

}  // namespace

bool tells(const Commit& commit) {
  const std::string subject = lower(line_of(commit.message));
  if (is_version(subject) || subject.empty()) return false;
  for (const std::string_view word : kNotByPeople) {
    if (starts(subject, word) || starts(behind_scope(subject), word)) return false;
  }
  const std::string all = lower(commit.message);
  if (std::any_of(kBots.begin(), kBots.end(), [&](auto bot) { return all.find(bot) != std::string::npos; }))
    return false;
  if (starts(subject, "merge ")) return commit.merge && starts(subject, "merge pull request");
  return true;
}

std::string description_of(std::string_view message) {
  std::string out;
  bool first = true;
  while (!message.empty()) {
    const std::string_view line = line_of(message);
    message.remove_prefix(std::min(message.size(), line.size() + 1));
    const bool skip = is_trailer(line) || (first && starts(line, "Merge pull request"));
    first = false;
    if (skip) continue;
    append_without_links(out, line);
    out += '\n';
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

bool counts(std::string_view path) {
  const FileClass cls = class_of(path, "");
  return language_of(path) != Language::none &&
         (cls == FileClass::source || cls == FileClass::test || cls == FileClass::data);
}

std::string module_of(std::string_view path, const Units& units) { return module_of(path, units, units.of(path)); }

std::string module_of(std::string_view path, const Units& units, int unit) {
  if (unit >= 0) {
    const std::string& root = units.all()[static_cast<std::size_t>(unit)].root;
    if (!root.empty()) return root;
  }
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

}  // namespace weir::workspace
