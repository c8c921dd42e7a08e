// The printed names, in the order of each enumeration.
#include "decision/words.h"

#include <array>
#include <utility>

#include "decision/outcome.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 12> kinds = {"autocomplete", "title",    "commit_message", "compaction",
                                                    "main_turn",    "one_shot", "tool_result",    "subagent",
                                                    "safety_check", "probe",    "count",          "embedding"};
constexpr std::array<std::string_view, 6> classes = {"smoke", "tiny", "small", "mid", "large", "frontier"};
constexpr std::array<std::string_view, 3> billings = {"owned", "quota", "metered"};
constexpr std::array<std::string_view, 3> wheres = {"here", "lan", "cloud"};
constexpr std::array<std::string_view, 5> healths = {"up", "loading", "cooling", "down", "unknown"};
constexpr std::array<std::string_view, 4> effects = {"allow", "deny", "review", "redact"};
constexpr std::array<std::string_view, 4> strengths = {"fact", "observed", "named", "hint"};
constexpr std::array<std::string_view, 6> bys = {"policy", "issuer", "pin", "kind", "name", "automatic"};
constexpr std::array<std::string_view, 7> needs = {"tools", "forced_tool", "images",   "thinking",
                                                   "fim",   "json_schema", "streaming"};
constexpr std::array<std::string_view, 4> accesses = {"none", "key", "login", "not_needed"};
constexpr std::array<std::string_view, 5> indexes = {"ready", "stale", "indexing", "late", "none"};
constexpr std::array<std::string_view, 6> ends = {"complete", "cut", "cancelled", "refused", "failed", "lost"};

static_assert(kinds.size() == std::to_underlying(Kind::embedding) + 1U);
static_assert(classes.size() == std::to_underlying(Class::frontier) + 1U);
static_assert(bys.size() == std::to_underlying(By::automatic) + 1U);
static_assert(needs.size() == std::to_underlying(Need::streaming) + 1U);

template <class E, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, E v) {
  const auto i = static_cast<std::size_t>(std::to_underlying(v));
  return i < N ? words[i] : std::string_view();
}

template <class E, std::size_t N>
std::optional<E> find(const std::array<std::string_view, N>& words, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

template <class E>
constexpr const auto& words_of() {
  if constexpr (std::is_same_v<E, Kind>) return kinds;
  if constexpr (std::is_same_v<E, Class>) return classes;
  if constexpr (std::is_same_v<E, Billing>) return billings;
  if constexpr (std::is_same_v<E, Where>) return wheres;
  if constexpr (std::is_same_v<E, Health>) return healths;
  if constexpr (std::is_same_v<E, Effect>) return effects;
  if constexpr (std::is_same_v<E, Strength>) return strengths;
  if constexpr (std::is_same_v<E, By>) return bys;
  if constexpr (std::is_same_v<E, Need>) return needs;
  if constexpr (std::is_same_v<E, Access>) return accesses;
  if constexpr (std::is_same_v<E, Index>) return indexes;
  if constexpr (std::is_same_v<E, End>) return ends;
}

}  // namespace

std::string_view name(Kind v) { return word(kinds, v); }
std::string_view name(Class v) { return word(classes, v); }
std::string_view name(Billing v) { return word(billings, v); }
std::string_view name(Where v) { return word(wheres, v); }
std::string_view name(Health v) { return word(healths, v); }
std::string_view name(Effect v) { return word(effects, v); }
std::string_view name(Strength v) { return word(strengths, v); }
std::string_view name(By v) { return word(bys, v); }
std::string_view name(Need v) { return word(needs, v); }
std::string_view name(Access v) { return word(accesses, v); }
std::string_view name(Index v) { return word(indexes, v); }
std::string_view name(End v) { return word(ends, v); }

template <class E>
std::optional<E> from_name(std::string_view text) {
  return find<E>(words_of<E>(), text);
}

template std::optional<Kind> from_name<Kind>(std::string_view);
template std::optional<Class> from_name<Class>(std::string_view);
template std::optional<Billing> from_name<Billing>(std::string_view);
template std::optional<Where> from_name<Where>(std::string_view);
template std::optional<Health> from_name<Health>(std::string_view);
template std::optional<Effect> from_name<Effect>(std::string_view);
template std::optional<Strength> from_name<Strength>(std::string_view);
template std::optional<By> from_name<By>(std::string_view);
template std::optional<Need> from_name<Need>(std::string_view);
template std::optional<Access> from_name<Access>(std::string_view);
template std::optional<Index> from_name<Index>(std::string_view);
template std::optional<End> from_name<End>(std::string_view);

}  // namespace weir
