// toolchains: Go, Maven, Gradle, CMake, .NET, PHP, Elixir, Ruby, Bazel. Where the manifest names commands they are
// taken; else what the tool does by convention, marked as such.
#include <fmt/format.h>

#include "base/json.h"
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t modules = 40;

Command command(Command::From from, Topic topic, std::string text, std::string_view path, unsigned line,
                std::string means = {}, std::string key = {}) {
  return {.from = from,
          .topic = topic,
          .text = std::move(text),
          .means = std::move(means),
          .folder = std::string(folder_of(path)),
          .key = std::move(key),
          .path = std::string(path),
          .line = line};
}

void convention(Findings& out, std::string_view path, unsigned line, std::string_view build, std::string_view test) {
  if (!build.empty()) add_script(out, command(Command::From::convention, Topic::build, std::string(build), path, line));
  if (!test.empty()) add_script(out, command(Command::From::convention, Topic::test, std::string(test), path, line));
}

void go(Reading& reading, Findings& out) {
  std::size_t seen = 0;
  for (const std::string_view path : reading.called("go.mod")) {
    if (seen++ == modules) return;
    const std::string_view text = reading.text(path);
    const auto name = line_of(text, "module ");
    bool tests = false;
    const std::string prefix = path == "go.mod" ? "" : std::string(folder_of(path)) + "/";
    for (const std::string_view file : reading.under(prefix, "_test.go")) tests = tests || !file.empty();
    convention(out, path, name, "go build ./...", tests ? "go test ./..." : "");
  }
}

void java(Reading& reading, Findings& out) {
  if (reading.has("pom.xml")) {
    const std::string_view text = reading.text("pom.xml");
    const std::string mvn = reading.has("mvnw") ? "./mvnw" : "mvn";
    std::size_t count = 0;
    for (auto at = text.find("<module>"); at != std::string_view::npos; at = text.find("<module>", at + 1)) ++count;
    const unsigned line = line_of(text, "<modules>");
    if (count > 0) out.lines.push_back({Topic::build, fmt::format("Maven, {} modules", count), at("pom.xml", line)});
    convention(out, "pom.xml", line, mvn + " package", mvn + " test");
  }
  for (const std::string_view settings :
       {"settings.gradle", "settings.gradle.kts", "build.gradle", "build.gradle.kts"}) {
    if (!reading.has(settings)) continue;
    const std::string gradle = reading.has("gradlew") ? "./gradlew" : "gradle";
    convention(out, settings, line_of(reading.text(settings), "include"), gradle + " build", gradle + " test");
    return;
  }
}

void presets(std::string_view path, std::string_view text, Findings& out) {
  const auto doc = Json::parse(text);
  if (!doc) return;
  constexpr std::array kinds = {std::tuple{"configurePresets", "cmake --preset ", Topic::build},
                                std::tuple{"buildPresets", "cmake --build --preset ", Topic::build},
                                std::tuple{"testPresets", "ctest --preset ", Topic::test}};
  for (const auto& [key, run, topic] : kinds) {
    std::string names;
    unsigned line = 0;
    for (const JsonValue preset : (*doc)[key]) {
      if (preset["hidden"].boolean().value_or(false)) continue;
      names += (names.empty() ? "" : "|") + preset["name"].string();
      if (line == 0) line = line_at(text, preset.span().at);
    }
    if (!names.empty()) add_script(out, command(Command::From::script, topic, run + names, path, line));
  }
}

void cmake(Reading& reading, Findings& out) {
  if (reading.has("CMakePresets.json")) return presets("CMakePresets.json", reading.text("CMakePresets.json"), out);
  if (!reading.has("CMakeLists.txt")) return;
  const std::string_view text = reading.text("CMakeLists.txt");
  const bool tests = text.find("enable_testing") != std::string_view::npos ||
                     text.find("include(CTest)") != std::string_view::npos ||
                     text.find("add_test") != std::string_view::npos;
  convention(out, "CMakeLists.txt", line_of(text, "project("), "cmake -B build && cmake --build build",
             tests ? "ctest --test-dir build" : "");
}

void dotnet(Reading& reading, Findings& out) {
  for (const std::string_view ending : {".sln", ".slnx"}) {
    const auto solutions = reading.under("", ending);
    if (solutions.empty()) continue;
    const std::string name(base_name(solutions.front()));
    convention(out, solutions.front(), 0, "dotnet build " + name, "dotnet test " + name);
    return;
  }
}

void composer(Reading& reading, Findings& out) {
  const std::string_view text = reading.text("composer.json");
  const auto doc = Json::parse(text);
  if (!doc) return;
  for (const JsonValue script : (*doc)["scripts"]) {
    const std::string name = script.key();
    const auto topic = name.starts_with("pre-") || name.starts_with("post-") ? std::nullopt : topic_of_name(name);
    if (topic)
      add_script(
          out, command(Command::From::script, *topic, "composer " + name, "composer.json",
                       line_at(text, script.member_span().at), script.string(script[0].string()), "composer:" + name));
  }
}

// aliases in mix.exs: test: ["ecto.create --quiet", "test"]
void mix(Reading& reading, Findings& out) {
  if (!reading.has("mix.exs")) return;
  const std::string_view text = reading.text("mix.exs");
  convention(out, "mix.exs", line_of(text, "def project"), "mix compile", "mix test");
  bool inside = false;
  each_line(text, [&](std::string_view line, unsigned number) {
    const std::string_view body = trim(line);
    if (body.starts_with("defp aliases") || body.starts_with("def aliases")) inside = true;
    if (body == "end") inside = false;
    const auto colon = body.find(": ");
    if (!inside || colon == std::string_view::npos) return true;
    const std::string name(unquoted(body.substr(0, colon)));
    if (const auto topic = topic_of_name(name))
      add_script(out, command(Command::From::script, *topic, "mix " + name, "mix.exs", number,
                              std::string(body.substr(colon + 2))));
    return true;
  });
}

void rake(Reading& reading, Findings& out) {
  each_line(reading.text("Rakefile"), [&](std::string_view line, unsigned number) {
    std::string_view body = trim(line);
    if (!body.starts_with("task ") && !body.starts_with("task(")) return true;
    body = trim(body.substr(5));
    if (body.starts_with(':')) body.remove_prefix(1);
    const std::string name(unquoted(body.substr(0, std::min(body.find_first_of(" :=,"), body.size()))));
    if (const auto topic = topic_of_name(name))
      add_script(out, command(Command::From::script, *topic, "rake " + name, "Rakefile", number));
    return true;
  });
}

void bazel(Reading& reading, Findings& out) {
  for (const std::string_view path : {"MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"}) {
    if (reading.has(path)) return convention(out, path, 0, "bazel build //...", "bazel test //...");
  }
}

}  // namespace

void find_toolchains(Reading& reading, Findings& out) {
  go(reading, out);
  java(reading, out);
  cmake(reading, out);
  dotnet(reading, out);
  composer(reading, out);
  mix(reading, out);
  rake(reading, out);
  bazel(reading, out);
}

}  // namespace weir::workspace::brief
