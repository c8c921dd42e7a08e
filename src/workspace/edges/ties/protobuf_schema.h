// The protobuf tie's view of all .proto files of a workspace: messages with fields by squeezed name, services with
// rpcs, and what a program has to import to mean them. Copies of a file are one schema; whose copy a use means is
// decided by unit (protobuf_copies.h).
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/edges/names.h"

namespace weir::workspace::edges::proto {

inline constexpr std::uint32_t none = 0xffffffffU;

struct Field {
  std::string name;
  std::uint32_t message = none;  // its type, if a message
  std::vector<std::uint32_t> definitions;
  std::uint32_t sharing = 0;  // messages that have a field of this name
  bool compound = false;      // two words or more: a name that says something
};
struct Message {
  std::string name;  // simple
  std::string path;  // "Outer.Inner"
  std::string package;
  std::vector<Field> fields;
  std::unordered_map<std::string, std::uint32_t> by_name;  // squeezed
  std::vector<std::uint32_t> definitions;
  std::uint32_t sharing = 1;  // messages of this simple name
};
struct Rpc {
  std::string name;
  std::uint32_t request = none, response = none;
  std::vector<std::uint32_t> definitions;
};
struct Service {
  std::string name, squeezed;
  std::vector<Rpc> rpcs;
  std::vector<std::uint32_t> definitions;
};
struct EnumValue {
  std::string name, of;
  std::vector<std::uint32_t> definitions;
};

struct FieldHit {
  std::uint32_t field = none;
  Access access = Access::none;
};

struct Schema {
  std::vector<Message> messages;
  std::vector<Service> services;
  std::vector<EnumValue> values;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_simple;  // "Order", as spelled
  std::unordered_map<std::string, std::vector<std::uint32_t>> fields;     // squeezed field name -> messages
  std::vector<std::set<std::string>> declared_in;  // of each message, service and enum type: the files that declare it
  std::vector<std::uint32_t> container_of;         // by definition: into declared_in; none where it is not ours
  std::vector<std::pair<std::string, std::string>> evidence;  // part of an import's path -> package that it means

  FieldHit field(std::uint32_t message, std::string_view spelled) const;  // accessors too
  // By its name in code; none. Of several packages' messages that of an import (path), else of one that the file has.
  std::uint32_t message(std::string_view simple, std::string_view path = {},
                        const std::set<std::string>* imported = nullptr) const;
  const std::set<std::string>& packages(std::string_view path) const;  // that an import means
  // "CartServiceClient", "NewCartServiceClient", "cart_service_client::CartServiceClient" -> CartService.
  enum class Side : std::uint8_t { none, client, server, either };
  struct ServiceHit {
    std::uint32_t service = none;
    Side side = Side::none;
  };
  ServiceHit service(std::string_view spelled) const;
  std::uint32_t rpc(std::uint32_t service, std::string_view spelled) const;
  bool imports(std::string_view path) const;  // of generated code, or of the .proto itself

  static FieldHit find_field(const Message& message, std::string_view spelled);
  ServiceHit find_service(std::string_view spelled) const;
  bool is_import(std::string_view path) const;
  // Answers are kept: the same names come back thousands of times. One thread.
  mutable std::unordered_map<std::string, ServiceHit> known_services;
  mutable std::unordered_map<std::string, FieldHit> known_fields;
  mutable std::unordered_map<std::string, bool> known_imports;
  mutable std::unordered_map<std::string, std::set<std::string>> known_packages;
};

Schema make_schema(std::span<const Definition> definitions, std::span<const Sourced> files);

}  // namespace weir::workspace::edges::proto
