// How the languages spell a name: user_id is userId, UserId, getUserId, SetUserId, user_id_, USER_ID elsewhere. All
// functions are pure; words are ASCII identifiers.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir::workspace::edges {

// "userId", "UserID", "user_id", "USER_ID", "user-id" -> {"user", "id"}; digits stay with the word before them.
std::vector<std::string> words_of(std::string_view name);

std::string snake(std::string_view name);            // user_id
std::string camel(std::string_view name);            // userId
std::string pascal(std::string_view name);           // UserId
std::string screaming(std::string_view name);        // USER_ID
std::string kebab(std::string_view name);            // user-id
std::string squeezed(std::string_view name);         // userid: equal for all spellings of a name

enum class Access : unsigned char { none, plain, read, write, test };
// What an accessor's name does with a field of this (any convention) name: plain: user_id, userId, UserId, user_id_,
// USER_ID; read: getUserId, GetUserId, user_id?; write: setUserId, AddUserId, addAllUserId, withUserId, mutable_user_id,
// set_user_id, clearUserId; test: hasUserId, has_user_id. none: it is another name.
Access accessor_of(std::string_view spelled, std::string_view field);

// The lower-cased identifiers of which a file that names this field in any convention has at least one.
std::vector<std::string> field_words(std::string_view field);

}  // namespace weir::workspace::edges
