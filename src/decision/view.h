// View: everything outside the request that a decision depends on, as one value; relay/view.cpp alone gathers it.
// Rules: what configuration and catalogue say, built by main. Both go into the ledger (candidates and rules once,
// by hash), so `weir replay` decides again from them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "decision/words.h"

namespace weir {

struct Price {  // per million tokens
  MicroUsd in, out, cache_read, cache_write;
  std::string dated;  // the row's date in the price list
  bool operator==(const Price&) const = default;
};

struct Candidate {
  CandidateId id;                  // model@endpoint
  std::string model, endpoint;     // its two halves
  std::vector<std::string> names;  // all that a client may write to mean it, id and model included
  Class cls{};
  bool class_known = true;  // false: not in the catalogue, cls is the endpoint's guess
  Billing billing{};
  Where where{};
  Health health{};
  std::string health_reason;  // "connection refused", "loading 41 %"
  Access access{};
  std::string dialect;  // what the endpoint speaks: "messages", "chat", "engine"
  Tokens context;       // window; 0 = unknown
  Tokens max_output;    // 0 = unknown
  std::vector<Need> offers;
  std::optional<Price> price;                    // the row that fits this prompt's size and today's date
  Tokens warm;                                   // of this session's prefix, still cached there
  std::optional<Millis> ttft, prefill_per_ktok;  // measured here, or nothing
  bool operator==(const Candidate&) const = default;
};

struct Place {
  std::string file;
  unsigned line = 0;
  bool operator==(const Place&) const = default;
};
struct Edge {  // relative to the workspace root
  std::string rule, symbol;
  Place from;
  std::vector<Place> to;
  std::vector<std::string> units;
  bool operator==(const Edge&) const = default;
};

// What the workspace says about the change at hand. Facts (edges) and a prior (p_wide) are never mixed.
struct Ripple {
  Index state = Index::none;
  std::vector<Edge> observed;  // of definitions that this session's edits changed
  std::vector<Edge> named;  // of definitions that the user's words name together with an operation that reaches users
  std::string operation;    // "rename", "remove", "retype", "default", "signature", "meaning"; "" none named
  Tokens slice;             // what the reached parts would cost to send
  std::optional<double> p_wide, p_wide_base;  // >= 4 files: for this change, for this repository
  Millis age;                                 // of the answer: 0 = for this turn
  std::string detail;                         // of a state that is not ready: "41 %", "more than 200,000 files"
  bool operator==(const Ripple&) const = default;
};

struct View {
  Millis now;                           // wall clock
  std::string catalog_rev, config_rev;  // hashes of what was in force
  std::vector<Candidate> candidates;
  Ripple ripple;
  MicroUsd spent_today, reserved;  // metered only
  bool operator==(const View&) const = default;
};

struct Rules {
  std::vector<std::string> local_only;         // absolute workspace roots
  std::vector<std::string> local_only_source;  // same order: "~/.config/weir/weir.toml:12:1"
  std::optional<MicroUsd> day_cap;
  std::string day_cap_source;
  unsigned opened_wide = 8, edited_wide = 3;  // first priors (facts/routing.md §2.5)
  Class wide_min = Class::mid;                // what a wide session needs
  Class tools_min = Class::small;             // what a turn with tools needs in auto
  Class ripple_min = Class::large;
  unsigned ripple_from = 2;
  bool operator==(const Rules&) const = default;
};

}  // namespace weir
