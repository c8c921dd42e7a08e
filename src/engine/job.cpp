// Threads of requests and the loop that reads one generation out of llama.cpp.
#include "engine/job.h"

#include <chrono>
#include <thread>
#include <utility>

#include "server-schema.h"

namespace weir::engine {
namespace {

constexpr std::chrono::seconds beat{5};  // well within what weir waits between frames
constexpr std::size_t jobs_max = 64;     // weir's own queue is in front; each job is a thread that mostly waits

void read_counts(Outcome& out, int decoded, int prompt, int cached, const server_slot_stats& stats) {
  out.output = decoded;
  out.prompt = prompt;
  out.cached = cached;
  if (stats.is_set()) {
    out.prompt_ms = stats.t_prompt_ms();
    out.output_ms = stats.t_gen_ms();
  }
}

void read_error(Outcome& out, server_task_result_error& error) {
  out.stop = Outcome::Stop::failed;
  out.error = error.err_msg;
  switch (error.err_type) {
    case ERROR_TYPE_EXCEED_CONTEXT_SIZE:
      out.error_class = "context_overflow";
      out.error_tokens = error.n_prompt_tokens;
      out.error_context = error.n_ctx;
      out.error = "the prompt has " + std::to_string(error.n_prompt_tokens) + " tokens, the local model's window " +
                  std::to_string(error.n_ctx);
      break;
    case ERROR_TYPE_INVALID_REQUEST:
    case ERROR_TYPE_NOT_SUPPORTED:
      out.error_class = "invalid_request";
      break;
    case ERROR_TYPE_UNAVAILABLE:
      out.error_class = "overloaded";
      break;
    default:
      out.error_class = "server";
      break;
  }
}

void read_final(Outcome& out, const server_task_result_cmpl_final& last) {
  read_counts(out, last.n_decoded, last.n_prompt_tokens, last.n_prompt_tokens_cache, last.stats);
  if (last.stop == STOP_TYPE_WORD)
    out.stop = Outcome::Stop::word;
  else if (last.stop == STOP_TYPE_LIMIT)
    out.stop = Outcome::Stop::limit;
  else
    out.stop = Outcome::Stop::eos;
  out.word = last.stopping_word;
}

// False: cancelled before it could start.
bool post(Job& job, server_response_reader& reader, server_task&& task) {
  const std::lock_guard lock(job.guard);
  if (job.cancelled) return false;
  job.task = task.id;
  reader.post_task(std::move(task));
  // Its own parser throws at output that breaks the format, and we want that text: we parse for ourselves.
  reader.states.clear();
  return true;
}

}  // namespace

bool Jobs::start(std::uint32_t stream, std::function<void(Job&)> work) {
  auto job = std::make_shared<Job>(stream);
  {
    const std::lock_guard lock(guard_);
    if (jobs_.size() >= jobs_max || !jobs_.emplace(stream, job).second) return false;
  }
  std::thread([this, job, run = std::move(work)] {
    try {
      run(*job);
    } catch (const std::exception& problem) {
      if (!job->is_cancelled()) channel_.error(job->stream, "invalid_request", problem.what());
    }
    finish(job->stream);
  }).detach();
  return true;
}

void Jobs::cancel(std::uint32_t stream) {
  std::shared_ptr<Job> job;
  {
    const std::lock_guard lock(guard_);
    const auto at = jobs_.find(stream);
    if (at == jobs_.end()) return;
    job = at->second;
  }
  const std::lock_guard lock(job->guard);
  job->cancelled = true;
  if (job->task < 0) return;
  server_task stop(SERVER_TASK_TYPE_CANCEL);
  stop.id = control_.get_new_id();
  stop.id_target = job->task;
  control_.queue_tasks.post(std::move(stop), true);
  // The reader would look up from its wait only once a second.
  auto wake = std::make_unique<server_task_result_error>();
  wake->id = job->task;
  control_.queue_results.send(std::move(wake));
}

void Jobs::finish(std::uint32_t stream) {
  const std::lock_guard lock(guard_);
  jobs_.erase(stream);
}

task_params base_params(const Model& model, json settings) {
  settings["stream"] = true;
  settings["return_progress"] = true;
  settings["timings_per_token"] = true;
  settings["cache_prompt"] = true;
  return server_schema::eval_llama_cmpl_schema(model.vocab(), model.params(), model.meta().logit_bias_eog, settings);
}

Outcome generate(Model& model, Channel& channel, Job& job, server_task task,
                 const std::function<bool(const std::string&)>& take) {
  Outcome out;
  server_response_reader reader = model.reader();
  task.id = reader.get_new_id();
  if (!post(job, reader, std::move(task))) {
    out.stop = Outcome::Stop::cancelled;
    return out;
  }
  bool begun = false;
  auto last_beat = std::chrono::steady_clock::now();
  while (reader.has_next()) {
    const auto result = reader.next([&job] { return job.is_cancelled(); });
    if (result == nullptr || job.is_cancelled()) {
      out.stop = Outcome::Stop::cancelled;
      return out;
    }
    if (auto* error = dynamic_cast<server_task_result_error*>(result.get())) {
      read_error(out, *error);
      return out;
    }
    if (auto* last = dynamic_cast<server_task_result_cmpl_final*>(result.get())) {
      read_final(out, *last);
      return out;
    }
    auto* part = dynamic_cast<server_task_result_cmpl_partial*>(result.get());
    if (part == nullptr) continue;
    if (!std::exchange(begun, true)) {
      channel.send(frames::Type::begin, job.stream, json{{"prompt", part->n_prompt_tokens}});
    }
    if (part->is_progress) {
      channel.send(frames::Type::prefill, job.stream,
                   json{{"total", part->progress.total},
                        {"cached", part->progress.cache},
                        {"processed", part->progress.processed}});
      continue;
    }
    read_counts(out, part->n_decoded, part->n_prompt_tokens, part->n_prompt_tokens_cache, part->stats);
    if (const auto now = std::chrono::steady_clock::now(); now - last_beat >= beat) {
      channel.send(frames::Type::writing, job.stream, json{{"output", part->n_decoded}});
      last_beat = now;
    }
    if (part->is_begin || part->content.empty() || take(part->content)) continue;
    out.stop = Outcome::Stop::enough;
    return out;  // the reader's destructor takes the task out of its slot
  }
  return out;
}

void send_usage(Channel& channel, const Job& job, const Outcome& outcome) {
  channel.send(frames::Type::usage, job.stream,
               json{{"prompt", outcome.prompt},
                    {"cached", outcome.cached},
                    {"output", outcome.output},
                    {"prompt_ms", outcome.prompt_ms},
                    {"output_ms", outcome.output_ms}});
}

void send_failure(Channel& channel, const Job& job, const Outcome& outcome) {
  json payload{{"class", outcome.error_class}, {"message", one_line(outcome.error)}};
  if (outcome.error_context > 0) {
    payload["tokens"] = outcome.error_tokens;
    payload["context"] = outcome.error_context;
  }
  channel.send(frames::Type::error, job.stream, payload);
}

void send_end(Channel& channel, const Job& job, const Outcome& outcome, const std::string& reason) {
  send_usage(channel, job, outcome);
  json finish{{"reason", reason}};
  if (reason == "stop_sequence") finish["stop_sequence"] = outcome.word;
  channel.send(frames::Type::finish, job.stream, finish);
  channel.send(frames::Type::end, job.stream, json::object());
}

}  // namespace weir::engine
