// json: the same values for programs; shapes in docs/json.md.
#include <fmt/format.h>

#include "base/json_writer.h"
#include "decision/words.h"
#include "workspace/report/page.h"
#include "workspace/report/report.h"

namespace weir::workspace::report {
namespace {

void text_or_null(JsonWriter& w, std::string_view key, std::string_view text) {
  w.key(key);
  if (text.empty())
    w.null();
  else
    w.value(text);
}

void strings(JsonWriter& w, std::string_view key, const std::vector<std::string>& list) {
  w.key(key).array();
  for (const std::string& s : list) w.value(s);
  w.end();
}

void places(JsonWriter& w, std::string_view key, const std::vector<Place>& list) {
  w.key(key).array();
  for (const Place& p : list) w.value(place(p));
  w.end();
}

void index(JsonWriter& w, const IndexStatus& s) {
  w.key("index").object().field("root", s.root).field("state", name(s.state));
  text_or_null(w, "detail", s.detail);
  const bool counted = known(s);
  const auto number = [&](std::string_view key, std::uint64_t n) {
    w.key(key);
    if (counted)
      w.value(n);
    else
      w.null();
  };
  number("files", s.files);
  number("commits", s.commits);
  number("definitions", s.definitions);
  number("uses", s.uses);
  number("bytes", s.bytes);
  w.field("percent", s.percent).key("updated_ms");
  if (s.updated.n > 0)
    w.value(s.updated.n);
  else
    w.null();
  w.end();
}

void width(JsonWriter& w, const Width& v, bool answered) {
  w.key("width");
  if (!answered) {
    w.null();
    return;
  }
  const auto one = [&](std::string_view key, double p, double base) {
    w.key(key).object().field("p", p).field("base", base).end();
  };
  w.object();
  one("files2", v.files2, v.base_files2);
  one("files4", v.files4, v.base_files4);
  one("units2", v.units2, v.base_units2);
  w.field("commits", v.commits).end();
}

void files(JsonWriter& w, const std::vector<Ranked>& list) {
  w.key("files").array();
  for (const Ranked& f : list) {
    w.object().field("path", f.path);
    text_or_null(w, "unit", f.unit);
    w.field("score", f.score).key("reasons").array();
    for (const Reason& r : f.reasons) w.object().field("part", r.part).field("text", r.text).end();
    w.end().end();
  }
  w.end();
}

}  // namespace

std::string json(const RippleReport& report) {
  JsonWriter w;
  w.object().field("schema", "weir.ripple/1");
  index(w, report.index);
  text_or_null(w, "question", report.question);
  text_or_null(w, "operation", report.operation);
  w.key("edges").array();
  for (const Edge& e : report.edges) {
    w.object().field("rule", e.rule).field("symbol", e.symbol).field("from", place(e.from));
    places(w, "to", e.to);
    strings(w, "units", e.units);
    w.end();
  }
  w.end();
  files(w, report.files);
  width(w, report.width, known(report.index));
  return w.end().take();
}

std::string json(const LeftReport& report) {
  JsonWriter w;
  w.object().field("schema", "weir.left/1");
  index(w, report.index);
  text_or_null(w, "against", report.against);
  w.key("left").array();
  for (const Left& l : report.left) {
    w.object().field("rule", l.rule).field("symbol", l.symbol).field("what", l.what).field("from", place(l.from));
    places(w, "to", l.to);
    strings(w, "units", l.units);
    w.end();
  }
  return w.end().end().take();
}

std::string json(const Slice& slice) {
  JsonWriter w;
  w.object().field("schema", "weir.slice/1").field("tokens", slice.tokens.n).field("budget", slice.budget.n);
  w.key("parts").array();
  for (const Part& p : slice.parts) {
    w.object().field("why", why_name(p.why)).field("path", p.path).field("first", p.first).field("last", p.last);
    text_or_null(w, "blob", p.blob != 0 ? fmt::format("{:016x}", p.blob) : "");
    text_or_null(w, "symbol", p.symbol);
    text_or_null(w, "reason", p.reason);
    w.field("tokens", p.tokens.n).field("text", p.text).end();
  }
  w.end();
  strings(w, "left_out", slice.left_out);
  return w.end().take();
}

std::string json(const Brief& brief) {
  JsonWriter w;
  w.object().field("schema", "weir.brief/1").field("name", brief.name);
  w.field("tokens", brief.tokens.n).field("budget", brief.budget.n).key("lines").array();
  for (const BriefLine& l : brief.lines)
    w.object().field("topic", l.topic).field("text", l.text).field("source", l.source).end();
  w.end();
  strings(w, "left_out", brief.left_out);
  return w.end().take();
}

}  // namespace weir::workspace::report
