// From words to definitions.
#include "workspace/repo/evidence.h"

#include <algorithm>
#include <numeric>

#include "workspace/repo/operation.h"

namespace weir::workspace {
namespace {

// user_id, userId, UserID -> userid
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '_' || c == '-') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

// "GET /orders/{id}", "/orders/:id", "/orders/<int:id>" -> "/orders/{}"
std::string route_shape(std::string_view route) {
  const std::size_t slash = route.find('/');
  if (slash == std::string_view::npos) return {};
  route.remove_prefix(slash);
  std::string out;
  for (std::size_t i = 0; i < route.size(); ++i) {
    const char c = route[i];
    const char close = c == '{' ? '}' : c == '<' ? '>' : '\0';
    if (close != '\0' || (c == ':' && !out.empty() && out.back() == '/')) {
      out += "{}";
      const std::size_t end = close != '\0' ? route.find(close, i) : route.find('/', i);
      if (end == std::string_view::npos) return out;
      i = close != '\0' ? end : end - 1;
    } else {
      out.push_back(c);
    }
  }
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

bool is_route(std::string_view name) { return name.find('/') != std::string_view::npos; }

bool means_file(std::string_view word, std::string_view path) {
  if (word == path) return true;
  return path.size() > word.size() && path.ends_with(word) && path[path.size() - word.size() - 1] == '/';
}

struct Parts {  // "Order.user_id"
  std::string_view owner, name;
};
Parts parts_of(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return {"", text};
  std::string_view owner = text.substr(0, dot);
  if (const std::size_t before = owner.rfind('.'); before != std::string_view::npos) owner.remove_prefix(before + 1);
  return {owner, text.substr(dot + 1)};
}

std::vector<std::uint32_t> routes_like(const EdgeTable& table, std::string_view name) {
  std::vector<std::uint32_t> out;
  const std::string shape = route_shape(name);
  const std::size_t space = name.find(' ');
  const std::string_view method = space == std::string_view::npos ? std::string_view() : name.substr(0, space);
  for (std::uint32_t i = 0; i < table.definitions.size(); ++i) {
    const Definition& d = table.definitions[i];
    if (d.kind != DefinitionKind::route || route_shape(d.name) != shape) continue;
    if (method.empty() || d.name.starts_with(method)) out.push_back(i);
  }
  return out;
}

std::vector<std::uint32_t> with_name(const EdgeTable& table, std::string_view written) {
  if (is_route(written)) return routes_like(table, written);
  const Parts parts = parts_of(written);
  std::vector<std::uint32_t> out = table.named(parts.name);
  if (out.empty()) {
    const std::string fold = folded(parts.name);
    for (std::uint32_t i = 0; i < table.definitions.size(); ++i) {
      if (folded(table.definitions[i].name) == fold) out.push_back(i);
    }
  }
  if (!parts.owner.empty())
    std::erase_if(out, [&](std::uint32_t i) { return folded(table.definitions[i].owner) != folded(parts.owner); });
  return out;
}

// How much of the sentence speaks for this definition: its owner, its file.
int support(const Definition& d, const std::vector<std::string>& beside) {
  int out = 0;
  for (const std::string& word : beside) {
    if (means_file(word, d.place.file)) out += 2;
    if (!d.owner.empty() && folded(word) == folded(d.owner)) out += 1;
  }
  return out;
}

// All definitions at one place (a name that two readers report) count as one.
bool one_place(const EdgeTable& table, const std::vector<std::uint32_t>& found) {
  return std::ranges::all_of(
      found, [&](std::uint32_t i) { return table.definitions[i].place == table.definitions[found.front()].place; });
}

std::optional<std::uint32_t> resolve(const Mention& mention, const EdgeTable& table,
                                     const std::function<bool(std::string_view)>& is_file) {
  std::vector<std::uint32_t> found = with_name(table, mention.name);
  if (found.empty()) return std::nullopt;
  int best = 0;
  for (const std::uint32_t i : found) best = std::max(best, support(table.definitions[i], mention.beside));
  std::erase_if(found, [&](std::uint32_t i) { return support(table.definitions[i], mention.beside) < best; });
  const bool qualified = parts_of(mention.name).owner.size() > 0 || is_route(mention.name);
  if (mention.plain && best == 0) return std::nullopt;
  // A file is named and it is not the definition's: the sentence is about that file's own symbol.
  const bool other_file = std::ranges::any_of(mention.beside, [&](const std::string& word) { return is_file(word); });
  if (best < 2 && other_file && !qualified) return std::nullopt;
  if (!one_place(table, found)) return std::nullopt;
  return found.front();
}

// "user_id of the message Order" is about user_id: the owner only says which one.
void drop_owners(std::vector<Named>& named, const EdgeTable& table) {
  const auto owns = [&](const Named& owner, const Named& other) {
    const Definition &a = table.definitions[owner.definition], &b = table.definitions[other.definition];
    return a.place.file == b.place.file && a.name == b.owner;
  };
  std::vector<Named> kept;
  for (const Named& one : named) {
    const bool only_qualifies = std::ranges::any_of(named, [&](const Named& other) { return owns(one, other); });
    if (!only_qualifies) kept.push_back(one);
  }
  named = std::move(kept);
}

}  // namespace

std::vector<Named> named_definitions(std::string_view text, const EdgeTable& table,
                                     const std::function<bool(std::string_view)>& is_file) {
  std::vector<Named> out;
  if (table.definitions.empty()) return out;
  for (const Mention& mention : mentions(text)) {
    if (is_file(mention.name)) continue;
    const auto definition = resolve(mention, table, is_file);
    if (!definition) continue;
    const bool known = std::ranges::any_of(out, [&](const Named& n) { return n.definition == *definition; });
    if (!known) out.push_back({*definition, mention.operation});
  }
  drop_owners(out, table);
  return out;
}

std::vector<std::uint32_t> definitions_of(const EdgeTable& table, std::string_view file, std::string_view symbol) {
  std::vector<std::uint32_t> out;
  if (symbol.empty()) {
    out.resize(table.definitions.size());
    std::iota(out.begin(), out.end(), 0U);
  } else {
    out = with_name(table, symbol);
  }
  if (!file.empty())
    std::erase_if(out, [&](std::uint32_t i) { return !means_file(file, table.definitions[i].place.file); });
  return out;
}

}  // namespace weir::workspace
