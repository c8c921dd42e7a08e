// Each verb becomes a subcommand; each flag an option. Errors name the verb's help.
#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <deque>
#include <iostream>

namespace weir::cli {
namespace {

struct Bound {  // where CLI11 writes what it reads; must stay put while it parses
  const Verb* verb = nullptr;
  CLI::App* app = nullptr;
  std::deque<std::string> values;
  std::deque<std::vector<std::string>> lists;
  std::vector<std::pair<std::string, CLI::Option*>> options;
  std::vector<std::string> words;
};

void bind(CLI::App& root, const Verb& verb, Bound& bound) {
  CLI::App* app = root.add_subcommand(std::string(verb.name), std::string(verb.summary));
  app->footer("Example:\n  " + std::string(verb.example));
  bound.verb = &verb;
  bound.app = app;
  const auto add = [&](const Flag& flag) {
    const std::string name(flag.name);
    if (flag.value.empty()) {
      bound.options.emplace_back(name, app->add_flag(name)->description(std::string(flag.text)));
    } else if (flag.many) {
      CLI::Option* option = app->add_option(name, bound.lists.emplace_back(), std::string(flag.text));
      option->type_name(std::string(flag.value));
      bound.options.emplace_back(name, option);
    } else {
      CLI::Option* option = app->add_option(name, bound.values.emplace_back(), std::string(flag.text));
      option->type_name(std::string(flag.value));
      bound.options.emplace_back(name, option);
    }
  };
  for (const Flag& flag : verb.flags) add(flag);
  add({"--json", "", "the answer as JSON (docs/json.md)"});
  if (verb.passes_rest)
    app->prefix_command();  // all from the first word on stays in its order, options and their values together
  else if (!verb.words.empty())
    app->add_option(std::string(verb.words), bound.words);
}

Args args_of(const Bound& bound) {
  Args args;
  for (const auto& [name, option] : bound.options) {
    if (option->count() == 0) continue;
    const bool is_switch = option->get_expected_max() == 0, is_list = option->get_expected_max() > 1;
    args.flags[name] = is_switch || is_list ? std::string() : option->as<std::string>();
    if (is_list) args.lists[name] = option->as<std::vector<std::string>>();
  }
  args.words = bound.words;
  for (const std::string& word : bound.app->remaining()) args.words.push_back(word);
  return args;
}

}  // namespace

Parsed parse(int argc, char** argv) {
  CLI::App root{"weir keeps on your machine what your machine does well, sends up only what needs more, and says why."};
  root.name("weir");
  root.require_subcommand(0, 1);
  root.set_version_flag("--version", "weir " WEIR_VERSION);
  root.footer("First run:\n  weir up && weir demo\nweir help exit-codes lists the exit codes.");
  std::deque<Bound> bounds;
  for (const Verb& verb : verbs()) bind(root, verb, bounds.emplace_back());
  Parsed parsed;
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == 0;  // --help, --version
    root.exit(error, std::cout, std::cerr);
    parsed.exit = asked ? ok : usage;
    return parsed;
  }
  if (root.get_subcommands().empty()) {
    std::cerr << root.help();
    parsed.exit = usage;
  }
  for (const Bound& bound : bounds) {
    if (!bound.app->parsed()) continue;
    parsed.verb = bound.verb;
    parsed.args = args_of(bound);
  }
  return parsed;
}

}  // namespace weir::cli
