// Which copy of a message a unit is built from; see protobuf_copies.h.
#include "workspace/edges/ties/protobuf_copies.h"

#include <algorithm>
#include <set>
#include <string>

namespace weir::workspace::edges::proto {
namespace {

using Files = std::set<std::string>;

template <class Belongs>
Files those(const Files& files, const Belongs& belongs) {
  Files out;
  std::ranges::copy_if(files, std::inserter(out, out.end()), belongs);
  return out;
}

bool part_of(const Units& units, const std::string& file, int unit) {
  const auto all = units.all_of(file);
  return std::ranges::find(all, unit) != all.end();
}

Files copies_for(const Files& copies, const Units& units, int unit) {
  if (copies.size() < 2) return copies;
  const auto own = those(copies, [&](const std::string& file) { return part_of(units, file, unit); });
  if (!own.empty()) return own;
  const auto shared = those(copies, [&](const std::string& file) { return units.all_of(file).empty(); });
  return shared.empty() ? copies : shared;
}

}  // namespace

std::vector<bool> meant_by(const Schema& schema, const TieInput& input, int unit) {
  std::vector<Files> chosen;
  chosen.reserve(schema.declared_in.size());
  for (const Files& copies : schema.declared_in) chosen.push_back(copies_for(copies, input.units, unit));
  std::vector<bool> meant(input.definitions.size(), true);
  for (std::size_t i = 0; i < meant.size(); ++i) {
    const std::uint32_t container = schema.container_of[i];
    if (container != none) meant[i] = chosen[container].contains(input.definitions[i].place.file);
  }
  return meant;
}

}  // namespace weir::workspace::edges::proto
