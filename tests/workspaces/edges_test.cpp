// Every edge of the small workspaces, against tables made by hand: nothing is missing, nothing else is found, and each
// place holds what is said to stand there. tables/NAME.edges.tsv: definition, its place, use, unit, spelling, sure or
// likely; a decoy's line begins with '!' (a true use that no tie finds yet: '?') and says a place at which no use of
// that name may be found.
#include <gtest/gtest.h>

#include <fstream>

#include "workspace.h"

namespace weir::workspace::trial {
namespace {

struct Expected {
  std::set<std::string> uses, missed;
  std::vector<std::pair<std::string, std::string>> decoys;  // name, place
};

Expected expected(const std::string& name) {
  Expected out;
  std::ifstream file(WEIR_SOURCE "/tests/workspaces/tables/" + name + ".edges.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = split(line, '\t');
    if (line.starts_with('?')) {
      out.missed.insert(line.substr(2));
    } else if (line.starts_with('!')) {
      out.decoys.emplace_back(parts.at(1), parts.at(2));
    } else {
      out.uses.insert(line);
    }
  }
  return out;
}

std::string symbol(const Definition& one) { return one.owner.empty() ? one.name : one.owner + "." + one.name; }

std::set<std::string> found(const EdgeTable& table) {
  std::set<std::string> out;
  for (const Use& use : table.uses) {
    const Definition& from = table.definitions[use.definition];
    if (use.rule == "proto-type" || use.rule == "proto-service")
      continue;  // mentions of a type; its fields are the edges
    out.insert(symbol(from) + "\t" + shown(from.place) + "\t" + shown(use.place) + "\t" +
               (use.unit.empty() ? "-" : use.unit) + "\t" + use.spelling + "\t" + (use.sure ? "sure" : "likely"));
  }
  return out;
}

class Edges : public testing::TestWithParam<const char*> {
 protected:
  std::string root() const { return std::string(WEIR_SOURCE "/") + GetParam(); }
  std::string name() const { return root().substr(root().rfind('/') + 1); }
};

TEST_P(Edges, AreExactlyThoseOfTheTable) {
  Trial trial(root());
  const auto table = trial.build();
  const Expected want = expected(name());
  ASSERT_FALSE(want.uses.empty());
  const std::set<std::string> got = found(*table);
  for (const std::string& one : want.uses) EXPECT_TRUE(got.contains(one)) << "missing: " << one;
  for (const std::string& one : got)
    EXPECT_TRUE(want.uses.contains(one) || want.missed.contains(one)) << "not expected: " << one;
  int missed = 0;
  for (const std::string& one : want.missed) missed += got.contains(one) ? 0 : 1;
  RecordProperty("known_misses", missed);
}

TEST_P(Edges, LeaveDecoysAlone) {
  Trial trial(root());
  const auto table = trial.build();
  const Expected want = expected(name());
  EXPECT_FALSE(want.decoys.empty());
  for (const auto& [name, place] : want.decoys) {
    for (const Use& use : table->uses) {
      const Definition& from = table->definitions[use.definition];
      EXPECT_FALSE(symbol(from) == name && shown(use.place) == place) << name << " has nothing to do with " << place;
    }
  }
}

TEST_P(Edges, AreAllTrueWhenReadAgain) {
  Trial trial(root());
  const auto table = trial.build();
  const auto again = [&](std::string_view path) { return trial.read(path); };
  int printed = 0;
  for (std::uint32_t i = 0; i < table->definitions.size(); ++i) {
    std::set<std::string> places;
    for (const Use& use : table->uses_of(i)) {
      if (use.sure && !use.test && !use.unit.empty()) places.insert(shown(use.place));
    }
    const auto edge = edge_of(*table, i, "", again);
    EXPECT_EQ(edge.has_value(), !places.empty()) << symbol(table->definitions[i]);
    if (!edge) continue;
    ++printed;
    EXPECT_EQ(edge->to.size(), places.size()) << edge->symbol << ": a place does not hold its spelling";
  }
  EXPECT_GT(printed, 0);
}

INSTANTIATE_TEST_SUITE_P(Workspaces, Edges,
                         testing::Values("examples/shop", "tests/workspaces/tickets", "tests/workspaces/library",
                                         "tests/workspaces/fleet", "tests/workspaces/clinic", "tests/workspaces/radio"),
                         [](const auto& one) {
                           return std::string(one.param).substr(std::string(one.param).rfind('/') + 1);
                         });

}  // namespace
}  // namespace weir::workspace::trial
