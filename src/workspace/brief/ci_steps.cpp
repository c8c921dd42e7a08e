// ci steps: a walk over the keys of a workflow. It knows list items, working directories of steps and jobs, and values
// of a matrix that stand on one line.
#include "workspace/brief/ci_steps.h"

#include "workspace/brief/lines.h"

namespace weir::workspace::brief {
namespace {

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
  explicit Steps(CiDialect dialect) : github_(dialect == CiDialect::github) {}

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

}  // namespace

std::vector<Step> steps_of(std::string_view text, CiDialect dialect) { return Steps(dialect).read(text); }

}  // namespace weir::workspace::brief
