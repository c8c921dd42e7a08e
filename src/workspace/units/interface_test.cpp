// Which files are interface files, and of which kind.
#include <gtest/gtest.h>

#include "workspace/units/units.h"

namespace weir::workspace {
namespace {

using Kind = InterfaceKind;

TEST(UnitInterface, ByName) {
  EXPECT_EQ(interface_of("pb/demo.proto", ""), Kind::protobuf);
  EXPECT_EQ(interface_of("schema.graphql", ""), Kind::graphql);
  EXPECT_EQ(interface_of("events/order.avsc", ""), Kind::avro);
  EXPECT_EQ(interface_of("migrations/001_init.sql", ""), Kind::sql);
  EXPECT_EQ(interface_of("order.schema.json", ""), Kind::json_schema);
  EXPECT_EQ(interface_of("src/flagd/demo.flagd.json", ""), Kind::flags);
  for (const char* path : {"package.json", "a/go.mod", "Cargo.toml", "x/Cart.csproj", "pyproject.toml"}) {
    EXPECT_EQ(interface_of(path, ""), Kind::manifest) << path;
  }
  for (const char* path : {"compose.yaml", "docker-compose.override.yml", "a/Dockerfile", ".env", "a/.env.example",
                           "charts/web/values.yaml", "k8s/web.yaml", "skaffold.yaml", "infra/main.tf"}) {
    EXPECT_EQ(interface_of(path, ""), Kind::deployment) << path;
  }
  for (const char* path : {"main.go", "README.md", "config/app.yaml", "tsconfig.json", "node_modules/a/package.json",
                           "vendor/x/a.proto"}) {
    EXPECT_EQ(interface_of(path, ""), std::nullopt) << path;
  }
}

TEST(UnitInterface, ByTheirFirstBytes) {
  EXPECT_EQ(interface_of("api.yaml", "# the api\nopenapi: 3.1.0\n"), Kind::openapi);
  EXPECT_EQ(interface_of("api.yml", "swagger: \"2.0\"\n"), Kind::openapi);
  EXPECT_EQ(interface_of("api.json", "{\n  \"openapi\" : \"3.0.0\"}"), Kind::openapi);
  EXPECT_EQ(interface_of("k8s/api.yaml", "openapi: 3.1.0\n"), Kind::openapi);
  EXPECT_EQ(interface_of("events.yaml", "asyncapi: 2.6.0\n"), Kind::asyncapi);
  EXPECT_EQ(interface_of("x.json", R"({"$schema": "http://json-schema.org/draft-07/schema#"})"), Kind::json_schema);
  EXPECT_EQ(interface_of("x.json", R"({"$schema": "https://flagd.dev/schema/v0/flags.json", "flags": {}})"),
            Kind::flags);
  EXPECT_EQ(interface_of("run.yaml", "apiVersion: apps/v1\nkind: Deployment\n"), Kind::deployment);
  EXPECT_EQ(interface_of("x.json", R"({"$schema": "https://json.schemastore.org/tsconfig"})"), std::nullopt);
  EXPECT_EQ(interface_of("x.yaml", "about:\n  openapi: yes\n"), std::nullopt);
  EXPECT_EQ(interface_of("x.json", R"({"about": {"openapi": "3"}})"), std::nullopt);
  EXPECT_EQ(interface_of("x.json", R"({"tool": "openapi"})"), std::nullopt);
}

}  // namespace
}  // namespace weir::workspace
