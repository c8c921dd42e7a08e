// GGUF metadata: typed values behind counted keys.
#include "machine/gguf_meta.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/hash.h"
#include "base/limits.h"
#include "machine/gguf_types.h"

namespace weir::machine {
namespace {

enum Type : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text_value, array_value, u64, i64, f64, count };

// Bytes of one value; 0 for text and arrays.
constexpr std::array<std::uint64_t, count> kSize = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

constexpr std::size_t kShownName = 256;
constexpr std::uint64_t kMostAlignment = 1 << 20;

std::unexpected<Error> bad(std::string what) { return fail(ErrorKind::invalid, std::move(what)); }

// Keys come from strangers: shown shortened, and only what prints.
std::string shown(std::string_view text, std::size_t most = 64) {
  std::string out;
  for (const char c : text.substr(0, most)) out += c >= 0x20 && c < 0x7F ? c : '?';
  return out;
}

bool is_wanted(std::string_view key) {
  for (const std::string_view end : {".context_length", ".block_count", ".embedding_length", ".vocab_size",
                                     "general.file_type", "split.count", "split.no"}) {
    if (key.ends_with(end)) return true;
  }
  return false;
}

// The tokens that the engine recognises by name (facts/engine.md §5).
unsigned fim_bit(std::string_view token) {
  constexpr std::array<std::string_view, 7> prefix = {"<|fim_prefix|>",  "<fim-prefix>", "<fim_prefix>", "<|prefix|>",
                                                      "<|code_prefix|>", "<PRE>",        "▁<PRE>"};
  constexpr std::array<std::string_view, 7> suffix = {"<|fim_suffix|>",  "<fim-suffix>", "<fim_suffix>", "<|suffix|>",
                                                      "<|code_suffix|>", "<SUF>",        "▁<SUF>"};
  constexpr std::array<std::string_view, 7> middle = {"<|fim_middle|>",  "<fim-middle>", "<fim_middle>", "<|middle|>",
                                                      "<|code_middle|>", "<MID>",        "▁<MID>"};
  if (std::ranges::find(prefix, token) != prefix.end() || token == "<｜fim▁begin｜>") return 1;
  if (std::ranges::find(suffix, token) != suffix.end() || token == "<｜fim▁hole｜>") return 2;
  if (std::ranges::find(middle, token) != middle.end() || token == "<｜fim▁end｜>") return 4;
  return 0;
}

unsigned fim_bit_of_key(std::string_view key) {
  constexpr std::string_view start = "tokenizer.ggml.";
  if (!key.starts_with(start)) return 0;
  key.remove_prefix(start.size());
  if (key == "fim_pre_token_id" || key == "prefix_token_id") return 1;
  if (key == "fim_suf_token_id" || key == "suffix_token_id") return 2;
  if (key == "fim_mid_token_id" || key == "middle_token_id") return 4;
  return 0;
}

// A whole number, whatever its width; nothing for a negative one and for floats.
Result<std::optional<std::uint64_t>> whole(GgufCursor& in, std::uint32_t type) {
  const auto wrap = [](auto n) -> std::optional<std::uint64_t> {
    if (n < 0) return std::nullopt;
    return static_cast<std::uint64_t>(n);
  };
  switch (type) {
    case u8: {
      TRY(const auto n, in.number<std::uint8_t>());
      return wrap(n);
    }
    case i8: {
      TRY(const auto n, in.number<std::int8_t>());
      return wrap(n);
    }
    case u16: {
      TRY(const auto n, in.number<std::uint16_t>());
      return wrap(n);
    }
    case i16: {
      TRY(const auto n, in.number<std::int16_t>());
      return wrap(n);
    }
    case u32: {
      TRY(const auto n, in.number<std::uint32_t>());
      return wrap(n);
    }
    case i32: {
      TRY(const auto n, in.number<std::int32_t>());
      return wrap(n);
    }
    case u64: {
      TRY(const auto n, in.number<std::uint64_t>());
      return wrap(n);
    }
    case i64: {
      TRY(const auto n, in.number<std::int64_t>());
      return wrap(n);
    }
    default: {
      TRY_VOID(in.skip(kSize[type]));
      return std::nullopt;
    }
  }
}

}  // namespace

Result<void> GgufMeta::read(GgufCursor& in, std::uint64_t pairs) {
  for (std::uint64_t i = 0; i < pairs; ++i) TRY_VOID(pair(in));
  return {};
}

Result<void> GgufMeta::pair(GgufCursor& in) {
  TRY(const std::string key, in.text(limits::gguf_key_bytes, "a metadata key"));
  if (key.empty()) return bad("has a metadata key without a name");
  if (!seen_.insert(hash64(key)).second) return bad(fmt::format("has the metadata key {} twice", shown(key)));
  TRY(const auto type, in.number<std::uint32_t>());
  if (type >= count) return bad(fmt::format("has a value of unknown type {} for {}", type, shown(key)));
  if (type == text_value) return text(in, key);
  if (type == array_value) return array(in, key);
  return value(in, key, type);
}

Result<void> GgufMeta::value(GgufCursor& in, const std::string& key, std::uint32_t type) {
  if (type == boolean) {
    TRY(const auto n, in.number<std::uint8_t>());
    if (n > 1) return bad(fmt::format("has {} for true or false in {}", n, shown(key)));
    return {};
  }
  TRY(const auto n, whole(in, type));
  if (key == "general.alignment") return take_alignment(type, n.value_or(0));
  if (n) fim_ |= fim_bit_of_key(key);
  if (n && is_wanted(key)) numbers_[key] = *n;
  return {};
}

Result<void> GgufMeta::take_alignment(std::uint32_t type, std::uint64_t n) {
  const bool power = n != 0 && (n & (n - 1)) == 0;
  if (type != u32 || !power || n > kMostAlignment) return bad("has an alignment that is no power of two");
  alignment_ = n;
  return {};
}

Result<void> GgufMeta::text(GgufCursor& in, const std::string& key) {
  TRY(std::string value, in.text(limits::gguf_string_bytes, "a metadata text"));
  if (key == "tokenizer.chat_template") {
    has_template_ = !value.empty();
    template_ = std::move(value);
  } else if (key == "general.architecture" || key == "general.name" || key == "general.type") {
    texts_[key] = std::move(value);
  }
  return {};
}

Result<void> GgufMeta::array(GgufCursor& in, const std::string& key) {
  TRY(const auto type, in.number<std::uint32_t>());
  TRY(const auto elements, in.number<std::uint64_t>());
  if (type >= count || type == array_value)
    return bad(fmt::format("has a list of unknown type {} in {}", type, shown(key)));
  if (elements > limits::gguf_array) return bad(fmt::format("has a list of {} in {}", elements, shown(key)));
  if (type == text_value) return texts(in, key, elements);
  return in.skip(elements * kSize[type]);
}

Result<void> GgufMeta::texts(GgufCursor& in, const std::string& key, std::uint64_t elements) {
  const bool tokens = key == "tokenizer.ggml.tokens";
  if (tokens) vocabulary_ = elements;
  for (std::uint64_t i = 0; i < elements; ++i) {
    TRY(const std::string token, in.text(limits::gguf_string_bytes, "a text of a list"));
    if (tokens) fim_ |= fim_bit(token);
  }
  return {};
}

std::uint64_t GgufMeta::number(const std::string& key, std::uint64_t otherwise) const {
  const auto it = numbers_.find(key);
  return it == numbers_.end() ? otherwise : it->second;
}

Result<void> GgufMeta::fill(Gguf& out) const {
  const auto text_of = [&](const char* key) {
    const auto it = texts_.find(key);
    return it == texts_.end() ? std::string() : shown(it->second, kShownName);
  };
  out.architecture = text_of("general.architecture");
  if (out.architecture.empty()) return bad("does not say its architecture");
  out.name = text_of("general.name");
  out.type = text_of("general.type");
  if (out.type.empty()) out.type = "model";
  out.quant = file_type_name(number("general.file_type", std::numeric_limits<std::uint64_t>::max()));
  const auto of_model = [&](const char* key) { return number(out.architecture + key); };
  constexpr std::uint64_t most = 1'000'000'000'000;
  if (of_model(".context_length") > most) return bad("claims an impossible context length");
  out.context.n = static_cast<std::int64_t>(of_model(".context_length"));
  out.blocks = of_model(".block_count");
  out.embedding = of_model(".embedding_length");
  out.vocabulary = vocabulary_ != 0 ? vocabulary_ : of_model(".vocab_size");
  out.chat_template = has_template_;
  if (has_template_) out.template_hash = hash128_hex(template_);
  out.fim = fim_ == 7;
  const std::uint64_t splits = number("split.count", 1);
  const std::uint64_t split = number("split.no", 0);
  if (splits > 65'535 || (splits != 0 && split >= splits)) return bad("has an impossible part number");
  out.splits = splits == 0 ? 1 : static_cast<unsigned>(splits);
  out.split = static_cast<unsigned>(split);
  return {};
}

}  // namespace weir::machine
