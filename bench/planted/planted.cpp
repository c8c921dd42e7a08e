// ./dev bench planted: in a repository that was not made for it, renames fields, exported names, routes and environment
// variables where they are defined, and nowhere else. Then
//   named     each place that used the name before is said to be left behind
//   decoys    a comment and an unrelated string with the same name, put into every file that uses it, are not
//   silent    after the places are fixed there is nothing to say
// What the uses are is the table's own word here: whether the table is right is what ./dev bench edges measures.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include "base/json_writer.h"
#include "workspace.h"
#include "workspace/edges/left.h"
#include "workspace/edges/names.h"

namespace {

using namespace weir::workspace;
using trial::shown;
using trial::Trial;

constexpr int plants_per_kind = 8;

struct Score {
  int planted = 0, places = 0, named = 0, extra = 0, decoys = 0, silent = 0;
  std::vector<std::string> doubtful;  // places that are missed, or named and not asked for
};

const char* kind_name(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::field:
      return "field";
    case DefinitionKind::exported:
      return "exported";
    case DefinitionKind::route:
      return "route";
    case DefinitionKind::env:
      return "env";
    default:
      return nullptr;
  }
}

// The word that is changed: a route's last fixed part, else the name.
std::string word_of(const Definition& one) {
  if (one.kind != DefinitionKind::route) return one.name;
  std::string word;
  for (const std::string& part : trial::split(one.name, '/')) {
    if (!part.empty() && part.find_first_of("{}:* ") == std::string::npos) word = part;
  }
  return word;
}

std::string renamed(const std::string& spelled) {
  return spelled + (spelled.find_first_of("_-") == std::string::npos ? "Anew" : "_anew");
}

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Changes the word in this line; false when it is not there as a word.
bool change(std::string& text, unsigned line, const std::string& from, const std::string& to) {
  std::size_t begin = 0;
  for (unsigned n = 1; n < line && begin != std::string::npos; ++n) begin = text.find('\n', begin) + 1;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  bool any = false;
  for (std::size_t at = text.find(from, begin); at < end + (any ? to.size() : 0) && at != std::string::npos;
       at = text.find(from, at + 1)) {
    const bool left = at == 0 || !word_char(text[at - 1]);
    const bool right = at + from.size() >= text.size() || !word_char(text[at + from.size()]);
    if (!left || !right) continue;
    text.replace(at, from.size(), to);
    at += to.size();
    any = true;
  }
  return any;
}

struct Plant {
  Trial& trial;
  const EdgeTable& before;
  std::uint32_t definition;
  Score& score;

  void run() {
    const Definition& from = before.definitions[definition];
    const std::string word = word_of(from);
    if (word.size() < 3) return;
    std::set<std::string> want;
    std::map<std::string, std::vector<const Use*>> uses;
    for (const Use& use : before.uses_of(definition)) {
      if (!use.sure || use.place == from.place || use.place.file == from.place.file) continue;
      if (!edges::squeezed(use.spelling).contains(edges::squeezed(word)))
        continue;  // by an alias: the rename changes nothing there
      want.insert(shown(use.place));
      uses[use.place.file].push_back(&use);
    }
    std::string text = trial.read(from.place.file).value_or("");
    if (want.empty() || !change(text, from.place.line, word, renamed(word))) return;
    std::map<std::string, std::string> old;
    keep(old, from.place.file);
    trial.write(from.place.file, text);
    std::set<std::string> decoys;
    for (const auto& [file, all] : uses) decoys.merge(add_decoys(old, file, word));
    ++score.planted;
    judge(want, decoys);
    fix(old, uses, word);
    for (auto& [file, was] : old) trial.write(file, std::move(was));
  }

  void keep(std::map<std::string, std::string>& old, const std::string& file) {
    if (!old.contains(file)) old[file] = trial.read(file).value_or("");
  }

  // At the end, so that no line moves.
  std::set<std::string> add_decoys(std::map<std::string, std::string>& old, const std::string& file,
                                   const std::string& word) {
    keep(old, file);
    std::string text = old[file];
    if (!text.ends_with('\n')) text += '\n';
    const bool hash = file.ends_with(".py") || file.ends_with(".rb") || file.ends_with(".sh") ||
                      file.ends_with(".yaml") || file.ends_with(".yml") || file.ends_with(".ex") ||
                      file.ends_with(".exs");
    const auto line = std::ranges::count(text, '\n') + 1;
    text += std::string(hash ? "# " : "// ") + word + " stands here for no reason\n";
    trial.write(file, text);
    return {file + ":" + std::to_string(line)};
  }

  std::vector<Left> ask() {
    std::vector<std::string> changed = {before.definitions[definition].place.file};
    const auto after = trial.build();
    return left_behind(before, *after, changed, [this](std::string_view path) { return trial.read(path); });
  }

  void judge(const std::set<std::string>& want, const std::set<std::string>& decoys) {
    std::map<std::string, std::string> got;  // why, by place
    for (const Left& left : ask()) {
      for (const weir::Place& place : left.to) got.emplace(shown(place), left.symbol + " " + left.what);
    }
    score.places += static_cast<int>(want.size());
    const Definition& from = before.definitions[definition];
    const std::string what = from.name + " of " + shown(from.place) + " at ";
    for (const std::string& place : want) {
      score.named += got.contains(place) ? 1 : 0;
      if (!got.contains(place)) score.doubtful.push_back("missed: " + what + place);
    }
    for (const auto& [place, why] : got) {
      score.extra += want.contains(place) ? 0 : 1;
      if (!want.contains(place)) score.doubtful.push_back("not asked for: " + what + place + ": " + why);
    }
    for (const std::string& place : decoys) score.decoys += got.contains(place) ? 1 : 0;
  }

  void fix(std::map<std::string, std::string>& old, const std::map<std::string, std::vector<const Use*>>& uses,
           const std::string& word) {
    for (const auto& [file, all] : uses) {
      keep(old, file);
      std::string text = trial.read(file).value_or("");
      for (const Use* use : all) {
        const bool whole = use->spelling == word || before.definitions[definition].kind != DefinitionKind::route;
        change(text, use->place.line, whole ? use->spelling : word, renamed(whole ? use->spelling : word));
      }
      trial.write(file, text);
    }
    const auto left = ask();
    score.silent += left.empty() ? 1 : 0;
    for (const Left& one : left)
      score.doubtful.push_back("said when all is fixed: " + one.symbol + " " + one.what + ", " +
                               (one.to.empty() ? "nowhere" : shown(one.to.front())));
  }
};

void print(const char* name, const std::map<std::string, Score>& scores, bool json) {
  for (const auto& [kind, one] : scores) {
    if (json) {
      std::printf(
          "{\"repository\":%s,\"kind\":\"%s\",\"planted\":%d,\"places\":%d,\"named\":%d,\"extra\":%d,\"decoys\":%d,"
          "\"silent\":%d}\n",
          weir::json_quote(name).c_str(), kind.c_str(), one.planted, one.places, one.named, one.extra, one.decoys,
          one.silent);
    } else {
      std::printf(
          "%-28s %-9s planted %2d   places %4d   named %4d   not asked for %2d   decoys %d   silent after %2d\n", name,
          kind.c_str(), one.planted, one.places, one.named, one.extra, one.decoys, one.silent);
      for (const std::string& line : one.doubtful) std::printf("    %s\n", line.c_str());
    }
  }
  if (scores.empty() && !json) std::printf("%-28s nothing that two units share\n", name);
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc == 4 && std::string_view(argv[1]) == "--json";
  if (argc != 3 && !json) {
    std::fputs("usage: planted_bench [--json] NAME DIR\n", stderr);
    return 2;
  }
  Trial trial(argv[argc - 1]);
  const auto before = trial.build();
  std::map<std::string, Score> scores;
  for (std::uint32_t i = 0; i < before->definitions.size(); ++i) {
    const char* kind = kind_name(before->definitions[i].kind);
    if (!kind || before->uses_of(i).empty() || before->definitions[i].rule == "package") continue;
    Score& score = scores[kind];
    if (score.planted < plants_per_kind) Plant{trial, *before, i, score}.run();
  }
  print(argv[argc - 2], scores, json);
  return 0;
}
