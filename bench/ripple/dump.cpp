// A record: counts, traits, labels, then per candidate its columns as halves, score, truth, module and habits.
#include "dump.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace weir::bench {

using namespace workspace;

Dump::Dump(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {
  if (file_ == nullptr) throw std::runtime_error("cannot write " + path);
}
Dump::~Dump() { std::fclose(file_); }

void Dump::bytes(const void* data, std::size_t size) {
  if (std::fwrite(data, 1, size, file_) != size) throw std::runtime_error("the dump cannot be written: disk full?");
}

void Dump::head(const std::string& json) {
  const auto size = static_cast<std::uint32_t>(json.size());
  bytes(&size, sizeof size);
  bytes(json.data(), json.size());
}

namespace {

std::size_t class_place(const RankInput& input, const std::string& path) {
  const FileClass cls = input.index.entry(input.index.find(path))->cls;
  return cls == FileClass::source ? 0 : cls == FileClass::test ? 1 : 2;
}

}  // namespace

void Dump::put(const Record& r) {
  const auto& rows = r.g.table.rows;
  std::uint32_t wanted[3] = {0, 0, 0};  // source, tests, configuration
  for (const std::string& path : r.truth.paths) {
    if (path != r.known) ++wanted[class_place(r.input, path)];
  }
  const std::uint32_t counts[7] = {static_cast<std::uint32_t>(rows.size()),
                                   static_cast<std::uint32_t>(r.variant),
                                   r.truth.sources,
                                   r.truth.modules,
                                   wanted[0],
                                   wanted[1],
                                   wanted[2]};
  bytes(counts, sizeof counts);
  std::vector<float> all;
  for (const auto& target : r.traits) {
    for (const double trait : target) all.push_back(static_cast<float>(trait));
  }
  for (const double p : {r.width.files2, r.width.files4, r.width.units2, r.width.base_files2, r.width.base_files4,
                         r.width.base_units2}) {
    all.push_back(static_cast<float>(p));
  }
  bytes(all.data(), all.size() * sizeof(float));
  std::map<std::string, std::uint32_t> modules;
  std::vector<_Float16> halves;
  for (const Row& row : rows) {
    const std::string& path = r.input.index.entry(row.file)->path;
    const bool hit = std::find(r.truth.paths.begin(), r.truth.paths.end(), path) != r.truth.paths.end();
    const auto module = modules.try_emplace(module_of(path, r.input.units), modules.size() + 1).first->second;
    const auto habit = r.input.history.habit(row.path);
    for (const float column : row.columns) halves.push_back(static_cast<_Float16>(column));
    for (const double value :
         {static_cast<double>(row.score), hit ? 1.0 : 0.0, static_cast<double>(module), habit.width.files2,
          habit.width.files4, habit.width.units2, static_cast<double>(std::min(habit.width.n, 1000U)),
          static_cast<double>(class_place(r.input, path)), habit.mean_files}) {
      halves.push_back(static_cast<_Float16>(value));
    }
  }
  bytes(halves.data(), halves.size() * sizeof(_Float16));
}

}  // namespace weir::bench
