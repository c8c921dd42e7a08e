// The local engine as a backend: one weir-engine process per model, started at once, watched, started again with
// back-off when it dies. It speaks chat::Event (Frame.raw stays empty): there is no dialect behind it.
// A killed engine fails all open answers at once; a dropped answer is cancelled in the engine at once.
#pragma once
#include <memory>
#include <string>

#include "backend/backend.h"
#include "net/loop.h"

namespace weir::backend {

struct EngineSpec {
  std::string program;     // absolute path of weir-engine: main finds it beside weir
  std::string model_path;  // GGUF
  std::string model_name;  // as weir and its clients call it
  int context = 0;         // tokens per session; 0 = the engine's default
  int threads = 0;         // 0 = all cores but one, at most 8; never more than there are
  std::string log_file;    // its stderr, appended; "" = nowhere
};

// The loop must outlive it. Destroying it kills the engine and fails what is open.
std::unique_ptr<Backend> make_engine(net::IoLoop& loop, EngineSpec spec);

}  // namespace weir::backend
