// The chunked transfer coding.
#include "net/chunked.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "net/http1.h"

namespace weir::net {

namespace {

std::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorKind::protocol, "the chunked body is broken: " + std::string(what));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<void> ChunkDecoder::feed(std::string_view& in, std::string& out, std::size_t most) {
  while (!in.empty() && state_ != State::done) {
    if (state_ != State::data) {
      TRY_VOID(step(in.front()));
      in.remove_prefix(1);
      continue;
    }
    if (left_ > most - std::min(most, out.size())) return fail(ErrorKind::too_large, "the chunked body is too large");
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
    out.append(in.substr(0, count));
    in.remove_prefix(count);
    left_ -= count;
    if (left_ == 0) state_ = State::data_cr;
  }
  return {};
}

Result<void> ChunkDecoder::step(char c) {
  switch (state_) {
    case State::size:
      if (const int digit = hex_value(c); digit >= 0) {
        if (++digits_ > 15) return broken("a chunk size has too many digits");  // 60 bits: no overflow
        left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
        return {};
      }
      if (digits_ == 0) return broken("a chunk has no size");
      if (c == ';')
        state_ = State::extension;
      else if (c == '\r')
        state_ = State::size_lf;
      else
        return broken("a chunk size is not hexadecimal");
      return {};
    case State::extension:
      if (c == '\r') {
        state_ = State::size_lf;
        return {};
      }
      // No quotes and spaces: readers disagree about where an unfinished quoted string ends.
      if (c != ';' && c != '=' && !is_token({&c, 1})) return broken("a chunk extension is not of words");
      if (++extension_ > limits::chunk_extension_bytes) return broken("the chunk extensions are too long");
      return {};
    case State::size_lf:
      if (c != '\n') return broken("a chunk size does not end with CRLF");
      return end_of_size();
    case State::data_cr:
      if (c != '\r') return broken("a chunk is longer than it says");
      state_ = State::data_lf;
      return {};
    case State::data_lf:
      if (c != '\n') return broken("a chunk does not end with CRLF");
      state_ = State::size;
      return {};
    case State::trailer:
      if (++trailers_ > limits::head_bytes) return broken("the trailers are too long");
      if (c == '\r')
        state_ = State::trailer_lf;
      else if (c == '\n')
        return broken("a trailer does not end with CRLF");
      else
        line_ += c;
      return {};
    case State::trailer_lf:
      if (c != '\n') return broken("a trailer does not end with CRLF");
      return end_of_trailer();
    case State::data:
    case State::done:
      break;
  }
  return {};
}

Result<void> ChunkDecoder::end_of_size() {
  digits_ = 0;
  state_ = left_ == 0 ? State::trailer : State::data;
  return {};
}

// Trailers say nothing that we use, but one that is no header line means that the reader and the writer disagree.
Result<void> ChunkDecoder::end_of_trailer() {
  if (line_.empty()) {
    state_ = State::done;
    return {};
  }
  const auto colon = line_.find(':');
  if (colon == std::string::npos || !is_token(std::string_view(line_).substr(0, colon)) || !is_field_value(line_)) {
    return broken("a trailer is not a header line");
  }
  line_.clear();
  state_ = State::trailer;
  return {};
}

std::string chunk_head(std::size_t size) { return fmt::format("{:x}\r\n", size); }

}  // namespace weir::net
