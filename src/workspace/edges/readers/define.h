// One way to write a definition down, for all readers.
#pragma once
#include <string>
#include <string_view>

#include "workspace/edges/edges.h"

namespace weir::workspace::edges {

struct Written {  // who writes: the file and the reader's rule
  std::string_view path, rule;
};

inline Definition define(Written by, DefinitionKind kind, std::string_view name, std::uint32_t line,
                         std::string_view owner = {}, std::string type = {}) {
  Definition out;
  out.kind = kind;
  out.name = name;
  out.owner = owner;
  out.type = std::move(type);
  out.place = {std::string(by.path), line};
  out.rule = by.rule;
  return out;
}

}  // namespace weir::workspace::edges
