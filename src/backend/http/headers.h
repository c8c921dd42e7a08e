// Which headers travel. Hop-by-hop ones, credentials and what a browser adds stay behind; the rest goes up as the
// client wrote it when the dialect is the same, so that betas and vendor headers keep working.
#pragma once
#include "base/http.h"

namespace weir::backend {

Headers headers_up(const Headers& client);      // without credentials
Headers headers_down(const Headers& upstream);  // without framing, cookies and CORS

}  // namespace weir::backend
