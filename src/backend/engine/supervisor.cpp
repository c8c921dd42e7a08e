// The life of an engine process.
#include "backend/engine/supervisor.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <thread>

#include "backend/engine/events.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"

namespace weir::backend {
namespace {

int threads_for(int wanted) {
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  // More threads than cores cost a factor of a thousand: llama.cpp's barriers spin (facts/engine.md §2).
  if (wanted > 0) return std::min(wanted, cores);
  return std::clamp(cores - 1, 1, 8);
}

std::string ending(const net::Child& child) {
  const std::string text = child.exit_text();
  if (text.empty()) return "the engine closed its connection";
  return text.starts_with("killed") ? "the engine was " + text : "the engine ended: " + text;
}

Millis pause_after(int failures) {
  const std::int64_t ms = limits::engine_restart_ms << std::clamp(failures - 1, 0, 16);
  return {std::min(ms, limits::engine_restart_max_ms)};
}

}  // namespace

void Supervisor::start() { spawn(live()); }

void Supervisor::stop() {
  if (stopping_.requested()) return;
  const auto self = shared_from_this();
  // Killed here and not by its destructor alone: a write that nobody reads may hold on to it.
  if (child_ && child_->exit_text().empty()) ::kill(child_->pid(), SIGKILL);
  enter(State::down, "the engine is being stopped");
  fail_all({ErrorKind::closed, "the engine was stopped", ""});
  stopping_.request();
}

net::ChildSpec Supervisor::child_spec() const {
  net::ChildSpec out;
  out.program = spec_.program;
  out.args = {"--fd",      "{fd}",
              "--model",   spec_.model_path,
              "--name",    spec_.model_name,
              "--ctx",     std::to_string(std::max(spec_.context, 0)),
              "--threads", std::to_string(threads_for(spec_.threads))};
  out.stderr_file = spec_.log_file;
  return out;
}

Task<void> Supervisor::live() {
  const auto self = shared_from_this();
  int failures = 0;
  while (!stopping_.requested()) {
    ++life_;
    progress_ = 0;
    was_ready_ = was_useful_ = false;
    enter(State::loading, why_);
    const Millis begun = loop_.now();
    auto started = net::start_child(loop_, child_spec());
    if (started) {
      co_await one_life(std::shared_ptr<net::Child>(std::move(*started)));
    } else {
      enter(State::down, "the engine did not start: " + started.error().message);
    }
    if (stopping_.requested()) break;
    const bool lived = was_useful_ || (loop_.now() - begun).n >= limits::engine_lived_ms;
    failures = lived ? 0 : failures + 1;
    const Millis pause = pause_after(failures);
    log(LogLevel::warn, "engine", fmt::format("{}: {}; starts again in {} ms", spec_.model_name, why_, pause.n));
    const auto slept = co_await loop_.sleep(pause, stopping_);
    if (!slept) break;
  }
}

Task<void> Supervisor::one_life(std::shared_ptr<net::Child> child) {
  child_ = child;
  spawn(start_limit(child, life_));
  frames::Decoder decoder;
  while (true) {
    auto bytes = co_await child->read_some(stopping_);
    if (!bytes) break;
    decoder.feed(*bytes);
    while (auto frame = decoder.next()) take(std::move(*frame));
    if (!decoder.broken()) continue;
    ::kill(child->pid(), SIGKILL);
    enter(State::down, "the engine broke its own protocol");
    break;
  }
  child_.reset();
  out_.clear();
  const std::string how = ending(*child);
  // An engine that has worked will work again: who asks meanwhile waits for it. One that never came up is down, and
  // what it said itself (a model that does not load) tells more than how it ended.
  if (state_ != State::down) enter(was_ready_ ? State::loading : State::down, how);
  fail_all({ErrorKind::closed, how, "it starts again by itself"});
}

Task<void> Supervisor::start_limit(std::shared_ptr<net::Child> child, unsigned life) {
  const auto self = shared_from_this();
  const auto slept = co_await loop_.sleep({limits::engine_start_ms}, stopping_);
  if (!slept || life != life_ || state_ != State::loading || child_ != child) co_return;
  enter(State::down, fmt::format("the model was not loaded within {} s", limits::engine_start_ms / 1000));
  ::kill(child->pid(), SIGKILL);
}

void Supervisor::enter(State state, std::string why) {
  state_ = state;
  why_ = std::move(why);
  if (state == State::loading) return;
  for (Signal* waiter : std::exchange(waiting_, {})) waiter->notify();
}

void Supervisor::take(frames::Frame frame) {
  if (frame.type == frames::Type::ready) return take_ready(frame.payload);
  was_useful_ |= frame.type == frames::Type::text || frame.type == frames::Type::end;
  if (frame.type == frames::Type::progress) {
    const auto json = Json::parse(frame.payload);
    if (json) progress_ = (*json)["value"].number().value_or(0);
    return;
  }
  if (frame.stream == 0) {
    if (frame.type != frames::Type::error) return;
    const auto error = read_engine_error(frame.payload);
    return enter(State::down, error ? error->message : "the model could not be loaded");
  }
  const auto at = streams_.find(frame.stream);
  if (at == streams_.end()) return;  // cancelled: the engine had not heard yet
  const auto stream = at->second;
  stream->push(std::move(frame));
}

void Supervisor::take_ready(std::string_view payload) {
  const auto json = Json::parse(payload);
  if (!json) return;
  const Json& said = *json;
  facts_ = {.model = said["model"].string(),
            .context = {said["context"].integer().value_or(0)},
            .slots = static_cast<int>(said["slots"].integer().value_or(0)),
            .tools = said["tools"].boolean().value_or(false),
            .fim = said["fim"].boolean().value_or(false),
            .thinking = said["thinking"].boolean().value_or(false),
            .sandbox = said["sandbox"].string()};
  slots_.reset(facts_.slots);
  was_ready_ = true;
  enter(State::ready, "");
}

Task<Result<void>> Supervisor::ready(Cancel& cancel) {
  const auto self = shared_from_this();
  if (state_ == State::loading) {
    Signal changed;
    waiting_.push_back(&changed);
    auto stop = cancel.on_request([&changed] { changed.notify(); });
    while (state_ == State::loading && !cancel.requested()) co_await changed;
    std::erase(waiting_, &changed);
  }
  if (cancel.requested()) co_return fail(ErrorKind::cancelled, "the request was cancelled");
  if (state_ == State::ready) co_return Result<void>{};
  co_return fail(ErrorKind::unavailable, reason(), "weir doctor shows the engine's state");
}

std::shared_ptr<Stream> Supervisor::open(frames::Type type, std::string_view payload) {
  auto stream = std::make_shared<Stream>(++last_stream_, loop_);
  streams_.emplace(stream->number, stream);
  send(type, stream->number, payload);
  return stream;
}

void Supervisor::ended(const Stream& stream) { streams_.erase(stream.number); }

void Supervisor::close(const Stream& stream) {
  if (streams_.erase(stream.number) == 0 || state_ != State::ready) return;
  send(frames::Type::cancel, stream.number, "{}");
}

void Supervisor::send(frames::Type type, std::uint32_t stream, std::string_view payload) {
  if (!child_) return;
  out_.push_back(frames::encode(type, stream, payload));
  if (!writing_) spawn(write_out(child_, life_));
}

Task<void> Supervisor::write_out(std::shared_ptr<net::Child> child, unsigned life) {
  const auto self = shared_from_this();
  writing_ = true;
  while (life == life_ && child_ == child && !out_.empty()) {
    std::string bytes = std::move(out_.front());
    out_.pop_front();
    const auto written = co_await child->write(std::move(bytes));
    if (!written) break;  // the reading side learns how it ended
  }
  writing_ = false;
  if (child_ && child_ != child && !out_.empty()) spawn(write_out(child_, life_));
}

void Supervisor::fail_all(const Error& why) {
  for (const auto& [number, stream] : std::exchange(streams_, {})) stream->fail_with(why);
}

Health Supervisor::health() const {
  switch (state_) {
    case State::loading:
      return Health::loading;
    case State::ready:
      return Health::up;
    case State::down:
      break;
  }
  return Health::down;
}

std::string Supervisor::reason() const {
  if (state_ != State::loading) return why_;
  const std::string loading = fmt::format("loading {} %", static_cast<int>(progress_ * 100));
  return why_.empty() ? loading : why_ + "; " + loading;
}

}  // namespace weir::backend
