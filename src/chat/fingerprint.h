// Normal form and prefix fingerprints. Clients move cache_control about and switch between "text" and
// [{"type":"text",...}]; a session is recognised in spite of it. XXH3-64 over role and parts, no item ids.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "chat/request.h"

namespace weir::chat {

std::uint64_t fingerprint(const Message& message);
// chain[i] covers messages 0..i; equal chains mean equal normalised prefixes.
std::vector<std::uint64_t> chain(const Request& request);
BodyHash body_hash(std::string_view bytes);  // XXH3-128, hex

}  // namespace weir::chat
