// A working set as JSON: for `weir status --json` and whoever else shows it. What was searched for is left out: it is a
// model's words.
#pragma once
#include "base/json_writer.h"
#include "session/session.h"

namespace weir::session {

// {"files":[{"path","opened","edited","created","named","tool","call","turn","first_opened","first_edited"}],
//  "changes":[{"path","call","turn","lines":[7,9]|null,"whole","removed":[..],"added":[..]}],
//  "listed":[{"path","turn","call"}],"searched":[{"path","turn","call"}],
//  "tests":[{"runner","result","tool","call","turn"}],"errors":[{"tool","class","call","turn"}]}
void write(JsonWriter& w, const Working& working);

}  // namespace weir::session
