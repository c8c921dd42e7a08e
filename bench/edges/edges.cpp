// ./dev bench edges: the hard edges of a repository against tables that were made by hand, by unit and by place, by
// language; each miss is listed. Rows of certainty `likely` and of kind `mock/test` count neither way (the tables' own
// headers say what they hold). Without a table it prints the edges.
#include "workspace/edges/edges.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "workspace/edges/left.h"
#include "workspace/text/text.h"
#include "workspace/tree/tree.h"

namespace {

using weir::workspace::FileEntry;
using weir::workspace::Use;
using Key = std::tuple<std::string, std::string, std::string>;  // definition, unit, file:line

struct Table {
  std::map<Key, std::string> sure;                                    // -> kind
  std::set<Key> ignored;                                              // likely, mock/test
  std::map<std::string, std::set<std::string>> units, ignored_units;  // by definition
  std::set<std::string> definitions;
};

std::vector<std::string> split(const std::string& line, char by) {
  std::vector<std::string> out;
  std::stringstream in(line);
  for (std::string part; std::getline(in, part, by);) out.push_back(part);
  return out;
}

bool load(const std::string& path, Table& table) {
  std::ifstream in(path);
  if (!in) return false;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto row = split(line, '\t');
    if (row.size() < 6) continue;
    table.definitions.insert(row[0]);
    const Key key{row[0], row[2], row[3]};
    if (row[5] == "sure" && row[4] != "mock/test" && row[4] != "copy") {
      table.sure[key] = row[4];
      table.units[row[0]].insert(row[2]);
    } else {
      table.ignored.insert(key);
      table.ignored_units[row[0]].insert(row[2]);
    }
  }
  std::ifstream units(path.substr(0, path.rfind(".tsv")) +
                      "-units.tsv");  // definitions that nobody uses are named there
  for (std::string line; std::getline(units, line);)
    if (!line.empty() && line[0] != '#') table.definitions.insert(split(line, '\t').front());
  return true;
}

std::string language(const std::string& place) {
  const std::string file = place.substr(0, place.rfind(':'));
  const auto dot = file.rfind('.');
  return dot == std::string::npos ? "?" : file.substr(dot + 1);
}

struct Count {
  std::size_t right = 0, wrong = 0, missed = 0;
  void print(const char* what) const {
    const double p = right + wrong == 0 ? 1 : double(right) / double(right + wrong);
    const double r = right + missed == 0 ? 1 : double(right) / double(right + missed);
    std::printf("%-16s P %.3f  R %.3f   right %4zu  wrong %4zu  missed %4zu\n", what, p, r, right, wrong, missed);
  }
};

struct Words {
  std::unordered_map<std::string, std::vector<std::uint32_t>> files;
  void add(std::uint32_t file, std::string_view text) {
    weir::workspace::text::identifiers(text, [&](std::string_view word, std::uint32_t) {
      std::string lower(word);
      for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      auto& list = files[lower];
      if (list.empty() || list.back() != file) list.push_back(file);
    });
  }
};

std::string name_of(const weir::workspace::Definition& d) { return d.owner.empty() ? d.name : d.owner + "." + d.name; }
std::string place_of(const Use& use) { return use.place.file + ":" + std::to_string(use.place.line); }

void compare(const weir::workspace::EdgeTable& edges, const Table& table, bool list) {
  std::map<Key, const Use*> found;
  std::map<std::string, std::set<std::string>> units;
  for (const auto& use : edges.uses) {
    const std::string name = name_of(edges.definitions[use.definition]);
    if (!use.sure || use.test || !table.definitions.contains(name)) continue;
    found.emplace(Key{name, use.unit, place_of(use)}, &use);
    if (!use.unit.empty()) units[name].insert(use.unit);
  }
  std::map<std::string, Count> by_language;
  Count places, by_unit;
  std::vector<std::string> wrong, missed;
  for (const auto& [key, use] : found) {
    if (table.ignored.contains(key)) continue;
    const auto& [name, unit, place] = key;
    const bool right = table.sure.contains(key);
    (right ? places.right : places.wrong) += 1;
    (right ? by_language[language(place)].right : by_language[language(place)].wrong) += 1;
    if (!right)
      wrong.push_back("wrong   " + name + "  " + unit + "  " + place + "  " + use->spelling + "  (" + use->rule + ")");
  }
  for (const auto& [key, kind] : table.sure) {
    if (found.contains(key)) continue;
    const auto& [name, unit, place] = key;
    ++places.missed;
    ++by_language[language(place)].missed;
    missed.push_back("missed  " + name + "  " + unit + "  " + place + "  " + kind);
  }
  for (const auto& name : table.definitions) {
    const auto at = [&](const auto& map) {
      const auto it = map.find(name);
      return it == map.end() ? std::set<std::string>() : it->second;
    };
    const auto truth = at(table.units), mine = at(units), ignored = at(table.ignored_units);
    for (const auto& unit : mine) {
      if (truth.contains(unit)) {
        ++by_unit.right;
      } else if (!ignored.contains(unit)) {
        ++by_unit.wrong;
        wrong.push_back("unit wrong   " + name + "  " + unit);
      }
    }
    for (const auto& unit : truth)
      if (!mine.contains(unit)) {
        ++by_unit.missed;
        missed.push_back("unit missed  " + name + "  " + unit);
      }
  }
  if (list) {
    for (const auto& line : wrong) std::printf("%s\n", line.c_str());
    for (const auto& line : missed) std::printf("%s\n", line.c_str());
  }
  by_unit.print("units");
  places.print("places");
  for (const auto& [name, count] : by_language) count.print(("  ." + name).c_str());
}

void print(const weir::workspace::EdgeTable& edges) {
  for (const auto& use : edges.uses) {
    const auto& d = edges.definitions[use.definition];
    std::printf("%s\t%s:%u\t%s\t%s\t%s\t%s\t%s%s\n", name_of(d).c_str(), d.place.file.c_str(), d.place.line,
                use.unit.c_str(), place_of(use).c_str(), use.spelling.c_str(), use.rule.c_str(),
                use.sure ? "sure" : "likely", use.test ? " test" : "");
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string repo, table_path;
  bool list = true, all = false, only_drift = false;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "--repo" && i + 1 < argc)
      repo = argv[++i];
    else if (arg == "--table" && i + 1 < argc)
      table_path = argv[++i];
    else if (arg == "--no-list")
      list = false;
    else if (arg == "--all")
      all = true;
    else if (arg == "--drift")
      only_drift = true;
    else {
      std::printf("edges --repo DIR [--table TSV] [--no-list] [--all] [--drift]\n");
      return 2;
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto source = weir::workspace::work_tree(repo);
  weir::workspace::EdgeInput input;
  const auto listed = source->list([&](FileEntry file) {
    input.files.push_back(std::move(file));
    return true;
  });
  if (!listed) {
    std::printf("%s\n", listed.error().message.c_str());
    return 1;
  }
  input.read = [&](std::string_view path) { return source->read(path); };
  Words words;
  for (std::uint32_t i = 0; i < input.files.size(); ++i) {
    auto& file = input.files[i];
    if (file.cls == weir::workspace::FileClass::binary || file.cls == weir::workspace::FileClass::huge) continue;
    if (const auto text = input.read(file.path)) {
      file.cls = weir::workspace::class_of(file.path, std::string_view(*text).substr(0, 8192));
      words.add(i, *text);
    }
  }
  input.containing = [&](std::string_view word) {
    const auto it = words.files.find(std::string(word));
    return it == words.files.end() ? std::vector<std::uint32_t>() : it->second;
  };
  const auto units = weir::workspace::Units::find(input.files, input.read);
  input.units = &units;
  const auto indexed = std::chrono::steady_clock::now();
  weir::workspace::FactCache cache;
  std::vector<std::string> notes;
  const auto edges = weir::workspace::build_edges(input, cache, notes);
  const auto done = std::chrono::steady_clock::now();
  const auto ms = [](auto d) {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
  };
  for (const auto& note : notes) std::printf("note: %s\n", note.c_str());
  if (only_drift) {
    for (const auto& left : weir::workspace::drift(*edges, input, cache))
      for (const auto& place : left.to)
        std::printf("%s\t%s\t%s:%u\t%s:%u\n", left.symbol.c_str(), left.what.c_str(), left.from.file.c_str(),
                    left.from.line, place.file.c_str(), place.line);
    return 0;
  }
  if (table_path.empty() || all) print(*edges);
  if (!table_path.empty()) {
    Table table;
    if (!load(table_path, table)) {
      std::printf("no table %s\n", table_path.c_str());
      return 1;
    }
    compare(*edges, table, list);
  }
  std::printf("%zu files, %zu units, %zu definitions, %zu uses; files and words %ld ms, edges %ld ms, facts %zu KB\n",
              input.files.size(), units.all().size(), edges->definitions.size(), edges->uses.size(),
              ms(indexed - begin), ms(done - indexed), cache.bytes() / 1024);
  return 0;
}
