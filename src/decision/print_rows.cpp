// print: one function a row of `weir why`.
#include <fmt/format.h>

#include "decision/columns.h"
#include "decision/print.h"
#include "decision/questions.h"

namespace weir::print {
namespace {

std::string tokens(const std::optional<Tokens>& n) { return n ? tokens_text(*n) : "?"; }

std::string plan_text(const View& view, const Decision& d) {
  std::string out;
  for (const CandidateId& id : d.plan) out += (out.empty() ? "plan: " : ", ") + candidate(view, id);
  if (!out.empty()) return out;
  std::optional<Class> highest;
  for (const Requirement& r : d.requirements) {
    if (r.at_least && r.strength != Strength::hint) highest = std::max(highest.value_or(Class::smoke), *r.at_least);
  }
  if (d.by == By::automatic && highest) return fmt::format("plan: no other permit reaches class {}", name(*highest));
  return "no fallback";
}

// "$0.035–0.042": what the request would cost at both ends of its counted size.
std::string range(MicroUsd low, MicroUsd high) {
  const std::string a = money_text(low), b = money_text(high);
  return a == b ? a : a + "–" + b.substr(1);
}

std::string estimated(const Why& w) {
  const Decision& d = w.decision;
  if (!d.estimate.money) return "";
  const Candidate* target = d.target ? find_candidate(w.view, *d.target) : nullptr;
  if (target == nullptr || !target->price || !w.ask) return money_text(*d.estimate.money);
  const auto input = [&](Tokens prompt) { return cost_of(*target->price, prompt, {}, {}); };
  const MicroUsd middle = input(w.ask->prompt.value);
  return range(*d.estimate.money - (middle - input(w.ask->prompt.low)),
               *d.estimate.money + (input(w.ask->prompt.high) - middle));
}

std::string price(const Why& w) {
  if (w.cost_source == "owned" || w.cost_source == "quota") return w.cost_source;
  if (w.cost) return money_text(*w.cost);
  if (w.cost_source == "none") return "nothing";
  return w.outcome ? "price unknown" : "not settled";
}

std::string edits_text(const Why& w, const AttemptRecord& last) {
  if (last.edits.empty()) return "as it came";
  std::string out = fmt::format("{} edit{}: ", last.edits.size(), last.edits.size() == 1 ? "" : "s");
  const Candidate* to = find_candidate(w.view, last.candidate);
  std::size_t notes = 0;  // told again at their places with each request: one word for all of them
  std::string list;
  for (const Edit& edit : last.edits) {
    if (edit.reason == "ripple.nudge") {
      ++notes;
      continue;
    }
    const bool model = edit.reason == "model" && w.ask && to != nullptr;
    list += list.empty() ? "" : ", ";
    list += model ? fmt::format("model \"{}\" → \"{}\"", w.ask->model_named, to->model) : edit.reason;
  }
  out += list;
  if (notes > 0)
    out += fmt::format("{}{} behind a tool's result (ripple.nudge)", list.empty() ? "" : ", ",
                       notes == 1 ? "a note" : fmt::format("{} notes", notes));
  return out;
}

std::string failed_attempts(const Why& w) {
  std::string out;
  for (const AttemptRecord& a : w.outcome->attempts) {
    if (a.error_type.empty()) continue;
    out += fmt::format("; {} said {}", candidate(w.view, a.candidate), a.error_type);
    if (a.status) out += fmt::format(" ({})", *a.status);
  }
  return out;
}

}  // namespace

std::string asked(const Ask& ask, const Session& session) {
  std::string out = ask.model_named.empty() ? "-" : ask.model_named;
  const auto to = handover(ask.model_named);
  if (to && canonical(*to) != ask.model_named) out += " (" + std::string(canonical(*to)) + ")";
  if (session.pin) out += "   pin " + session.pin->model + " (" + session.pin->scope + ")";
  return clean(out);
}

std::string went(const View& view, const Decision& d, const std::optional<Outcome>& outcome) {
  if (!d.target) return fmt::format("{} not sent   {}", mark(Where::cloud), clean(d.refusal_class));
  const Candidate* target = find_candidate(view, *d.target);
  std::string out = candidate(view, *d.target);
  if (target != nullptr) out += "   " + std::string(name(target->billing));
  if (d.by != By::automatic) out += "   by " + std::string(name(d.by));
  out += "   " + plan_text(view, d);
  if (outcome && outcome->served_by && *outcome->served_by != *d.target)
    out += "   served by " + candidate(view, *outcome->served_by);
  return out;
}

std::string ripple(const View& view) {
  const Ripple& r = view.ripple;
  if (r.state == Index::ready || r.state == Index::none) return "";
  std::string out = r.state == Index::indexing ? "unknown: index" : fmt::format("unknown: index {}", name(r.state));
  if (!r.detail.empty())
    out += (r.state == Index::indexing ? " " : ", ") + r.detail;
  else if (r.state == Index::indexing)
    out += " not ready";
  return clean(out + "    unknown is never narrow: auto keeps the session's model");
}

std::string hint(const View& view) {
  if (!view.ripple.p_wide) return "";
  std::string out = fmt::format("p(≥4 files) {:.2f}", *view.ripple.p_wide);
  if (view.ripple.p_wide_base) out += fmt::format(" (this repository {:.2f})", *view.ripple.p_wide_base);
  return out + "    hints never exclude";
}

std::string switched(const Decision& d) {
  if (!d.switch_from) return "";
  const std::string from = "from " + d.switch_from->v + ": ";
  for (const std::string& reason : d.reasons) {
    if (reason.starts_with(from)) return clean(reason);
  }
  return clean(from + "its price is not known");
}

std::string cost(const Why& w) {
  std::string out = price(w);
  if (const std::string before = estimated(w); !before.empty()) out += " (estimated " + before + ")";
  if (!w.outcome || !w.outcome->usage.input) return out;
  const chat::Usage& u = w.outcome->usage;
  out += fmt::format("   {} in, {} cached; {} out", tokens(u.input), tokens(u.cache_read), tokens(u.output));
  if (!w.outcome->usage_reported) return out + "   estimated by weir";
  const Candidate* by = w.outcome->served_by ? find_candidate(w.view, *w.outcome->served_by) : nullptr;
  const bool engine = by != nullptr && by->dialect == "engine";
  return out + (engine ? "   counted by the engine" : "   reported by provider");
}

std::string sent(const Why& w) {
  if (!w.outcome) return "";
  if (w.outcome->end == End::lost) return "perhaps: weir itself ended before this request did";
  const auto& attempts = w.outcome->attempts;
  if (attempts.empty()) return "nothing";
  std::string out = fmt::format("{}; {} bytes; {} attempt{}", edits_text(w, attempts.back()),
                                grouped(w.outcome->bytes_out.n), attempts.size(), attempts.size() == 1 ? "" : "s");
  return clean(out + failed_attempts(w));
}

std::string stream(const Outcome& o) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (o.first) add("first " + duration_text(*o.first));
  if (o.duration)
    add((o.end == End::complete ? "whole " : std::string(name(o.end)) + " after ") + duration_text(*o.duration));
  else if (o.end != End::complete)
    add(std::string(name(o.end)));
  for (const std::string& reason : o.finish_reasons) add(reason);
  if (!o.error_type.empty()) add(o.error_type + (o.error_message.empty() ? "" : ": " + o.error_message));
  return clean(out);
}

std::string advice(const View& view, const std::optional<Decision>& other) {
  if (!other) return "same";
  const std::string where =
      other->target ? candidate(view, *other->target) : std::string(mark(Where::cloud)) + " not sent";
  return where + (other->reasons.empty() ? "" : ": " + clean(other->reasons.front()));
}

}  // namespace weir::print
