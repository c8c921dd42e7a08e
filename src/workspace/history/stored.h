// A history as bytes: what save() writes, and the reading without the checksum, for load() and for tests that damage
// it.
#pragma once
#include <string>
#include <string_view>

#include "workspace/history/data.h"

namespace weir::workspace {

std::string stored(const History::Data& data);  // with the checksum behind
// The bytes before the checksum into fresh data. false: they make no sense, and data is to be thrown away.
bool take_stored(std::string_view bytes, History::Data& data);

}  // namespace weir::workspace
