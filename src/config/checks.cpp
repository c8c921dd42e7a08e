// What a text in weir.toml must look like.
#include "config/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "config/paths.h"
#include "config/url.h"

namespace weir::config {
namespace {

constexpr std::size_t kMostText = 2048;
constexpr std::string_view kClasses = "smoke, tiny, small, mid, large, frontier";

bool is_one_of(std::string_view text, std::string_view list) {  // "a, b, c"
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(", ", at), list.size());
    if (list.substr(at, end - at) == text) return true;
    at = end + 2;
  }
  return false;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string check_name(std::string& text) {
  if (text.empty() || text.size() > kMostText) return "is empty or too long";
  const bool bad = has_control(text) || text.contains('@') || text.front() == ' ' || text.back() == ' ';
  return bad ? "is not a model's name: no '@', no spaces around it, no control characters" : "";
}

std::string check_class(std::string& text) {
  return is_one_of(text, kClasses) ? "" : fmt::format("is not one of {}", kClasses);
}
std::string check_kind(std::string& text) {
  return is_one_of(text, "anthropic, openai") ? "" : "is neither \"anthropic\" nor \"openai\"";
}
std::string check_billing(std::string& text) {
  return is_one_of(text, "metered, quota, owned") ? "" : "is not one of metered, quota, owned";
}
std::string check_where(std::string& text) {
  return is_one_of(text, "here, lan, cloud") ? "" : "is not one of here, lan, cloud";
}

std::string check_path(std::string& text) {
  if (has_control(text) || text.size() > kMostText) return "is not a path";
  if (!text.starts_with('/') && text != "~" && !text.starts_with("~/")) return "is a relative path";
  text = expand_home(text);
  return "";
}

// The value may be a key that was pasted here: it is never repeated.
std::string check_env(std::string& text) {
  const auto ok = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool name =
      !text.empty() && text.size() <= 128 && std::ranges::all_of(text, ok) && (text[0] < '0' || text[0] > '9');
  return name ? "" : "is not the name of an environment variable (the key itself does not belong here)";
}

std::string check_command(std::string& text) {
  return text.empty() || has_control(text) ? "is not a shell command on one line" : "";
}

// Backends add "/v1/...": both spellings that people use mean the same server.
std::string check_url(std::string& text) {
  const auto url = parse_url(text);
  if (!url) return url.error().message;
  if (url->scheme == "http" && reach_of(*url) == Reach::net) {
    return "sends code and keys unencrypted: http:// is for this machine and private networks";
  }
  const std::size_t from = text.find("://") + 3;
  const std::size_t slash = std::min(text.find('/', from), text.size());
  std::string prefix = url->prefix;
  if (prefix.ends_with("/v1")) prefix.resize(prefix.size() - 3);
  text = url->scheme + text.substr(from - 3, slash - from + 3) + prefix;
  return "";
}

std::string check_host(std::string& text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return is_host_name(text) ? "" : "is not a host name (no scheme, port or '*')";
}

}  // namespace weir::config
