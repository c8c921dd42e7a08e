// The protobuf tie over small workspaces in memory: what is a use, and what only looks like one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "workspace/edges/edges.h"
#include "workspace/text/text.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
namespace {

using Files = std::map<std::string, std::string, std::less<>>;

const std::string_view kProto = R"(syntax = "proto3";
package shop;
option go_package = "example.com/shop/genproto";
message Line { string product_id = 1; int32 quantity = 2; }
message Order { string user_id = 1; repeated Line lines = 2; Money total = 3; }
message Session { string user_id = 1; string token = 2; }
message Money { int64 units = 1; int32 nanos = 2; }
message Receipt { string receipt_number = 1; }
service Orders { rpc PlaceOrder(Order) returns (Receipt); }
)";

struct Built {
  Files files;
  std::shared_ptr<const EdgeTable> table;
  std::function<Result<std::string>(std::string_view)> read;

  // "unit file:line" of the sure uses of one definition that are not tests.
  std::set<std::string> uses(std::string_view owner, std::string_view name) const {
    std::set<std::string> out;
    for (const auto& use : table->uses) {
      const auto& d = table->definitions[use.definition];
      if (d.owner == owner && d.name == name && use.sure && !use.test)
        out.insert(use.unit + " " + use.place.file + ":" + std::to_string(use.place.line));
    }
    return out;
  }
  std::uint32_t definition(std::string_view owner, std::string_view name) const {
    for (std::uint32_t i = 0; i < table->definitions.size(); ++i)
      if (table->definitions[i].owner == owner && table->definitions[i].name == name) return i;
    return 0xffffffffU;
  }
};

Built build(Files files) {
  files.emplace("pb/shop.proto", kProto);
  Built out;
  out.files = std::move(files);
  EdgeInput input;
  for (const auto& [path, text] : out.files) {
    FileEntry entry;
    entry.path = path;
    entry.size = static_cast<std::uint32_t>(text.size());
    entry.language = language_of(path);
    entry.cls = class_of(path, text);
    input.files.push_back(entry);
  }
  const Files kept = out.files;
  out.read = [kept](std::string_view path) -> Result<std::string> {
    const auto at = kept.find(path);
    if (at == kept.end()) return fail(ErrorKind::not_found, "no such file");
    return at->second;
  };
  input.read = out.read;
  input.containing = [&](std::string_view word) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < input.files.size(); ++i) {
      bool has = false;
      text::identifiers(kept.at(input.files[i].path), [&](std::string_view w, std::uint32_t) {
        has = has || std::equal(w.begin(), w.end(), word.begin(), word.end(),
                                [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
      });
      if (has) found.push_back(i);
    }
    return found;
  };
  const auto units = Units::find(input.files, input.read);
  input.units = &units;
  FactCache cache;
  std::vector<std::string> notes;
  out.table = build_edges(input, cache, notes);
  EXPECT_TRUE(notes.empty());
  return out;
}

const std::string_view kGo = R"(package main

import pb "example.com/shop/genproto"

type account struct{ UserId string }

// UserId is only talked about here.
func total(o *pb.Order, a account) int64 {
	log(a.UserId)
	for _, l := range o.GetLines() {
		use(l.ProductId)
	}
	return o.Total.Units
}

func send(c pb.OrdersClient, id string) {
	r, _ := c.PlaceOrder(ctx, &pb.Order{UserId: id})
	show(r.GetReceiptNumber())
}
)";

TEST(EdgesTie, TypesDecideAndDecoysStayOut) {
  const auto built = build({{"billing/Dockerfile", "FROM x\nCOPY . .\n"}, {"billing/main.go", std::string(kGo)}});
  EXPECT_EQ(built.uses("Order", "user_id"), (std::set<std::string>{"billing billing/main.go:17"}));
  EXPECT_TRUE(built.uses("Session", "user_id").empty());
  EXPECT_EQ(built.uses("Line", "product_id"), (std::set<std::string>{"billing billing/main.go:11"}));
  EXPECT_EQ(built.uses("Money", "units"), (std::set<std::string>{"billing billing/main.go:13"}));
  EXPECT_EQ(built.uses("Receipt", "receipt_number"), (std::set<std::string>{"billing billing/main.go:18"}));
  EXPECT_EQ(built.uses("Orders", "PlaceOrder"), (std::set<std::string>{"billing billing/main.go:17"}));
}

TEST(EdgesTie, WithoutTheGeneratedCodeTheSameWordsAreNothing) {
  std::string text(kGo);
  text.replace(text.find("example.com/shop/genproto"), 25, "example.com/other/library");
  const auto built = build({{"billing/Dockerfile", "FROM x\nCOPY . .\n"}, {"billing/main.go", text}});
  EXPECT_TRUE(built.uses("Order", "user_id").empty());
  EXPECT_TRUE(built.uses("Orders", "PlaceOrder").empty());
}

TEST(EdgesTie, ServersInPythonAndJavaScript) {
  const auto built = build({{"py/Dockerfile", "FROM x\nCOPY . .\n"},
                            {"py/server.py", R"(import shop_pb2
import shop_pb2_grpc

class Desk(shop_pb2_grpc.OrdersServicer):
    def PlaceOrder(self, request, context):
        save(request.user_id)
        return shop_pb2.Receipt(receipt_number="1")

def PlaceOrder(x):
    return x.user_id
)"},
                            {"js/Dockerfile", "FROM x\nCOPY . .\n"},
                            {"js/server.js", R"(const pkg = grpc.loadPackageDefinition(loader.loadSync('shop.proto'))
function place(call, callback) {
  const { total: { units } } = call.request
  callback(null, { receipt_number: String(units) })
}
server.addService(pkg.shop.Orders.service, { placeOrder: place })
)"}});
  EXPECT_EQ(built.uses("Orders", "PlaceOrder"), (std::set<std::string>{"js js/server.js:6", "py py/server.py:5"}));
  EXPECT_EQ(built.uses("Order", "user_id"), (std::set<std::string>{"py py/server.py:6"}));
  EXPECT_EQ(built.uses("Receipt", "receipt_number"), (std::set<std::string>{"js js/server.js:4", "py py/server.py:7"}));
  EXPECT_EQ(built.uses("Money", "units"), (std::set<std::string>{"js js/server.js:3"}));
}

TEST(EdgesTie, SiblingKeysPickTheMessageOfAJsonBody) {
  const auto built = build({{"load/Dockerfile", "FROM x\nCOPY . .\n"}, {"load/run.py", R"(def go(user):
    post({"user_id": user, "lines": [{"product_id": "a", "quantity": 1}]})
    post({"user_id": user, "token": "t"})
    post({"user_id": user, "colour": "red"})
    logger.info({"product_id": "a", "quantity": 1})
)"}});
  EXPECT_EQ(built.uses("Order", "user_id"), (std::set<std::string>{"load load/run.py:2"}));
  EXPECT_EQ(built.uses("Session", "user_id"), (std::set<std::string>{"load load/run.py:3"}));
  EXPECT_EQ(built.uses("Line", "product_id"), (std::set<std::string>{"load load/run.py:2"}));
}

TEST(EdgesTie, HandWrittenCopiesAndSharedFiles) {
  const auto built = build({{"a/Dockerfile", "FROM x\nCOPY a/ /a\nCOPY shared/wire.py /s/\n"},
                            {"b/Dockerfile", "FROM x\nCOPY b/ /b\nCOPY shared/wire.py /s/\n"},
                            {"a/main.py", "x = 1\n"},
                            {"b/main.py", "x = 1\n"},
                            {"shared/wire.py", "def f(d):\n    return d[\"product_id\"], d[\"quantity\"]\n"},
                            {"rs/Dockerfile", "FROM x\nCOPY . .\n"},
                            {"rs/src/types.rs",
                             "#[derive(Deserialize)]\npub struct Line {\n  #[serde(alias = \"productId\")]\n  pub "
                             "product_id: String,\n  pub quantity: u32,\n}\n"}});
  EXPECT_EQ(built.uses("Line", "product_id"), (std::set<std::string>{"a shared/wire.py:2", "b shared/wire.py:2",
                                                                     "rs rs/src/types.rs:3", "rs rs/src/types.rs:4"}));
}

TEST(EdgesTie, PackagesAreToldApart) {
  const auto built =
      build({{"pb/depot.proto",
              "syntax = \"proto3\";\npackage depot;\nmessage Order { string user_id = 1; string shelf_mark = 2; }\n"},
             {"billing/Dockerfile", "FROM x\nCOPY . .\n"},
             {"billing/main.py",
              "import depot_pb2\nimport shop_pb2\n\ndef f():\n    a = depot_pb2.Order(user_id=1)\n    b = "
              "shop_pb2.Order(user_id=2)\n    return b.lines, a.shelf_mark\n"}});
  std::map<std::string, std::set<unsigned>> lines;
  for (const auto& use : built.table->uses)
    if (const auto& d = built.table->definitions[use.definition]; d.name == "user_id")
      lines[d.place.file].insert(use.place.line);
  EXPECT_EQ(lines["pb/depot.proto"], (std::set<unsigned>{5}));
  EXPECT_EQ(lines["pb/shop.proto"], (std::set<unsigned>{6}));
  EXPECT_EQ(built.uses("Order", "shelf_mark"), (std::set<std::string>{"billing billing/main.py:7"}));
}

// Two services carry their own copy; a third is built from the shared one, where a field was renamed.
TEST(EdgesTie, AUnitMeansItsOwnCopy) {
  const std::string mine = "import shop_pb2\n\ndef f():\n    return shop_pb2.Money(nanos=1)\n";
  std::string renamed(kProto);
  renamed.replace(renamed.find("nanos"), 5, "cents");
  const auto built = build({{"pb/shop.proto", renamed},
                            {"billing/Dockerfile", "FROM x\nCOPY . .\n"},
                            {"billing/shop.proto", std::string(kProto)},
                            {"billing/main.py", mine},
                            {"mailer/Dockerfile", "FROM x\nCOPY . .\n"},
                            {"mailer/shop.proto", std::string(kProto)},
                            {"mailer/main.py", "x = 1\n"},
                            {"web/Dockerfile", "FROM x\nCOPY . .\n"},
                            {"web/main.py", mine + "\ndef g():\n    return shop_pb2.Money(units=1)\n"}});
  std::map<std::string, std::set<std::string>> by_file;
  for (const auto& use : built.table->uses) {
    const auto& d = built.table->definitions[use.definition];
    if (d.owner == "Money") by_file[d.place.file].insert(d.name + " " + use.place.file);
  }
  EXPECT_EQ(by_file["billing/shop.proto"], (std::set<std::string>{"nanos billing/main.py"}));
  EXPECT_EQ(by_file["mailer/shop.proto"], (std::set<std::string>{}));
  EXPECT_EQ(by_file["pb/shop.proto"], (std::set<std::string>{"units web/main.py"})) << "its nanos are gone";
}

TEST(EdgesTie, TestsAreMarked) {
  const auto built = build({{"billing/Dockerfile", "FROM x\nCOPY . .\n"}, {"billing/main_test.go", std::string(kGo)}});
  EXPECT_TRUE(built.uses("Order", "user_id").empty());
  EXPECT_FALSE(built.table->uses_of(built.definition("Order", "user_id")).empty());
}

TEST(EdgesEdge, PlacesAreCheckedAgainstTheBytesOfNow) {
  const auto built = build({{"billing/Dockerfile", "FROM x\nCOPY . .\n"}, {"billing/main.go", std::string(kGo)}});
  const auto id = built.definition("Order", "user_id");
  const auto edge = edge_of(*built.table, id, "", built.read);
  ASSERT_TRUE(edge.has_value());
  EXPECT_EQ(edge->symbol, "Order.user_id");
  EXPECT_EQ(edge->from, (Place{"pb/shop.proto", 5}));
  EXPECT_EQ(edge->to, (std::vector<Place>{{"billing/main.go", 17}}));
  EXPECT_EQ(edge->units, (std::vector<std::string>{"billing"}));
  EXPECT_FALSE(edge_of(*built.table, id, "billing", built.read).has_value());  // its own unit
  Files moved = built.files;
  moved["billing/main.go"].insert(0, "\n");
  const auto read = [&](std::string_view path) -> Result<std::string> { return moved.find(path)->second; };
  EXPECT_FALSE(edge_of(*built.table, id, "", read).has_value());
  EXPECT_FALSE(edge_of(*built.table, 0xffffffU, "", built.read).has_value());
}

}  // namespace
}  // namespace weir::workspace
