// The normal form is hashed as it is walked, never written down. Each piece goes in with its kind and its length, so
// that two parts never read as one. Left out is what clients move about while the conversation stays the same:
// cache_control, ids, signatures, empty texts, the white space and the escapes of raw JSON.
#include "chat/fingerprint.h"

#include <array>
#include <bit>
#include <string_view>

#include "base/hash.h"
#include "base/json.h"

namespace weir::chat {
namespace {

class Mixer {
 public:
  explicit Mixer(std::uint64_t seed) : state_(seed) {}
  void piece(char kind, std::string_view text) { state_ = hash64(text, state_ ^ number(kind, text.size())); }
  std::uint64_t value() const { return state_; }

 private:
  static std::uint64_t number(char kind, std::size_t size) {
    return std::rotl(static_cast<std::uint64_t>(size), 8) ^ static_cast<unsigned char>(kind);
  }
  std::uint64_t state_;
};

bool moves_about(const std::string& key) { return key == "cache_control" || key == "id"; }

// Nesting is bounded by Json::parse. `top`: the part's own members, where cache_control and ids stand.
void mix_json(Mixer& mixer, JsonValue value, bool top) {
  switch (value.type()) {
    case JsonType::object:
      mixer.piece('{', {});
      for (const JsonValue member : value) {
        if (top && moves_about(member.key())) continue;
        mixer.piece('k', member.key());
        mix_json(mixer, member, false);
      }
      mixer.piece('}', {});
      return;
    case JsonType::array:
      mixer.piece('[', {});
      for (const JsonValue child : value) mix_json(mixer, child, false);
      mixer.piece(']', {});
      return;
    case JsonType::string:
      mixer.piece('s', value.string());
      return;
    default:
      mixer.piece('v', value.raw());
      return;
  }
}

enum class Raw { part, arguments };  // a part's own JSON; a call's arguments, where an "id" is the user's

void mix_raw(Mixer& mixer, std::string_view json, Raw raw) {
  if (const auto parsed = Json::parse(json)) {
    mix_json(mixer, parsed->root(), raw == Raw::part);
  } else {
    mixer.piece('!', json);
  }
}

void mix_parts(Mixer& mixer, const std::vector<Part>& parts) {
  for (const Part& part : parts) {
    switch (part.kind) {
      case Part::Kind::text:
        if (!part.text.empty()) mixer.piece('t', part.text);
        break;
      case Part::Kind::thinking:
        mixer.piece('h', part.text);
        break;
      case Part::Kind::redacted_thinking:
        mixer.piece('d', part.data);
        break;
      case Part::Kind::tool_call:
        mixer.piece('c', part.name);
        mix_raw(mixer, part.arguments.empty() ? "{}" : std::string_view(part.arguments), Raw::arguments);
        break;
      case Part::Kind::tool_result:
        mixer.piece('r', part.is_error ? "error" : "");
        mix_parts(mixer, part.parts);
        mixer.piece('e', {});
        break;
      case Part::Kind::image:
        mixer.piece('i', {});
        mix_raw(mixer, part.data, Raw::part);
        break;
      case Part::Kind::other:
        mixer.piece('o', part.name);
        mix_raw(mixer, part.data, Raw::part);
        break;
    }
  }
}

}  // namespace

std::uint64_t fingerprint(const Message& message) {
  Mixer mixer(0);
  mixer.piece('m', name(message.role));
  mix_parts(mixer, message.parts);
  return mixer.value();
}

std::vector<std::uint64_t> chain(const Request& request) {
  std::vector<std::uint64_t> links;
  links.reserve(request.messages.size());
  std::uint64_t last = 0;
  for (const Message& message : request.messages) {
    const auto bytes = std::bit_cast<std::array<char, sizeof(std::uint64_t)>>(fingerprint(message));
    last = hash64({bytes.data(), bytes.size()}, last);
    links.push_back(last);
  }
  return links;
}

BodyHash body_hash(std::string_view bytes) { return {hash128_hex(bytes)}; }

}  // namespace weir::chat
