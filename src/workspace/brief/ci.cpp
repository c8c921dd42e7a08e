// ci: the commands of CI files: GitHub Actions (workflows and the repository's own actions), GitLab, CircleCI, Azure,
// Travis, Buildkite, Bitbucket, Cirrus, Drone, Woodpecker. What is set up, downloaded or reported there is left out.
#include <algorithm>

#include "workspace/brief/ci_steps.h"
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t file_limit = 40;  // workflows of one repository; the rest release and label
constexpr std::size_t command_limit = 400;

// A shell script as commands: continued lines joined, split at && and ;, control words and comments left out.
std::vector<std::string> commands_of(std::string_view script) {
  std::vector<std::string> out;
  std::string line;
  const auto close = [&] {
    char quote = 0;
    std::string part;
    const auto end = [&] {
      if (const auto text = trim(part); !text.empty()) out.emplace_back(text);
      part.clear();
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (quote == 0 && (c == ';' || line.compare(i, 2, "&&") == 0)) {
        end();
        i += c == ';' ? 0 : 1;
        continue;
      }
      if (quote == 0 && line.compare(i, 2, "||") == 0) break;  // what is done when it fails
      if (quote != 0 ? c == quote : (c == '"' || c == '\'')) quote = quote != 0 ? char{0} : c;
      part += c;
    }
    end();
    line.clear();
  };
  each_line(script, [&](std::string_view raw, unsigned) {
    std::string_view text = trim(raw);
    if (text.starts_with('#')) return true;
    const bool more = text.ends_with('\\');
    if (more) text.remove_suffix(1);
    if (line.size() < 4096) line += (line.empty() ? "" : " ") + std::string(trim(text));
    if (!more) close();
    return out.size() < 200;
  });
  close();
  return out;
}

std::string_view without_keyword(std::string_view command) {
  for (const std::string_view word : {"if ! ", "if ", "then ", "else ", "do ", "! ", "time ", "( "}) {
    if (command.starts_with(word)) command = trim(command.substr(word.size()));
  }
  return command;
}

std::string folder_name(std::string_view folder) {
  while (folder.starts_with("./")) folder.remove_prefix(2);
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return folder == "." ? std::string() : std::string(folder);
}

void add_step(const Step& step, std::string_view path, Findings& out) {
  if (!step.uses.empty()) {
    const std::string_view action = std::string_view(step.uses).substr(0, step.uses.find('@'));
    const bool lints = action.ends_with("golangci-lint-action") || action.ends_with("pre-commit/action") ||
                       action.ends_with("super-linter") || action.ends_with("cargo-deny-action");
    if (lints)
      out.commands.push_back({.from = Command::From::ci,
                              .topic = Topic::lint,
                              .text = "action " + std::string(action),
                              .means = {},
                              .folder = {},
                              .key = {},
                              .path = std::string(path),
                              .line = step.line});
    return;
  }
  std::string folder = folder_name(step.folder);
  for (const std::string& whole : commands_of(step.script)) {
    std::string_view command = without_keyword(whole);
    if (command.ends_with(')') && command.find('(') == std::string_view::npos) command.remove_suffix(1);
    if (command.starts_with("cd ")) {
      folder = folder_name(joined(folder, folder_name(unquoted(command.substr(3)))));
      continue;
    }
    const auto topic = topic_of_command(command);
    // What CI starts is its own machinery, unless a script of the repository says how; an unknown folder is no help.
    const bool aside = topic == Topic::run && script_key(command).empty();
    if (!topic || aside || folder.find('$') != std::string::npos || out.commands.size() >= command_limit) continue;
    out.commands.push_back({.from = Command::From::ci,
                            .topic = *topic,
                            .text = std::string(command),
                            .means = {},
                            .folder = folder,
                            .key = script_key(command),
                            .path = std::string(path),
                            .line = step.line});
  }
}

// Workflows that check a change come before those that release it.
int rank_of(std::string_view path) {
  const std::string name = lower(base_name(path));
  const auto has = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  if (has("release") || has("publish") || has("deploy") || has("nightly") || has("stale") || has("docs")) return 3;
  if (name == "ci.yml" || name == "ci.yaml" || name == "main.yml" || name == "build.yml" || name == "test.yml")
    return 0;
  if (has("ci") || has("test") || has("check") || has("build") || has("pr") || has("lint")) return 1;
  return 2;
}

std::vector<std::string> ci_files(const Reading& reading) {
  std::vector<std::string> out;
  for (const std::string_view ending : {".yml", ".yaml"}) {
    for (const std::string_view path : reading.under(".github/workflows/", ending)) out.emplace_back(path);
  }
  sort_keeping(out, std::less<>{}, [](const std::string& p) { return rank_of(p); });
  for (const std::string_view path : {".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", ".travis.yml",
                                      ".buildkite/pipeline.yml", "bitbucket-pipelines.yml", ".cirrus.yml", ".drone.yml",
                                      ".woodpecker.yml", ".gitea/workflows/ci.yml", ".forgejo/workflows/ci.yml"}) {
    if (reading.has(path)) out.emplace_back(path);
  }
  for (const std::string_view ending : {"action.yml", "action.yaml"}) {
    for (const std::string_view path : reading.under(".github/actions/", ending)) out.emplace_back(path);
  }
  if (out.size() > file_limit) out.resize(file_limit);
  return out;
}

}  // namespace

void find_ci(Reading& reading, Findings& out) {
  for (const std::string& path : ci_files(reading)) {
    const bool github = path.starts_with(".github/") || path.starts_with(".gitea/") || path.starts_with(".forgejo/");
    const CiDialect dialect = github ? CiDialect::github : CiDialect::other;
    for (const Step& step : steps_of(reading.text(path), dialect)) add_step(step, path, out);
  }
}

}  // namespace weir::workspace::brief
