// From a user's words to the one definition that they mean, or to none.
#include "workspace/repo/evidence.h"

#include <gmock/gmock.h>

namespace weir::workspace {
namespace {

using Kind = DefinitionKind;

EdgeTable shop() {
  EdgeTable table;
  const auto add = [&](Kind kind, std::string name, std::string owner, std::string file, unsigned line) {
    Definition d;
    d.kind = kind;
    d.name = std::move(name);
    d.owner = std::move(owner);
    d.place = {std::move(file), line};
    table.definitions.push_back(std::move(d));
  };
  add(Kind::route, "GET /orders/{id}", "", "api/openapi.yaml", 8);
  add(Kind::field, "quantity", "Line", "proto/order.proto", 7);
  add(Kind::field, "user_id", "Order", "proto/order.proto", 14);
  add(Kind::field, "user_id", "Account", "proto/account.proto", 5);
  add(Kind::message, "Order", "", "proto/order.proto", 10);
  add(Kind::field, "shipping_address", "Order", "proto/order.proto", 15);
  table.unit_of.assign(table.definitions.size(), "");
  return table;
}

bool is_file(std::string_view word) {
  return word == "order.proto" || word == "proto/order.proto" || word == "billing/charge.go" || word == "charge.go";
}

std::vector<std::string> meant(std::string_view text) {
  const EdgeTable table = shop();
  std::vector<std::string> out;
  for (const Named& named : named_definitions(text, table, is_file)) {
    const Definition& d = table.definitions[named.definition];
    out.push_back(d.place.file + ":" + std::to_string(d.place.line) + " " + named.operation);
  }
  return out;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WorkspaceEvidence, ANameThatOneDefinitionHas) {
  EXPECT_THAT(meant("rename shipping_address to ship_to"), ElementsAre("proto/order.proto:15 rename"));
  EXPECT_THAT(meant("rename shippingAddress to shipTo everywhere"), ElementsAre("proto/order.proto:15 rename"));
}

TEST(WorkspaceEvidence, AFileOrAnOwnerTellsSharedNamesApart) {
  EXPECT_THAT(meant("rename user_id"), IsEmpty());
  EXPECT_THAT(meant("rename user_id in order.proto"), ElementsAre("proto/order.proto:14 rename"));
  EXPECT_THAT(meant("rename user_id of Account"), ElementsAre("proto/account.proto:5 rename"));
  EXPECT_THAT(meant("rename user_id to customer_id in the message Order"),
              ElementsAre("proto/order.proto:14 rename"));
  EXPECT_THAT(meant("rename Order.user_id to customer_id"), ElementsAre("proto/order.proto:14 rename"));
}

TEST(WorkspaceEvidence, AnotherFilesOwnSymbolIsNotMeant) {
  EXPECT_THAT(meant("rename the local variable shipping_address in billing/charge.go"), IsEmpty());
}

TEST(WorkspaceEvidence, PlainWordsNeedTheirOwnerOrFile) {
  EXPECT_THAT(meant("change the quantity of logging"), IsEmpty());
  EXPECT_THAT(meant("rename quantity in Line to count"), ElementsAre("proto/order.proto:7 rename"));
}

TEST(WorkspaceEvidence, RoutesByTheirShape) {
  EXPECT_THAT(meant("remove /orders/:order_id from the api"), ElementsAre("api/openapi.yaml:8 remove"));
  EXPECT_THAT(meant("GET /orders/<id> should return 404 for archived orders"),
              ElementsAre("api/openapi.yaml:8 meaning"));
  EXPECT_THAT(meant("remove /orders/{id}/lines"), IsEmpty());
}

TEST(WorkspaceEvidence, WithoutAnOperationNothingIsNamed) {
  EXPECT_THAT(meant("what is Order.user_id for?"), IsEmpty());
}

TEST(WorkspaceEvidence, PeopleMayAskForAFileOrASymbol) {
  const EdgeTable table = shop();
  EXPECT_EQ(definitions_of(table, "order.proto", "").size(), 4U);
  EXPECT_EQ(definitions_of(table, "", "user_id").size(), 2U);
  EXPECT_EQ(definitions_of(table, "account.proto", "user_id").size(), 1U);
}

}  // namespace
}  // namespace weir::workspace
