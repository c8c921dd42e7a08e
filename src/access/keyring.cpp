// The key ring: which key goes to which origin, and nowhere else.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "access/access.h"
#include "access/files.h"
#include "base/limits.h"
#include "config/paths.h"
#include "config/url.h"

namespace weir::access {
namespace {

std::optional<std::string> process_env(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Millis steady() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
              .count()};
}

bool can_be_key(std::string_view text) {
  return !text.empty() && text.size() <= limits::key_bytes && std::ranges::all_of(text, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
  });
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

Result<std::string> origin_of(std::string_view url) {
  auto parsed = config::parse_url(url);
  if (!parsed) return std::unexpected(std::move(parsed).error().prefixed("the URL"));
  return parsed->origin();
}

Result<Secret> read_key_file(const std::string& file) {
  TRY(std::string text, read_private(file));
  const std::string_view key = trim(text);
  if (!can_be_key(key)) {
    return fail(ErrorKind::invalid, config::shorten_home(file) + " does not hold a key on one line",
                "write the key alone into it");
  }
  return Secret(std::string(key));
}

KeyRing::KeyRing() : KeyRing(process_env, steady) {}
KeyRing::KeyRing(Env env, Clock clock) : env_(std::move(env)), clock_(std::move(clock)) {}

void KeyRing::bind(Binding binding) {
  // What is no URL stays as it is and matches no origin: the key then goes nowhere.
  if (auto origin = origin_of(binding.origin)) binding.origin = *origin;
  kept_.erase(binding.endpoint);
  std::erase_if(bindings_, [&](const Binding& b) { return b.endpoint == binding.endpoint; });
  bindings_.push_back(std::move(binding));
}

const KeyRing::Binding* KeyRing::find(std::string_view endpoint) const {
  const auto it = std::ranges::find(bindings_, endpoint, &Binding::endpoint);
  return it == bindings_.end() ? nullptr : &*it;
}

Result<std::optional<Secret>> KeyRing::from_env(const Binding& b) const {
  const auto value = env_(b.env);
  if (!value || trim(*value).empty()) return std::optional<Secret>();
  if (!can_be_key(trim(*value))) {
    return fail(ErrorKind::invalid, fmt::format("{} does not hold a key", b.env),
                "set it to the key alone, without quotes or spaces");
  }
  return std::optional<Secret>(Secret(std::string(trim(*value))));
}

const KeyRing::Kept* KeyRing::fresh(const Binding& b) const {
  const auto it = kept_.find(b.endpoint);
  if (it == kept_.end()) return nullptr;
  const std::int64_t age = (clock_() - it->second.at).n;
  return age < (it->second.answer ? limits::key_kept_ms : limits::key_failure_kept_ms) ? &it->second : nullptr;
}

std::optional<std::string> KeyRing::due(std::string_view endpoint) const {
  const Binding* b = find(endpoint);
  if (b == nullptr || b->command.empty() || fresh(*b) != nullptr) return std::nullopt;
  return b->command;
}

void KeyRing::keep(std::string_view endpoint, Result<Secret> answer) const {
  kept_.insert_or_assign(std::string(endpoint), Kept{std::move(answer), clock_()});
}

Result<std::optional<Secret>> KeyRing::key(std::string_view endpoint, std::string_view origin) const {
  const Binding* b = find(endpoint);
  if (b == nullptr) return std::optional<Secret>();
  const auto asked = origin_of(origin);
  if (!asked || *asked != b->origin) {
    return fail(ErrorKind::forbidden, fmt::format("the key of endpoint {} is bound to another origin", endpoint),
                "give that origin an endpoint of its own");
  }
  if (!b->env.empty()) return from_env(*b);
  if (b->file.empty() && b->command.empty()) return std::optional<Secret>();
  if (!b->file.empty()) {
    TRY(Secret secret, read_key_file(b->file));
    return std::optional<Secret>(std::move(secret));
  }
  if (fresh(*b) == nullptr) keep(endpoint, run_key_command(b->command));
  const Result<Secret>& answer = fresh(*b) != nullptr ? fresh(*b)->answer : kept_.find(endpoint)->second.answer;
  if (!answer)
    return std::unexpected(Error(answer.error()).prefixed(fmt::format("key_command of endpoint {}", endpoint)));
  return std::optional<Secret>(*answer);
}

std::string KeyRing::source(std::string_view endpoint) const {
  const Binding* b = find(endpoint);
  if (b == nullptr) return "";
  if (!b->env.empty()) return env_(b->env).value_or("").empty() ? "" : "env " + b->env;
  if (!b->file.empty()) return ::access(b->file.c_str(), F_OK) == 0 ? "file " + config::shorten_home(b->file) : "";
  return b->command.empty() ? "" : "command";
}

bool KeyRing::has(std::string_view endpoint) const { return !source(endpoint).empty(); }

}  // namespace weir::access
