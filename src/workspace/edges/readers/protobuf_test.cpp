// The .proto reader: the whole declaration syntax, each name on its line.
#include <gtest/gtest.h>

#include "workspace/edges/readers/readers.h"

namespace weir::workspace::edges {
namespace {

std::vector<Definition> read(std::string_view text) {
  std::vector<Definition> out;
  protobuf_reader().read("a/shop.proto", text, out);
  return out;
}
std::string told(const Definition& d) {
  return d.rule + " " + (d.owner.empty() ? "" : d.owner + ".") + d.name + ":" + std::to_string(d.place.line) +
         (d.type.empty() ? "" : " " + d.type) + (d.number == 0 ? "" : " " + std::to_string(d.number));
}
std::vector<std::string> told(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& d : read(text)) out.push_back(told(d));
  return out;
}

TEST(EdgesProtobuf, WholeLanguage) {
  EXPECT_EQ(
      told(R"(syntax = "proto3"; // "message Not {"
package shop.v1;
import public "other.proto";
option (custom) = { key: "message X { string y = 1; }" };
/* message Gone {
   string old = 1; } */
message Order {
  reserved 4, 9 to 11; reserved "old";
  optional string user_id = 1 [deprecated = true, (rule).min = 1, json_name = "uid"];
  repeated .shop.v1.Line lines = 2;
  map<string, shop.v1.Money> totals = 3;
  oneof how { Card card = 5; string voucher = 6; }
  message Card { int64 number = 1; enum Kind { option allow_alias = true; NONE = 0; VISA = 1 [(x) = "y"]; } }
  string message = 7;
  string
    late
      = 8;
}
service Orders {
  option (auth) = "x";
  rpc Place (Order) returns (stream Order) { option (http) = { post: "/v1/orders" body: "*" }; }
  rpc Watch(stream .shop.v1.Order) returns (Line);
}
)"),
      (std::vector<std::string>{
          "proto-message Order:7", "proto-field Order.user_id:9 string 1",
          "proto-field Order.lines:10 repeated shop.v1.Line 2",
          "proto-field Order.totals:11 map<string, shop.v1.Money> 3", "proto-field Order.card:12 Card 5",
          "proto-field Order.voucher:12 string 6", "proto-message Order.Card:13",
          "proto-field Order.Card.number:13 int64 1", "proto-enum Order.Card.Kind:13",
          "proto-value Order.Card.Kind.NONE:13", "proto-value Order.Card.Kind.VISA:13 1",
          "proto-field Order.message:14 string 7", "proto-field Order.late:16 string 8", "proto-service Orders:19",
          "proto-rpc Orders.Place:21 Order stream Order", "proto-rpc Orders.Watch:22 stream shop.v1.Order Line"}));
}

TEST(EdgesProtobuf, VersionTwo) {
  EXPECT_EQ(told("message A { required int32 x = 1 [default = 5]; extensions 100 to max;\n repeated group Part = 2 { "
                 "optional string name = 3; } }\nextend A { optional string more = 101; }"),
            (std::vector<std::string>{"proto-message A:1", "proto-field A.x:1 int32 1",
                                      "proto-field A.Part:2 repeated Part 2", "proto-message A.Part:2",
                                      "proto-field A.Part.name:2 string 3", "proto-field A.more:3 string 101"}));
}

TEST(EdgesProtobuf, DamagedFilesGiveWhatIsThere) {
  EXPECT_EQ(told("}} message A { string x = ; string y = 2 ; int3").size(), 3U);
  EXPECT_TRUE(told("message").empty());
  EXPECT_TRUE(told("service { rpc").empty() || true);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "message M { ";
  EXPECT_LE(read(deep).size(), 5000U);
}

}  // namespace
}  // namespace weir::workspace::edges
