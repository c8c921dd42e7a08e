// What OpenAPI, AsyncAPI and JSON Schema share: objects with properties, references within the file.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"
#include "workspace/edges/readers/document.h"

namespace weir::workspace::edges {

// The part of the file that {"$ref": "#/a/b"} points at, or the node itself.
const Node& local_reference(const Node& root, const Node& node);

// "string", "integer", "Receipt" for a $ref, "Receipt[]" for a list of them; "" when it says nothing.
std::string schema_type(const Node& schema);
bool is_plain_type(std::string_view type);        // string, integer, object and the like, lists of them
std::string without_list(std::string_view type);  // "Receipt[]" -> "Receipt"

// The schema's properties as definitions of this owner; schemas inside properties are owned by "owner.property".
// False when it has none.
bool add_schema(std::string_view path, const std::string& owner, const Node& schema, std::string_view rule,
                std::vector<Definition>& out);

}  // namespace weir::workspace::edges
