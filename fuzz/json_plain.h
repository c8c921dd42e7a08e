// A second reading of JSON, by RFC 8259 and nothing else: byte by byte, slow, without anything of base/. The fuzzer
// holds Json to it: what is accepted, where each value stands, what each string, number and key is.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::fuzz {

struct Plain {
  char kind = 0;  // the first byte of the value: '{' '[' '"' 't' 'f' 'n', '0' for a number
  std::size_t at = 0, size = 0;
  std::string key, text;  // unescaped; of a number its bytes
  std::vector<Plain> children;
};

class PlainReader {
 public:
  PlainReader(std::string_view bytes, std::size_t deepest) : bytes_(bytes), deepest_(deepest) {}

  std::optional<Plain> read() {
    Plain root;
    space();
    const bool ok = value(root, 0);
    space();
    if (!ok || at_ != bytes_.size()) return std::nullopt;
    return root;
  }

 private:
  int peek() const { return at_ < bytes_.size() ? static_cast<unsigned char>(bytes_[at_]) : -1; }
  bool take(char c) { return peek() == static_cast<unsigned char>(c) && ++at_ > 0; }
  bool word(std::string_view w) {
    for (const char c : w)
      if (!take(c)) return false;
    return true;
  }
  void space() {
    while (take(' ') || take('\t') || take('\n') || take('\r')) {}
  }

  bool value(Plain& out, std::size_t depth) {
    out.at = at_;
    const bool ok = any(out, depth);
    out.size = at_ - out.at;
    if (out.kind == '0') out.text = bytes_.substr(out.at, out.size);
    return ok;
  }

  bool any(Plain& out, std::size_t depth) {
    out.kind = static_cast<char>(peek());
    switch (peek()) {
      case '{':
      case '[':
        return depth < deepest_ && list(out, depth);
      case '"':
        return string(out.text);
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        out.kind = '0';
        return number();
    }
  }

  bool list(Plain& out, std::size_t depth) {
    const bool object = out.kind == '{';
    const char end = object ? '}' : ']';
    ++at_;
    space();
    if (take(end)) return true;
    do {
      Plain& child = out.children.emplace_back();
      space();
      if (object && !(string(child.key) && (space(), take(':')))) return false;
      space();
      if (!value(child, depth + 1)) return false;
      space();
    } while (take(','));
    return take(end);
  }

  bool digits() {
    const std::size_t from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > from;
  }
  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('-')) take('+');
    return digits();
  }

  bool string(std::string& out) {
    if (!take('"')) return false;
    while (!take('"')) {
      if (peek() < 0x20) return false;  // also the end
      if (!(take('\\') ? escape(out) : character(out))) return false;
    }
    return true;
  }

  bool escape(std::string& out) {
    constexpr std::string_view names = "\"\\/bfnrt", means = "\"\\/\b\f\n\r\t";
    if (take('u')) return unicode(out);
    const auto which = at_ < bytes_.size() ? names.find(bytes_[at_]) : std::string_view::npos;
    if (which == std::string_view::npos) return false;
    ++at_;
    out += means[which];
    return true;
  }

  // Behind "\u". What is no pair of surrogates becomes U+FFFD.
  bool unicode(std::string& out) {
    std::uint32_t code = 0, low = 0;
    if (!hex(code)) return false;
    if (code >= 0xD800 && code < 0xE000) {
      const std::size_t behind = at_;
      const bool pair = code < 0xDC00 && word("\\u") && hex(low) && low >= 0xDC00 && low < 0xE000;
      if (!pair) at_ = behind;
      code = pair ? 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00) : 0xFFFD;
    }
    out += encoded(code);
    return true;
  }
  bool hex(std::uint32_t& code) {
    code = 0;
    for (int i = 0; i < 4; ++i) {
      const auto digit = peek() < 0 ? std::string_view::npos : hexes.find(bytes_[at_]);
      if (digit == std::string_view::npos) return false;
      code = code * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
      ++at_;
    }
    return true;
  }
  static constexpr std::string_view hexes = "0123456789abcdefABCDEF";

  static std::string encoded(std::uint32_t code) {
    const auto byte = [](std::uint32_t b) { return std::string(1, static_cast<char>(b)); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) return byte(0xC0 + code / 64) + byte(0x80 + code % 64);
    if (code < 0x10000) return byte(0xE0 + code / 4096) + byte(0x80 + code / 64 % 64) + byte(0x80 + code % 64);
    return byte(0xF0 + code / 262144) + byte(0x80 + code / 4096 % 64) + byte(0x80 + code / 64 % 64) +
           byte(0x80 + code % 64);
  }

  // One UTF-8 sequence: decoded, and written again it must be the same bytes (so no overlong forms).
  bool character(std::string& out) {
    const auto lead = static_cast<std::uint32_t>(peek());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view bytes = bytes_.substr(at_, length);
    if (bytes.size() < length) return false;
    constexpr std::array<std::uint32_t, 5> marks = {0, 0, 0xC0, 0xE0, 0xF0};
    std::uint32_t code = lead - marks[length];
    for (const char c : bytes.substr(1)) code = code * 64 + (static_cast<unsigned char>(c) - 0x80U);
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || encoded(code) != bytes) return false;
    out += bytes;
    at_ += length;
    return true;
  }

  std::string_view bytes_;
  std::size_t deepest_, at_ = 0;
};

}  // namespace weir::fuzz
