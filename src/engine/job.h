// Job: one request of weir under way in the engine, on a thread of its own. Jobs: all of them, by stream.
// A cancel takes effect at once: the task leaves llama.cpp's queue or slot, and the job's thread is woken.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "engine/channel.h"
#include "engine/model.h"

namespace weir::engine {

struct Job {
  explicit Job(std::uint32_t number) : stream(number) {}
  const std::uint32_t stream;
  std::mutex guard;  // of the two below
  bool cancelled = false;
  int task = -1;  // llama.cpp's id while it is posted
  bool is_cancelled() {
    const std::lock_guard lock(guard);
    return cancelled;
  }
};

class Jobs {
 public:
  Jobs(Model& model, Channel& channel) : channel_(channel), control_(model.reader()) {}
  // False: too many. The work's exceptions become an error frame of its stream.
  bool start(std::uint32_t stream, std::function<void(Job&)> work);
  void cancel(std::uint32_t stream);

 private:
  void finish(std::uint32_t stream);
  Channel& channel_;
  server_response_reader control_;  // never posts: its references reach llama.cpp's two queues
  std::mutex guard_;
  std::map<std::uint32_t, std::shared_ptr<Job>> jobs_;
};

// How one generation ended, with true counts.
struct Outcome {
  enum class Stop { eos, word, limit, enough, cancelled, failed } stop = Stop::failed;
  std::string word;  // for word
  int prompt = 0, cached = 0, output = 0;
  double prompt_ms = 0, output_ms = 0;
  std::string error_class, error;  // for failed
  int error_tokens = 0, error_context = 0;
};

// Posts the task and reads it to its end. Sends `begin`, `prefill` and `writing` frames itself; every piece of text
// goes to `take`, which answers false when it has enough.
Outcome generate(Model& model, Channel& channel, Job& job, server_task task,
                 const std::function<bool(const std::string&)>& take);

// What every generation asks of llama.cpp.
task_params base_params(const Model& model, json settings);

// The last frames of an answer, or the error; nothing when it was cancelled.
void send_end(Channel& channel, const Job& job, const Outcome& outcome, const std::string& reason);
void send_usage(Channel& channel, const Job& job, const Outcome& outcome);
void send_failure(Channel& channel, const Job& job, const Outcome& outcome);

}  // namespace weir::engine
