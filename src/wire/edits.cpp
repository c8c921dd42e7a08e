// Wishes into edits of the client's bytes. Wishes are gathered by the value that they point at; a value that goes
// takes the edits inside it along. Commas: the elements of a container that go are known together, so that each run
// of them takes exactly the commas that would be left over.
#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "base/json.h"
#include "base/json_writer.h"
#include "wire/fields.h"
#include "wire/wire.h"

namespace weir::wire {
namespace {

// What shall happen to one value that stays.
struct Change {
  JsonValue value;
  std::optional<std::string> text;  // replaces a string
  std::string behind;               // text that a string, or a content array, gets at its end
  std::string reason;
};

struct Container {
  JsonValue value;
  std::map<std::size_t, std::string> going;  // place of the child -> reason
};

std::string quoted_inside(std::string_view text) {
  std::string quoted = json_quote(text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string text_part(std::string_view text) {
  JsonWriter w;
  w.object().field("type", "text").field("text", text).end();
  return w.take();
}

class Planner {
 public:
  explicit Planner(JsonValue root) : root_(root) {}

  Result<void> add(const Wish& wish) {
    const JsonValue target = root_.at_pointer(wish.path);
    if (!target.exists()) return nothing_there(wish);
    switch (wish.act) {
      case Act::drop_block:
      case Act::strip_field:
        return remove(wish, target);
      case Act::set_model:
      case Act::redact:
        return replace(wish, target);
      case Act::append_text:
        return append(wish, target);
    }
    return {};
  }

  std::vector<Edit> edits() const {
    std::vector<Edit> all;
    for (const auto& [at, container] : containers_) removals(container, all);
    for (const auto& [at, change] : changes_) all.push_back(edit_of(change));
    return without_nested(std::move(all));
  }

 private:
  static std::unexpected<Error> nothing_there(const Wish& wish) {
    return fail(ErrorKind::not_found, dotted(wish.path) + ": there is nothing to change in this request");
  }

  static Span extent(JsonValue child, bool member) { return member ? child.member_span() : child.span(); }

  // The removal of an element of an array or a member of an object: its place among its siblings.
  Result<void> remove(const Wish& wish, JsonValue target) {
    if (wish.path.empty()) return fail(ErrorKind::invalid, "body: cannot be dropped as a whole");
    const JsonValue parent = root_.at_pointer(wish.path.substr(0, wish.path.rfind('/')));
    Container& container = containers_[parent.span().at];
    container.value = parent;
    std::size_t place = 0;
    for (const JsonValue child : parent) {
      if (child.span() == target.span()) container.going.emplace(place, wish.reason);
      ++place;
    }
    return {};
  }

  Result<void> replace(const Wish& wish, JsonValue target) {
    if (!target.is_string()) return expected_at(wish.path, "a string to replace");
    Change& change = change_of(target, wish);
    if (change.text && *change.text != wish.value) {
      return fail(ErrorKind::conflict, dotted(wish.path) + ": two wishes want different texts here");
    }
    change.text = wish.value;
    return {};
  }

  // At a string, at a content array, at a part that has a text or a message that has a content.
  Result<void> append(const Wish& wish, JsonValue target) {
    for (const std::string_view key : {"content", "text"}) {
      if (target.is_object() && target[key].exists()) target = target[key];
    }
    if (!target.is_string() && !target.is_array()) return expected_at(wish.path, "a text to append to");
    Change& change = change_of(target, wish);
    change.behind += wish.value;
    return {};
  }

  Change& change_of(JsonValue target, const Wish& wish) {
    Change& change = changes_[target.span().at];
    change.value = target;
    if (change.reason.empty())
      change.reason = wish.reason;
    else if (change.reason != wish.reason)
      change.reason += "; " + wish.reason;
    return change;
  }

  Edit edit_of(const Change& change) const {
    const Span span = change.value.span();
    if (change.value.is_array()) {
      const bool first = remaining(change.value) == 0;
      return {span.at + span.size - 1, 0, (first ? "" : ",") + text_part(change.behind), change.reason};
    }
    // Between the quotes, which stay: `why` then shows the text alone.
    if (change.text) return {span.at + 1, span.size - 2, quoted_inside(*change.text + change.behind), change.reason};
    return {span.at + span.size - 1, 0, quoted_inside(change.behind), change.reason};
  }

  std::size_t remaining(JsonValue array) const {
    const auto found = containers_.find(array.span().at);
    return array.size() - (found == containers_.end() ? 0 : found->second.going.size());
  }

  // A run that has a sibling behind it goes up to that sibling; a run at the end begins behind the sibling before it;
  // a run that is all goes alone.
  static void removals(const Container& container, std::vector<Edit>& out) {
    std::vector<Span> spans;
    for (const JsonValue child : container.value) spans.push_back(extent(child, container.value.is_object()));
    const auto goes = [&](std::size_t i) { return container.going.contains(i); };
    std::size_t last_kept = spans.size();
    for (std::size_t i = spans.size(); i-- > 0 && last_kept == spans.size();) {
      if (!goes(i)) last_kept = i;
    }
    const bool none_kept = last_kept == spans.size();
    for (const auto& [i, reason] : container.going) {
      const std::size_t end = spans[i].at + spans[i].size;
      const bool tail = !none_kept && i > last_kept;
      const std::size_t from = tail ? spans[i - 1].at + spans[i - 1].size : spans[i].at;
      const std::size_t to = tail || i + 1 == spans.size() ? end : spans[i + 1].at;
      out.push_back({from, to - from, "", reason});
    }
  }

  static std::vector<Edit> without_nested(std::vector<Edit> all) {
    // Of two with the same extent the removal goes first and wins.
    std::ranges::sort(all, [](const Edit& a, const Edit& b) {
      return std::tuple(a.at, b.size, !a.bytes.empty()) < std::tuple(b.at, a.size, !b.bytes.empty());
    });
    std::vector<Edit> out;
    std::size_t end = 0;
    for (Edit& edit : all) {
      if (!out.empty() && edit.at + edit.size <= end && edit.at < end) continue;  // inside something that goes
      end = std::max(end, edit.at + edit.size);
      out.push_back(std::move(edit));
    }
    return out;
  }

  JsonValue root_;
  std::map<std::size_t, Change> changes_;  // by where the value begins
  std::map<std::size_t, Container> containers_;
};

}  // namespace

Result<std::vector<Edit>> edits_for(std::string_view body, std::span<const Wish> wishes) {
  TRY(const auto json, parse_body(body));
  return edits_for(json, wishes);
}

Result<std::vector<Edit>> edits_for(const Json& json, std::span<const Wish> wishes) {
  Planner planner(json.root());
  for (const Wish& wish : wishes) TRY_VOID(planner.add(wish));
  return planner.edits();
}

}  // namespace weir::wire
