// POST /ripple: what a change reaches (how: text, file), and what an edit left behind (diff, drift). As JSON, as text
// for a terminal or as a drawing.
#include "api/place.h"
#include "api/routes.h"
#include "workspace/report/report.h"

namespace weir::api {
namespace {

using How = workspace::RippleAsk::How;

std::optional<How> how_of(std::string_view word) {
  if (word == "text" || word.empty()) return How::text;
  if (word == "file") return How::file;
  if (word == "diff") return How::diff;
  if (word == "drift") return How::drift;
  return std::nullopt;
}

Result<workspace::RippleAsk> ask_of(JsonValue body) {
  TRY(workspace::RippleAsk ask, ripple_ask(body));
  const auto how = how_of(body["how"].string());
  if (!how) return fail(ErrorKind::invalid, "how is none of text, file, diff, drift", "\"how\": \"text\"");
  ask.how = *how;
  ask.symbol = body["symbol"].string();
  ask.rev = body["rev"].string();
  if (ask.how == How::file) {
    TRY(const Place place, place_of(body));
    const std::string file = body["file"].string();
    ask.file = inside(place, file);
    if (ask.file.empty()) {
      return fail(ErrorKind::invalid, file.empty() ? "no file was named" : file + " is not inside " + place.root,
                  "weir ripple --file proto/order.proto:user_id");
    }
  }
  if (ask.how == How::text && ask.text.empty()) {
    return fail(ErrorKind::invalid, "there is nothing to look for", "weir ripple \"rename user_id in order.proto\"");
  }
  return ask;
}

std::string drawn(const workspace::RippleReport& report) { return workspace::report::svg(report); }

// What was left behind is drawn as the edges that it breaks.
std::string drawn(const workspace::LeftReport& report) {
  workspace::RippleReport graph;
  graph.index = report.index;
  graph.question = report.against.empty() ? "left behind" : "left behind since " + report.against;
  for (const workspace::Left& left : report.left)
    graph.edges.push_back({left.rule, left.symbol + " (" + left.what + ")", left.from, left.to, left.units});
  return workspace::report::svg(graph);
}

template <class Report>
Reply shown(const Result<Report>& report, std::string_view form) {
  if (!report) return failed(report.error());
  if (form == "text") return {200, workspace::report::text(*report), "text/plain; charset=utf-8"};
  if (form == "svg") return {200, drawn(*report), "image/svg+xml"};
  return {200, workspace::report::json(*report), "application/json"};
}

}  // namespace

Task<Reply> ripple(Control& control, const Call& call) {
  auto doc = Json::parse(call.body);
  if (auto no = unreadable(doc)) co_return *std::move(no);
  auto ask = ask_of(doc->root());
  if (!ask) co_return failed(ask.error());
  const std::string form = (*doc)["form"].string();
  workspace::Workspaces& workspaces = control.services.workspaces;
  if (ask->how == How::text || ask->how == How::file)
    co_return shown(co_await workspaces.ripple(std::move(*ask), *call.gone), form);
  co_return shown(co_await workspaces.left(std::move(*ask), *call.gone), form);
}

}  // namespace weir::api
