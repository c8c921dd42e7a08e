// Directories, paths and errors of control calls about a workspace.
#include "api/place.h"

#include <cstdlib>
#include <memory>
#include <vector>

#include "base/limits.h"
#include "workspace/root.h"

namespace weir::api {
namespace {

constexpr std::int64_t most_tokens = 200'000;  // a slice that fills a window is no slice
constexpr std::size_t most_files = 256;

std::string real(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr), &std::free);
  return found ? std::string(found.get()) : std::string();
}

// Lexical: "." and ".." are taken away; a step above "/" stays there.
std::string plain(std::string_view path) {
  std::vector<std::string_view> steps;
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    if (step.empty() || step == ".") continue;
    if (step != "..")
      steps.push_back(step);
    else if (!steps.empty())
      steps.pop_back();
  }
  std::string out;
  for (const std::string_view step : steps) out.append("/").append(step);
  return out.empty() ? "/" : out;
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::invalid:
    case ErrorKind::too_large:
      return 400;
    case ErrorKind::unavailable:
    case ErrorKind::cancelled:
    case ErrorKind::timeout:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

Result<Place> place_of(JsonValue body) {
  const std::string directory = body["directory"].string();
  const auto root = workspace::root_of(directory);
  if (!root) {
    return fail(ErrorKind::not_found, directory.empty() ? "no directory was named" : "no such folder: " + directory,
                "name a folder of this machine by its whole path");
  }
  return Place{*root, real(directory)};
}

std::string inside(const Place& place, std::string_view path) {
  if (path.empty() || path.size() > limits::path_bytes || path.find('\0') != std::string_view::npos) return {};
  const std::string whole = plain(path.front() == '/' ? std::string(path) : place.directory + "/" + std::string(path));
  // A path through a symbolic link is looked up once more as the file system has it.
  for (const std::string& candidate : {whole, real(whole)}) {
    if (candidate.starts_with(place.root + "/")) return candidate.substr(place.root.size() + 1);
    if (place.root == "/" && candidate.size() > 1) return candidate.substr(1);
  }
  return {};
}

Result<workspace::RippleAsk> ripple_ask(JsonValue body) {
  TRY(const Place place, place_of(body));
  workspace::RippleAsk ask;
  ask.root = place.root;
  ask.text = body["text"].string();
  if (ask.text.size() > limits::workspace_question_bytes) {
    return fail(ErrorKind::too_large, "the text is longer than 16 KiB", "say it in fewer words");
  }
  for (const JsonValue file : body["files"]) {
    const std::string path = inside(place, file.string());
    if (path.empty()) {
      return fail(ErrorKind::invalid, file.string() + " is not inside " + place.root, "name files of this workspace");
    }
    if (ask.files.size() < most_files) ask.files.push_back(path);
  }
  const std::int64_t tokens = body["tokens"].integer().value_or(ask.budget.n);
  if (tokens < 1 || tokens > most_tokens) {
    return fail(ErrorKind::invalid, "tokens is " + std::to_string(tokens) + ", not a number from 1 to 200000",
                "--tokens 4000");
  }
  ask.budget = Tokens{tokens};
  return ask;
}

Reply failed(const Error& error) {
  const int status = status_of(error.kind);
  return refuse(status, status == 400 ? "usage" : status == 404 ? "not_found" : "ripple", error.message, error.help);
}

std::optional<Reply> unreadable(const Result<Json>& doc) {
  if (doc) return std::nullopt;
  return refuse(400, "usage", doc.error().message);
}

}  // namespace weir::api
