// Supervisor: one weir-engine process kept alive, and the streams of frames over its socket. I/O thread. Held by
// shared_ptr: its coroutines keep it until they are home after stop().
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backend/engine/engine.h"
#include "backend/engine/slots.h"
#include "backend/engine/stream.h"
#include "net/process.h"

namespace weir::backend {

// What the engine said of its model when it was ready.
struct EngineFacts {
  std::string model;
  Tokens context;
  int slots = 0;
  bool tools = false, fim = false, thinking = false;
  std::string sandbox;
};

class Supervisor : public std::enable_shared_from_this<Supervisor> {
 public:
  Supervisor(net::IoLoop& loop, EngineSpec spec) : loop_(loop), spec_(std::move(spec)) {}
  void start();
  void stop();  // kills the engine, fails what is open; no more streams

  // Comes back when the engine is ready. Errors: unavailable (it is down), cancelled.
  Task<Result<void>> ready(Cancel& cancel);
  // Sends the request as a new stream.
  std::shared_ptr<Stream> open(frames::Type type, std::string_view payload);
  // The stream is of no more interest; when it has not ended the engine is told to stop.
  void close(const Stream& stream);
  void ended(const Stream& stream);  // its last frame came: nothing to tell the engine

  Health health() const;
  std::string reason() const;
  const EngineFacts& facts() const { return facts_; }
  Slots& slots() { return slots_; }
  const EngineSpec& spec() const { return spec_; }
  Loop& loop() { return loop_; }

 private:
  enum class State { loading, ready, down };
  Task<void> live();
  Task<void> one_life(std::shared_ptr<net::Child> child);
  Task<void> start_limit(std::shared_ptr<net::Child> child, unsigned life);
  Task<void> write_out(std::shared_ptr<net::Child> child, unsigned life);
  net::ChildSpec child_spec() const;
  void take(frames::Frame frame);
  void take_ready(std::string_view payload);
  void enter(State state, std::string why);
  void send(frames::Type type, std::uint32_t stream, std::string_view payload);
  void fail_all(const Error& why);

  net::IoLoop& loop_;
  EngineSpec spec_;
  State state_ = State::loading;
  std::string why_;
  double progress_ = 0;
  bool was_ready_ = false, was_useful_ = false;  // this life: it loaded; it answered
  EngineFacts facts_;
  Slots slots_;
  Cancel stopping_;
  std::shared_ptr<net::Child> child_;
  unsigned life_ = 0;  // counts the processes: late coroutines of an old one do nothing
  std::deque<std::string> out_;
  bool writing_ = false;
  std::map<std::uint32_t, std::shared_ptr<Stream>> streams_;
  std::uint32_t last_stream_ = 0;
  std::vector<Signal*> waiting_;  // for ready()
};

}  // namespace weir::backend
