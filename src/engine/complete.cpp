// Autocomplete: the prompt of a hole in the model's own tokens, and plain continuation of a text.
#include <algorithm>

#include "engine/requests.h"
#include "json-schema-to-grammar.h"

namespace weir::engine {
namespace {

constexpr int tokens_default = 128;  // what a person reads before typing on

int wanted_tokens(const json& request) {
  return request.contains("max_tokens") ? request.at("max_tokens").get<int>() : tokens_default;
}

json settings_of(const json& request) {
  json settings{{"temperature", 0.0}, {"n_predict", wanted_tokens(request)}};
  for (const char* key : {"temperature", "top_p", "top_k", "seed", "stop"}) {
    if (request.contains(key)) settings[key] = request.at(key);
  }
  return settings;
}

// The head's end counts most: what does not fit goes from its front, in quarters of the room, so that the cut does
// not move with every line typed.
void fit_head(std::vector<llama_token>& head, std::size_t room) {
  if (head.size() <= room) return;
  const std::size_t step = std::max<std::size_t>(1, room / 4);
  const std::size_t over = head.size() - room;
  const std::size_t drop = std::min(head.size(), (over + step - 1) / step * step);
  head.erase(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(drop));
}

llama_tokens hole_prompt(const Model& model, const Hole& hole, const std::string& suffix, int output) {
  const llama_vocab* vocab = model.vocab();
  auto head = model.tokens(hole.head, false);
  auto after = model.tokens(suffix, false);
  auto line = model.tokens(hole.line, false);
  const auto context = static_cast<std::size_t>(model.context());
  const std::size_t reserved = static_cast<std::size_t>(output) + line.size() + 24;  // markers and the healed word
  const std::size_t room = context > reserved ? context - reserved : context / 2;
  if (after.size() > room / 4) after.resize(room / 4);
  fit_head(head, room - after.size());

  llama_tokens out;
  if (llama_vocab_get_add_bos(vocab)) out.push_back(llama_vocab_bos(vocab));
  out.push_back(llama_vocab_fim_pre(vocab));
  out.insert(out.end(), head.begin(), head.end());
  out.push_back(llama_vocab_fim_suf(vocab));
  out.insert(out.end(), after.begin(), after.end());
  out.push_back(llama_vocab_fim_mid(vocab));
  out.insert(out.end(), line.begin(), line.end());
  return out;
}

std::string reason_of(const Outcome& outcome) {
  if (outcome.stop == Outcome::Stop::limit) return "length";
  return outcome.stop == Outcome::Stop::word ? "stop_sequence" : "stop";
}

void show(Channel& channel, const Job& job, const std::string& text) {
  if (!text.empty()) channel.send(frames::Type::text, job.stream, json{{"text", text}});
}

void end(Channel& channel, const Job& job, const Outcome& outcome) {
  if (outcome.stop == Outcome::Stop::cancelled) return;
  if (outcome.stop == Outcome::Stop::failed)
    send_failure(channel, job, outcome);
  else
    send_end(channel, job, outcome, reason_of(outcome));
}

void continue_text(Model& model, Channel& channel, Job& job, const json& request) {
  server_task task(SERVER_TASK_TYPE_COMPLETION);
  task.params = base_params(model, settings_of(request));
  task.tokens =
      server_tokens(common_tokenize(model.vocab(), request.at("prefix").get<std::string>(), true, false), false);
  task.id_slot = model.slot_for(request.contains("slot") ? request.at("slot").get<int>() : -1);
  const Outcome outcome = generate(model, channel, job, std::move(task), [&](const std::string& piece) {
    show(channel, job, piece);
    return true;
  });
  end(channel, job, outcome);
}

// Takes the healed word off the front of what comes.
class Healed {
 public:
  explicit Healed(std::string expected) : expected_(std::move(expected)) {}
  std::string feed(const std::string& piece) {
    const std::size_t n = std::min(piece.size(), expected_.size() - gone_);
    gone_ += n;
    return piece.substr(n);
  }

 private:
  std::string expected_;
  std::size_t gone_ = 0;
};

}  // namespace

void Fim::run(Model& model, Channel& channel, Job& job, const json& request) {
  if (request.contains("raw") && request.at("raw").get<bool>()) return continue_text(model, channel, job, request);
  if (!model.fills_holes()) {
    channel.error(job.stream, "invalid_request", "this model has no tokens for filling in the middle");
    return;
  }
  const std::string prefix = request.at("prefix").get<std::string>(), suffix = request.at("suffix").get<std::string>();
  Hole hole;
  {
    const std::lock_guard lock(guard_);
    hole = cut_hole(prefix, suffix, memory_);
  }
  server_task task(SERVER_TASK_TYPE_INFILL);
  json settings = settings_of(request);
  if (!hole.heal.empty()) settings["grammar"] = "root ::= " + gbnf_format_literal(hole.heal) + " .*";
  task.params = base_params(model, std::move(settings));
  task.tokens = server_tokens(hole_prompt(model, hole, suffix, wanted_tokens(request)), false);
  task.id_slot = model.fim_slot();

  HoleEnd ends(prefix, suffix);
  Healed healed(hole.heal);
  const Outcome outcome = generate(model, channel, job, std::move(task), [&](const std::string& piece) {
    show(channel, job, ends.feed(healed.feed(piece)));
    return !ends.done();
  });
  if (outcome.stop != Outcome::Stop::failed && outcome.stop != Outcome::Stop::cancelled) {
    show(channel, job, ends.finish());
  }
  end(channel, job, outcome);
}

}  // namespace weir::engine
