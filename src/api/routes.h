// One handler a route; each lives in the file of its name.
#pragma once
#include "api/api.h"

namespace weir::api {

Task<Reply> status(Control&, const Call&);    // GET /status
Task<Reply> models(Control&, const Call&);    // GET /models
Task<Reply> use(Control&, const Call&);       // POST /use {"model","scope","id","for_ms"}
Task<Reply> read_log(Control&, const Call&);  // GET /log?id&session&since_ms&limit&unsettled   NDJSON
Task<Reply> why(Control&, const Call&);       // GET /why?id&form=json|text
Task<Reply> costs(Control&, const Call&);     // GET /costs?since_ms
Task<Reply> replay(Control&, const Call&);    // POST /replay?id&limit
Task<Reply> doctor(Control&, const Call&);    // POST /doctor: looks for servers again
Task<Reply> launch(Control&, const Call&);    // POST /launch {"client","args"}
Task<Reply> stop(Control&, const Call&);      // POST /stop

}  // namespace weir::api
