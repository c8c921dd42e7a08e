// brief: all collectors, then what fits. Topics are shortened fairly: the topic that has used least of the budget by
// its weight takes its next line, so a repository with ninety units still shows how to test.
#include "workspace/brief/brief.h"

#include <fmt/format.h>

#include <algorithm>

#include "decision/columns.h"
#include "workspace/brief/reading.h"

namespace weir::workspace {
namespace brief {
namespace {

constexpr std::size_t line_limit = 400;                               // of one topic, before the budget has its say
constexpr std::size_t cells_of_text = 240;                            // a line that is longer says too much
constexpr std::size_t first_line_bytes = 100, last_line_bytes = 260;  // the name; what was left out
constexpr double bytes_per_token = 3.6;        // paths and commands: more tokens than prose of the same size
constexpr std::size_t page = 83, indent = 17;  // as report::text prints: each line beside its topic

// What a line costs as printed: wrapped at the page's width, each row behind its label's column.
std::size_t bytes_of(const BriefLine& line) {
  std::size_t out = 0;
  for (const std::string& row : print::wrapped(line.text + "   " + line.source, page)) out += indent + row.size() + 1;
  return out;
}

// How much of the page a topic may claim when all have more to say.
double weight(Topic topic) {
  switch (topic) {
    case Topic::units:
    case Topic::test:
    case Topic::conventions:
    case Topic::interface_files:
      return 1.4;
    case Topic::hot_spots:
    case Topic::generated:
      return 0.7;
    case Topic::build:
    case Topic::lint:
    case Topic::run:
    case Topic::entry_points:
      break;
  }
  return 1;
}

struct Shelf {
  std::vector<BriefLine> lines;
  std::size_t taken = 0;
  double used = 0;
  bool full = false;  // its next line does not fit any more
};
using Shelves = std::array<Shelf, topic_count>;

Shelves shelves_of(const Findings& found) {
  Shelves out;
  for (const Found& f : found.lines) {
    Shelf& shelf = out[static_cast<std::size_t>(f.topic)];
    if (shelf.lines.size() >= line_limit) continue;
    shelf.lines.push_back(
        {.topic = std::string(name(f.topic)), .text = clip(f.text, cells_of_text), .source = clip(f.source, 120)});
  }
  return out;
}

// The topic whose turn it is; nullptr when none has a line that fits.
Shelf* next(Shelves& shelves, std::size_t room) {
  Shelf* best = nullptr;
  double least = 0;
  for (std::size_t i = 0; i < shelves.size(); ++i) {
    Shelf& shelf = shelves[i];
    if (shelf.full || shelf.taken == shelf.lines.size()) continue;
    if (bytes_of(shelf.lines[shelf.taken]) > room) {
      shelf.full = true;
      continue;
    }
    const double share = shelf.used / weight(static_cast<Topic>(i));
    if (best == nullptr || share < least) {
      best = &shelf;
      least = share;
    }
  }
  return best;
}

}  // namespace
}  // namespace brief

Brief make_brief(const BriefInput& input) {
  using namespace brief;
  Reading reading(input);
  Findings found;
  for (const Collector& c : collectors()) c.collect(reading, found);
  lines_of(std::move(found.commands), found.lines);

  Shelves shelves = shelves_of(found);
  const auto all =
      static_cast<std::size_t>(bytes_per_token * static_cast<double>(std::max<std::int64_t>(input.budget.n, 0)));
  constexpr std::size_t frame = first_line_bytes + last_line_bytes;
  const std::size_t lines = all > frame ? all - frame : 0;
  std::size_t room = lines;
  while (Shelf* shelf = next(shelves, room)) {
    const std::size_t cost = bytes_of(shelf->lines[shelf->taken++]);
    shelf->used += static_cast<double>(cost);
    room -= cost;
  }
  Brief out;
  out.name = clip(input.root_name, 60);
  out.budget = input.budget;
  for (std::size_t i = 0; i < shelves.size(); ++i) {
    Shelf& shelf = shelves[i];
    const std::size_t left = shelf.lines.size() - shelf.taken;
    if (left > 0) out.left_out.push_back(fmt::format("{}: {} more", name(static_cast<Topic>(i)), left));
    shelf.lines.resize(shelf.taken);
    std::ranges::move(shelf.lines, std::back_inserter(out.lines));
  }
  std::size_t spent = lines - room + first_line_bytes;
  for (const std::string& topic : out.left_out) spent += topic.size() + 4;
  out.tokens = Tokens{static_cast<std::int64_t>(static_cast<double>(spent) / bytes_per_token + 0.5)};
  return out;
}

}  // namespace weir::workspace
