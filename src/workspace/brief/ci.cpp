// ci: the commands of CI files: GitHub Actions (workflows and the repository's own actions), GitLab, CircleCI, Azure,
// Travis, Buildkite, Bitbucket, Cirrus, Drone, Woodpecker. What is set up, downloaded or reported there is left out.
#include <algorithm>

#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t file_limit = 40;  // workflows of one repository; the rest release and label
constexpr std::size_t command_limit = 400;

struct Step {
  std::string folder, script, uses;
  unsigned line = 0;
};

bool runs(std::string_view key, bool github) {
  if (key == "run") return true;
  return !github && (key == "script" || key == "command" || key == "commands" || key == "bash" || key == "pwsh");
}

// Keys of a job's matrix with their values, written on one line: env: [lint, mypy] -> "lint|mypy".
using Matrix = std::vector<std::pair<std::string, std::string>>;

// ${{ matrix.env }} -> <lint|mypy>, ${{ x }} -> <x>.
std::string without_expressions(std::string_view text, const Matrix& matrix) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find("${{", at);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find("}}", begin);
    if (end == std::string_view::npos) {
      out += text.substr(at);
      break;
    }
    out += text.substr(at, begin - at);
    std::string inner(trim(text.substr(begin + 3, end - begin - 3)));
    for (const auto& [key, values] : matrix) {
      if (inner == "matrix." + key) inner = values;
    }
    out += "<" + inner + ">";
    at = end + 2;
  }
  return out;
}

class Steps {
 public:
  explicit Steps(bool github) : github_(github) {}

  std::vector<Step> read(std::string_view text) {
    for (const YamlKey& key : yaml_keys(text)) one(key);
    flush();
    return std::move(out_);
  }

 private:
  void one(const YamlKey& key) {
    if (list_ && key.key.empty() && key.item) {  // script: and the commands below it
      add(key.value, key.line);
      return;
    }
    list_ = false;
    const bool nested = column_ > 0 && key.column > column_;
    if (!nested && (key.item || key.column < column_)) {
      flush();
      column_ = key.item ? key.column : 0;
    }
    jobs(key);
    if (key.key == "working-directory" || key.key == "working_directory") {
      (column_ > 0 ? folder_ : job_folder_) = key.value;
    } else if (key.key == "uses" && !nested) {
      uses_ = key.value;
      line_ = key.line;
    } else if (key.value.starts_with('[') && key.value.ends_with(']')) {
      values(key);
    } else {
      opened(key);
    }
  }

  // A new job forgets the folder and the matrix of the last one.
  void jobs(const YamlKey& key) {
    if (key.column == 0 && !key.item) {
      inside_jobs_ = key.key == "jobs";
      job_column_ = 0;
    }
    if (!github_ ? key.column > 0 : !inside_jobs_ || key.column == 0) return;
    if (job_column_ == 0) job_column_ = key.column;
    if (key.column != job_column_) return;
    job_folder_.clear();
    matrix_.clear();
  }

  void opened(const YamlKey& key) {
    if (!runs(key.key, github_)) return;
    if (key.value.empty())
      list_ = key.key != "run" && key.key != "command";
    else
      add(key.value, key.line);
  }

  void values(const YamlKey& key) {
    if (runs(key.key, github_)) {
      for (const std::string& item : list_items(key.value)) add(item, key.line);
      return;
    }
    std::string joined_values;
    for (const std::string& item : list_items(key.value)) joined_values += (joined_values.empty() ? "" : "|") + item;
    matrix_.emplace_back(key.key, joined_values);
  }

  void add(std::string_view script, unsigned line) {
    pending_.push_back(
        {.folder = {}, .script = without_expressions(script.substr(0, 16384), matrix_), .uses = {}, .line = line});
  }

  void flush() {
    for (Step& step : pending_) {
      step.folder = folder_.empty() ? job_folder_ : folder_;
      out_.push_back(std::move(step));
    }
    if (!uses_.empty()) out_.push_back({.folder = {}, .script = {}, .uses = uses_, .line = line_});
    pending_.clear();
    uses_.clear();
    folder_.clear();
  }

  bool github_, list_ = false, inside_jobs_ = false;
  std::size_t job_column_ = 0;
  std::size_t column_ = 0;  // of the keys of the list item that is open; 0 none
  std::string folder_, job_folder_, uses_;
  unsigned line_ = 0;
  Matrix matrix_;
  std::vector<Step> pending_, out_;
};

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
    for (const Step& step : Steps(github).read(reading.text(path))) add_step(step, path, out);
  }
}

}  // namespace weir::workspace::brief
