// Two visitors over decision/fields.h: one writes, one reads. Which C++ type becomes which JSON stands in put() and
// get(), side by side.
#include "decision/json.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

#include "decision/fields.h"

namespace weir {
namespace {

template <class T>
constexpr bool is_id = false;
template <class Tag>
constexpr bool is_id<Id<Tag>> = true;
template <class T>
constexpr bool is_num = false;
template <class Tag>
constexpr bool is_num<Num<Tag>> = true;
template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;
template <class T>
constexpr bool is_vector = false;
template <class T>
constexpr bool is_vector<std::vector<T>> = true;

std::string text_of(const Place& place) { return fmt::format("{}:{}", place.file, place.line); }

bool place_of(std::string_view text, Place& out) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view line = text.substr(colon + 1);
  const auto end = std::from_chars(line.data(), line.data() + line.size(), out.line);
  out.file = text.substr(0, colon);
  return end.ec == std::errc{} && end.ptr == line.data() + line.size();
}

// The enumerator of that name: names are few, and an enumeration ends where name() has none.
template <class E>
bool enum_of(std::string_view text, E& out) {
  for (int i = 0; !name(static_cast<E>(i)).empty(); ++i) {
    if (name(static_cast<E>(i)) != text) continue;
    out = static_cast<E>(i);
    return true;
  }
  return false;
}

template <class T>
void put(JsonWriter& w, const T& v);

class Write {
 public:
  explicit Write(JsonWriter& w) : w_(w) {}
  template <class T>
  void operator()(std::string_view key, const T& v) {
    w_.key(key);
    put(w_, v);
  }
  template <class T>
  void since(std::string_view key, const T& v, std::string_view /*older*/ = {}) {
    (*this)(key, v);
  }
  template <class Fields>
  void object(std::string_view key, const Fields& nested) {
    w_.key(key).object();
    nested(*this);
    w_.end();
  }

 private:
  JsonWriter& w_;
};

template <class T>
void put(JsonWriter& w, const T& v) {
  if constexpr (is_optional<T>) {
    if (v)
      put(w, *v);
    else
      w.null();
  } else if constexpr (is_vector<T>) {
    w.array();
    for (const auto& item : v) put(w, item);
    w.end();
  } else if constexpr (is_id<T>) {
    w.value(v.v);
  } else if constexpr (is_num<T>) {
    w.value(v.n);
  } else if constexpr (std::is_enum_v<T>) {
    w.value(name(v));
  } else if constexpr (std::is_same_v<T, Place>) {
    w.value(text_of(v));
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    w.value(v);
  } else {
    w.object();
    Write fields_of(w);
    fields::each(fields_of, v);
    w.end();
  }
}

// Reads into plain values. The first failure ends it; its path is put together on the way out.
class Reading {
 public:
  template <class T>
  bool get(JsonValue json, T& out);
  const std::string& path() const { return path_; }
  bool at(std::string_view step, bool ok) {
    if (!ok) path_.insert(0, step);
    return ok;
  }

 private:
  template <class T>
  bool get_list(JsonValue json, std::vector<T>& out);
  template <class T>
  bool get_number(JsonValue json, T& out);
  std::string path_;
};

class Read {
 public:
  Read(Reading& reading, JsonValue json) : reading_(reading), json_(json) {}
  template <class T>
  void operator()(std::string_view key, T& out) {
    if (!ok_) return;
    const JsonValue member = json_[key];
    ok_ = reading_.at(fmt::format(".{}", key), member.exists() && reading_.get(member, out));
  }
  template <class T>
  void since(std::string_view key, T& out, std::string_view older = {}) {
    if (!json_[key].exists() && !older.empty()) key = older;
    if (json_[key].exists()) (*this)(key, out);
  }
  template <class Fields>
  void object(std::string_view key, const Fields& nested) {
    if (!ok_) return;
    Read inner(reading_, json_[key]);
    nested(inner);
    ok_ = reading_.at(fmt::format(".{}", key), inner.ok_);
  }
  bool ok() const { return ok_; }

 private:
  Reading& reading_;
  JsonValue json_;
  bool ok_ = true;
};

template <class T>
bool Reading::get_list(JsonValue json, std::vector<T>& out) {
  if (!json.is_array()) return false;
  out.clear();
  out.reserve(json.size());
  for (const JsonValue item : json) {
    if (!at(fmt::format("[{}]", out.size()), get(item, out.emplace_back()))) return false;
  }
  return true;
}

template <class T>
bool Reading::get_number(JsonValue json, T& out) {
  if constexpr (std::is_same_v<T, bool>) {
    const auto value = json.boolean();
    out = value.value_or(false);
    return value.has_value();
  } else if constexpr (std::is_floating_point_v<T>) {
    // The writer has no other way to write what is not a number.
    const auto value = json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.number();
    out = value.value_or(0);
    return value.has_value();
  } else {
    const auto value = json.integer();
    if (!value || !std::in_range<T>(*value)) return false;
    out = static_cast<T>(*value);
    return true;
  }
}

template <class T>
bool Reading::get(JsonValue json, T& out) {
  if constexpr (is_optional<T>) {
    if (json.is_null()) {
      out.reset();
      return true;
    }
    return get(json, out.emplace());
  } else if constexpr (is_vector<T>) {
    return get_list(json, out);
  } else if constexpr (is_id<T>) {
    return get(json, out.v);
  } else if constexpr (is_num<T>) {
    return get_number(json, out.n);
  } else if constexpr (std::is_enum_v<T>) {
    return json.is_string() && enum_of(json.string(), out);
  } else if constexpr (std::is_same_v<T, Place>) {
    return json.is_string() && place_of(json.string(), out);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return get_number(json, out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    out = json.string();
    return json.is_string();
  } else {
    if (!json.is_object()) return false;
    Read read(*this, json);
    fields::each(read, out);
    return read.ok();
  }
}

}  // namespace

void to_json(JsonWriter& w, const Ask& v) { put(w, v); }
void to_json(JsonWriter& w, const Session& v) { put(w, v); }
void to_json(JsonWriter& w, const View& v) { put(w, v); }
void to_json(JsonWriter& w, const Ripple& v) { put(w, v); }
void to_json(JsonWriter& w, const Candidate& v) { put(w, v); }
void to_json(JsonWriter& w, const Rules& v) { put(w, v); }
void to_json(JsonWriter& w, const Decision& v) { put(w, v); }
void to_json(JsonWriter& w, const Verdict& v) { put(w, v); }
void to_json(JsonWriter& w, const Requirement& v) { put(w, v); }
void to_json(JsonWriter& w, const Signal& v) { put(w, v); }
void to_json(JsonWriter& w, const Edge& v) { put(w, v); }
void to_json(JsonWriter& w, const AttemptRecord& v) { put(w, v); }
void to_json(JsonWriter& w, const Outcome& v) { put(w, v); }

template <class T>
Result<T> from_json(JsonValue v) {
  T value;
  Reading reading;
  if (reading.get(v, value)) return value;
  return fail(ErrorKind::invalid, fmt::format("the stored value is not readable at {}", reading.path()),
              "it was written by another weir: replay it with that one");
}

template Result<Ask> from_json<Ask>(JsonValue);
template Result<Session> from_json<Session>(JsonValue);
template Result<View> from_json<View>(JsonValue);
template Result<Ripple> from_json<Ripple>(JsonValue);
template Result<Candidate> from_json<Candidate>(JsonValue);
template Result<Rules> from_json<Rules>(JsonValue);
template Result<Decision> from_json<Decision>(JsonValue);
template Result<Verdict> from_json<Verdict>(JsonValue);
template Result<Edge> from_json<Edge>(JsonValue);
template Result<Outcome> from_json<Outcome>(JsonValue);

}  // namespace weir
