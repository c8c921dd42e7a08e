// Pins by scope and what they are pinned to. Values only; who keeps them on disk is not its business.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decision/ask.h"

namespace weir::session {

class Pins {
 public:
  using Key = std::pair<std::string, std::string>;  // scope, id

  void set(const std::string& id, Pin pin);
  void erase(const Key& key) { all_.erase(key); }
  bool contains(const Key& key) const { return all_.contains(key); }
  std::size_t size() const { return all_.size(); }

  // The strongest that applies and has not run out: session, workspace, all.
  std::optional<Pin> strongest(std::string_view session, std::string_view workspace, Millis wall) const;
  std::vector<std::pair<std::string, Pin>> live(Millis wall) const;  // id, pin
  std::vector<Key> expired(Millis wall) const;

 private:
  std::map<Key, Pin> all_;
};

}  // namespace weir::session
