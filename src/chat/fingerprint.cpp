// The normal form is hashed as it is walked, never written down. Each piece goes in with its kind and its length, so
// that two parts never read as one. Left out is what clients move about while the conversation stays the same:
// cache_control, ids, signatures, empty texts, the white space and the escapes of raw JSON.
#include "chat/fingerprint.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/json.h"
#include "base/json_writer.h"

namespace weir::chat {
namespace {

class Mixer {
 public:
  // Long texts are hashed without a seed, which XXH3 does faster, and mixed in by a short second hash.
  void piece(char kind, std::string_view text) {
    const std::uint64_t size_and_kind =
        std::rotl(static_cast<std::uint64_t>(text.size()), 8) ^ static_cast<unsigned char>(kind);
    const auto bytes = std::bit_cast<std::array<char, 3 * sizeof(std::uint64_t)>>(
        std::array<std::uint64_t, 3>{state_, size_and_kind, hash64(text)});
    state_ = hash64({bytes.data(), bytes.size()});
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

// A JSON text that is the same for all ways of writing one value: no white space between the tokens, no escape that
// could be a character. Whatever is no JSON is carried along as it is.
class Canonical {
 public:
  explicit Canonical(std::string_view json) : json_(json) { out_.reserve(json.size()); }

  std::string take() && {
    while (at_ < json_.size()) {
      const char c = json_[at_++];
      if (c == '"') {
        out_.push_back(c);
        string();
      } else if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        out_.push_back(c);
      }
    }
    return std::move(out_);
  }

 private:
  void string() {
    const std::size_t from = at_;
    bool a_choice = false;  // of writing it: \u0041 or A, \/ or /. For the others there is no second way
    while (at_ < json_.size() && json_[at_] != '"') {
      const bool escape = json_[at_] == '\\' && at_ + 1 < json_.size();
      a_choice = a_choice || (escape && (json_[at_ + 1] == 'u' || json_[at_ + 1] == '/'));
      at_ += escape ? 2 : 1;
    }
    const std::string_view inside = json_.substr(from, at_ - from);
    out_ += a_choice ? rewritten(inside) : std::string(inside);
    if (at_ < json_.size()) out_.push_back(json_[at_++]);
  }

  static std::string rewritten(std::string_view inside) {
    const std::string quoted = "\"" + std::string(inside) + "\"";
    const auto parsed = Json::parse(quoted);
    if (!parsed) return std::string(inside);
    const std::string text = json_quote(parsed->root().string());
    return text.substr(1, text.size() - 2);
  }

  std::string_view json_;
  std::string out_;
  std::size_t at_ = 0;
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

// A part's own JSON. A call's arguments are written canonically instead: an "id" in them is the user's.
void mix_raw(Mixer& mixer, std::string_view json) {
  if (const auto parsed = Json::parse(json)) {
    mix_json(mixer, parsed->root(), true);
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
        mixer.piece('v', Canonical(part.arguments.empty() ? "{}" : std::string_view(part.arguments)).take());
        break;
      case Part::Kind::tool_result:
        mixer.piece('r', part.is_error ? "error" : "");
        mix_parts(mixer, part.parts);
        mixer.piece('e', {});
        break;
      case Part::Kind::image:
        mixer.piece('i', {});
        mix_raw(mixer, part.data);
        break;
      case Part::Kind::other:
        mixer.piece('o', part.name);
        mix_raw(mixer, part.data);
        break;
    }
  }
}

}  // namespace

std::uint64_t fingerprint(const Message& message) {
  Mixer mixer;
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
