// The I/O thread's side: questions go out, answers come back or are too late, and the last one of a session is kept.
#include "workspace/workspaces.h"

#include <atomic>
#include <map>
#include <utility>

#include "base/limits.h"
#include "base/oneshot.h"
#include "workspace/repo/shelf.h"
#include "workspace/repo/thread.h"

namespace weir::workspace {
namespace {

using State = ::weir::Index;

constexpr std::size_t remembered_max = 1024;  // sessions whose last answer is kept

// One question on its way. Shared by the one who waits, the timer and the index thread.
struct Pending {
  OneShot<bool> done;  // true: answered in time
  Cancel timer;
  std::optional<Answer> answer;
};

// What was last asked and answered for a session.
struct Remembered {
  std::string root;
  unsigned turn = 0;
  std::size_t changes = 0, files = 0;
  std::string text;  // the user's words of this turn: its tool results bring none
  std::optional<Answer> answer;
  Millis at;  // monotonic
};

Task<void> ring(std::shared_ptr<Pending> pending, Loop& loop, Millis limit) {
  (void)co_await loop.sleep(limit, pending->timer);
  pending->done.set(false);
}

Error off_error() {
  return {ErrorKind::unavailable, "ripple is off: no workspace is indexed",
          "set ripple.enabled = true in weir.toml and start weir again"};
}

class Off : public Workspaces {
 public:
  void want(const std::string&) override {}
  void hint(const std::string&, const std::string&) override {}
  Task<Answer> ask(Question, Millis) override { co_return Answer{}; }
  std::vector<IndexStatus> list() const override { return {}; }
  Task<Result<RippleReport>> ripple(RippleAsk, Cancel&) override { co_return std::unexpected(off_error()); }
  Task<Result<LeftReport>> left(RippleAsk, Cancel&) override { co_return std::unexpected(off_error()); }
  Task<Result<Slice>> slice(RippleAsk, Cancel&) override { co_return std::unexpected(off_error()); }
  Task<Result<Brief>> brief(RippleAsk, Cancel&) override { co_return std::unexpected(off_error()); }
};

class Service : public Workspaces {
 public:
  Service(Loop& loop, const Options& options, std::shared_ptr<const Weights> weights)
      : loop_(loop),
        shared_(std::make_shared<Shared>()),
        shelf_(options.cache_dir, std::move(weights),
               [this](std::vector<IndexStatus> all) { publish(std::move(all)); }),
        thread_(shelf_) {}
  ~Service() override { stopping_ = true; }

  void want(const std::string& root) override {
    if (status_of(root) != nullptr) return;
    IndexStatus begun;
    begun.root = root;
    begun.state = State::indexing;
    shared_->states.push_back(std::move(begun));
    thread_.post([this, root] { shelf_.open(root); });
  }

  void hint(const std::string& root, const std::string& path) override {
    thread_.post([this, root, path] {
      if (Repo* repo = shelf_.find(root)) repo->touch(path);
    });
  }

  Task<Answer> ask(Question question, Millis limit) override;

  std::vector<IndexStatus> list() const override { return shared_->states; }

  Task<Result<RippleReport>> ripple(RippleAsk ask, Cancel& cancel) override {
    return run<RippleReport>(std::move(ask), cancel, &Repo::ripple);
  }
  Task<Result<LeftReport>> left(RippleAsk ask, Cancel& cancel) override {
    return run<LeftReport>(std::move(ask), cancel, &Repo::left);
  }
  Task<Result<Slice>> slice(RippleAsk ask, Cancel& cancel) override {
    return run<Slice>(std::move(ask), cancel, &Repo::slice);
  }
  Task<Result<Brief>> brief(RippleAsk ask, Cancel& cancel) override {
    return run<Brief>(std::move(ask), cancel, &Repo::brief);
  }

 private:
  // The I/O thread's values; posts that outlive the service find them through a weak pointer.
  struct Shared {
    std::vector<IndexStatus> states;
    std::map<std::string, Remembered> sessions;
  };

  const IndexStatus* status_of(const std::string& root) const {
    for (const IndexStatus& status : shared_->states) {
      if (status.root == root) return &status;
    }
    return nullptr;
  }

  void publish(std::vector<IndexStatus> all) {  // index thread
    loop_.post([shared = std::weak_ptr(shared_), states = std::move(all)]() mutable {
      if (const auto alive = shared.lock()) alive->states = std::move(states);
    });
  }

  Remembered& remember(const Question& question);
  Answer known(const Remembered& last, State otherwise) const;
  void send(Question question, std::shared_ptr<Pending> pending);

  template <class T>
  Task<Result<T>> run(RippleAsk ask, Cancel& cancel, Result<T> (Repo::*question)(const RippleAsk&));

  Loop& loop_;
  std::shared_ptr<Shared> shared_;
  std::atomic<bool> stopping_ = false;
  Shelf shelf_;
  IndexThread thread_;  // last: it ends before what it uses
};

Remembered& Service::remember(const Question& question) {
  auto& sessions = shared_->sessions;
  if (sessions.size() >= remembered_max && !sessions.contains(question.session)) sessions.erase(sessions.begin());
  Remembered& last = sessions[question.session];
  if (last.root != question.root) {
    last = Remembered{};
    last.root = question.root;
  }
  return last;
}

Answer Service::known(const Remembered& last, State otherwise) const {
  if (last.answer) {
    Answer out = *last.answer;
    out.ripple.age = loop_.now() - last.at;
    return out;
  }
  Answer out;
  out.ripple.state = otherwise;
  return out;
}

void Service::send(Question question, std::shared_ptr<Pending> pending) {
  thread_.post([this, waiting = std::move(pending), asked = std::move(question)] {
    Repo& repo = shelf_.open(asked.root);
    Answer answer;
    answer.ripple.state = State::indexing;
    if (repo.ready()) answer = repo.answer(asked);
    loop_.post([this_shared = std::weak_ptr(shared_), loop = &loop_, waiting, session = asked.session,
                root = asked.root, told = std::move(answer)]() mutable {
      if (const auto alive = this_shared.lock()) {
        const auto it = alive->sessions.find(session);
        if (it != alive->sessions.end() && it->second.root == root) {
          it->second.answer = told;
          it->second.at = loop->now();
        }
      }
      waiting->answer = std::move(told);
      waiting->done.set(true);
      waiting->timer.request();
    });
  });
}

Task<Answer> Service::ask(Question question, Millis limit) {
  want(question.root);
  const IndexStatus* status = status_of(question.root);
  if (status->state == State::indexing) {
    Answer out;
    out.ripple.state = State::indexing;
    co_return out;
  }
  Remembered& last = remember(question);
  const bool same = last.answer && last.turn == question.turn && last.changes == question.changes.size() &&
                    last.files == question.files.size();
  if (same && !question.new_user_turn) co_return known(last, State::late);
  if (question.text.empty() && last.turn == question.turn)
    question.text = last.text;
  else
    last.text = question.text;
  last.turn = question.turn;
  last.changes = question.changes.size();
  last.files = question.files.size();
  const std::string session = question.session;
  const auto pending = std::make_shared<Pending>();
  send(std::move(question), pending);
  spawn(ring(pending, loop_, limit));
  if (co_await pending->done && pending->answer) co_return std::move(*pending->answer);
  // Only now is the map looked at again: other requests ran while this one waited.
  const auto it = shared_->sessions.find(session);
  co_return it == shared_->sessions.end() ? known(Remembered{}, State::late) : known(it->second, State::late);
}

template <class T>
Task<Result<T>> Service::run(RippleAsk ask, Cancel& cancel, Result<T> (Repo::*question)(const RippleAsk&)) {
  struct Shown {
    OneShot<bool> done;
    std::optional<Result<T>> value;
    std::atomic<bool> gone = false;
  };
  auto shown = std::make_shared<Shown>();
  const auto registration = cancel.on_request([shown] {
    shown->gone = true;
    shown->done.set(true);
  });
  thread_.post([this, shown, asked = std::move(ask), question] {
    Repo& repo = shelf_.open(asked.root);
    const auto stop = [&] { return shown->gone || stopping_; };
    if (!shelf_.finish_pass(repo, stop)) return;
    auto value = (repo.*question)(asked);
    loop_.post([shown, told = std::move(value)]() mutable {
      shown->value = std::move(told);
      shown->done.set(true);
    });
  });
  (void)co_await shown->done;
  if (!shown->value) co_return weir::fail(ErrorKind::cancelled, "the request was cancelled");
  co_return std::move(*shown->value);
}

}  // namespace

Result<std::unique_ptr<Workspaces>> Workspaces::open(Loop& loop, Options options) {
  TRY(auto weights, weights_of(options.weights));
  return std::make_unique<Service>(loop, options, std::move(weights));
}

std::unique_ptr<Workspaces> Workspaces::off() { return std::make_unique<Off>(); }

}  // namespace weir::workspace
