// Shell commands, one simple command after the other.
#include "clients/shell.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "clients/patch.h"
#include "clients/shell_rows.h"
#include "clients/shell_words.h"
#include "clients/test_runs.h"
#include "clients/words.h"

namespace weir::clients {
namespace {

using How = Touch::How;
using Joint = ShellCommand::Joint;
using To = ShellRedirect::To;

constexpr std::size_t touches_kept = 256;  // of one command line
constexpr int nested = 3;                  // sh -c "sh -c ..."

using Words = std::span<const ShellWord>;

std::string_view base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}
bool is_option(const ShellWord& word) { return word.text.size() > 1 && word.text.front() == '-'; }

bool is_assignment(std::string_view word) {
  const auto equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 && std::ranges::all_of(word.substr(0, equals), [](char c) {
           return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

// Takes off what stands before the program: keywords, assignments, wrappers with their options.
Words unwrapped(Words words) {
  bool again = true;
  while (again && !words.empty()) {
    const std::string_view first = base_name(words.front().text);
    again = is_keyword(first) || is_assignment(words.front().text);
    if (again) {
      words = words.subspan(1);
      continue;
    }
    const WrapperRow* row = wrapper(first, words.size() > 1 ? words[1].text : "");
    if (row == nullptr) break;
    words = words.subspan(std::min<std::size_t>(words.size(), row->second.empty() || row->keeps_second ? 1 : 2));
    while (!words.empty() && is_option(words.front())) {
      const std::string_view option = words.front().text;
      const bool valued = (option.size() == 2 || option.starts_with("--")) && row->valued.find(option) != option.npos;
      words = words.subspan(std::min<std::size_t>(words.size(), valued ? 2 : 1));
    }
    for (int i = 0; i < row->operands && !words.empty(); ++i) words = words.subspan(1);
    again = true;
  }
  return words;
}

class Walk {
 public:
  Walk(const ShellRun& run, const std::string& tool, const std::string& call) : run_(run), tool_(tool), call_(call) {
    places_.push_back({run.directory, true});
  }

  Happened run() {
    walk(run_.command, 0);
    // A failing test run fails the whole line: what stood before it was done all the same.
    const bool done = run_.done || !out_.activities.empty();
    for (Touch& touch : out_.touches) {
      if (done) continue;
      touch.how = How::named;
      touch.removed.clear();
      touch.added.clear();
      touch.whole = false;
    }
    return std::move(out_);
  }

 private:
  struct Place {
    std::string directory;
    bool known = true;
  };

  void walk(std::string_view text, int depth) {
    if (depth >= nested) return;
    const std::vector<ShellCommand> commands = shell_commands(text);
    for (std::size_t i = 0; i < commands.size(); ++i) {
      while (places_.size() > commands[i].depth + 1) places_.pop_back();
      while (places_.size() < commands[i].depth + 1) places_.push_back(Place(places_.back()));
      simple(commands[i], depth, depth == 0 && own_status(commands, i));
    }
  }

  // The line's status is this command's when nothing behind it could have set another. All of "a && b && c" went well
  // when the whole did.
  bool own_status(const std::vector<ShellCommand>& commands, std::size_t i) const {
    const bool went_well = run_.status == 0;
    for (; i + 1 < commands.size(); ++i) {
      if (!went_well || commands[i].joint != Joint::then) return false;
    }
    return commands[i].joint != Joint::background;
  }

  void simple(const ShellCommand& command, int depth, bool last) {
    const Words words = unwrapped(command.words);
    for (const ShellRedirect& redirect : command.redirects) redirected(redirect, command);
    if (words.empty()) return;
    const std::string_view program = base_name(words.front().text);
    const Words rest = words.subspan(1);
    if (program == "cd" || program == "pushd") return change_directory(rest);
    if (is_shell(program)) return inner(rest, depth);
    std::vector<std::string> argv;
    for (const ShellWord& word : words) argv.push_back(word.text);
    if (std::string runner = test_runner(argv); !runner.empty()) return tested(std::move(runner), command, last);
    files(program, rest, command);
  }

  void inner(Words words, int depth) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      const std::string& option = words[i].text;
      if (is_option(words[i]) && option.back() == 'c') return walk(std::string(words[i + 1].text), depth + 1);
      if (!is_option(words[i])) return;
    }
  }

  void change_directory(Words words) {
    Place& place = places_.back();
    const auto to = std::ranges::find_if(words, [](const ShellWord& w) { return !is_option(w); });
    if (to == words.end() || !to->plain || to->text == "-") {
      place.known = false;
    } else {
      place.known = place.known || to->text.starts_with('/');
      place.directory =
          to->text.starts_with('/') || place.directory.empty() ? to->text : place.directory + "/" + to->text;
    }
  }

  void tested(std::string runner, const ShellCommand& command, bool last) {
    const bool detached = run_.detached || command.joint == Joint::background;
    const bool ran = run_.status != 126 && run_.status != 127;  // else the shell found no such program
    const std::optional<int> status = last && ran ? run_.status : std::nullopt;
    const auto result = detached ? Activity::Result::unknown : test_result(run_.output, status);
    out_.activities.push_back({Activity::What::tested, result, std::move(runner), tool_, call_});
  }

  void redirected(const ShellRedirect& redirect, const ShellCommand& command) {
    if (redirect.target.text.starts_with("/dev/")) return;
    Touch* t = touch(redirect.to == To::read ? How::opened : How::edited, redirect.target);
    if (t != nullptr && redirect.to != To::read) {
      Difference words;
      words.add("", command.input);
      t->added = words.added();
      t->whole = redirect.to == To::write;
    }
  }

  Touch* touch(How how, const ShellWord& word) { return word.plain ? touch(how, word.text) : nullptr; }
  Touch* touch(How how, const std::string& path) {
    const Place& place = places_.back();
    const bool absolute = path.starts_with('/');
    if (path.empty() || path == "-" || path.size() > limits::path_bytes || (!absolute && !place.known)) return nullptr;
    if (path.find('\n') != std::string::npos || path.find('\0') != std::string::npos) return nullptr;
    if (out_.touches.size() >= touches_kept) return nullptr;
    const bool join = !absolute && !place.directory.empty();
    out_.touches.push_back({how, join ? place.directory + "/" + path : path, tool_, call_});
    return &out_.touches.back();
  }

  // --- programs that read or change files

  void files(std::string_view program, Words words, const ShellCommand& command) {
    if (program == "git") {
      if (words.empty()) return;
      return git(words.front().text, words.subspan(1), command);
    }
    if (program == "sed" || program == "gsed") return sed(words);
    if (program == "perl") return perl(words);
    if (program == "apply_patch" || program == "applypatch" || program == "patch") return patch(words, command);
    if (program == "mv" || program == "cp") return moved(program == "mv", words);
    if (const FileRow* row = file_row(program)) listed_in_row(*row, words);
  }

  std::vector<const ShellWord*> operands(Words words, std::string_view valued) const {
    std::vector<const ShellWord*> out;
    bool options = true;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (options && words[i].text == "--") {
        options = false;
      } else if (options && is_option(words[i])) {
        const bool takes = words[i].text.size() == 2 && valued.find(words[i].text[1]) != std::string_view::npos;
        if (takes) ++i;
      } else {
        out.push_back(&words[i]);
      }
    }
    return out;
  }

  void listed_in_row(const FileRow& row, Words words) {
    if (row.until_option) {
      const auto option = std::ranges::find_if(words, [](const ShellWord& w) { return is_option(w) || w.text == "("; });
      words = words.first(static_cast<std::size_t>(option - words.begin()));
    }
    auto all = operands(words, row.valued);
    std::string pattern;
    const auto given = std::ranges::find(words, "-e", &ShellWord::text);
    if (row.how == How::searched && given != words.end() && given + 1 != words.end()) {
      pattern = (given + 1)->text;
    } else if (row.pattern && !all.empty()) {
      pattern = all.front()->text;
      all.erase(all.begin());
    }
    const bool whole = row.how == How::listed || row.how == How::searched;
    if (all.empty() && whole && (!row.pattern || !pattern.empty())) {
      if (Touch* t = touch(row.how, std::string("."))) t->pattern = pattern;
    }
    for (const ShellWord* word : all) {
      Touch* t = touch(row.how, *word);
      if (t != nullptr && row.how == How::searched) t->pattern = pattern;
    }
  }

  void git(std::string_view verb, Words words, const ShellCommand& command) {
    if (verb == "mv") return moved(true, words);
    if (verb == "apply" || verb == "am") return patch(words, command);
    if (verb == "rm" || verb == "restore") {
      for (const ShellWord* word : operands(words, "s")) touch(How::edited, *word);
    }
    if (verb == "checkout") {  // what stands behind "--" are files
      const auto mark = std::ranges::find(words, "--", &ShellWord::text);
      for (auto word = mark; word != words.end(); ++word) {
        if (word != mark) touch(How::edited, *word);
      }
    }
    if (verb == "grep") {
      if (const FileRow* row = file_row("grep")) listed_in_row(*row, words);
    }
  }

  void moved(bool gone, Words words) {
    auto all = operands(words, "tS");
    if (all.size() < 2) return;
    const ShellWord& to = *all.back();
    all.pop_back();
    const bool folder = all.size() > 1 || to.text.ends_with('/') || to.text == "." || to.text == "..";
    for (const ShellWord* from : all) {
      touch(gone ? How::edited : How::opened, *from);
      ShellWord target = to;
      if (folder) target.text += (to.text.ends_with('/') ? "" : "/") + std::string(base_name(from->text));
      target.plain = to.plain && (!folder || from->plain);
      touch(How::created, target);
    }
  }

  void patch(Words words, const ShellCommand& command) {
    std::string_view text = command.input;
    if (text.empty() && !words.empty() && words.front().text.find('\n') != std::string::npos) text = words.front().text;
    for (const Patched& p : patches_in(text)) {
      Touch* t = touch(p.how, p.path);
      if (t == nullptr) continue;
      t->removed = p.words.removed();
      t->added = p.words.added();
      t->lines = p.lines;
      t->whole = p.whole;
    }
  }

  // sed -n '1,5p' file reads; sed -i 's/a/b/' file edits, and its script says which words.
  void sed(Words words) {
    bool in_place = false, script_given = false;
    std::vector<std::string> scripts;
    std::vector<const ShellWord*> rest;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& w = words[i].text;
      if (w.starts_with("-i") || w.starts_with("--in-place")) {
        in_place = true;
        if (w == "-i" && i + 1 < words.size() && words[i + 1].text.empty()) ++i;  // BSD: -i ''
      } else if ((w == "-e" || w == "-f" || w == "--expression") && i + 1 < words.size()) {
        script_given = true;
        if (w != "-f") scripts.push_back(words[i + 1].text);
        ++i;
      } else if (is_option(words[i])) {
        in_place |= w[1] != '-' && w.find('i') != std::string::npos;  // -Ei, -ni
      } else {
        rest.push_back(&words[i]);
      }
    }
    if (!script_given && !rest.empty()) {
      scripts.push_back(rest.front()->text);
      rest.erase(rest.begin());
    }
    substituted(in_place, scripts, rest);
  }

  // perl -pi -e 's/a/b/' file
  void perl(Words words) {
    bool in_place = false;
    std::vector<std::string> scripts;
    std::vector<const ShellWord*> rest;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& w = words[i].text;
      if (!is_option(words[i])) {
        rest.push_back(&words[i]);
        continue;
      }
      in_place |= w.find('i') != std::string::npos && w[1] != 'I' && w[1] != 'M';
      if (w.back() == 'e' && i + 1 < words.size()) scripts.push_back(words[++i].text);
    }
    if (in_place) substituted(true, scripts, rest);
  }

  void substituted(bool in_place, const std::vector<std::string>& scripts, const std::vector<const ShellWord*>& paths) {
    Difference words;
    for (const std::string& script : scripts) {
      for (const Substitution& s : substitutions_in(script)) words.add(s.before, s.after);
    }
    for (const ShellWord* path : paths) {
      Touch* t = touch(in_place ? How::edited : How::opened, *path);
      if (t == nullptr || !in_place) continue;
      t->removed = words.removed();
      t->added = words.added();
    }
  }

  const ShellRun& run_;
  const std::string &tool_, &call_;
  std::vector<Place> places_;  // one per open parenthesis
  Happened out_;
};

}  // namespace

Happened shell_happened(const ShellRun& run, const std::string& tool, const std::string& call) {
  return Walk(run, tool, call).run();
}

}  // namespace weir::clients
