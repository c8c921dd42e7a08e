// Fields: an object of a client's body, read strictly, with the pointer to it. Every error names the JSON path and
// what was expected there ("messages.3.content.0.type: expected a string"). A key given twice is an error too: two
// readers of one body must not see two different requests. Handles: they hold while their Json and bytes live.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "chat/request.h"

namespace weir::wire {

// "/messages/3/content" -> "messages.3.content"; "" -> "body".
std::string dotted(std::string_view pointer);
std::unexpected<Error> expected_at(std::string_view pointer, std::string_view what);
// Parses a client's body; the error says that the body is no JSON and where.
Result<Json> parse_body(std::string_view body);
Result<chat::Document> document_of(const std::string& body);  // the bytes must outlive it

class Fields {
 public:
  // Errors: invalid, when the value is no object or has a key twice.
  static Result<Fields> of(JsonValue value, std::string pointer);

  JsonValue operator[](std::string_view key) const { return value_[key]; }
  JsonValue value() const { return value_; }
  const std::string& pointer() const { return pointer_; }
  std::string pointer(std::string_view key) const { return pointer_ + "/" + std::string(key); }
  std::unexpected<Error> expected(std::string_view key, std::string_view what) const;

  // A missing field and null read alike: nothing. A wrong type is an error.
  Result<std::string> need_string(std::string_view key) const;
  Result<std::string> string(std::string_view key) const;  // "" for nothing
  Result<std::optional<std::int64_t>> integer(std::string_view key) const;
  Result<std::optional<double>> number(std::string_view key) const;
  Result<std::optional<bool>> boolean(std::string_view key) const;
  Result<std::vector<std::string>> strings(std::string_view key) const;  // an array of strings
  Result<std::optional<Fields>> object(std::string_view key) const;
  Result<JsonValue> array(std::string_view key) const;  // a missing value for nothing
  Result<JsonValue> need_array(std::string_view key) const;

 private:
  Fields(JsonValue value, std::string pointer) : value_(value), pointer_(std::move(pointer)) {}
  bool absent(std::string_view key) const;
  JsonValue value_;
  std::string pointer_;
};

}  // namespace weir::wire
