// Recent<K, V>: a map that keeps the most recent `limit` entries and lets the oldest go.
#pragma once
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace weir::session {

template <class K, class V>
class Recent {
 public:
  using Entry = std::pair<const K, V>;
  explicit Recent(std::size_t limit) : limit_(limit) {}

  V* find(const K& key) {
    const auto it = index_.find(key);
    return it == index_.end() ? nullptr : &it->second->second;
  }
  const V* find(const K& key) const { return const_cast<Recent*>(this)->find(key); }

  // Makes an entry the newest.
  void touch(const K& key) {
    const auto it = index_.find(key);
    if (it != index_.end()) order_.splice(order_.begin(), order_, it->second);
  }

  // Adds or replaces, as the newest. Gives the entry that had to go, if one had to.
  std::optional<V> put(const K& key, V value) {
    if (V* old = find(key)) {
      *old = std::move(value);
      touch(key);
      return std::nullopt;
    }
    std::optional<V> gone;
    if (order_.size() >= limit_) {
      gone = std::move(order_.back().second);
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    order_.emplace_front(key, std::move(value));
    index_.emplace(key, order_.begin());
    return gone;
  }

  std::size_t size() const { return order_.size(); }
  auto begin() const { return order_.begin(); }  // newest first
  auto end() const { return order_.end(); }

 private:
  std::size_t limit_;
  std::list<Entry> order_;
  std::unordered_map<K, typename std::list<Entry>::iterator> index_;
};

}  // namespace weir::session
