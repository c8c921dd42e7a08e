// thinking: signed thinking stays with its maker. Towards anyone else the permit is bound to leaving those blocks
// out; a provider refuses the whole session otherwise (facts/clients.md §9.1). A block whose maker weir has not seen
// belongs to nobody here.
#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "policy/rules.h"

namespace weir::policy {
namespace {

bool foreign(const CandidateId& maker, const Candidate& c) { return maker != c.id; }

// The block is an element of an array, or a member of its message ("/messages/3/reasoning_content").
Act act_for(const std::string& path) {
  const std::string last = path.substr(path.rfind('/') + 1);
  const bool element =
      !last.empty() && std::ranges::all_of(last, [](unsigned char ch) { return std::isdigit(ch) != 0; });
  return element ? Act::drop_block : Act::strip_field;
}

std::string who(const CandidateId& maker) { return maker.v == "?" ? "someone weir has not seen" : maker.v; }

std::string reason_for(std::size_t blocks, const std::set<std::string>& makers) {
  std::string out = blocks == 1 ? "1 thinking block left out, made by "
                                : std::to_string(blocks) + " thinking blocks left out, made by ";
  for (const std::string& maker : makers) out += (maker == *makers.begin() ? "" : ", ") + maker;
  return out;
}

}  // namespace

std::vector<Wish> thinking_wishes(const Ask& ask, const Candidate& c) {
  std::vector<Wish> wishes;
  for (std::size_t i = 0; i < std::min(ask.thinking_by.size(), ask.thinking_paths.size()); ++i) {
    const std::string& path = ask.thinking_paths[i];
    if (path.empty() || !foreign(ask.thinking_by[i], c)) continue;
    wishes.push_back({act_for(path), path, "", "thinking made by " + who(ask.thinking_by[i])});
  }
  return wishes;
}

std::optional<Verdict> thinking(const Ask& ask, const Session&, const View&, const Rules&, const Candidate& c) {
  std::set<std::string> makers;
  std::size_t blocks = 0;
  for (const CandidateId& maker : ask.thinking_by) {
    if (!foreign(maker, c)) continue;
    makers.insert(who(maker));
    ++blocks;
  }
  if (blocks == 0) return std::nullopt;
  if (thinking_wishes(ask, c).size() != blocks) {
    return deny("thinking", c, "holds thinking of another model at a place that weir cannot name");
  }
  return Verdict{"thinking", c.id, Effect::redact, reason_for(blocks, makers), ""};
}

}  // namespace weir::policy
