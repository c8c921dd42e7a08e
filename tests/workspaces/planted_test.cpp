// Half-made changes: a name is changed where it is defined (or in one unit), and what was left behind is asked for;
// once these places are fixed too, there is nothing to say. tables/NAME.planted.tsv: what is changed; edits; the places
// left; fixes. An edit is FILE:LINE:OLD=>NEW, several are joined by " ; ".
#include <gtest/gtest.h>

#include <fstream>

#include "workspace.h"
#include "workspace/edges/left.h"

namespace weir::workspace::trial {
namespace {

struct Planted {
  std::string title;
  std::vector<std::string> edits;
  std::set<std::string> left;
  std::vector<std::string> fixes;
};

std::vector<std::string> list(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(" ; ", at), text.size());
    if (end > at && text.substr(at, end - at) != "-") out.push_back(text.substr(at, end - at));
    at = end + 3;
  }
  return out;
}

std::vector<Planted> planted(const std::string& name) {
  std::vector<Planted> out;
  std::ifstream file(WEIR_SOURCE "/tests/workspaces/tables/" + name + ".planted.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto parts = split(line, '\t');
    const auto left = list(parts.at(2));
    out.push_back({parts.at(0), list(parts.at(1)), {left.begin(), left.end()}, list(parts.at(3))});
  }
  return out;
}

// The file that was changed.
std::string apply(Trial& trial, const std::string& edit) {
  const std::size_t first = edit.find(':');
  const std::size_t second = edit.find(':', first + 1);
  const std::size_t arrow = edit.find("=>", second);
  const std::string path = edit.substr(0, first);
  const auto number = std::stoul(edit.substr(first + 1, second - first - 1));
  const std::string from = edit.substr(second + 1, arrow - second - 1);
  std::string text = trial.read(path).value();
  std::size_t begin = 0;
  for (std::size_t line = 1; line < number; ++line) begin = text.find('\n', begin) + 1;
  const std::size_t at = text.find(from, begin);
  EXPECT_LT(at, text.find('\n', begin)) << edit << ": the line does not hold it";
  if (at < text.size()) text.replace(at, from.size(), edit.substr(arrow + 2));
  trial.write(path, std::move(text));
  return path;
}

std::set<std::string> places(const std::vector<Left>& left) {
  std::set<std::string> out;
  for (const Left& one : left) {
    for (const Place& place : one.to) out.insert(shown(place));
    if (one.to.empty()) out.insert(shown(one.from));  // a declaration that nothing lives up to any more
  }
  return out;
}

std::string told(const std::vector<Left>& left) {
  std::string out;
  for (const Left& one : left) {
    out += one.symbol + " " + one.what + " at " + shown(one.from) + ":";
    for (const Place& place : one.to) out += " " + shown(place);
    out += "\n";
  }
  return out;
}

class PlantedIn : public testing::TestWithParam<const char*> {
 protected:
  std::string root() const { return std::string(WEIR_SOURCE "/") + GetParam(); }
  std::string name() const { return root().substr(root().rfind('/') + 1); }
};

TEST_P(PlantedIn, WhatWasLeftBehindIsNamedAndNothingElse) {
  const auto cases = planted(name());
  ASSERT_FALSE(cases.empty());
  for (const Planted& one : cases) {
    SCOPED_TRACE(one.title);
    Trial trial(root());
    const auto before = trial.build();
    const auto read = [&](std::string_view path) { return trial.read(path); };
    std::vector<std::string> changed;
    for (const std::string& edit : one.edits) changed.push_back(apply(trial, edit));
    const auto left = left_behind(*before, *trial.build(), changed, read);
    EXPECT_EQ(places(left), one.left) << told(left);
    for (const std::string& edit : one.fixes) changed.push_back(apply(trial, edit));
    const auto rest = left_behind(*before, *trial.build(), changed, read);
    EXPECT_TRUE(rest.empty()) << "after the fixes: " << told(rest);
  }
}

INSTANTIATE_TEST_SUITE_P(Workspaces, PlantedIn,
                         testing::Values("examples/shop", "tests/workspaces/tickets", "tests/workspaces/library",
                                         "tests/workspaces/fleet", "tests/workspaces/clinic", "tests/workspaces/radio"),
                         [](const auto& one) {
                           return std::string(one.param).substr(std::string(one.param).rfind('/') + 1);
                         });

}  // namespace
}  // namespace weir::workspace::trial
