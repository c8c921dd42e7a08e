// frames: what weir and weir-engine say to each other over their socket pair. A frame is
//   u32 payload size | u8 type | u32 stream | payload (one JSON object, UTF-8)      integers little endian
// A stream is one request of weir and all of the engine's frames about it; weir numbers them from 1, never twice.
// Stream 0 is the engine itself. Header only and free of the rest of base: the engine links nothing else of weir.
//
// weir -> engine
//   chat    {messages, tools?, tool_choice?, json_schema?, max_tokens?, temperature?, top_p?, top_k?, seed?, stop?,
//            thinking?, parallel?, slot?}                    messages and tools in OpenAI's Chat Completions shape
//   fim     {prefix, suffix, max_tokens?, temperature?, stop?, raw?}   raw: continue the prefix, no hole
//   count   {messages, tools?} or {text}
//   cancel  {}                                               of that stream; nothing follows on it
//   ping    {}
// engine -> weir
//   progress {value}                                         stream 0, 0..1, while the model loads
//   ready   {model, context, slots, fim_slot, vocab, tools, fim, thinking, weights_bytes, kv_bytes, sandbox}
//   begin   {prompt}                                         the request is accepted: its tokens are counted
//   prefill {total, cached, processed}                       work on the prompt goes on
//   writing {output}                                        tokens written so far, every few seconds: what is written
//                                                            may be held back until it is whole
//   text | reasoning {text}
//   tool    {id, name, arguments, repair, valid}             a whole call; arguments is JSON as text;
//                                                            repair: none, recovered, coerced
//   usage   {prompt, cached, output, prompt_ms, output_ms}
//   finish  {reason, stop_sequence?}                         stop, length, tool_calls, stop_sequence
//   end     {}                                               the answer is whole
//   counted {tokens}
//   pong    {}
//   error   {class, message, tokens?, context?}              ends the stream; stream 0: the model cannot be served.
//                                                            class is a name of chat::UpstreamErrorClass
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace weir::frames {

enum class Type : std::uint8_t {
  chat = 1,
  fim,
  count,
  cancel,
  ping,
  progress = 32,
  ready,
  begin,
  prefill,
  writing,
  text,
  reasoning,
  tool,
  usage,
  finish,
  end,
  counted,
  pong,
  error,
};

constexpr bool known(std::uint8_t type) {
  return (type >= static_cast<std::uint8_t>(Type::chat) && type <= static_cast<std::uint8_t>(Type::ping)) ||
         (type >= static_cast<std::uint8_t>(Type::progress) && type <= static_cast<std::uint8_t>(Type::error));
}

inline constexpr std::size_t header_bytes = 9;
// A client's body is at most 64 MiB (limits::body_bytes); written anew as JSON its escapes can grow it.
inline constexpr std::size_t payload_bytes = 128 * 1024 * 1024;

struct Frame {
  Type type{};
  std::uint32_t stream = 0;
  std::string payload;
  bool operator==(const Frame&) const = default;
};

inline void put_u32(std::string& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((value >> shift) & 0xffU));
}

inline std::uint32_t get_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

// The payload must not be larger than payload_bytes: the other side hangs up.
inline std::string encode(Type type, std::uint32_t stream, std::string_view payload) {
  std::string out;
  out.reserve(header_bytes + payload.size());
  put_u32(out, static_cast<std::uint32_t>(payload.size()));
  out.push_back(static_cast<char>(type));
  put_u32(out, stream);
  out.append(payload);
  return out;
}

// Fed with bytes as they come, gives whole frames. It keeps at most one frame beside what was last fed. After a
// header that is too large or of an unknown type it is broken for good and gives nothing more.
class Decoder {
 public:
  explicit Decoder(std::size_t limit = payload_bytes) : limit_(limit) {}

  void feed(std::string_view bytes) {
    if (broken_) return;
    if (at_ > 0) { buffer_.erase(0, std::exchange(at_, 0)); }
    buffer_.append(bytes);
  }

  std::optional<Frame> next() {
    if (broken_) return std::nullopt;
    const std::string_view rest = std::string_view(buffer_).substr(at_);
    if (rest.size() < header_bytes) return std::nullopt;
    const std::size_t size = get_u32(rest);
    const auto type = static_cast<std::uint8_t>(rest[4]);
    if (size > limit_ || !known(type)) {
      fail();
      return std::nullopt;
    }
    if (rest.size() - header_bytes < size) return std::nullopt;
    Frame frame{static_cast<Type>(type), get_u32(rest.substr(5)), std::string(rest.substr(header_bytes, size))};
    at_ += header_bytes + size;
    return frame;
  }

  bool broken() const { return broken_; }

 private:
  void fail() {
    broken_ = true;
    buffer_.clear();
    at_ = 0;
  }
  std::size_t limit_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

}  // namespace weir::frames
