// One handler a route; each lives in the file of its name.
#pragma once
#include "api/api.h"
#include "base/json_writer.h"
#include "workspace/workspaces.h"

namespace weir::api {

Task<Reply> status(Control&, const Call&);    // GET /status
Task<Reply> models(Control&, const Call&);    // GET /models
Task<Reply> use(Control&, const Call&);       // POST /use {"model","scope","id","for_ms"}
Task<Reply> read_log(Control&, const Call&);  // GET /log?id&session&since_ms&limit&unsettled   NDJSON
Task<Reply> why(Control&, const Call&);       // GET /why?id&form=json|text
Task<Reply> costs(Control&, const Call&);     // GET /costs?since_ms
Task<Reply> replay(Control&, const Call&);    // POST /replay?id&price
Task<Reply> doctor(Control&, const Call&);    // POST /doctor: looks for servers again
Task<Reply> launch(Control&, const Call&);    // POST /launch {"client","args"}
Task<Reply> index(Control&, const Call&);     // POST /index {"directory"}
Task<Reply> ripple(Control&, const Call&);    // POST /ripple {"directory","how","text","file","symbol","rev","form"}
Task<Reply> slice(Control&, const Call&);     // POST /slice {"directory","text","files","tokens","form"}
Task<Reply> brief(Control&, const Call&);     // POST /brief {"directory","tokens","form"}
Task<Reply> suppose(Control&, const Call&);   // POST /suppose {"id","cases":[["gemma4:26b","anthropic"]]}
Task<Reply> stop(Control&, const Call&);      // POST /stop

// index.cpp: one workspace's index, as /index and /status show it.
void write_index(JsonWriter& w, const workspace::IndexStatus& status, Millis wall);

}  // namespace weir::api
