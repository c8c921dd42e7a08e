// entries: where programs begin. Manifests say it (bin, scripts, [[bin]]); else a file that is called like one and
// holds the language's own form of a beginning. An image's CMD or ENTRYPOINT stands beside it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "workspace/brief/collect.h"

namespace weir::workspace::brief {
namespace {

constexpr std::size_t images = 60, manifests = 60, mains = 120;

struct Entry {
  int unit = -1;
  std::string text, path;
  unsigned line = 0;
};

struct Main {
  std::string_view base;  // the file's name
  std::string_view sign;  // what its beginning looks like
  std::string_view says;
};
constexpr std::array known_mains = {Main{"main.go", "func main()", "func main"},
                                    Main{"main.rs", "fn main(", "fn main"},
                                    Main{"main.c", "main(", "main"},
                                    Main{"main.cc", "main(", "main"},
                                    Main{"main.cpp", "main(", "main"},
                                    Main{"main.py", "__main__", "main"},
                                    Main{"__main__.py", "", "python -m"},
                                    Main{"app.py", "__main__", "main"},
                                    Main{"server.py", "__main__", "main"},
                                    Main{"manage.py", "__main__", "Django"},
                                    Main{"wsgi.py", "application", "WSGI"},
                                    Main{"asgi.py", "application", "ASGI"},
                                    Main{"Program.cs", "", "main"},
                                    Main{"Main.java", "static void main", "main"},
                                    Main{"Main.kt", "fun main(", "main"},
                                    Main{"main.kt", "fun main(", "main"},
                                    Main{"main.dart", "void main(", "main"},
                                    Main{"main.swift", "", "main"},
                                    Main{"main.zig", "pub fn main", "main"},
                                    Main{"config.ru", "run ", "Rack"},
                                    Main{"server.js", "", "server"},
                                    Main{"server.ts", "", "server"}};

// A place where examples and tests live does not hold an entry point.
bool aside(std::string_view path) {
  const std::string low = "/" + lower(path);
  return std::ranges::any_of(std::array<std::string_view, 9>{"/fuzz", "/example", "/test", "/demo", "/bench",
                                                             "/fixture", "/playground/", "/docs/", "/template"},
                             [&](std::string_view part) { return low.find(part) != std::string::npos; });
}

void by_name(Reading& reading, std::vector<Entry>& out) {
  std::size_t seen = 0;
  for (const Main& main : known_mains) {
    for (const std::string_view path : reading.called(main.base)) {
      const FileEntry* entry = reading.find(path);
      if (aside(path) || entry == nullptr || entry->cls == FileClass::test || seen++ >= mains) continue;
      const std::string_view text = reading.text(path);
      const unsigned line = main.sign.empty() ? 1 : line_of(text, main.sign);
      if (line == 0 || text.empty()) continue;
      out.push_back({reading.input().units.of(path), std::string(main.says), std::string(path), line});
    }
  }
}

// "public static void main" in *Application.java.
void java(Reading& reading, std::vector<Entry>& out) {
  std::size_t seen = 0;
  for (const FileEntry* e : reading.files()) {
    const bool named = e->path.ends_with("Application.java") || e->path.ends_with("Application.kt");
    if (!named || e->cls != FileClass::source || aside(e->path) || seen++ >= 30) continue;
    const std::string_view text = reading.text(e->path);
    const unsigned line = std::max(line_of(text, "static void main"), line_of(text, "fun main("));
    if (line > 0) out.push_back({reading.input().units.of(e->path), "main", e->path, line});
  }
}

void node(Reading& reading, std::vector<Entry>& out) {
  std::size_t seen = 0;
  for (const std::string_view path : reading.called("package.json")) {
    if (aside(path) || seen++ >= manifests) continue;
    const std::string_view text = reading.text(path);
    const auto doc = Json::parse(text);
    if (!doc) continue;
    const JsonValue bin = (*doc)["bin"];
    const std::string main = (*doc)["main"].string((*doc)["module"].string());
    if (!main.empty() && !bin.exists())
      out.push_back(
          {reading.input().units.of(path), "library " + clip(main, 80), std::string(path), line_of(text, main)});
    if (!bin.exists() || bin.is_null()) continue;
    std::string list = bin.string();
    for (const JsonValue one : bin) list += (list.empty() ? "" : ", ") + one.key() + " → " + one.string();
    out.push_back({reading.input().units.of(path), "bin " + clip(list, 80), std::string(path),
                   line_at(text, bin.member_span().at)});
  }
}

void rust(Reading& reading, std::vector<Entry>& out) {
  std::size_t seen = 0;
  for (const std::string_view path : reading.called("Cargo.toml")) {
    if (aside(path) || seen++ >= manifests) continue;
    const int unit = reading.input().units.of(path);
    for (const Pair& p : pairs(reading.text(path))) {
      if (p.section == "bin" && p.key == "name")
        out.push_back({unit, "bin " + std::string(unquoted(p.value)), std::string(path), p.line});
    }
    const std::string library = joined(folder_of(path), "src/lib.rs");
    if (reading.has(library)) out.push_back({unit, "library", library, 0});
  }
}

void python(Reading& reading, std::vector<Entry>& out) {
  std::size_t seen = 0;
  for (const std::string_view path : reading.called("pyproject.toml")) {
    if (seen++ >= manifests) return;
    for (const Pair& p : pairs(reading.text(path))) {
      if (p.section == "project.scripts" || p.section == "tool.poetry.scripts")
        out.push_back({reading.input().units.of(path), p.key + " → " + std::string(unquoted(p.value)),
                       std::string(path), p.line});
    }
  }
}

// The last CMD or ENTRYPOINT: of the stage that becomes the image.
void image(Reading& reading, std::string_view path, std::vector<Entry>& out) {
  std::string starts;
  unsigned at_line = 0;
  each_line(reading.text(path), [&](std::string_view line, unsigned number) {
    const std::string_view text = trim(line);
    if (lower(text.substr(0, 5)) == "from ") starts.clear();
    const std::string word = lower(text.substr(0, std::min(text.find(' '), text.size())));
    if (word != "cmd" && word != "entrypoint") return true;
    starts += (starts.empty() ? "" : " ") + std::string(trim(text.substr(word.size())));
    if (at_line == 0 || word == "entrypoint" || starts.find(' ') == std::string::npos) at_line = number;
    return true;
  });
  if (!starts.empty())
    out.push_back({reading.input().units.of(path), "image starts " + clip(starts, 80), std::string(path), at_line});
}

void image_files(Reading& reading, std::vector<Entry>& out) {
  std::size_t seen = 0;
  for (const FileEntry* e : reading.files()) {
    const std::string_view base = base_name(e->path);
    const bool docker = base == "Dockerfile" || base.starts_with("Dockerfile.") || base == "Containerfile" ||
                        base.ends_with(".dockerfile");
    if (docker && !aside(e->path) && seen++ < images) image(reading, e->path, out);
  }
}

}  // namespace

// One line a unit, the largest unit first: its strongest entry with its place, others behind it.
void find_entries(Reading& reading, Findings& out) {
  std::vector<Entry> list;
  for (auto* find : {node, python, rust, by_name, java, image_files}) find(reading, list);
  const Units& units = reading.input().units;
  std::map<int, std::size_t> size;
  for (const FileEntry* e : reading.files()) ++size[e->cls == FileClass::source ? units.of(e->path) : -1];
  size[-1] = 0;
  sort_keeping(list, std::greater<>{}, [&](const Entry& e) { return size[e.unit]; });
  std::map<int, std::size_t> line_of_unit;
  std::vector<Found> lines;
  for (const Entry& e : list) {
    const std::string name = units.name(e.unit);
    const std::string head = name.empty() ? "" : clip(name, 30) + ": ";
    const auto it = line_of_unit.find(e.unit);
    if (e.unit >= 0 && it != line_of_unit.end()) {
      Found& line = lines[it->second];
      const bool room = line.text.size() < 140;
      if (room) line.text += fmt::format("; {} ({})", e.text, clip(at(e.path, e.line), 80));
      continue;
    }
    if (e.unit >= 0) line_of_unit.emplace(e.unit, lines.size());
    lines.push_back({Topic::entry_points, head + clip(e.text, 110), clip(at(e.path, e.line), 110)});
  }
  out.lines.insert(out.lines.end(), lines.begin(), lines.end());
}

}  // namespace weir::workspace::brief
