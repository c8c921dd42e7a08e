// Words by which the frameworks and clients of the field are told: who serves, who calls, with which verb.
#pragma once
#include <string>
#include <string_view>

namespace weir::workspace::edges {

std::string verb_of(std::string_view word);      // "get", "Get" -> "GET"; "" for any other word
std::string verb_within(std::string_view word);  // and "MapGet", "PostAsJsonAsync", "DeleteMapping"
// Lower-cased words: in what a variable is made from, or its type.
bool serves_word(std::string_view low);
bool calls_word(std::string_view low);
// Lower-cased name of a call and of what it is called on.
bool not_http(std::string_view low, std::string_view receiver);   // logs, files, page navigation
bool call_name(std::string_view low, std::string_view receiver);  // surely a client's

}  // namespace weir::workspace::edges
