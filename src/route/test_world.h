// The world that route's tests change a little and ask about.
#pragma once
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "decision/samples.h"
#include "route/fake_policy.h"
#include "route/route.h"

namespace weir::route {

inline const std::string tiny = "qwen2.5-coder:0.5b@engine", mid = "gemma4:26b@ollama", lan = "qwen3.6-27b@vllm",
                         sonnet = "claude-sonnet-5@anthropic", opus = "claude-opus-5@anthropic", gpt = "gpt-6.1@openai",
                         none;

struct World {
  Ask ask = samples::ask(Kind::main_turn);
  Session session = samples::session();
  View view = samples::world();
  Rules rules;
  std::vector<Denial> denials = {{gpt, "access", "no key and no login for openai yet", ""}};

  Candidate& at(const std::string& id) {
    for (Candidate& c : view.candidates) {
      if (c.id.v == id) return c;
    }
    throw std::out_of_range(id);
  }
  void only(const std::vector<std::string>& ids) {
    std::erase_if(view.candidates, [&](const Candidate& c) { return std::ranges::find(ids, c.id.v) == ids.end(); });
  }
  void deny(const std::string& id, const std::string& rule, const std::string& reason = "for a reason",
            const std::string& source = "") {
    denials.push_back({id, rule, reason, source});
  }
  void kind(Kind k, std::string model = "weir/auto") {
    ask.kind = k;
    ask.model_named = std::move(model);
  }
  void tools() { ask.needs.push_back(Need::tools); }
  void pin(std::string model) { session.pin = Pin{std::move(model), "session", {}}; }
  void last(const std::string& id) { session.last_target = CandidateId{id}; }
  Decision decided() const { return decide(ask, session, view, rules, judged(ask, session, view, denials)); }
  Decision advised() const { return advise(ask, session, view, rules, judged(ask, session, view, denials)); }
};

}  // namespace weir::route
