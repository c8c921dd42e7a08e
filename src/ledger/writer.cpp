// Group commit. A group is written whole or not at all, but for a row that breaks a constraint, which is lost alone.
#include "ledger/writer.h"

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <utility>

#include "base/limits.h"
#include "base/log.h"

namespace weir::ledger {
namespace {

constexpr std::chrono::seconds retry_after{1};
constexpr std::chrono::milliseconds company_after{limits::settle_wait_ms};

// A full disk or a broken file fails the group; a row of its own fault does not.
bool fails_all(const Error& error) { return error.kind == ErrorKind::io || error.kind == ErrorKind::invalid; }

// Whatever the disk's reason was: the intent is not on it.
Error for_caller(const Error& error) {
  Error out{ErrorKind::io, error.message, error.help};
  return std::move(out).prefixed("the ledger cannot be written");
}

}  // namespace

Writer::Writer(Book book, Loop& loop, Runs runs) : loop_(loop), book_(std::move(book)) {
  if (runs == Runs::on_its_thread) thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = urgent_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool Writer::add(Intent intent, Done& done) {
  {
    const std::scoped_lock lock(mutex_);
    if (intents_ >= limits::ledger_queue) return false;
    ++intents_;
    urgent_ = true;
    queue_.emplace_back(Waiting{std::move(intent), &done});
  }
  changed_.notify_one();
  return true;
}

void Writer::add(Settlement settlement) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.emplace_back(std::move(settlement));
    if (queue_.size() > 1) return;  // the thread waits for company already, or is at work
  }
  changed_.notify_one();
}

void Writer::add_barrier(Done& done) {
  {
    const std::scoped_lock lock(mutex_);
    urgent_ = true;
    queue_.emplace_back(Barrier{&done});
  }
  changed_.notify_one();
}

std::optional<Trouble> Writer::trouble() const {
  const std::scoped_lock lock(mutex_);
  return trouble_;
}

void Writer::run() {
  std::deque<Job> group;
  while (take(group)) commit(std::exchange(group, {}));
  if (!late_.empty()) log(LogLevel::error, "ledger", fmt::format("{} rows could not be written", late_.size()));
}

// Nobody waits for a settlement: it rides with the next intent, or alone after a moment.
bool Writer::take(std::deque<Job>& group) {
  std::unique_lock lock(mutex_);
  const auto urgent = [this] { return urgent_; };
  if (late_.empty()) {
    changed_.wait(lock, [this] { return urgent_ || !queue_.empty(); });
    changed_.wait_for(lock, company_after, urgent);
  } else {
    changed_.wait_for(lock, retry_after, urgent);
  }
  if (stopping_ && queue_.empty() && (late_.empty() || failing_)) return false;
  group = take_queue();
  return true;
}

std::deque<Writer::Job> Writer::take_queue() {
  intents_ = 0;
  urgent_ = stopping_;
  return std::exchange(queue_, {});
}

std::size_t Writer::waiting() {
  const std::scoped_lock lock(mutex_);
  return queue_.size() + late_.size();
}

void Writer::turn() {
  std::deque<Job> group;
  {
    const std::scoped_lock lock(mutex_);
    group = take_queue();
  }
  if (!group.empty() || !late_.empty()) commit(std::move(group));
}

void Writer::commit(std::deque<Job> group) {
  group.insert(group.begin(), std::move_iterator(late_.begin()), std::move_iterator(late_.end()));
  late_.clear();
  auto written = write(group);
  std::vector<Answer> answers;
  if (written) {
    answers = std::move(*written);
  } else {
    book_.forget_parts();
    put_off(std::move(group), written.error(), answers);
  }
  note(written);
  if (answers.empty()) return;
  loop_.post([ready = std::move(answers)]() mutable {
    for (Answer& answer : ready) answer.done->set(std::move(answer.result));
  });
}

Result<std::vector<Writer::Answer>> Writer::write(std::deque<Job>& group) {
  std::vector<Answer> answers;
  TRY(auto tx, store::Tx::begin(book_.db()));
  for (Job& job : group) {
    if (const auto* barrier = std::get_if<Barrier>(&job)) {
      answers.push_back({barrier->done, {}});
      continue;
    }
    const auto* waiting = std::get_if<Waiting>(&job);
    Result<void> result = waiting != nullptr ? book_.write(waiting->intent) : book_.write(std::get<Settlement>(job));
    if (!result && fails_all(result.error())) return std::unexpected(std::move(result).error());
    if (!result) log(LogLevel::error, "ledger", result.error().message);
    if (waiting != nullptr && waiting->done != nullptr) answers.push_back({waiting->done, std::move(result)});
  }
  TRY_VOID(tx.commit());
  return answers;
}

void Writer::put_off(std::deque<Job> group, const Error& error, std::vector<Answer>& answers) {
  std::size_t intents = 0;
  for (Job& job : group) {
    if (auto* waiting = std::get_if<Waiting>(&job)) {
      Done* done = std::exchange(waiting->done, nullptr);
      if (done != nullptr) answers.push_back({done, std::unexpected(for_caller(error))});
      waiting->intent.reserved.reset();
      if (++intents <= limits::ledger_late_intents) late_.push_back(std::move(job));
    } else if (const auto* barrier = std::get_if<Barrier>(&job)) {
      answers.push_back({barrier->done, {}});
    } else {
      late_.push_back(std::move(job));
    }
  }
  while (late_.size() > limits::ledger_late) late_.pop_front();
}

// Once when it begins to fail and once when it works again, not a line a request.
void Writer::note(const Result<std::vector<Answer>>& written) {
  if (!written && !failing_) log(LogLevel::error, "ledger", written.error().message);
  if (written && failing_) log(LogLevel::info, "ledger", "can be written again");
  failing_ = !written;
  const std::scoped_lock lock(mutex_);
  trouble_ =
      written ? std::nullopt : std::optional(Trouble{written.error().message, written.error().help, late_.size()});
}

}  // namespace weir::ledger
