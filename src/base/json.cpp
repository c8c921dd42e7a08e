// Json::parse. simdjson's first stage validates UTF-8, finds unclosed strings and bare control characters and lists
// where each token begins; the grammar and the nodes are made here in one pass over that list, since simdjson's own
// second stage forgets where values stand. No recursion: nesting is an array of limits::json_depth.
#include "base/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/json_node.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace weir {
namespace {

using Index = simdjson::internal::dom_parser_implementation;

std::unexpected<Error> bad(std::size_t at, std::string_view what) {
  return fail(ErrorKind::invalid, fmt::format("JSON is broken at byte {}: {}", at, what));
}

// Where and what, for the errors that the first stage finds without a place: bad UTF-8, a control character inside a
// string, a string without an end. Slow and only for texts that are refused.
std::unexpected<Error> locate(std::string_view bytes) {
  bool inside = false;
  std::size_t opened = 0, at = 0;
  while (at < bytes.size()) {
    const std::size_t length = utf8_length(bytes, at);
    if (length == 0) return bad(at, "not UTF-8");
    const auto c = static_cast<unsigned char>(bytes[at]);
    if (inside && c < 0x20) return bad(at, "a control character inside a string");
    if (inside && c == '\\') {
      at += 1;  // what follows is looked at when it is no ASCII, but cannot end the string
      if (at < bytes.size() && static_cast<unsigned char>(bytes[at]) >= 0x20 && utf8_length(bytes, at) == 1) ++at;
      continue;
    }
    if (c == '"') {
      inside = !inside;
      opened = at;
    }
    at += length;
  }
  return inside ? bad(opened, "this string has no end") : bad(bytes.size(), "the text ends too early");
}

// The first stage writes into arrays of the text's size. Small ones are kept by each thread: arguments of tool calls
// and events of streams are parsed by the thousand.
constexpr std::size_t kept_bytes = 64 * 1024;

Result<const Index*> index_tokens(std::string_view bytes, std::unique_ptr<Index>& own) {
  thread_local std::unique_ptr<Index> kept;
  constexpr std::size_t depth_of_second_stage = 1;  // which does not run
  const bool small = bytes.size() <= kept_bytes;
  std::unique_ptr<Index>& index = small ? kept : own;
  if (!index && simdjson::get_active_implementation()->create_dom_parser_implementation(
                    small ? kept_bytes : bytes.size(), depth_of_second_stage, index) != simdjson::SUCCESS) {
    return fail(ErrorKind::too_large, fmt::format("no memory to read {} bytes of JSON", bytes.size()));
  }
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  switch (index->stage1(data, bytes.size(), simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS:
      return index.get();
    case simdjson::EMPTY:
      return bad(bytes.size(), "there is no value");
    default:
      return locate(bytes);
  }
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Builder {
 public:
  Builder(std::string_view bytes, const Index& index, std::vector<JsonNode>& nodes)
      : bytes_(bytes), index_(index), nodes_(nodes) {}

  Result<void> run() {
    nodes_.reserve(std::min<std::size_t>(index_.n_structural_indexes / 3 + 1, limits::json_nodes));
    for (std::uint32_t i = 0; i < index_.n_structural_indexes; ++i) {
      token_ = index_.structural_indexes[i];
      next_ = i + 1 < index_.n_structural_indexes ? index_.structural_indexes[i + 1]
                                                  : static_cast<std::uint32_t>(bytes_.size());
      TRY_VOID(step(bytes_[token_]));
    }
    if (expect_ != Expect::nothing) return bad(bytes_.size(), "the text ends too early");
    return {};
  }

 private:
  enum class Expect { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };

  Result<void> step(char c) {
    switch (expect_) {
      case Expect::value:
        return value(c);
      case Expect::value_or_end:
        return c == ']' ? close(c) : value(c);
      case Expect::key:
        return key(c);
      case Expect::key_or_end:
        return c == '}' ? close(c) : key(c);
      case Expect::colon:
        return colon(c);
      case Expect::comma_or_end:
        return comma_or_end(c);
      case Expect::nothing:
        break;
    }
    return bad(token_, "something stands after the value's end");
  }

  Result<void> value(char c) {
    if (nodes_.size() == limits::json_nodes) {
      return fail(ErrorKind::too_large, fmt::format("the JSON has more than {} values", limits::json_nodes));
    }
    switch (c) {
      case '{':
        return open(JsonType::object, Expect::key_or_end);
      case '[':
        return open(JsonType::array, Expect::value_or_end);
      case '"':
        return string();
      case 't':
        return literal("true", JsonType::boolean);
      case 'f':
        return literal("false", JsonType::boolean);
      case 'n':
        return literal("null", JsonType::null);
      case '}':
      case ']':
      case ',':
      case ':':
        return bad(token_, "a value is missing");
      default:
        return number();
    }
  }

  Result<void> open(JsonType type, Expect then) {
    if (depth_ == limits::json_depth) {
      return fail(ErrorKind::too_large,
                  fmt::format("the JSON nests deeper than {} levels at byte {}", limits::json_depth, token_));
    }
    const auto self = static_cast<std::uint32_t>(nodes_.size());
    add(type, 1);
    open_[depth_++] = self;
    expect_ = then;
    return {};
  }

  Result<void> close(char c) {
    JsonNode& node = nodes_[open_[depth_ - 1]];
    if ((node.type == JsonType::object) != (c == '}')) return bad(token_, "the wrong bracket closes");
    node.size = token_ + 1 - node.at;
    node.next = static_cast<std::uint32_t>(nodes_.size());
    --depth_;
    after_value();
    return {};
  }

  Result<void> comma_or_end(char c) {
    if (c == '}' || c == ']') return close(c);
    if (c != ',') return bad(token_, "a comma or a closing bracket is missing");
    expect_ = nodes_[open_[depth_ - 1]].type == JsonType::object ? Expect::key : Expect::value;
    return {};
  }

  Result<void> key(char c) {
    if (c != '"') return bad(token_, "a key is missing");
    const std::string_view text = token();
    TRY(key_escaped_, quoted(text));
    key_at_ = token_;
    key_size_ = static_cast<std::uint32_t>(text.size());
    expect_ = Expect::colon;
    return {};
  }

  Result<void> colon(char c) {
    if (c != ':') return bad(token_, "a colon is missing");
    expect_ = Expect::value;
    return {};
  }

  Result<void> string() {
    const std::string_view text = token();
    TRY(const bool escaped, quoted(text));
    add(JsonType::string, static_cast<std::uint32_t>(text.size())).escaped = escaped;
    after_value();
    return {};
  }

  Result<void> number() {
    const std::string_view text = token();
    const NumberForm form = number_form(text);
    if (form == NumberForm::none) return bad(token_, "neither a value nor a number");
    add(form == NumberForm::integer ? JsonType::integer : JsonType::number, static_cast<std::uint32_t>(text.size()));
    after_value();
    return {};
  }

  Result<void> literal(std::string_view word, JsonType type) {
    if (token() != word) return bad(token_, "neither true nor false nor null");
    add(type, token_size());
    after_value();
    return {};
  }

  // Checks the string that begins here; the value tells whether a backslash is in it.
  Result<bool> quoted(std::string_view text) const {
    if (text.size() < 2 || text.back() != '"') return bad(token_, "this string has no end");
    const std::string_view inside = text.substr(1, text.size() - 2);
    const bool escaped = inside.contains('\\');
    if (escaped && !escapes_are_valid(inside))
      return bad(token_, "this string holds an escape that JSON does not know");
    return escaped;
  }

  // From the token's first byte to the next token, without the white space between.
  std::uint32_t token_size() const {
    std::uint32_t end = next_;
    while (end > token_ && is_space(bytes_[end - 1])) --end;
    return end - token_;
  }
  std::string_view token() const { return bytes_.substr(token_, token_size()); }

  JsonNode& add(JsonType type, std::uint32_t size) {
    if (depth_ > 0) ++nodes_[open_[depth_ - 1]].count;
    JsonNode& node = nodes_.emplace_back();
    node.at = token_;
    node.size = size;
    node.type = type;
    node.next = static_cast<std::uint32_t>(nodes_.size());
    node.key_at = key_at_;
    node.key_size = std::exchange(key_size_, 0);
    node.key_escaped = key_escaped_;
    return node;
  }

  void after_value() { expect_ = depth_ == 0 ? Expect::nothing : Expect::comma_or_end; }

  std::string_view bytes_;
  const Index& index_;
  std::vector<JsonNode>& nodes_;
  std::array<std::uint32_t, limits::json_depth> open_{};
  std::size_t depth_ = 0;
  Expect expect_ = Expect::value;
  std::uint32_t token_ = 0, next_ = 0;
  std::uint32_t key_at_ = 0, key_size_ = 0;
  bool key_escaped_ = false;
};

}  // namespace

Json::Json() = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

Result<Json> Json::parse(std::string_view bytes) {
  if (bytes.empty()) return bad(0, "there is no value");
  if (bytes.size() >= std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorKind::too_large, "the JSON is larger than 4 GB");
  }
  std::unique_ptr<Index> own;
  TRY(const Index* const index, index_tokens(bytes, own));
  Json json;
  json.bytes_ = bytes;
  TRY_VOID(Builder(bytes, *index, json.nodes_).run());
  return json;
}

JsonValue Json::root() const { return nodes_.empty() ? JsonValue() : JsonValue(this, 0); }

}  // namespace weir
