// The requests that weir makes of a loaded model. Each runs on its job's thread and sends all frames of its stream.
#pragma once
#include "engine/fim.h"
#include "engine/job.h"

namespace weir::engine {

void chat(Model& model, Channel& channel, Job& job, json request);

class Fim {
 public:
  void run(Model& model, Channel& channel, Job& job, const json& request);

 private:
  std::mutex guard_;
  HoleMemory memory_;  // of autocomplete's slot
};

void count(const Model& model, Channel& channel, Job& job, json request);

// A chat request as llama.cpp takes it: messages and tools rendered by the model's template.
struct Rendered {
  json settings;        // for base_params(); "prompt" is the text
  bool native = false;  // the template knows tools: its parser reads the calls
};
Rendered render(const Model& model, json& request, bool offer_tools);

}  // namespace weir::engine
