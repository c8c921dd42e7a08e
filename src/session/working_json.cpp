// The working set's JSON.
#include "session/working_json.h"

namespace weir::session {
namespace {

std::optional<unsigned> turn_of(unsigned turn) { return turn == 0 ? std::nullopt : std::optional(turn); }

void write_file(JsonWriter& w, const FileUse& f) {
  w.object().field("path", f.path).field("opened", f.opened).field("edited", f.edited).field("created", f.created);
  w.field("named", f.named).field("tool", f.tool).field("call", f.call).field("turn", f.turn);
  w.field("first_opened", turn_of(f.first_opened)).field("first_edited", turn_of(f.first_edited)).end();
}

void write_words(JsonWriter& w, std::string_view key, const std::vector<std::string>& words) {
  w.key(key).array();
  for (const std::string& word : words) w.value(word);
  w.end();
}

void write_change(JsonWriter& w, const Change& c) {
  w.object().field("path", c.path).field("call", c.call).field("turn", c.turn).key("lines");
  if (c.lines.first == 0) {
    w.null();
  } else {
    w.array().value(c.lines.first).value(c.lines.last).end();
  }
  w.field("whole", c.whole);
  write_words(w, "removed", c.removed);
  write_words(w, "added", c.added);
  w.end();
}

void write_searches(JsonWriter& w, std::string_view key, const std::vector<Search>& searches) {
  w.key(key).array();
  for (const Search& s : searches) w.object().field("path", s.path).field("turn", s.turn).field("call", s.call).end();
  w.end();
}

}  // namespace

void write(JsonWriter& w, const Working& working) {
  w.object().key("files").array();
  for (const FileUse& file : working.uses) write_file(w, file);
  w.end().key("changes").array();
  for (const Change& change : working.changes) write_change(w, change);
  w.end();
  write_searches(w, "listed", working.listed);
  write_searches(w, "searched", working.searches);
  w.key("tests").array();
  for (const TestRun& t : working.tests) {
    w.object().field("runner", t.runner).field("result", t.result).field("tool", t.tool).field("call", t.call);
    w.field("turn", t.turn).end();
  }
  w.end().key("errors").array();
  for (const Failure& f : working.failures) {
    w.object().field("tool", f.tool).field("class", f.cls).field("call", f.call).field("turn", f.turn).end();
  }
  w.end().end();
}

}  // namespace weir::session
