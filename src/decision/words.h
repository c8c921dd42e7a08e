// The enumerations of a decision, and the one place where each gets its printed name. Ledger, CLI and JSON use
// these names; they are stable.
#pragma once
#include <optional>
#include <string_view>

namespace weir {

enum class Kind {
  autocomplete,
  title,
  commit_message,
  compaction,
  main_turn,
  one_shot,
  tool_result,
  subagent,
  safety_check,
  probe,
  count,
  embedding
};
enum class Class { smoke, tiny, small, mid, large, frontier };  // ordered: what a model can carry
enum class Billing { owned, quota, metered };
enum class Where { here, lan, cloud };
enum class Health { up, loading, cooling, down, unknown };
enum class Effect { allow, deny, review, redact };
enum class Strength { fact, observed, named, hint };           // a hint never excludes
enum class By { policy, issuer, pin, kind, name, automatic };  // who chose, strongest first
enum class Need { tools, forced_tool, images, thinking, fim, json_schema, streaming };
enum class Access { none, key, login, not_needed };       // with what weir may open this endpoint for this request
enum class Index { ready, stale, indexing, late, none };  // all but ready read as "unknown"

std::string_view name(Kind v);
std::string_view name(Class v);
std::string_view name(Billing v);
std::string_view name(Where v);
std::string_view name(Health v);
std::string_view name(Effect v);
std::string_view name(Strength v);
std::string_view name(By v);
std::string_view name(Need v);
std::string_view name(Access v);
std::string_view name(Index v);

// The value of that name, or nothing: from_name<Kind>("main_turn"). Instantiated for all of the above.
template <class E>
std::optional<E> from_name(std::string_view text);

}  // namespace weir
