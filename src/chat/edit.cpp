// Edits applied once, front to back: what stands between them is copied as it came.
#include "chat/edit.h"

#include <algorithm>
#include <cassert>

namespace weir {

std::string_view name(Act act) {
  switch (act) {
    case Act::set_model:
      return "set_model";
    case Act::drop_block:
      return "drop_block";
    case Act::strip_field:
      return "strip_field";
    case Act::redact:
      return "redact";
    case Act::append_text:
      return "append_text";
  }
  return "";
}

std::string apply(std::string_view body, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t grown = body.size();
  for (const Edit& edit : edits) grown += edit.bytes.size();
  out.reserve(grown);
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    assert(edit.at >= at && edit.at <= body.size() && edit.size <= body.size() - edit.at);
    const std::size_t from = std::clamp(edit.at, at, body.size());
    out.append(body, at, from - at);
    out.append(edit.bytes);
    at = from + std::min(edit.size, body.size() - from);
  }
  out.append(body, at);
  return out;
}

}  // namespace weir
