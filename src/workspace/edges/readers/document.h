// Document: YAML or JSON as one tree of nodes that know their lines, for the readers of OpenAPI, AsyncAPI, schemas,
// manifests, deployment and flag files. Hostile input is fine: depth, nodes and scalars are bounded; aliases are not
// followed (so nothing is copied a thousand times); of a damaged file the part before the damage is kept. YAML comes
// from libyaml's events, which is included in document_yaml.cpp only.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace weir::workspace::edges {

struct Node {
  enum class Kind : std::uint8_t { scalar, map, list };
  Kind kind = Kind::scalar;
  std::string key = {};        // of a map's member
  std::string value = {};      // of a scalar
  std::uint32_t key_line = 0;  // from 1; 0 where there is no key
  std::uint32_t line = 0;      // where the value begins
  std::vector<Node> children = {};

  const Node* get(std::string_view member) const;                         // nullptr when absent or no map
  const Node* at(std::initializer_list<std::string_view> members) const;  // get() along a path
  std::string_view text(std::string_view member) const;                   // a scalar member's value; "" when absent
};

inline constexpr std::size_t document_depth = 64;       // OpenAPI schemas nest some 20 deep
inline constexpr std::size_t document_nodes = 200'000;  // a 1 MB file of "- a" has that many

// The documents of a YAML stream, or the one of a JSON file (by the first character and the extension).
std::vector<Node> documents(std::string_view path, std::string_view text);

bool is_document(std::string_view path);  // .yaml, .yml, .json and their relatives
std::vector<Node> yaml_documents(std::string_view text);

}  // namespace weir::workspace::edges
