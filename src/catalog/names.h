// Model names: one set of weights has a name in weir and others in Ollama, LM Studio, llama-server and on disk.
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

namespace weir::catalog {

// libstdc++ 12 has no std::ranges::contains.
template <class Range, class Value, class Projection = std::identity>
bool has(const Range& range, const Value& value, Projection projection = {}) {
  return std::ranges::find(range, value, projection) != range.end();
}

std::string lower(std::string_view text);
bool is_pattern(std::string_view alias);                        // holds '*' or '?'
bool matches(std::string_view pattern, std::string_view text);  // '*' any text, '?' one character; same case expected
std::string bare_name(std::string_view name);                   // lower case, behind the last '/', without ".gguf"
// Files beside a model that are not one: projectors, drafts, importance matrices.
bool is_companion(std::string_view bare);
// Ollama's tags for what its cloud runs: "gpt-oss:120b-cloud", "glm-4.6:cloud".
bool is_cloud_tag(std::string_view id);

}  // namespace weir::catalog
