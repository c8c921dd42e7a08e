// POST /slice and POST /brief: the part of a workspace that is worth sending, and the audit that a planner reads first.
#include "api/place.h"
#include "api/routes.h"
#include "workspace/report/report.h"

namespace weir::api {
namespace {

template <class Report>
Reply shown(const Result<Report>& report, std::string_view form) {
  if (!report) return failed(report.error());
  if (form == "text") return {200, workspace::report::text(*report), "text/plain; charset=utf-8"};
  return {200, workspace::report::json(*report), "application/json"};
}

}  // namespace

Task<Reply> slice(Control& control, const Call& call) {
  auto doc = Json::parse(call.body);
  if (auto no = unreadable(doc)) co_return *std::move(no);
  auto ask = ripple_ask(doc->root());
  if (!ask) co_return failed(ask.error());
  if (ask->text.empty() && ask->files.empty())
    co_return refuse(400, "usage", "a slice needs a task or files", "weir slice \"what is to be done\" --files F");
  const std::string form = (*doc)["form"].string();
  co_return shown(co_await control.services.workspaces.slice(std::move(*ask), *call.gone), form);
}

Task<Reply> brief(Control& control, const Call& call) {
  auto doc = Json::parse(call.body);
  if (auto no = unreadable(doc)) co_return *std::move(no);
  auto ask = ripple_ask(doc->root());
  if (!ask) co_return failed(ask.error());
  if (!(*doc)["tokens"].integer()) ask->budget = Tokens{1500};  // what a planner can spare
  const std::string form = (*doc)["form"].string();
  co_return shown(co_await control.services.workspaces.brief(std::move(*ask), *call.gone), form);
}

}  // namespace weir::api
