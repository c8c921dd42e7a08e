// The fields of each value and their names in JSON, once, for writing and for reading. A visitor `f` is called as
// f(name, field), f.object(name, fields of a nested object) and f.since(name, field, older name): a field that ledgers
// of before do not have, or have by another name. Only json.cpp includes this. A name never changes: ledgers hold it.
#pragma once
#include <concepts>
#include <type_traits>

#include "decision/ask.h"
#include "decision/decision.h"
#include "decision/outcome.h"
#include "decision/view.h"

namespace weir::fields {

template <class T, class U>
concept like = std::same_as<std::remove_const_t<T>, U>;

template <class F, like<chat::Counted> T>
void each(F& f, T& v) {
  f("value", v.value);
  f("low", v.low);
  f("high", v.high);
  f("source", v.source);
}

template <class F, like<Ask> T>
void each(F& f, T& v) {
  f("id", v.id);
  f("body_hash", v.body);
  f("kind", v.kind);
  f("client", v.client);
  f("dialect", v.dialect);
  f("model_named", v.model_named);
  f("prompt", v.prompt);
  f("max_output", v.max_output);
  f("needs", v.needs);
  f("thinking_by", v.thinking_by);
  f("thinking_paths", v.thinking_paths);
  f("call_by", v.call_by);
  f("agent", v.agent);
}

template <class F, like<Pin> T>
void each(F& f, T& v) {
  f("model", v.model);
  f("scope", v.scope);
  f("until_ms", v.until);
}

template <class F, like<Session> T>
void each(F& f, T& v) {
  f("id", v.id);
  f("workspace", v.workspace);
  f("turn", v.turn);
  f("opened", v.opened);
  f("edited", v.edited);
  f("pin", v.pin);
  f("last_target", v.last_target);
  f.since("last_opened", v.last_opened);
  f.since("last_opened_turn", v.last_opened_turn);
  f.since("last_edited", v.last_edited);
  f.since("last_edited_turn", v.last_edited_turn);
}

template <class F, like<Price> T>
void each(F& f, T& v) {
  f("in", v.in);
  f("out", v.out);
  f("cache_read", v.cache_read);
  f("cache_write", v.cache_write);
  f("dated", v.dated);
}

template <class F, like<Candidate> T>
void each(F& f, T& v) {
  f("id", v.id);
  f("model", v.model);
  f("endpoint", v.endpoint);
  f("names", v.names);
  f("class", v.cls);
  f("class_known", v.class_known);
  f("billing", v.billing);
  f("where", v.where);
  f("health", v.health);
  f("health_reason", v.health_reason);
  f("access", v.access);
  f("dialect", v.dialect);
  f("context", v.context);
  f("max_output", v.max_output);
  f("offers", v.offers);
  f("price", v.price);
  f("warm", v.warm);
  f("ttft_ms", v.ttft);
  f("prefill_per_ktok_ms", v.prefill_per_ktok);
}

template <class F, like<Edge> T>
void each(F& f, T& v) {
  f("rule", v.rule);
  f("symbol", v.symbol);
  f("from", v.from);
  f("to", v.to);
  f("units", v.units);
}

template <class F, like<Ripple> T>
void each(F& f, T& v) {
  f("state", v.state);
  f.since("observed", v.observed);
  f.since("named", v.named, "edges");
  f.since("operation", v.operation);
  f("slice", v.slice);
  f("p_wide", v.p_wide);
  f("p_wide_base", v.p_wide_base);
  f("age_ms", v.age);
  f.since("detail", v.detail);
}

template <class F, like<View> T>
void each(F& f, T& v) {
  f("now_ms", v.now);
  f("catalog_rev", v.catalog_rev);
  f("config_rev", v.config_rev);
  f("candidates", v.candidates);
  f("ripple", v.ripple);
  f("spent_today", v.spent_today);
  f("reserved", v.reserved);
}

template <class F, like<Rules> T>
void each(F& f, T& v) {
  f("local_only", v.local_only);
  f("local_only_source", v.local_only_source);
  f("day_cap", v.day_cap);
  f("day_cap_source", v.day_cap_source);
  f("opened_wide", v.opened_wide);
  f("edited_wide", v.edited_wide);
  f("wide_min", v.wide_min);
  f("tools_min", v.tools_min);
  f("ripple_min", v.ripple_min);
  f("ripple_from", v.ripple_from);
}

template <class F, like<Verdict> T>
void each(F& f, T& v) {
  f("rule", v.rule);
  f("candidate", v.candidate);
  f("effect", v.effect);
  f("reason", v.reason);
  f("source", v.source);
}

template <class F, like<Requirement> T>
void each(F& f, T& v) {
  f("rule", v.rule);
  f("strength", v.strength);
  f("text", v.text);
  f("at_least", v.at_least);
  f("context", v.context);
  f("where", v.where);
  f.since("needs", v.needs);
  f("edges", v.edges);
}

template <class F, like<Signal> T>
void each(F& f, T& v) {
  f("name", v.name);
  f("value", v.value);
  f("weight", v.weight);
  f("text", v.text);
}

template <class F, like<Rejected> T>
void each(F& f, T& v) {
  f("candidate", v.candidate);
  f("reason", v.reason);
}

template <class F, like<Wish> T>
void each(F& f, T& v) {
  f("act", v.act);
  f("path", v.path);
  f("value", v.value);
  f("reason", v.reason);
}

template <class F, like<Estimate> T>
void each(F& f, T& v) {
  f("microusd", v.money);
  f("first_ms", v.first);
  f("total_ms", v.total);
}

template <class F, like<Decision> T>
void each(F& f, T& v) {
  f("target", v.target);
  f("by", v.by);
  f("plan", v.plan);
  f("reasons", v.reasons);
  f("warnings", v.warnings);
  f("requirements", v.requirements);
  f("signals", v.signals);
  f("wishes", v.wishes);
  f("rejected", v.rejected);
  f("estimate", v.estimate);
  f.object("switch", [&v](auto& g) {  // what it takes to leave `from`: the time to the first token is prefill
    g("from", v.switch_from);
    g("microusd", v.switching.money);
    g("prefill_ms", v.switching.first);
    g("total_ms", v.switching.total);
  });
  f("refusal", v.refusal);
  f("help", v.help);
  f("refusal_class", v.refusal_class);
}

template <class F, like<Edit> T>
void each(F& f, T& v) {
  f("at", v.at);
  f("size", v.size);
  f("bytes", v.bytes);
  f("reason", v.reason);
}

template <class F, like<AttemptRecord> T>
void each(F& f, T& v) {
  f("n", v.n);
  f("candidate", v.candidate);
  f("start_ms", v.start);
  f("head_ms", v.head);
  f("first_ms", v.first);
  f("end_ms", v.end);
  f("status", v.status);
  f("error.type", v.error_type);
  f("error.message", v.error_message);
  f("retry_after_ms", v.retry_after);
  f("bytes_out", v.bytes_out);
  f("bytes_in", v.bytes_in);
  f("edits", v.edits);
}

template <class F, like<chat::Usage> T>
void each(F& f, T& v) {
  f("input", v.input);
  f("cache_read", v.cache_read);
  f("cache_write", v.cache_write);
  f("output", v.output);
  f("reasoning", v.reasoning);
}

template <class F, like<Outcome> T>
void each(F& f, T& v) {
  f("end", v.end);
  f("commit_ms", v.commit);
  f("first_ms", v.first);
  f("duration_ms", v.duration);
  f("frame", v.frame);
  f("status", v.status);
  f("error.type", v.error_type);
  f("error.message", v.error_message);
  f("usage", v.usage);
  f("usage_reported", v.usage_reported);
  f("finish_reasons", v.finish_reasons);
  f("response_model", v.response_model);
  f("served_by", v.served_by);
  f("bytes_out", v.bytes_out);
  f("bytes_in", v.bytes_in);
  f("attempts", v.attempts);
}

}  // namespace weir::fields
