// Replays the last commits of a repository: before each, asks the ranker from its description alone, or with one of
// its files given, writes what it saw for train.py (--out FILE) and measures slices (--slices); prints what that cost.
// Usage: replay GIT_DIR [--out FILE] [--slices] [--commits 350] [--weights FILE]. The shipped weights otherwise.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <unordered_map>

#include "base/hash.h"
#include "commits.h"
#include "dump.h"
#include "slices.h"
#include "weights.h"
#include "world.h"

namespace weir::bench {
namespace {

using namespace workspace;

constexpr std::size_t kMostTruth = 30;
constexpr std::uint32_t kTimed = 4;   // every fourth commit's questions are timed, reasons and all
constexpr std::uint32_t kSliced = 2;  // slices of every second commit are measured: they cost most of the replay

struct Options {
  std::string dir, out, weights;
  std::size_t commits = 350;
  bool slices = false;
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
    } else if (word == "--slices") {
      o.slices = true;
    } else if (word == "--weights") {
      o.weights = value();
    } else {
      o.dir = word;
    }
  }
  if (o.dir.empty()) throw std::runtime_error("usage: replay GIT_DIR [--out FILE] [--slices] [--commits N]");
  return o;
}

class Replay {
 public:
  // dump, slices: nullptr if not asked for.
  Replay(Git& git, World& world, const Weights& weights, Dump* dump, Slices* slices, Costs& costs)
      : git_(git), world_(world), weights_(weights), dump_(dump), slices_(slices), costs_(costs) {}

  void one(const Commit& parent, const Commit& commit) {
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
    if (slices_ != nullptr && replayed % kSliced == 0) slice(parent, commit, {full, brief, best, random}, truth);
    ++replayed;
  }
  std::uint32_t replayed = 0;

 private:
  // With the reasons that a person reads, and as a decision asks: without.
  void time(RankInput input) {
    const bool reasons = replayed % (2 * kTimed) == 0;
    if (!reasons) input.explained = 0;
    const double start = cpu_seconds();
    rank(input);
    (reasons ? costs_.query_ms : costs_.decision_ms).push_back((cpu_seconds() - start) * 1e3);
  }

  struct Given {
    const std::string &full, &brief, &best, &random;
  };
  void slice(const Commit& parent, const Commit& commit, const Given& given, const Truth& truth) {
    Changes changes{stretches_of(git_, parent.id, commit, truth.paths), truth.paths, {}};
    if (changes.stretches.empty()) return;
    auto source = git_.at(parent.id);
    if (!source) throw std::runtime_error(source.error().message);
    std::unordered_map<std::string, std::string> texts;  // several slices read the same files
    changes.read = [&](std::string_view path) -> Result<std::string> {
      const std::string name(path);
      if (const auto it = texts.find(name); it != texts.end()) return it->second;
      auto text = (*source)->read(path);
      if (text) texts.emplace(name, *text);
      return text;
    };
    const auto ask = [&](const std::string& name, const std::string& text, std::vector<std::string> files) {
      RankInput input{weights_, world_.index(), world_.history(), world_.units(), text, std::move(files)};
      input.explained = 0;
      slices_->ask(name, input, changes);
      if (input.files.empty()) slices_->baselines(name, input, changes);
    };
    ask("full text", given.full, {});
    ask("short text", given.brief, {});
    ask("best-ranked file known", given.full, {given.best});
    ask("random file known", given.full, {given.random});
    slices_->rest();
  }

  // The best ranked truth file.
  std::string ask(Variant variant, const std::string& text, const Truth& truth, const std::string& known) {
    RankInput input{weights_, world_.index(), world_.history(), world_.units(), text, {}};
    if (!known.empty()) input.files.push_back(known);
    if (replayed % kTimed == 0) time(input);
    Gathered g = gather(input);
    score(input, g);
    const Traits traits = traits_of(input, g);
    if (dump_ != nullptr) dump_->put({replayed, variant, input, g, traits, width_of(input, traits), truth, known});
    for (const Row& row : g.table.rows) {
      const std::string& path = world_.index().entry(row.file)->path;
      if (!is_data(path) && std::find(truth.paths.begin(), truth.paths.end(), path) != truth.paths.end()) return path;
    }
    return truth.paths[0];
  }
  bool is_data(const std::string& path) const {
    return world_.index().entry(world_.index().find(path))->cls == FileClass::data;
  }

  Git& git_;
  World& world_;
  const Weights& weights_;
  Dump* dump_;
  Slices* slices_;
  Costs& costs_;
};

double at(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

std::string costs_json(const Costs& c, const World& world, std::uint32_t replayed, const Slices& slices) {
  return fmt::format(
      R"({{"commits":{},"files":{},"units":{},"history_commits":{},"history_kept":{},"history_per_minute":{:.0f},"cold_mb":{:.1f},)"
      R"("cold_mb_per_s":{:.1f},"query_ms_p50":{:.2f},"query_ms_p95":{:.2f},"query_ms_max":{:.2f},"decision_ms_p50":{:.2f},"decision_ms_p95":{:.2f},"update_ms_p50":{:.2f},)"
      R"("update_ms_p95":{:.2f},"index_mb":{:.1f},"history_mb":{:.1f},)"
      R"("slice_ms_p50":{:.1f},"slice_ms_p95":{:.1f},"slices":{}}})",
      replayed, world.index().size(), world.units().all().size(), c.history_commits, world.history().commits(),
      c.history_seconds > 0 ? 60 * static_cast<double>(c.history_commits) / c.history_seconds : 0, c.cold_megabytes,
      c.cold_seconds > 0 ? c.cold_megabytes / c.cold_seconds : 0, at(c.query_ms, .5), at(c.query_ms, .95),
      at(c.query_ms, 1), at(c.decision_ms, .5), at(c.decision_ms, .95), at(c.update_ms, .5), at(c.update_ms, .95),
      static_cast<double>(world.index().bytes()) / 1e6, static_cast<double>(world.history().bytes()) / 1e6,
      at(slices.slice_ms(), .5), at(slices.slice_ms(), .95), slices.json());
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
  std::optional<Dump> dump;
  if (!o.out.empty()) dump.emplace(o.out).head(head_json());
  Slices slices;
  Replay replay(**git, world, *weights, dump ? &*dump : nullptr, o.slices ? &slices : nullptr, costs);
  for (std::size_t i = first + 1; i-- > 0;) {
    if (usable(all[i])) replay.one(all[i + 1], all[i]);
    world.step(whole(**git, all[i + 1], all[i]));
  }
  fmt::print("{}\n", costs_json(costs, world, replay.replayed, slices));
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
