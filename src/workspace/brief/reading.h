// Reading: what the collectors of a brief see, and where they put what they find. One collector per file, listed in
// registry.cpp: it looks at the files that it knows and leaves lines and commands behind.
#pragma once
#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/brief/brief.h"
#include "workspace/brief/lines.h"

namespace weir::workspace::brief {

enum class Topic : std::uint8_t {
  units,
  build,
  test,
  lint,
  run,
  conventions,
  entry_points,
  interface_files,
  hot_spots,
  generated
};
inline constexpr std::size_t topic_count = 10;
std::string_view name(Topic topic);

struct Found {  // a line of the brief
  Topic topic{};
  std::string text;
  std::string source;  // "package.json:12"
};

// A way to build, test, lint or run. The stronger the evidence, the earlier it is shown.
struct Command {
  enum class From : std::uint8_t { ci, script, unit_script, convention };
  From from{};
  Topic topic{};
  std::string text;    // "npm run lint", as one types it
  std::string means;   // what the script says; "" the same
  std::string folder;  // where it is run, "" the root
  std::string key;     // "npm:lint", "make:test": the script that it calls; "" none
  std::string path;    // where it is written
  unsigned line = 0;
};

struct Findings {
  std::vector<Found> lines;
  std::vector<Command> commands;
};

class Reading {
 public:
  explicit Reading(const BriefInput& input);
  const BriefInput& input() const { return input_; }

  bool has(std::string_view path) const { return find(path) != nullptr; }
  const FileEntry* find(std::string_view path) const;
  // The file's first 256 KB; "" when it cannot be read, or when 400 files or 16 MB have been read already.
  std::string_view text(std::string_view path);
  // Files of this base name, vendored and generated ones left out; those nearest to the root first.
  std::vector<std::string_view> called(std::string_view base) const;
  // Files whose path begins with `folder` and ends with `ending`, in order of path.
  std::vector<std::string_view> under(std::string_view folder, std::string_view ending) const;
  const std::vector<const FileEntry*>& files() const { return by_path_; }

 private:
  const BriefInput& input_;
  std::vector<const FileEntry*> by_path_;
  std::vector<std::pair<std::string_view, const FileEntry*>> by_name_;  // sorted by name, depth, path
  std::map<std::string, std::string, std::less<>> texts_;
  std::size_t bytes_ = 0;
};

std::string at(std::string_view path, unsigned line);  // "path:12"; "path" for line 0

struct Collector {
  std::string_view name;
  void (*collect)(Reading& reading, Findings& out);
};
std::span<const Collector> collectors();

// ---- topics.cpp
std::optional<Topic> topic_of_name(std::string_view script);      // "test:unit" -> test; nothing: says nothing
std::optional<Topic> topic_of_command(std::string_view command);  // "cargo clippy" -> lint
// "npm run lint", "pnpm lint", "make -C x test" -> "npm:lint", "make:test"; "" calls no script that we know of.
std::string script_key(std::string_view command);
// The tool and its verb: "cargo test", "go vet", "npm:lint". Commands of CI that differ in flags only are one line.
std::string gist_of(const Command& command);

// ---- commands.cpp
// One line per command: what CI runs wins over the script that it calls, equal commands of several folders are one.
void lines_of(std::vector<Command> commands, std::vector<Found>& out);

}  // namespace weir::workspace::brief
