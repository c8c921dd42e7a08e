// Anchors: the places in a request's own text where a tool writes down facts (a working directory, an id). Only text
// that the tool itself composed is ever searched by its readers; never a tool's result, which a file can dictate.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "chat/request.h"

namespace weir::clients {

// The rest of the first line that begins with `prefix`.
std::optional<std::string_view> line_after(std::string_view text, std::string_view prefix);

// The text behind the first line that is exactly `heading`, at most `lines` lines of it.
std::optional<std::string_view> lines_below(std::string_view text, std::string_view heading, std::size_t lines);

// What stands on its own lines between <tag> and </tag>, when that is how the text ends (white space aside).
std::optional<std::string_view> closing_tag(std::string_view text, std::string_view tag);

// An absolute path on one line within limits::path_bytes, white space around it taken off; else nothing.
std::optional<std::string> absolute_path(std::string_view text);

// "2.1.330" of "claude-cli/2.1.330 (external, cli)" for product "claude-cli"; "" when that is not its name.
std::string version_in(std::string_view user_agent, std::string_view product);

// A header's value as an id: trimmed, printable ASCII, within limits::name_bytes; "" else.
std::string id_header(const HttpHead& head, std::string_view name);

// A path as a header's value: what is not printable ASCII, and '%', as %XX. Clients refuse other bytes in a header.
std::string header_path(std::string_view path);

// The directory that `weir launch` wrote into x-weir-directory: for the requests of a tool that state none.
std::string launched_directory(const HttpHead& head);

bool is_instruction(chat::Role role);  // system, developer
// The first message of the user, or nullptr.
const chat::Message* first_user(const chat::Request& request);

}  // namespace weir::clients
