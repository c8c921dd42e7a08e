// JsonValue: what a handle can tell of its node.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/eight_bytes.h"
#include "base/json.h"
#include "base/json_node.h"
#include "base/utf8.h"

namespace weir {
namespace {

std::uint32_t hex4(std::string_view text) {
  std::uint32_t code = 0;
  std::from_chars(text.begin(), text.begin() + 4, code, 16);
  return code;
}

// The code point of the \u escape at `at`; moves `at` behind it, behind both of a surrogate pair. A lone surrogate
// stays one: clients cut strings in the middle of an emoji, and it is not for a gateway to refuse them.
std::uint32_t unicode_escape(std::string_view inside, std::size_t& at) {
  const std::uint32_t code = hex4(inside.substr(at + 2));
  at += 6;
  if (code < 0xD800 || code > 0xDBFF || inside.substr(at, 2) != "\\u") return code;
  const std::uint32_t low = hex4(inside.substr(at + 2));
  if (low < 0xDC00 || low > 0xDFFF) return code;
  at += 6;
  return 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // quote, backslash, slash
  }
}

// Copies up to the next backslash or the end.
void copy_plain(const char*& from, const char* end, char*& to) {
  while (end - from >= 8) {
    const std::uint64_t word = eight::load(from);
    eight::store(to, word);
    const std::uint64_t slash = eight::equal(word, '\\');
    const std::size_t n = slash == 0 ? 8 : eight::before_first(slash);
    from += n;
    to += n;
    if (slash != 0) return;
  }
  while (from < end && *from != '\\') *to++ = *from++;
}

// No escape is shorter than what it stands for, so the output never catches up with the input.
std::string unescape(std::string_view inside) {
  std::string out;
  out.resize_and_overwrite(inside.size(), [&](char* to, std::size_t) {
    const char* const first = to;
    const char *from = inside.data(), *const end = from + inside.size();
    for (copy_plain(from, end, to); from < end; copy_plain(from, end, to)) {
      if (from[1] == 'u') {
        auto at = static_cast<std::size_t>(from - inside.data());
        to = utf8_write(to, unicode_escape(inside, at));
        from = inside.data() + at;
      } else {
        *to++ = simple_escape(from[1]);
        from += 2;
      }
    }
    return static_cast<std::size_t>(to - first);
  });
  return out;
}

std::string text_of(std::string_view quoted, bool escaped) {
  const std::string_view inside = quoted.substr(1, quoted.size() - 2);
  return escaped ? unescape(inside) : std::string(inside);
}

// The index that a pointer's token means: digits without a leading zero.
std::optional<std::size_t> array_index(std::string_view token) {
  std::size_t index = 0;
  const auto end = std::from_chars(token.data(), token.data() + token.size(), index);
  if (token.empty() || end.ec != std::errc{} || end.ptr != token.data() + token.size()) return std::nullopt;
  if (token.size() > 1 && token.front() == '0') return std::nullopt;
  return index;
}

std::optional<std::string> pointer_token(std::string_view raw) {
  std::string token;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '~') {
      token.push_back(raw[i]);
    } else if (i + 1 < raw.size() && (raw[i + 1] == '0' || raw[i + 1] == '1')) {
      token.push_back(raw[++i] == '0' ? '~' : '/');
    } else {
      return std::nullopt;
    }
  }
  return token;
}

}  // namespace

const JsonNode* JsonValue::node() const { return doc_ == nullptr ? nullptr : &doc_->nodes_[index_]; }

JsonType JsonValue::type() const { return doc_ == nullptr ? JsonType::missing : node()->type; }

std::size_t JsonValue::size() const { return doc_ == nullptr ? 0 : node()->count; }

// The key as it stands between its quotes.
std::string_view JsonValue::raw_key() const {
  return {doc_->bytes_.data() + node()->key_at + 1, node()->key_size - std::size_t{2}};
}

JsonValue JsonValue::operator[](std::string_view key) const {
  JsonValue found;
  if (!is_object()) return found;
  for (const JsonValue member : *this) {
    const std::string_view inside = member.raw_key();
    if (member.node()->key_escaped ? unescape(inside) == key : inside == key) found = member;
  }
  return found;
}

bool JsonValue::has_doubled_key() const {
  if (!is_object() || size() < 2) return false;
  constexpr std::size_t few = 16;  // so many are compared with each other, more are sorted
  if (size() > few) return has_doubled_key_of_many();
  std::array<std::string_view, few> keys;
  std::size_t n = 0;
  for (const JsonValue member : *this) {
    if (member.node()->key_escaped) return has_doubled_key_of_many();
    const std::string_view key = member.raw_key();
    if (std::find(keys.begin(), keys.begin() + n, key) != keys.begin() + n) return true;
    keys.at(n++) = key;
  }
  return false;
}

bool JsonValue::has_doubled_key_of_many() const {
  std::vector<std::string> keys;
  keys.reserve(size());
  for (const JsonValue member : *this) keys.push_back(member.key());
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) != keys.end();
}

JsonValue JsonValue::operator[](std::size_t index) const {
  if (!is_array() || index >= size()) return {};
  Iterator it = begin();
  while (index-- > 0) ++it;
  return *it;
}

JsonValue JsonValue::at_pointer(std::string_view pointer) const {
  JsonValue here = *this;
  while (!pointer.empty() && here.exists()) {
    if (pointer.front() != '/') return {};
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const auto token = pointer_token(pointer.substr(0, end));
    pointer.remove_prefix(end);
    if (!token) return {};
    if (here.is_array()) {
      const auto index = array_index(*token);
      here = index ? here[*index] : JsonValue();
    } else {
      here = here[std::string_view(*token)];
    }
  }
  return here;
}

std::optional<std::string> JsonValue::if_string() const {
  if (!is_string()) return std::nullopt;
  return text_of(raw(), node()->escaped);
}

std::string JsonValue::string(std::string_view otherwise) const {
  return is_string() ? text_of(raw(), node()->escaped) : std::string(otherwise);
}

std::optional<double> JsonValue::number() const {
  if (!is_number()) return std::nullopt;
  const std::string_view text = raw();
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) return std::nullopt;
  return value;
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (type() == JsonType::integer) {
    const std::string_view text = raw();
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  const auto real = number();
  constexpr double beyond = 9223372036854775808.0;  // 2^63: the first that does not fit
  if (!real || *real < -beyond || *real >= beyond || std::trunc(*real) != *real) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::optional<bool> JsonValue::boolean() const {
  if (type() != JsonType::boolean) return std::nullopt;
  return raw().front() == 't';
}

std::string_view JsonValue::raw() const {
  if (doc_ == nullptr) return {};
  return doc_->bytes_.substr(node()->at, node()->size);
}

Span JsonValue::span() const {
  if (doc_ == nullptr) return {};
  return {node()->at, node()->size};
}

std::string JsonValue::key() const {
  if (doc_ == nullptr || node()->key_size == 0) return {};
  return text_of(doc_->bytes_.substr(node()->key_at, node()->key_size), node()->key_escaped);
}

Span JsonValue::member_span() const {
  if (doc_ == nullptr || node()->key_size == 0) return span();
  const std::size_t at = node()->key_at;
  return {at, node()->at + node()->size - at};
}

JsonValue::Iterator& JsonValue::Iterator::operator++() {
  index_ = doc_->nodes_[index_].next;
  return *this;
}

JsonValue::Iterator JsonValue::begin() const {
  return doc_ == nullptr ? Iterator(nullptr, 0) : Iterator(doc_, index_ + 1);
}

JsonValue::Iterator JsonValue::end() const {
  return doc_ == nullptr ? Iterator(nullptr, 0) : Iterator(doc_, node()->next);
}

}  // namespace weir
