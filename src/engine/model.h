// Model: one loaded model with llama.cpp's server context around it. Loaded and run on the main thread; what is const
// here is read by the jobs' threads.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/options.h"
#include "server-context.h"

namespace weir::engine {

class Model {
 public:
  // progress: 0..1, on this thread. False: `problem` says why, in one line.
  bool load(const Options& options, const std::function<void(double)>& progress, std::string& problem);
  void run() { context_.start_loop(); }  // until the process ends

  json describe(const std::string& sandbox) const;  // the ready frame

  const common_params& params() const { return params_; }
  const llama_vocab* vocab() const { return vocab_; }
  const server_context_meta& meta() const { return *meta_; }
  const server_chat_params& chat() const { return meta_->chat_params; }
  int context() const { return meta_->slot_n_ctx; }
  bool fills_holes() const;
  bool takes_tools() const;  // the chat template renders tools and tool calls
  bool takes_system() const;
  int fim_slot() const { return fim_slot_; }  // -1: chat may have them all
  int slot_for(int wanted) const;             // one that exists and is not autocomplete's; -1 stays "any"
  server_response_reader reader() { return context_.get_response_reader(); }
  std::vector<llama_token> tokens(const std::string& text, bool special) const;

 private:
  bool cap(const char* name) const;
  common_params params_;
  server_context context_;
  std::unique_ptr<server_context_meta> meta_;
  const llama_vocab* vocab_ = nullptr;
  int fim_slot_ = -1;
  std::string name_;
};

// llama.cpp's own log lines are thrown away (they can hold prompt text); the last error of a load is kept for us.
void catch_log();
std::string last_error();

}  // namespace weir::engine
