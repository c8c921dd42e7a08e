// Who calls: weir's token in one of its three places, and the client's own login beside it.
#include <algorithm>

#include "access/access.h"

namespace weir::access {
namespace {

constexpr std::string_view kPathMark = "/t/";
constexpr std::string_view kHelp =
    "send weir's token as Authorization: Bearer TOKEN, as x-api-key, or in the base URL "
    "(http://127.0.0.1:PORT/t/TOKEN); "
    "weir launch TOOL does it for you";

std::unexpected<Error> refused(std::string_view what) {
  return fail(ErrorKind::unauthorized, std::string(what), std::string(kHelp));
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// What stands behind "Bearer "; "" when it is another scheme or nothing.
std::string_view bearer(std::string_view value) {
  constexpr std::string_view scheme = "bearer";
  value = trim(value);
  if (value.size() <= scheme.size() || !same_name(value.substr(0, scheme.size()), scheme) ||
      value[scheme.size()] != ' ')
    return {};
  return trim(value.substr(scheme.size()));
}

bool can_be_sent(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

struct Carried {
  std::string_view authorization, bearer, key;  // views into the head
};

Result<Carried> carried(const Headers& headers) {
  if (headers.count("authorization") > 1 || headers.count("x-api-key") > 1) {
    return refused("a credential header stands there twice");
  }
  Carried c;
  c.authorization = trim(headers.get("authorization").value_or(""));
  c.bearer = bearer(c.authorization);
  c.key = trim(headers.get("x-api-key").value_or(""));
  if (!can_be_sent(c.authorization) || !can_be_sent(c.key))
    return refused("a credential header holds control characters");
  return c;
}

// Takes "/t/TOKEN" off the front of the path. True when it stood there and is right.
Result<bool> take_path_token(std::string& path, const Secret& token) {
  if (!path.starts_with(kPathMark)) return false;
  const std::size_t end = std::min(path.find('/', kPathMark.size()), path.size());
  const std::string_view written = std::string_view(path).substr(kPathMark.size(), end - kPathMark.size());
  if (!equal(token, written)) return refused("the token in the path is not weir's");
  path.erase(0, end);
  if (path.empty()) path = "/";
  return true;
}

}  // namespace

Result<Caller> authenticate(const HttpHead& head, const Secret& token) {
  if (token.empty()) return refused("weir has no token");
  TRY(const Carried c, carried(head.headers));
  Caller caller;
  caller.path = head.path;
  TRY(const bool in_path, take_path_token(caller.path, token));
  const bool in_bearer = equal(token, c.bearer);
  const bool in_key = equal(token, c.key);
  if (!in_path && !in_bearer && !in_key) {
    return refused(c.bearer.empty() && c.key.empty() ? "weir's token is missing" : "this is not weir's token");
  }
  if (!c.bearer.empty() && !in_bearer) caller.login = Secret(std::string(c.authorization));
  if (!c.key.empty() && !in_key) caller.login_key = Secret(std::string(c.key));
  return caller;
}

}  // namespace weir::access
