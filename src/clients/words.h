// The words of code: identifiers, and literals that name something between programs (a route, a topic, a file). An edit
// is known by the words that it took away and brought; its text is not kept.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weir::clients {

// Each word of the text once, in the order of first appearance. What looks like a key or a token is left out.
std::vector<std::string> words_in(std::string_view text);

// Adds up what one or several replacements in a file changed. Lines that both sides begin or end with do not count; a
// word that one replacement takes away and another brings is neither gone nor new.
class Difference {
 public:
  void add(std::string_view before, std::string_view after);
  std::vector<std::string> removed() const { return only(before_, after_); }  // at most limits::change_words
  std::vector<std::string> added() const { return only(after_, before_); }

 private:
  using Side = std::unordered_map<std::string, std::size_t>;  // word -> its place in the order
  static void collect(Side& side, std::string_view text);
  static std::vector<std::string> only(const Side& side, const Side& other);
  Side before_, after_;
};

}  // namespace weir::clients
