// JsonWriter: see json_writer.h.
#include "base/json_writer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/eight_bytes.h"
#include "base/utf8.h"

namespace weir {
namespace {

bool plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

char* put(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

// Copies what stands for itself.
void copy_plain(const char*& from, const char* end, char*& to) {
  while (end - from >= 8) {
    const std::uint64_t word = eight::load(from);
    eight::store(to, word);
    const std::uint64_t special = eight::below(word, 0x20) | eight::equal(word, '"') | eight::equal(word, '\\') |
                                  eight::equal(word, '\x7F') | eight::beyond_ascii(word);
    const std::size_t n = special == 0 ? 8 : eight::before_first(special);
    from += n;
    to += n;
    if (special != 0) return;
  }
  while (from < end && plain(*from)) *to++ = *from++;
}

char* escape_ascii(char* to, char c) {
  constexpr std::string_view hex = "0123456789abcdef", letters = "btn?fr";  // of 8 to 13
  const auto byte = static_cast<unsigned char>(c);
  *to++ = '\\';
  if (c == '"' || c == '\\') {
    *to++ = c;
  } else if (byte >= 8 && byte <= 13 && byte != 11) {
    *to++ = letters[byte - 8U];
  } else {
    to = put(to, "u00");
    *to++ = hex[byte >> 4U];
    *to++ = hex[byte & 15U];
  }
  return to;
}

// One byte or sequence that does not stand for itself: at most 6 bytes go out for each that comes in.
void copy_special(const char*& from, const char* end, char*& to) {
  if (static_cast<unsigned char>(*from) < 0x80) {
    to = escape_ascii(to, *from++);
    return;
  }
  const std::string_view rest(from, static_cast<std::size_t>(end - from));
  const std::size_t length = utf8_length(rest, 0);
  to = put(to, length != 0 ? rest.substr(0, length) : "\xEF\xBF\xBD");  // U+FFFD for a byte that begins no sequence
  from += std::max<std::size_t>(length, 1);
}

void quote_into(std::string& out, std::string_view text) {
  constexpr std::size_t block = 4096, longest = 6;  // so much room is made at a time
  out.push_back('"');
  const char *from = text.data(), *const end = from + text.size();
  while (from < end) {
    const char* const stop = from + std::min<std::size_t>(block, static_cast<std::size_t>(end - from));
    const std::size_t before = out.size();
    const std::size_t room = longest * (static_cast<std::size_t>(stop - from) + 8);
    out.resize_and_overwrite(before + room, [&](char* begin, std::size_t) {
      char* to = begin + before;
      for (copy_plain(from, stop, to); from < stop; copy_plain(from, stop, to)) copy_special(from, end, to);
      return static_cast<std::size_t>(to - begin);
    });
  }
  out.push_back('"');
}

template <class T>
void number_into(std::string& out, T v) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), v);
  out.append(text.data(), end.ptr);
}

}  // namespace

void JsonWriter::comma() {
  assert(after_key_ || nesting_.empty() || nesting_.back() == '[');
  if (!after_key_ && !first_) out_.push_back(',');
  after_key_ = false;
  first_ = false;
}

JsonWriter& JsonWriter::object() {
  comma();
  out_.push_back('{');
  nesting_.push_back('{');
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::array() {
  comma();
  out_.push_back('[');
  nesting_.push_back('[');
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end() {
  assert(!nesting_.empty() && !after_key_);
  out_.push_back(nesting_.back() == '{' ? '}' : ']');
  nesting_.pop_back();
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!nesting_.empty() && nesting_.back() == '{' && !after_key_);
  if (!first_) out_.push_back(',');
  quote_into(out_, name);
  out_.push_back(':');
  first_ = false;
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  quote_into(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  comma();
  number_into(out_, number);
  return *this;
}

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  comma();
  out_.append(json);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool v) { return raw(v ? "true" : "false"); }

JsonWriter& JsonWriter::integer(std::int64_t v) {
  comma();
  number_into(out_, v);
  return *this;
}

JsonWriter& JsonWriter::natural(std::uint64_t v) {
  comma();
  number_into(out_, v);
  return *this;
}

std::string json_quote(std::string_view text) {
  std::string out;
  quote_into(out, text);
  return out;
}

}  // namespace weir
