// The largest residual first; each push keeps a part and hands the rest to the file's strongest links.
#include "workspace/rank/push.h"

#include "workspace/rank/table.h"

namespace weir::workspace {
namespace {

constexpr float kRestart = 0.35F;  // facts/ripple.md §6
constexpr int kPushes = 60;
constexpr std::size_t kLinks = 60;
constexpr float kLeast = 1e-4F;  // of the whole: below that a push changes no place in the list

struct Node {
  FileId file = no_file;
  float rank = 0;
};

// Nodes in the order in which they were met; what is left to push stands apart, since it is searched for each push:
// for a few hundred nodes and sixty pushes that is less work than a heap that each link disturbs.
class Nodes {
 public:
  explicit Nodes(std::size_t files) : at_(files, 0) {}
  std::size_t of(FileId file) {
    if (at_[file] == 0) {
      nodes.push_back({file, 0});
      rest.push_back(0);
      at_[file] = static_cast<std::uint32_t>(nodes.size());
    }
    return at_[file] - 1;
  }
  std::size_t fullest() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[i] > rest[best] || (rest[i] == rest[best] && nodes[i].file > nodes[best].file)) best = i;
    }
    return best;
  }
  std::vector<Node> nodes;
  std::vector<float> rest;

 private:
  std::vector<std::uint32_t> at_;  // node + 1
};

}  // namespace

std::vector<Scored> reach(const WordIndex& index, const std::vector<Scored>& seeds, std::size_t limit) {
  Nodes all(index.limit());
  float sum = 0;
  for (const Scored& seed : seeds) sum += seed.score;
  for (const Scored& seed : seeds) all.rest[all.of(seed.file)] += seed.score / sum;
  for (int pushes = 0; pushes < kPushes && !all.rest.empty(); ++pushes) {
    const std::size_t at = all.fullest();
    const float rest = all.rest[at];
    if (rest < kLeast) break;
    all.nodes[at].rank += kRestart * rest;
    all.rest[at] = 0;
    const auto links = index.neighbours(all.nodes[at].file, kLinks);
    float weights = 0;
    for (const auto& link : links) weights += link.weight;
    if (weights <= 0) continue;
    const float out = (1 - kRestart) * rest;
    for (const auto& link : links) all.rest[all.of(link.file)] += out * link.weight / weights;
  }
  for (const Scored& seed : seeds) all.nodes[all.of(seed.file)].rank -= kRestart * seed.score / sum;  // says nothing
  std::vector<Scored> out;
  out.reserve(all.nodes.size());
  for (std::size_t i = 0; i < all.nodes.size(); ++i)
    out.push_back({all.nodes[i].file, all.nodes[i].rank + kRestart * all.rest[i]});
  best_first(out, limit);
  return out;
}

}  // namespace weir::workspace
