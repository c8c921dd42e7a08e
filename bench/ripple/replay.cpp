// Replays the last commits of a repository: before each, asks the ranker from its description alone, or with one of
// its files given, and writes what it saw for train.py. Usage: replay GIT_DIR --out FILE [--commits 350]
// [--weights FILE of "key value" lines]. The shipped weights otherwise.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <stdexcept>

#include "base/hash.h"
#include "base/limits.h"
#include "dump.h"
#include "weights.h"
#include "world.h"

namespace weir::bench {
namespace {

using namespace workspace;

constexpr std::size_t kMostTruth = 30;
constexpr std::uint32_t kTimed = 4;  // every fourth commit's questions are timed, reasons and all

struct Options {
  std::string dir, out, weights;
  std::size_t commits = 350;
};

Options options_of(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] {
      if (i + 1 == argc) throw std::runtime_error(fmt::format("{} wants a value", word));
      return std::string(argv[++i]);
    };
    if (word == "--out") {
      o.out = value();
    } else if (word == "--commits") {
      o.commits = std::stoul(value());
    } else if (word == "--weights") {
      o.weights = value();
    } else {
      o.dir = word;
    }
  }
  if (o.dir.empty() || o.out.empty()) throw std::runtime_error("usage: replay GIT_DIR --out FILE [--commits N]");
  return o;
}

// "fix(core): stop the leak (#123)\n..." -> "stop the leak"
std::string short_of(std::string_view message) {
  std::string text = description_of(message);
  text.resize(std::min(text.find('\n'), text.size()));
  const std::size_t colon = text.find(": ");
  if (colon != std::string::npos && colon <= 40 && colon + 6 < text.size()) text.erase(0, colon + 2);
  if (const std::size_t number = text.rfind(" (#"); number != std::string::npos && text.ends_with(")"))
    text.resize(number);
  return text;
}

Truth truth_of(const Commit& commit, const World& world) {
  Truth truth;
  std::set<std::string> paths, modules;
  for (const Changed& change : commit.files) {
    if (change.how == Changed::How::added) continue;
    const std::string& path = change.how == Changed::How::renamed ? change.old_path : change.path;
    if (world.ranked(path)) paths.insert(path);
  }
  for (const std::string& path : paths) {
    if (world.index().entry(world.index().find(path))->cls != FileClass::source) continue;
    ++truth.sources;
    modules.insert(module_of(path, world.units()));
  }
  truth.paths.assign(paths.begin(), paths.end());
  truth.modules = static_cast<std::uint32_t>(modules.size());
  return truth;
}

bool usable(const Commit& commit) {
  return !commit.merge && tells(commit) && commit.files.size() <= limits::workspace_commit_files &&
         std::any_of(commit.files.begin(), commit.files.end(), [](const Changed& c) {
           return c.how != Changed::How::added && counts(c.how == Changed::How::renamed ? c.old_path : c.path);
         });
}

class Replay {
 public:
  Replay(World& world, const Weights& weights, Dump& dump, Costs& costs)
      : world_(world), weights_(weights), dump_(dump), costs_(costs) {}

  void one(const Commit& commit) {
    const Truth truth = truth_of(commit, world_);
    if (truth.paths.empty() || truth.paths.size() > kMostTruth) return;
    const std::string full = description_of(commit.message), brief = short_of(commit.message);
    const std::string best = ask(Variant::full, full, truth, {});
    ask(Variant::brief, brief, truth, {});
    std::vector<std::string> code;  // a file of configuration is not given: it leads nowhere
    std::copy_if(truth.paths.begin(), truth.paths.end(), std::back_inserter(code),
                 [&](const auto& p) { return !is_data(p); });
    if (code.empty()) code = truth.paths;
    const std::string& random = code[hash64(commit.id) % code.size()];
    ask(Variant::known_best, full, truth, best);
    ask(Variant::known_random, full, truth, random);
    ask(Variant::brief_known, brief, truth, best);
    ++replayed;
  }
  std::uint32_t replayed = 0;

 private:
  void time(const RankInput& input) {
    const double start = cpu_seconds();
    rank(input);
    costs_.query_ms.push_back((cpu_seconds() - start) * 1e3);
  }

  // The best ranked truth file.
  std::string ask(Variant variant, const std::string& text, const Truth& truth, const std::string& known) {
    RankInput input{weights_, world_.index(), world_.history(), world_.units(), text, {}};
    if (!known.empty()) input.files.push_back(known);
    if (replayed % kTimed == 0) time(input);
    Gathered g = gather(input);
    score(input, g);
    const Traits traits = traits_of(input, g);
    dump_.put({replayed, variant, input, g, traits, width_of(input, traits), truth, known});
    for (const Row& row : g.table.rows) {
      const std::string& path = world_.index().entry(row.file)->path;
      if (!is_data(path) && std::find(truth.paths.begin(), truth.paths.end(), path) != truth.paths.end()) return path;
    }
    return truth.paths[0];
  }
  bool is_data(const std::string& path) const {
    return world_.index().entry(world_.index().find(path))->cls == FileClass::data;
  }

  World& world_;
  const Weights& weights_;
  Dump& dump_;
  Costs& costs_;
};

std::vector<Commit> history_of(Git& git, std::size_t wanted) {
  std::vector<Commit> all;
  const auto read = git.history(git.head(), [&](const Commit& c) {
    all.push_back(c);
    return all.size() < limits::workspace_commits + 3 * wanted;
  });
  if (!read) throw std::runtime_error(read.error().message);
  return all;
}

// A commit that changes more files than history() names is asked for again, whole.
Commit whole(Git& git, const Commit& older, const Commit& commit) {
  Commit out = commit;
  if (out.files.size() <= limits::workspace_commit_files) return out;
  if (auto files = git.between(older.id, commit.id)) out.files = std::move(*files);
  return out;
}

double at(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

std::string costs_json(const Costs& c, const World& world, std::uint32_t replayed) {
  return fmt::format(
      R"({{"commits":{},"files":{},"units":{},"history_commits":{},"history_kept":{},"history_per_minute":{:.0f},"cold_mb":{:.1f},)"
      R"("cold_mb_per_s":{:.1f},"query_ms_p50":{:.2f},"query_ms_p95":{:.2f},"query_ms_max":{:.2f},"update_ms_p50":{:.2f},)"
      R"("update_ms_p95":{:.2f},"index_mb":{:.1f},"history_mb":{:.1f}}})",
      replayed, world.index().size(), world.units().all().size(), c.history_commits, world.history().commits(),
      c.history_seconds > 0 ? 60 * static_cast<double>(c.history_commits) / c.history_seconds : 0, c.cold_megabytes,
      c.cold_seconds > 0 ? c.cold_megabytes / c.cold_seconds : 0, at(c.query_ms, .5), at(c.query_ms, .95),
      at(c.query_ms, 1), at(c.update_ms, .5), at(c.update_ms, .95), static_cast<double>(world.index().bytes()) / 1e6,
      static_cast<double>(world.history().bytes()) / 1e6);
}

std::string head_json() {
  std::string columns, traits;
  for (const auto name : kColumnNames) columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ",", name);
  for (const auto name : kTraitNames) traits += fmt::format("{}\"{}\"", traits.empty() ? "" : ",", name);
  return fmt::format(R"({{"columns":[{}],"traits":[{}]}})", columns, traits);
}

void run(const Options& o) {
  auto git = Git::open(o.dir);
  if (!git) throw std::runtime_error(git.error().message);
  const auto weights = load_weights(o.weights);
  const std::vector<Commit> all = history_of(**git, o.commits);  // newest first
  std::size_t first = 0, seen = 0;
  for (std::size_t i = 0; i + 1 < all.size() && seen < o.commits; ++i) {
    if (usable(all[i])) ++seen;
    first = i;
  }
  Costs costs;
  World world(**git, costs);
  world.begin(all.at(first + 1).id, {all.begin() + static_cast<std::ptrdiff_t>(first) + 1, all.end()});
  Dump dump(o.out);
  dump.head(head_json());
  Replay replay(world, *weights, dump, costs);
  for (std::size_t i = first + 1; i-- > 0;) {
    if (usable(all[i])) replay.one(all[i]);
    world.step(whole(**git, all[i + 1], all[i]));
  }
  fmt::print("{}\n", costs_json(costs, world, replay.replayed));
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  try {
    weir::bench::run(weir::bench::options_of(argc, argv));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "replay: {}\n", e.what());
    return 1;
  }
}
