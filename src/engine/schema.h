// Schema: does a value fit a JSON schema, and can an almost right value be made right? The common keywords: type,
// enum, const, properties, required, additionalProperties, items, prefixItems, anyOf, oneOf, allOf, not, local $ref,
// minimum/maximum (exclusive too), multipleOf, min/maxLength, pattern, min/maxItems, uniqueItems, min/maxProperties.
// Unknown keywords (format, description, ...) say nothing. Pure functions.
#pragma once
#include <string>

#include "json.h"

namespace weir::engine {

using json = common_json;

// Why the value does not fit, as "at: reason" ("/path/0: expected integer"); "" when it fits.
std::string misfit(const json& schema, const json& value);
inline bool fits(const json& schema, const json& value) { return misfit(schema, value).empty(); }

// Changes the value only where the meaning is beyond doubt: "5" for an integer, 5 for a string, "true" for a boolean,
// JSON in a string for an object or array, one value for an array of such, an enum member in other case, properties
// that the schema forbids. True when the result fits; else the value is as it was.
bool coerce(const json& schema, json& value);

}  // namespace weir::engine
