// The largest residual first; each push keeps a part and hands the rest to the file's strongest links.
#include "workspace/rank/push.h"

#include <queue>
#include <unordered_map>

#include "workspace/rank/table.h"

namespace weir::workspace {
namespace {

constexpr float kRestart = 0.35F;  // facts/ripple.md §6
constexpr int kPushes = 60;
constexpr std::size_t kLinks = 60;
constexpr float kLeast = 1e-4F;  // of the whole: below that a push changes no place in the list

struct Node {
  float rank = 0, rest = 0;
};

}  // namespace

std::vector<Scored> reach(const WordIndex& index, const std::vector<Scored>& seeds, std::size_t limit) {
  std::unordered_map<FileId, Node> nodes;
  std::priority_queue<std::pair<float, FileId>> queue;
  float sum = 0;
  for (const Scored& seed : seeds) sum += seed.score;
  for (const Scored& seed : seeds) {
    Node& node = nodes[seed.file];
    node.rest += seed.score / sum;
    queue.emplace(node.rest, seed.file);
  }
  for (int pushes = 0; pushes < kPushes && !queue.empty();) {
    const auto [rest, file] = queue.top();
    queue.pop();
    Node& node = nodes[file];
    if (rest != node.rest) continue;  // an older entry
    if (rest < kLeast) break;
    ++pushes;
    node.rank += kRestart * node.rest;
    const float out = (1 - kRestart) * node.rest;
    node.rest = 0;
    const auto links = index.neighbours(file, kLinks);
    float all = 0;
    for (const auto& link : links) all += link.weight;
    if (all <= 0) continue;
    for (const auto& link : links) {
      Node& next = nodes[link.file];
      next.rest += out * link.weight / all;
      queue.emplace(next.rest, link.file);
    }
  }
  std::vector<Scored> out;
  out.reserve(nodes.size());
  for (const Scored& seed : seeds) nodes[seed.file].rank -= kRestart * seed.score / sum;  // its own start says nothing
  for (const auto& [file, node] : nodes) out.push_back({file, node.rank + kRestart * node.rest});
  best_first(out, limit);
  return out;
}

}  // namespace weir::workspace
