// JsonWriter: appends JSON to a string. Commas and escapes are its business; nesting is the caller's and is
// checked by assert. Output is one line; every string is valid JSON whatever its bytes (bad UTF-8 becomes U+FFFD).
//   JsonWriter w; w.object().field("a", 1).key("b").array().value("x").end().end();  w.str()
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace weir {

class JsonWriter {
 public:
  JsonWriter& object();
  JsonWriter& array();
  JsonWriter& end();  // of the innermost object or array
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);  // shortest that reads back; NaN and infinities become null
  template <std::integral T>
  JsonWriter& value(T number) {
    if constexpr (std::same_as<T, bool>)
      return boolean(number);
    else if constexpr (std::signed_integral<T>)
      return integer(static_cast<std::int64_t>(number));
    else
      return natural(static_cast<std::uint64_t>(number));
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& v) {
    return v ? value(*v) : null();
  }
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // must be one valid JSON value
  template <class T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }

  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& boolean(bool v);
  JsonWriter& integer(std::int64_t v);
  JsonWriter& natural(std::uint64_t v);
  void comma();
  std::string out_;
  std::string nesting_;  // '{' and '['
  bool first_ = true, after_key_ = false;
};

std::string json_quote(std::string_view text);  // with the quotes

}  // namespace weir
