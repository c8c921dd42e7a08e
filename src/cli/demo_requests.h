// The demo's requests: files of one request each, sent over HTTP as any client sends them, and what weir says of each.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/cli.h"

namespace weir::cli::demo_parts {

struct DemoRequest {  // a .http file: "# title", "POST path", a blank line, the body
  std::string title, method, path, body;
  bool in_shop = false;  // its body names the demo's workspace
};
struct Shown {
  DemoRequest request;
  std::string id, asked;
  std::string log, why;  // JSON
  std::string supposed;  // JSON of POST /suppose, for those in the shop
};

// In the order of the files' names. `shop` stands for {{shop}} in a body.
std::vector<DemoRequest> read_all(const std::filesystem::path& folder, const std::string& shop);

// Errors: as http(). What was recorded is asked for afterwards; without it log and why stay empty.
Result<Shown> send(const Context& context, unsigned port, const std::string& token, DemoRequest request);

// A copy of examples/shop in weir's cache, so that it is a workspace of its own whatever repository weir lies in, with
// its index made. Gives its folder, or "" where that cannot be had: the demo goes on without.
std::string prepare_shop(const Context& context, const std::filesystem::path& examples);

// What the second table supposes to be here, each in words and as POST /suppose takes it.
struct Supposed {
  std::string_view title, json;
};
std::span<const Supposed> supposed();

}  // namespace weir::cli::demo_parts
