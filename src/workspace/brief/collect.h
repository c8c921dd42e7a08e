// The collectors of a brief, one per .cpp: each looks at the files that it knows.
#pragma once
#include "workspace/brief/reading.h"

namespace weir::workspace::brief {

void find_units(Reading& reading, Findings& out);       // units, and what the repository is written in
void find_ci(Reading& reading, Findings& out);          // what CI really runs
void find_node(Reading& reading, Findings& out);        // package.json, deno.json, turbo.json
void find_targets(Reading& reading, Findings& out);     // Makefile, justfile, Taskfile
void find_python(Reading& reading, Findings& out);      // pyproject.toml, tox, nox
void find_rust(Reading& reading, Findings& out);        // Cargo.toml, .cargo/config.toml
void find_toolchains(Reading& reading, Findings& out);  // go, Maven, Gradle, CMake, .NET, PHP, Elixir, Ruby, Bazel
void find_running(Reading& reading, Findings& out);     // compose files, Procfile, skaffold
void find_styles(Reading& reading, Findings& out);      // .editorconfig, formatters and linters with their settings
void find_guides(Reading& reading, Findings& out);      // CONTRIBUTING, AGENTS.md and so on; how commits are written
void find_entries(Reading& reading, Findings& out);     // where programs begin
void find_interfaces(Reading& reading, Findings& out);  // interface files and who uses them
void find_hot_spots(Reading& reading, Findings& out);   // where most changes happen
void find_generated(Reading& reading, Findings& out);   // what nobody should edit

// ---- shared by collectors
std::string_view language_name(Language language);
// Languages of files by bytes, the largest first: "Go 81 %, TypeScript 12 %".
std::string languages_of(const std::vector<const FileEntry*>& files, std::size_t limit);
// A command that a file names.
void add_script(Findings& out, Command command);

}  // namespace weir::workspace::brief
