// POST /index: begins the index of a workspace, or tells how far it is. Answers at once: who wants to see it grow asks
// again.
#include <algorithm>

#include "api/place.h"
#include "api/routes.h"
#include "base/ids.h"
#include "base/json_writer.h"

namespace weir::api {

void write_index(JsonWriter& w, const workspace::IndexStatus& s, Millis wall) {
  const bool seen = s.updated.n > 0;
  w.object().field("root", s.root).field("state", name(s.state)).field("detail", s.detail).field("percent", s.percent);
  w.field("files", s.files).field("commits", s.commits).field("definitions", s.definitions).field("uses", s.uses);
  const workspace::LeftOut& out = s.left_out;
  w.key("left_out").object().field("generated", out.generated).field("vendored", out.vendored);
  w.field("binary", out.binary).field("huge", out.huge).field("unread", out.unread).end();
  w.field("bytes", s.bytes).field("updated", seen ? std::optional(iso_time(s.updated)) : std::nullopt);
  w.field("age_ms", seen ? std::optional(std::max<std::int64_t>(0, (wall - s.updated).n)) : std::nullopt).end();
}

Task<Reply> index(Control& control, const Call& call) {
  relay::Services& s = control.services;
  auto doc = Json::parse(call.body);
  if (auto no = unreadable(doc)) co_return *std::move(no);
  if (!s.config.ripple_enabled) {
    co_return refuse(503, "ripple", "ripple is off: no workspace is indexed",
                     "set ripple.enabled = true in weir.toml and start weir again");
  }
  const auto place = place_of(doc->root());
  if (!place) co_return failed(place.error());
  s.workspaces.want(place->root);
  workspace::IndexStatus status;
  status.root = place->root;
  status.state = ::weir::Index::indexing;
  for (const workspace::IndexStatus& known : s.workspaces.list()) {
    if (known.root == place->root) status = known;
  }
  JsonWriter w;
  w.object().field("schema", "weir.index/1").key("index");
  write_index(w, status, s.loop.wall());
  w.end();
  co_return Reply{200, w.take(), "application/json"};
}

}  // namespace weir::api
