// Token counts with their error. Exact counts come from an engine; else bytes over a learned ratio.
#pragma once
#include <string>

#include "base/strong.h"
#include "chat/request.h"

namespace weir::chat {

enum class CountSource { reported, tokenizer, ratio };
struct Counted {
  Tokens value, low, high;  // low..high: 95 %
  CountSource source = CountSource::ratio;
  bool operator==(const Counted&) const = default;
};

// The bytes of what a model reads: text, calls, results, tools and their schemas; no JSON around them.
std::size_t readable_bytes(const Request& request);

// From the sizes of the parts that a model reads (text, tools, calls), with bytes-per-token `ratio`.
// The default comes from recordings: code-heavy agent bodies run 3.3 to 4.6 bytes a token.
Counted estimate(const Request& request, double bytes_per_token = 3.8);
std::string_view name(CountSource source);

}  // namespace weir::chat
