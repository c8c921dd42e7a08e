// Json: a checked reading of JSON bytes that knows where each value stands. It is how the house reads JSON:
// simdjson does the work in json.cpp and is included nowhere else. The whole text is validated (syntax, UTF-8,
// depth <= limits::json_depth). Values are handles: they hold while their Json and the bytes live and stay put.
//   TRY(auto doc, Json::parse(body));
//   doc["messages"][0]["role"].string()      "" where missing or no string
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace weir {

struct Span {
  std::size_t at = 0, size = 0;
  bool operator==(const Span&) const = default;
};

enum class JsonType : std::uint8_t { missing, null, boolean, integer, number, string, array, object };

struct JsonNode;  // json.cpp's business, declared here so that handles stay two words

class JsonValue {
 public:
  JsonValue() = default;
  JsonType type() const;
  bool exists() const { return type() != JsonType::missing; }
  bool is_null() const { return type() == JsonType::null; }
  bool is_string() const { return type() == JsonType::string; }
  bool is_array() const { return type() == JsonType::array; }
  bool is_object() const { return type() == JsonType::object; }
  bool is_number() const { return type() == JsonType::integer || type() == JsonType::number; }

  JsonValue operator[](std::string_view key) const;  // missing when absent or no object; last of duplicates
  JsonValue operator[](std::size_t index) const;
  bool has_doubled_key() const;                          // of an object: some key stands in it twice
  JsonValue at_pointer(std::string_view pointer) const;  // RFC 6901; "" is this value
  std::size_t size() const;                              // children of an array or object, else 0

  std::string string(std::string_view otherwise = {}) const;  // unescaped
  std::optional<std::string> if_string() const;
  std::optional<std::int64_t> integer() const;  // also 5.0; nothing when out of range
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  std::string_view raw() const;  // the value's own bytes, quotes and braces included
  Span span() const;             // where raw() stands in the parsed bytes
  std::string key() const;       // of a member, unescaped; "" else
  Span member_span() const;      // from the key's quote to the value's end

  class Iterator {
   public:
    JsonValue operator*() const { return JsonValue(doc_, index_); }
    Iterator& operator++();
    bool operator==(const Iterator& o) const { return index_ == o.index_; }

   private:
    friend class JsonValue;
    Iterator(const class Json* doc, std::uint32_t index) : doc_(doc), index_(index) {}
    const class Json* doc_;
    std::uint32_t index_;
  };
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class Json;
  JsonValue(const class Json* doc, std::uint32_t index) : doc_(doc), index_(index) {}
  const JsonNode* node() const;
  std::string_view raw_key() const;
  bool has_doubled_key_of_many() const;
  const class Json* doc_ = nullptr;
  std::uint32_t index_ = 0;
};

class Json {
 public:
  // The bytes must outlive the Json. Errors: invalid (with the byte offset), too_large (depth or nodes).
  static Result<Json> parse(std::string_view bytes);
  template <std::same_as<std::string> S>
  static Result<Json> parse(S&& temporary) = delete;  // its bytes would be gone before the first handle is read
  Json(Json&&) noexcept;                              // handles into a moved Json are void
  Json& operator=(Json&&) noexcept;
  ~Json();
  JsonValue root() const;
  JsonValue operator[](std::string_view key) const { return root()[key]; }

 private:
  friend class JsonValue;
  friend class JsonValue::Iterator;
  Json();
  std::string_view bytes_;
  std::vector<JsonNode> nodes_;
};

}  // namespace weir
