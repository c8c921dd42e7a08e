// The list of readers. A file is given to each that claims it.
#include <array>

#include "workspace/edges/readers/readers.h"

namespace weir::workspace {

std::span<const Reader> readers() {
  static const std::array list = {
      edges::protobuf_reader(),   edges::openapi_reader(), edges::asyncapi_reader(),
      edges::graphql_reader(),    edges::sql_reader(),     edges::json_schema_reader(),
      edges::avro_reader(),       edges::flags_reader(),   edges::manifest_reader(),
      edges::deployment_reader(), edges::dotenv_reader(),  edges::dockerfile_reader(),
  };
  return list;
}

}  // namespace weir::workspace
