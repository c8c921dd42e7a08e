// Pins.
#include "session/pins.h"

namespace weir::session {
namespace {

bool holds(const Pin& pin, Millis wall) { return !pin.until || *pin.until > wall; }

}  // namespace

void Pins::set(const std::string& id, Pin pin) {
  Key key{pin.scope, id};
  all_.insert_or_assign(std::move(key), std::move(pin));
}

std::optional<Pin> Pins::strongest(std::string_view session, std::string_view workspace, Millis wall) const {
  for (const Key& key : {Key{"session", session}, Key{"workspace", workspace}, Key{"all", ""}}) {
    const auto it = all_.find(key);
    if (it != all_.end() && holds(it->second, wall)) return it->second;
  }
  return std::nullopt;
}

std::vector<std::pair<std::string, Pin>> Pins::live(Millis wall) const {
  std::vector<std::pair<std::string, Pin>> out;
  for (const auto& [key, pin] : all_) {
    if (holds(pin, wall)) out.emplace_back(key.second, pin);
  }
  return out;
}

std::vector<Pins::Key> Pins::expired(Millis wall) const {
  std::vector<Key> out;
  for (const auto& [key, pin] : all_) {
    if (!holds(pin, wall)) out.push_back(key);
  }
  return out;
}

}  // namespace weir::session
