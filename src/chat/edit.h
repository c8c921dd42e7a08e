// Wish and Edit: how a request that is forwarded in its own dialect changes without being written again. Policy
// and route wish for an act at a JSON pointer; wire alone turns wishes into edits of the client's bytes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class Act { set_model, drop_block, strip_field, redact, append_text };
std::string_view name(Act act);  // "set_model", ...: the ledger's word

struct Wish {
  Act act{};
  std::string path;   // JSON pointer in the body: "/model", "/messages/3/content/0"
  std::string value;  // the new model, the redacted text, the text to append; "" for drops
  std::string reason;
  bool operator==(const Wish&) const = default;
};

// Replace `size` bytes at `at` (in the original body) by `bytes`.
struct Edit {
  std::size_t at = 0, size = 0;
  std::string bytes, reason;
  bool operator==(const Edit&) const = default;
};

// The body with the edits applied. Edits must be sorted by `at` and must not overlap. Called as weir::apply: without
// the namespace a std::string also finds std::apply.
std::string apply(std::string_view body, const std::vector<Edit>& edits);

}  // namespace weir
