// Person: a client's side of one exchange. It may send its body slowly or not at all, read slowly or not at all, and
// leave at any moment. What it got stands in its AskNote.
#pragma once
#include <string>

#include "loop.h"
#include "net/server.h"
#include "notes.h"

namespace weir::sim {

struct Manner {
  Millis body;                                       // how long the body takes
  bool slow = false;                                 // takes its time over each write
  bool breaks = false;                               // goes before the body is whole
  std::size_t reads = static_cast<std::size_t>(-1);  // bytes, then it reads no more
};

class Person final : public net::ServerExchange {
 public:
  Person(SimLoop& loop, Chance& chance, Notes& notes, std::size_t ask, HttpHead head, std::string body, Manner manner)
      : loop_(loop),
        chance_(chance),
        notes_(notes),
        ask_(ask),
        head_(std::move(head)),
        body_(std::move(body)),
        manner_(manner) {}

  const HttpHead& head() const override { return head_; }
  std::optional<std::uint64_t> content_length() const override { return body_.size(); }
  Task<Result<std::string>> read_body(std::size_t limit) override;
  Cancel& gone() override { return gone_; }
  Task<Result<void>> respond(int status, Headers headers, std::string body) override;
  Task<Result<void>> start(int status, Headers headers) override;
  Task<Result<void>> write(std::string bytes) override;
  Task<Result<void>> finish() override;
  void abort() override;
  bool head_sent() const override { return state_ != State::unanswered; }

  void leave();     // closes its connection
  void conclude();  // the handler has returned: what was not answered is a bug, what was not finished is cut
  bool slow() const { return manner_.slow || note().stalled; }
  AskNote& note() { return notes_.asks[ask_]; }
  const AskNote& note() const { return notes_.asks[ask_]; }

 private:
  enum class State { unanswered, streaming, finished };
  Task<Result<void>> take(std::string_view bytes);
  void see_head(int status, const Headers& headers);
  SimLoop& loop_;
  Chance& chance_;
  Notes& notes_;
  std::size_t ask_;
  HttpHead head_;
  std::string body_;
  Manner manner_;
  Cancel gone_;
  State state_ = State::unanswered;
};

}  // namespace weir::sim
