// What the verbs about a workspace share: its folder, its index while it is made, an answer as text or JSON.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "cli/cli.h"

namespace weir::cli {

// Where the user stands, or the folder that they named, as an absolute path.
std::string folder_of(const std::string& named);

// {"directory":...}: the beginning of every such call's body. The caller adds fields and ends the object.
JsonWriter call_body(const std::string& folder);
void add_list(JsonWriter& w, std::string_view key, const std::vector<std::string>& values);

// Waits until the folder's index is there and shows its growth on a terminal. Gives an exit code when it is not to be
// had: nothing runs, ripple is off, no such folder.
std::optional<int> await_index(const Context& context, const std::string& folder);

// The same without a word: false when the index is not to be had.
bool await_index_quietly(const Context& context, const std::string& folder);

// Sends the body (ended, with "form" as the flags want it) and prints the answer.
int show(const Context& context, const Args& args, std::string_view route, std::string body);
std::string_view form_of(const Args& args);  // "json", "svg", "text"

// "~/src/shop" of an absolute path.
std::string home_short(std::string path);
// "index ready, 1,204 files, 3 s old" of GET /status's and POST /index's index.
std::string index_text(JsonValue index);

// A number from 1 to 200,000, or nothing.
std::optional<std::int64_t> tokens_of(const std::string& text);

}  // namespace weir::cli
