// JsonWriter: see json_writer.h.
#include "base/json_writer.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

#include "base/eight_bytes.h"
#include "base/utf8.h"

namespace weir {
namespace {

bool plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

// Behind the last byte from `at` on that stands for itself.
std::size_t plain_until(std::string_view text, std::size_t at) {
  for (; text.size() - at >= 8; at += 8) {
    const std::uint64_t word = eight::load(text.data() + at);
    const std::uint64_t special = eight::below(word, 0x20) | eight::equal(word, '"') | eight::equal(word, '\\') |
                                  eight::equal(word, '\x7F') | eight::beyond_ascii(word);
    if (special != 0) return at + eight::before_first(special);
  }
  while (at < text.size() && plain(text[at])) ++at;
  return at;
}

void escape_ascii(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out.push_back(hex[byte >> 4U]);
  out.push_back(hex[byte & 15U]);
}

void quote_into(std::string& out, std::string_view text) {
  out.reserve(out.size() + text.size() + 2);
  out.push_back('"');
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t from = at;
    at = plain_until(text, at);
    out.append(text, from, at - from);
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      escape_ascii(out, text[at++]);
    } else if (const std::size_t length = utf8_length(text, at); length != 0) {
      out.append(text, at, length);
      at += length;
    } else {
      out += "\xEF\xBF\xBD";  // U+FFFD for each byte that begins no sequence
      ++at;
    }
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
