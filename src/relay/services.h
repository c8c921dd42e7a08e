// What main hands to relay and api: references to services that outlive both. Nothing here is constructed by relay.
#pragma once
#include <cstdint>
#include <string>

#include "access/access.h"
#include "base/ids.h"
#include "base/loop.h"
#include "catalog/catalog.h"
#include "config/config.h"
#include "decision/view.h"
#include "ledger/ledger.h"
#include "relay/circuit.h"
#include "relay/measured.h"
#include "relay/notes.h"
#include "relay/upstreams.h"
#include "session/session.h"
#include "workspace/workspaces.h"

namespace weir::relay {

struct Counters {  // since start; strangers leave nothing else
  std::uint64_t refused_front = 0, refused_token = 0, exchanges = 0, bugs = 0;
  std::uint64_t running = 0;  // exchanges that have not ended
};

struct Services {
  Loop& loop;
  const config::Config& config;
  const config::Paths& paths;
  Rules rules;
  std::string config_rev;
  catalog::Catalog& catalog;
  session::Sessions& sessions;
  ledger::Ledger& ledger;
  const access::KeyRing& keys;
  const access::Secret& token;
  Upstreams& upstreams;
  Measured& measured;
  workspace::Workspaces& workspaces;
  Notes& notes;
  unsigned port = 0;
  Millis started;  // wall
  Counters counters;
  Circuits circuits{};
  ExchangeIds ids{};
  Cancel ending{};        // requested when the drain's time is over: exchanges end honestly, now
  bool stopping = false;  // the drain began
};

}  // namespace weir::relay
