// python: pyproject.toml (build backend, tasks of poe, pdm, hatch, taskipy), tox and nox environments.
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t projects = 40;

void add(Findings& out, std::string_view path, unsigned line, Topic topic, std::string text, std::string means = {}) {
  const std::string folder(folder_of(path));
  add_script(out, {.from = folder.empty() ? Command::From::script : Command::From::unit_script,
                   .topic = topic,
                   .text = std::move(text),
                   .means = std::move(means),
                   .folder = folder,
                   .key = {},
                   .path = std::string(path),
                   .line = line});
}

// Which tool runs the tasks of this table: "poe test".
std::string_view task_runner(std::string_view section) {
  if (section == "tool.poe.tasks") return "poe";
  if (section == "tool.pdm.scripts") return "pdm run";
  if (section == "tool.taskipy.tasks") return "task";
  if (section.starts_with("tool.hatch.envs.") && section.ends_with(".scripts")) return "hatch run";
  if (section == "tool.rye.scripts") return "rye run";
  return {};
}

void tasks(std::string_view path, const Pair& p, Findings& out) {
  const std::string_view runner = task_runner(p.section);
  const auto topic = runner.empty() ? std::nullopt : topic_of_name(p.key);
  if (!topic) return;
  std::string name = p.key;
  if (runner == "hatch run") {
    const auto env = std::string_view(p.section).substr(16, p.section.size() - 16 - 8);
    if (env != "default") name = std::string(env) + ":" + name;
  }
  add(out, path, p.line, *topic, std::string(runner) + " " + name, std::string(unquoted(p.value)));
}

void project(std::string_view path, std::string_view text, Findings& out) {
  for (const Pair& p : pairs(text)) {
    if (p.section == "build-system" && p.key == "build-backend")
      out.lines.push_back(
          {Topic::build, clip("Python package, built by " + std::string(unquoted(p.value)), 100), at(path, p.line)});
    if (p.section == "tool.pytest.ini_options" && p.key == "testpaths")
      out.lines.push_back({Topic::test, clip("pytest looks in " + p.value, 100), at(path, p.line)});
    if (p.section.starts_with("tool.tox.env.") && p.key == "commands")
      add(out, path, p.line, topic_of_name(p.section.substr(13)).value_or(Topic::test),
          "tox -e " + p.section.substr(13), p.value);
    tasks(path, p, out);
  }
}

void tox(std::string_view path, std::string_view text, Findings& out) {
  for (const Pair& p : pairs(text)) {
    if (p.key != "commands") continue;
    const bool named = p.section.starts_with("testenv:");
    if (!named && p.section != "testenv") continue;
    const std::string env = named ? p.section.substr(8) : std::string();
    std::string means = p.value;
    if (means.empty()) {  // the commands stand below, indented
      each_line(text, [&](std::string_view line, unsigned number) {
        if (number <= p.line) return true;
        if (!line.starts_with(' ') && !line.starts_with('\t')) return false;
        means = std::string(trim(line));
        return means.empty();
      });
    }
    add(out, path, p.line, named ? topic_of_name(env).value_or(Topic::test) : Topic::test,
        named ? "tox -e " + env : "tox", means);
  }
}

void nox(std::string_view path, std::string_view text, Findings& out) {
  bool session = false;
  each_line(text, [&](std::string_view line, unsigned number) {
    if (line.starts_with("@nox.session") || line.starts_with("@session")) session = true;
    if (!session || !line.starts_with("def ")) return true;
    session = false;
    const std::string name(line.substr(4, std::min(line.find('('), line.size()) - 4));
    add(out, path, number, topic_of_name(name).value_or(Topic::test), "nox -s " + name);
    return true;
  });
}

}  // namespace

void find_python(Reading& reading, Findings& out) {
  std::size_t seen = 0;
  for (const std::string_view path : reading.called("pyproject.toml")) {
    if (seen++ < projects) project(path, reading.text(path), out);
  }
  for (const std::string_view path : {"tox.ini", "setup.cfg"}) tox(path, reading.text(path), out);
  nox("noxfile.py", reading.text("noxfile.py"), out);
}

}  // namespace weir::workspace::brief
