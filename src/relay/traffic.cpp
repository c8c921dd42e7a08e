// Tool traffic for the session.
#include "relay/traffic.h"

namespace weir::relay {
namespace {

std::string_view how(clients::Touch::How how) {
  using enum clients::Touch::How;
  switch (how) {
    case opened:
      return "opened";
    case edited:
      return "edited";
    case created:
      return "created";
    case listed:
      return "listed";
    case searched:
      return "searched";
    case named:
      return "named";
  }
  return "named";
}

std::string_view result(clients::Activity::Result result) {
  using enum clients::Activity::Result;
  switch (result) {
    case passed:
      return "passed";
    case failed:
      return "failed";
    case unknown:
      return "unknown";
  }
  return "unknown";
}

session::Touched touched(clients::Touch& t) {
  session::Touched out{std::move(t.path), std::string(how(t.how)), std::move(t.tool), std::move(t.call)};
  out.removed = std::move(t.removed);
  out.added = std::move(t.added);
  out.lines = {t.lines.first, t.lines.last};
  out.whole = t.whole;
  out.pattern = std::move(t.pattern);
  return out;
}

session::Events events(clients::Happened happened) {
  session::Events out;
  for (clients::Touch& touch : happened.touches) out.touched.push_back(touched(touch));
  for (clients::Activity& a : happened.activities) {
    if (a.what == clients::Activity::What::tested) {
      out.tests.push_back({std::move(a.name), std::string(result(a.result)), std::move(a.tool), std::move(a.call)});
    } else {
      out.failures.push_back({std::move(a.tool), std::move(a.name), std::move(a.call)});
    }
  }
  return out;
}

}  // namespace

session::Traffic traffic_of(const clients::Client& client, const clients::Reading& reading) {
  session::Traffic out;
  out.calls.reserve(reading.calls.size());
  for (const clients::Call& call : reading.calls) out.calls.push_back(clients::key_of(call));
  out.read = [&client, &reading](std::size_t index) { return events(client.happened(reading.calls, index)); };
  return out;
}

}  // namespace weir::relay
