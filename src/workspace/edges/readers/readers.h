// The readers of interface files, one .cpp each. To add one: write readers/NAME.cpp, declare its function here, add one
// line to readers/registry.cpp.
#pragma once
#include "workspace/edges/edges.h"

namespace weir::workspace::edges {

Reader protobuf_reader();
Reader openapi_reader();
Reader asyncapi_reader();
Reader graphql_reader();
Reader sql_reader();
Reader json_schema_reader();
Reader avro_reader();
Reader deployment_reader();
Reader dotenv_reader();
Reader dockerfile_reader();
Reader flags_reader();
Reader manifest_reader();

}  // namespace weir::workspace::edges
