// For tests: writes GGUF bytes, right or wrong on purpose.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::machine {

class GgufWriter {
 public:
  explicit GgufWriter(std::uint64_t tensors, std::uint64_t pairs, std::uint32_t version = 3,
                      std::string_view magic = "GGUF") {
    out_ += magic;
    number(version).number(tensors).number(pairs);
  }
  template <class T>
  GgufWriter& number(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  GgufWriter& text(std::string_view value) {
    number(static_cast<std::uint64_t>(value.size()));
    out_ += value;
    return *this;
  }
  GgufWriter& key(std::string_view name, std::uint32_t type) { return text(name).number(type); }
  GgufWriter& text_pair(std::string_view name, std::string_view value) { return key(name, 8).text(value); }
  GgufWriter& whole_pair(std::string_view name, std::uint32_t value) { return key(name, 4).number(value); }
  GgufWriter& tensor(std::string_view name, std::initializer_list<std::uint64_t> shape, std::uint32_t type,
                     std::uint64_t offset) {
    text(name).number(static_cast<std::uint32_t>(shape.size()));
    for (const std::uint64_t size : shape) number(size);
    return number(type).number(offset);
  }
  GgufWriter& pad(std::size_t alignment = 32) {
    out_.resize((out_.size() + alignment - 1) / alignment * alignment);
    return *this;
  }
  GgufWriter& zeros(std::size_t bytes) {
    out_.append(bytes, '\0');
    return *this;
  }
  const std::string& bytes() const { return out_; }

 private:
  std::string out_;
};

// A whole small file: 5 keys, a list of tokens, two tensors.
inline std::string small_gguf() {
  GgufWriter w(2, 6);
  w.text_pair("general.architecture", "llama")
      .text_pair("general.name", "Small \x01 one")
      .whole_pair("general.file_type", 15);
  w.whole_pair("llama.context_length", 4096).text_pair("tokenizer.chat_template", "{{ messages }}");
  w.key("tokenizer.ggml.tokens", 9).number(std::uint32_t{8}).number(std::uint64_t{4});
  w.text("a").text("<|fim_prefix|>").text("<|fim_suffix|>").text("<|fim_middle|>");
  w.tensor("a", {256, 2}, 12, 0).tensor("b", {3}, 0, 288);
  return w.pad().zeros(288 + 12).bytes();
}

}  // namespace weir::machine
