// backend: whoever serves. A backend makes one attempt and tells the truth about it: no retries, no fallback, no
// waiting beyond the limits it is given. One folder per kind, one line in registry.cpp. I/O thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/cancel.h"
#include "base/http.h"
#include "base/limits.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"
#include "chat/event.h"
#include "chat/request.h"
#include "decision/permit.h"

namespace weir::backend {

struct Limits {
  Millis connect, first_byte, between_events;
  Millis total{limits::exchange_ms};
};

struct Attempt {
  ExchangeId exchange;
  BodyHash body_hash;  // of the client's bytes: what the permit covers
  CandidateId candidate;
  std::string model;                       // the upstream's own name of it
  const chat::Request* request = nullptr;  // decoded; outlives the attempt. The engine works from it
  std::string body;                        // what goes up, in the upstream's dialect; "" for the engine
  Headers headers;    // of the client, for a same-dialect HTTP upstream to pass what belongs through
  std::string query;  // of the client's target, likewise ("beta=true")
  bool same_dialect = false;
  bool stream = false;
  std::optional<access::Secret> login, login_key;  // the client's own, for their provider's origin only
  std::string session;                             // slot affinity
  Limits limits;
};

// One answer under way. Destroying it before its end closes the upstream.
class Answer {
 public:
  virtual ~Answer() = default;
  virtual int status() const = 0;                 // 2xx: frames follow. Else read error()
  virtual const Headers& headers() const = 0;     // the upstream's, for what passes through (request-id, retry-after)
  virtual chat::UpstreamError error() const = 0;  // for status >= 300: what the upstream said, already read
  // For status >= 300: its body as it came, to be passed on in its own dialect; nullptr where there is none.
  virtual const std::string* error_body() const { return nullptr; }
  // Next frame; nothing when the upstream has no more. Whether the answer was whole is told by its events alone.
  // Errors: closed, timeout, cancelled, protocol, too_large. After an error or the end: never called again.
  virtual Task<Result<std::optional<chat::Frame>>> next(Cancel& cancel) = 0;
  virtual Bytes bytes_in() const = 0;
};

struct Served {
  std::string id;
  bool loaded = false;
  bool local = true;
  std::optional<Tokens> context;  // the window that it is served with, where the server says so
};

class Backend {
 public:
  virtual ~Backend() = default;
  // Opens the attempt: back when the status is known. The permit must cover it (checked first; forbidden else: a
  // programmer error that is counted). Errors: unavailable (no connection), timeout, cancelled, closed, protocol.
  virtual Task<Result<std::unique_ptr<Answer>>> open(const Permit& permit, Attempt attempt, Cancel& cancel) = 0;
  // Exact count where this upstream can (engine), without generating. Errors: unavailable.
  virtual Task<Result<Tokens>> count(const chat::Request& request, Cancel& cancel) = 0;
  virtual Health health() const = 0;
  virtual std::string health_reason() const = 0;
  // Asks the upstream for what it serves, where it can tell.
  virtual Task<Result<std::vector<Served>>> list(Cancel& cancel) = 0;
};

}  // namespace weir::backend
