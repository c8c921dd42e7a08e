// Which repository works next, and when their states are told.
#include "workspace/repo/shelf.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"

namespace weir::workspace {
namespace {

constexpr std::chrono::milliseconds tell_every{100};  // while a first pass runs

}  // namespace

Shelf::Shelf(std::string cache_dir, std::shared_ptr<const Weights> weights,
             std::function<void(std::vector<IndexStatus>)> tell)
    : cache_dir_(std::move(cache_dir)), weights_(std::move(weights)), tell_(std::move(tell)) {}

Repo* Shelf::find(const std::string& root) {
  const auto it = std::ranges::find_if(repos_, [&](const auto& repo) { return repo->root() == root; });
  if (it == repos_.end()) return nullptr;
  repos_.splice(repos_.begin(), repos_, it);
  return it->get();
}

Repo& Shelf::open(const std::string& root) {
  if (Repo* known = find(root)) return *known;
  if (repos_.size() >= limits::workspaces) {
    repos_.back()->save();
    repos_.pop_back();
  }
  const std::string keep = cache_dir_.empty() ? "" : cache_dir_ + "/" + hash128_hex(root);
  repos_.push_front(std::make_unique<Repo>(root, keep, weights_));
  tell();
  return *repos_.front();
}

bool Shelf::finish_pass(Repo& repo, const std::function<bool()>& stop) {
  while (!repo.ready()) {
    if (stop()) return false;
    repo.step();
    if (Repo::Clock::now() - told_ > tell_every) tell();
  }
  tell();
  return true;
}

void Shelf::tell() {
  told_ = Repo::Clock::now();
  std::vector<IndexStatus> all;
  for (const auto& repo : repos_) all.push_back(repo->status());
  tell_(std::move(all));
}

std::vector<int> Shelf::descriptors() {
  std::vector<int> out;
  for (const auto& repo : repos_) {
    if (repo->descriptor() >= 0) out.push_back(repo->descriptor());
  }
  return out;
}

void Shelf::news(int descriptor) {
  for (const auto& repo : repos_) {
    if (repo->descriptor() == descriptor) repo->news();
  }
}

bool Shelf::step() {
  bool more = false, changed = false;
  for (const auto& repo : repos_) {
    const bool was_ready = repo->ready();
    const Millis before = repo->status().updated;
    more |= repo->step();
    changed |= was_ready != repo->ready() || before != repo->status().updated;
    if (!was_ready) break;  // one first pass at a time, the latest wanted first
  }
  if (changed || (more && Repo::Clock::now() - told_ > tell_every)) tell();
  return more;
}

Millis Shelf::pause() {
  Millis out{60'000};
  for (const auto& repo : repos_) out = std::min(out, repo->pause());
  return out;
}

void Shelf::finish() {
  for (const auto& repo : repos_) repo->save();
}

}  // namespace weir::workspace
