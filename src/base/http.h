// The head of an HTTP message as a plain value. Names compare without case; order and spelling are kept, since
// what is forwarded must look as it came. net/ makes and writes them; clients, wire, access and relay read them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct Header {
  std::string name, value;
  bool operator==(const Header&) const = default;
};

bool same_name(std::string_view a, std::string_view b);  // ASCII, without case

class Headers {
 public:
  // The first value of that name, or nothing.
  std::optional<std::string_view> get(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  void add(std::string name, std::string value) { all_.push_back({std::move(name), std::move(value)}); }
  void set(std::string_view name, std::string value);  // replaces the first, drops the rest, or adds
  void remove(std::string_view name);
  const std::vector<Header>& all() const { return all_; }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> all_;
};

struct HttpHead {
  std::string method;  // as sent: GET, POST, ...
  std::string path;    // percent-decoded never; starts with '/', without the query
  std::string query;   // without '?'
  Headers headers;
  std::string target() const { return query.empty() ? path : path + "?" + query; }
};

}  // namespace weir
