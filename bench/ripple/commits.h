// Commits: which of a history are replayed, what their texts ask for, and which files they truly changed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "dump.h"
#include "workspace/git/git.h"
#include "world.h"

namespace weir::bench {

// Newest first; as much as weir itself reads, and room for what is replayed. Throws.
std::vector<workspace::Commit> history_of(workspace::Git& git, std::size_t wanted);
// A commit that changes more files than history() names is asked for again, whole.
workspace::Commit whole(workspace::Git& git, const workspace::Commit& older, const workspace::Commit& commit);
// No merge, release, bump or bot, and it changes a file that was there.
bool usable(const workspace::Commit& commit);
// "fix(core): stop the leak (#123)\n..." -> "stop the leak"
std::string short_of(std::string_view message);
Truth truth_of(const workspace::Commit& commit, const World& parent);

}  // namespace weir::bench
