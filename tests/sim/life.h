// Life: one process of weir from its start to its end, as main() builds it, over the simulator's clock, network and
// disk. The disk (an in-memory SQLite database) outlives it.
#pragma once
#include <memory>
#include <string>

#include "access/access.h"
#include "catalog/catalog.h"
#include "config/config.h"
#include "ledger/by_hand.h"
#include "relay/services.h"
#include "session/session.h"
#include "upstream.h"

namespace weir::sim {

// A configuration, read once for all schedules that use it.
struct Setting {
  std::string name;
  config::Config config;
  config::Paths paths;
  Rules rules;
  std::string revision;
  catalog::Catalog catalog;
};
const std::vector<std::unique_ptr<Setting>>& settings();

inline constexpr std::string_view token = "00000000000000000000000000000000000000000000000000000000000000aa";
inline constexpr unsigned port = 4517;

class Life {
 public:
  Life(SimLoop& loop, Chance& chance, Notes& notes, Setting& setting, const std::string& disk,
       std::vector<unsigned> ill);
  ~Life();
  relay::Services& services() { return *services_; }
  ledger::ByHand& ledger() { return *ledger_; }
  Network& network() { return network_; }
  session::Sessions& sessions() { return *sessions_; }
  std::size_t active = 0;  // exchanges that run
  bool open = true;        // takes new ones

 private:
  Network network_;
  access::KeyRing keys_;
  access::Secret token_;
  std::unique_ptr<ledger::ByHand> ledger_;
  std::unique_ptr<session::Sessions> sessions_;
  std::unique_ptr<relay::Upstreams> upstreams_;
  relay::Measured measured_;
  std::unique_ptr<workspace::Workspaces> workspaces_;
  relay::Notes notes_;
  std::unique_ptr<relay::Services> services_;
};

}  // namespace weir::sim
