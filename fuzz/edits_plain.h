// What an edit of a body shall come to, done to the values of a plain reading instead of the bytes: the edited body
// must read as this.
#pragma once
#include <string>
#include <string_view>

#include "chat/edit.h"
#include "json_plain.h"

namespace weir::fuzz {

// Everything but where it stands.
inline bool same(const Plain& a, const Plain& b) {
  if (a.kind != b.kind || a.key != b.key || a.text != b.text || a.children.size() != b.children.size()) return false;
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if (!same(a.children[i], b.children[i])) return false;
  }
  return true;
}

struct Spot {
  Plain* parent = nullptr;
  std::size_t place = 0;
  Plain& value() const { return parent->children[place]; }
};

// Pointers into bodies as decoders make them: plain keys and indexes.
inline Spot find(Plain& root, std::string_view pointer) {
  Spot spot;
  for (Plain* here = &root; here != nullptr && !pointer.empty();) {
    pointer.remove_prefix(1);
    const std::string token(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(token.size());
    spot = {};
    for (std::size_t i = 0; i < here->children.size(); ++i) {
      if (here->kind == '[' ? std::to_string(i) == token : here->children[i].key == token) spot = {here, i};
    }
    here = spot.parent == nullptr ? nullptr : &spot.value();
  }
  return spot;
}

inline Plain* member(Plain& value, std::string_view key) {
  Plain* found = nullptr;
  for (Plain& child : value.children) {
    if (value.kind == '{' && child.key == key) found = &child;
  }
  return found;
}

inline void append(Plain* value, const std::string& text) {
  for (const std::string_view key : {"content", "text"}) {
    if (Plain* const inner = member(*value, key)) value = inner;
  }
  if (value->kind == '"') {
    value->text += text;
    return;
  }
  const auto quoted = [](std::string key, std::string inside) {
    Plain out;
    out.kind = '"';
    out.key = std::move(key);
    out.text = std::move(inside);
    return out;
  };
  Plain part;
  part.kind = '{';
  part.children = {quoted("type", "text"), quoted("text", text)};
  value->children.push_back(std::move(part));
}

// One wish that was granted.
inline void grant(Plain& root, const Wish& wish) {
  const Spot spot = find(root, wish.path);
  if (spot.parent == nullptr) std::abort();
  switch (wish.act) {
    case Act::drop_block:
    case Act::strip_field:
      spot.parent->children.erase(spot.parent->children.begin() + static_cast<std::ptrdiff_t>(spot.place));
      break;
    case Act::set_model:
    case Act::redact:
      spot.value().text = wish.value;
      break;
    case Act::append_text:
      append(&spot.value(), wish.value);
      break;
  }
}

}  // namespace weir::fuzz
