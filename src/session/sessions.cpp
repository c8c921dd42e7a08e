// Sessions: the tracker, the pins, the issuers, and the archive behind them.
#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "session/archive.h"
#include "session/pins.h"
#include "session/tracker.h"

namespace weir::session {
namespace {

// What a client brings back is long and its own: a hash of it is kept.
std::string call_key(std::string_view id) { return hash128_hex("call\n" + std::string(id)); }
std::string thinking_key(std::string_view signature) { return hash128_hex("thinking\n" + std::string(signature)); }

std::string without_slash(std::string_view root) {
  while (root.size() > 1 && root.ends_with('/')) root.remove_suffix(1);
  return std::string(root);
}

// "5f2e...": the session; "5f2e....a1b2c3": a subagent's line in it.
std::pair<std::string, std::string> split(std::string_view id) {
  const auto dot = id.find('.');
  if (dot == std::string_view::npos) return {std::string(id), {}};
  return {std::string(id.substr(0, dot)), std::string(id.substr(dot + 1))};
}

class KeptSessions final : public Sessions {
 public:
  KeptSessions() : issuers_(limits::issuers) {}

  void restore(Kept kept) {
    for (IssuerRow& row : kept.issuers) issuers_.put(row.key, std::move(row.by));
    for (PinRow& row : kept.pins) pins_.set(row.id, std::move(row.pin));
    for (StandRow& row : kept.stands) {
      Known known;
      known.id = row.id;
      known.workspace = row.workspace;
      known.named = true;
      known.turn = row.turn;
      if (!row.target.empty()) known.target = CandidateId{row.target};
      tracker_.restore(std::move(known));
    }
    // Calls before files: what a session has counted already does not count again when its client brings it back.
    const auto each = [this](auto& rows, auto restore) {
      for (auto& row : rows) {
        if (Known* known = tracker_.find(row.session)) restore(known->files, row);
      }
    };
    each(kept.calls, [](WorkingSet& set, const CallRow& row) { set.restore(row.key); });
    each(kept.files, [](WorkingSet& set, FileRow& row) { set.restore(std::move(row.file)); });
    each(kept.changes, [](WorkingSet& set, ChangeRow& row) { set.restore(std::move(row.change)); });
  }
  void keep_in(std::unique_ptr<Archive> archive) { archive_ = std::move(archive); }

  Session observe(const Identity& identity, const Traffic& traffic, Millis wall) override {
    sweep(wall);
    Known* known = tracker_.find_or_begin(identity, traffic.calls, wall);
    if (known == nullptr) return alone(identity, wall);
    const bool main = !identity.side && identity.agent.empty();
    if (main) {
      const bool moved = tracker_.advance(*known, identity);
      if ((moved && identity.new_user_turn) || known->turn == 0) ++known->turn;
    }
    const WorkingSet::New added =
        known->files.take(traffic, {known->workspace, identity.directory, std::max(known->turn, 1U)});
    tracker_.made(*known, added.calls);
    keep(*known, added);
    return seen_by(*known, identity.agent, wall);
  }

  void served(std::string_view session, const CandidateId& by, Millis wall) override {
    const auto [id, agent] = split(session);
    Known* known = tracker_.find(id);
    if (known == nullptr) return;
    known->last_seen = wall;
    if (agent.empty()) {
      known->target = by;
      stand(*known);
    } else if (known->agent_target.contains(agent) || known->agent_target.size() < limits::session_agents) {
      known->agent_target.insert_or_assign(agent, by);
    }
  }

  void issued_call(std::string_view id, const CandidateId& by) override {
    if (!id.empty()) issued(call_key(id), by);
  }
  void issued_thinking(std::string_view signature, const CandidateId& by) override {
    if (!signature.empty()) issued(thinking_key(signature), by);
  }
  std::optional<CandidateId> issuer_of_call(std::string_view id) const override { return issuer(call_key(id)); }
  std::optional<CandidateId> issuer_of_thinking(std::string_view signature) const override {
    return issuer(thinking_key(signature));
  }

  Result<void> pin(const Pin& pin, std::string_view scope_id) override {
    TRY(std::string id, resolve(pin.scope, scope_id));
    if (pin.model.empty()) {
      pins_.erase({pin.scope, id});
    } else {
      if (pins_.size() >= limits::pins && !pins_.contains({pin.scope, id})) {
        return fail(ErrorKind::too_large, "there are " + std::to_string(limits::pins) + " pins already",
                    "take some away: weir use --clear");
      }
      pins_.set(id, pin);
    }
    write(PinRow{id, pin});
    return {};
  }
  std::vector<std::pair<std::string, Pin>> pins(Millis wall) const override { return pins_.live(wall); }

  std::vector<Summary> list(Millis wall) const override {
    std::vector<Summary> out;
    for (const auto& [id, known] : tracker_.all()) {
      if (known.turn == 0 || known.last_seen.n == 0) continue;  // side requests only, or from before the restart
      Summary& summary = out.emplace_back();
      summary.id = id;
      summary.client = known.client;
      summary.workspace = known.workspace;
      summary.turn = known.turn;
      summary.last_seen = known.last_seen;
      summary.target = known.target;
      summary.pin = pins_.strongest(id, known.workspace, wall);
      known.files.sum_up(summary);
    }
    std::ranges::sort(out, std::greater<>{}, &Summary::last_seen);
    return out;
  }

  Working working(std::string_view session) const override {
    const Known* known = tracker_.find(split(session).first);
    return known == nullptr ? Working{} : known->files.working();
  }

 private:
  Session seen_by(const Known& known, std::string_view agent, Millis wall) const {
    Session out{known.id, known.workspace, known.turn, known.files.opened(), known.files.edited(), {}, known.target};
    if (const FileUse* file = known.files.last_opened()) {
      out.last_opened = file->path;
      out.last_opened_turn = file->first_opened;
    }
    if (const FileUse* file = known.files.last_edited()) {
      out.last_edited = file->path;
      out.last_edited_turn = file->first_edited;
    }
    out.pin = pins_.strongest(known.id, known.workspace, wall);
    if (!agent.empty()) {
      const std::string mark = agent_mark(agent);
      const auto at = known.agent_target.find(mark);
      out.last_target = at == known.agent_target.end() ? std::nullopt : std::optional(at->second);
      out.id += "." + mark;
    }
    return out;
  }

  // A side request without a session, such as an editor's completions: one id per client and workspace.
  Session alone(const Identity& identity, Millis wall) const {
    Session out;
    out.id = named_id(identity.client, "alone\n" + identity.workspace);
    out.workspace = identity.workspace;
    out.pin = pins_.strongest(out.id, out.workspace, wall);
    return out;
  }

  void issued(std::string key, const CandidateId& by) {
    const CandidateId* before = issuers_.find(key);
    if (before != nullptr && *before == by) return;
    issuers_.put(key, by);
    write(IssuerRow{std::move(key), by});
  }
  std::optional<CandidateId> issuer(const std::string& key) const {
    const CandidateId* by = issuers_.find(key);
    return by == nullptr ? std::nullopt : std::optional(*by);
  }

  void stand(const Known& known) {
    if (known.named) write(StandRow{known.id, known.workspace, known.turn, known.target ? known.target->v : ""});
  }
  // A named session is found again after a restart, and with it what it did.
  void keep(const Known& known, const WorkingSet::New& added) {
    if (!archive_ || !known.named || added.empty()) return;
    for (const std::uint64_t key : added.calls) write(CallRow{known.id, key});
    for (const std::string& path : added.files) {
      if (const FileUse* file = known.files.find(path)) write(FileRow{known.id, *file});
    }
    for (const Change& change : added.changes) write(ChangeRow{known.id, change});
    stand(known);
  }
  void write(Row row) {
    if (archive_) archive_->write(std::move(row));
  }
  void sweep(Millis wall) {
    for (const Pins::Key& key : pins_.expired(wall)) {
      pins_.erase(key);
      write(PinRow{key.second, Pin{"", key.first, std::nullopt}});
    }
  }

  Result<std::string> resolve(const std::string& scope, std::string_view id) const {
    if (scope == "all") return std::string();
    if (scope == "workspace") {
      if (id.starts_with('/')) return without_slash(id);
      return fail(ErrorKind::invalid, "a workspace is named by its absolute folder", "write its whole path");
    }
    if (scope == "session") return resolve_session(split(id).first);
    return fail(ErrorKind::invalid, "no pin has the scope \"" + scope + "\"", "scopes are session, workspace, all");
  }

  Result<std::string> resolve_session(const std::string& id) const {
    if (id.empty()) return fail(ErrorKind::invalid, "which session?", "weir status lists them");
    if (tracker_.find(id) != nullptr || pins_.contains({"session", id})) return id;
    std::optional<std::string> found;
    for (const auto& entry : tracker_.all()) {
      if (!entry.first.starts_with(id)) continue;
      if (found) return fail(ErrorKind::invalid, "more than one session begins with " + id, "write more of its id");
      found = entry.first;
    }
    if (!found) return fail(ErrorKind::not_found, "no session begins with " + id, "weir status lists them");
    return *found;
  }

  Tracker tracker_;
  Pins pins_;
  Recent<std::string, CandidateId> issuers_;
  std::unique_ptr<Archive> archive_;
};

}  // namespace

Result<std::unique_ptr<Sessions>> open(const std::string& path) {
  auto sessions = std::make_unique<KeptSessions>();
  if (!path.empty()) {
    Kept kept;
    TRY(auto archive, Archive::open(path, kept));
    sessions->restore(std::move(kept));
    sessions->keep_in(std::move(archive));
  }
  return sessions;
}

}  // namespace weir::session
