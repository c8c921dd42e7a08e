// Facts in each language: the same small order program, told in the same words.
#include "workspace/syntax/syntax.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace weir::workspace::syntax {
namespace {

const Fact* find(const Facts& facts, Role role, std::string_view name) {
  const auto at = std::find_if(facts.facts.begin(), facts.facts.end(),
                               [&](const Fact& f) { return f.role == role && f.name == name; });
  return at == facts.facts.end() ? nullptr : &*at;
}
const Scope* scope(const Facts& facts, std::string_view name) {
  const auto at =
      std::find_if(facts.scopes.begin(), facts.scopes.end(), [&](const Scope& s) { return s.name == name; });
  return at == facts.scopes.end() ? nullptr : &*at;
}
Facts facts(std::string_view text, Language language) {
  auto read = syntax::read(text, language);
  EXPECT_TRUE(read.has_value());
  return read ? std::move(*read) : Facts();
}
// The type of the literal that this key stands in.
std::string literal_of(const Facts& all, const Fact& key) {
  return key.enclosing == 0 ? "-" : all.groups[key.enclosing - 1].type;
}

TEST(SyntaxGo, MembersKeysAndTypes) {
  const auto all = facts(R"(package main

import pb "shop/genproto"

// total adds up.
// Twice.
func (s *server) total(o *pb.Order) (int64, error) {
	for _, item := range o.GetItems() {
		item.Cost = &pb.Money{Units: 2}
	}
	return o.Sum, nil
}
type line struct {
	ID string `json:"line_id"`
}
)",
                         Language::go);
  const Fact* cost = find(all, Role::member_write, "Cost");
  ASSERT_NE(cost, nullptr);
  EXPECT_EQ(cost->receiver, "item");
  EXPECT_EQ(cost->line, 9U);
  const Fact* item = find(all, Role::local, "item");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->from, "o.GetItems()");
  EXPECT_TRUE(item->each);
  const Fact* units = find(all, Role::key, "Units");
  ASSERT_NE(units, nullptr);
  EXPECT_EQ(literal_of(all, *units), "pb.Money");
  EXPECT_EQ(find(all, Role::parameter, "o")->type, "*pb.Order");
  EXPECT_EQ(find(all, Role::import, "genproto")->alias, "pb");
  EXPECT_EQ(find(all, Role::field, "ID")->alias, "line_id");
  const Scope* total = scope(all, "total");
  ASSERT_NE(total, nullptr);
  EXPECT_EQ(total->type, "server");
  EXPECT_EQ(total->first, 5U);  // with its comment
  EXPECT_EQ(total->signature_last, 7U);
  EXPECT_EQ(total->last, 12U);
}

TEST(SyntaxPython, DecoratorsBelongToTheirFunction) {
  const auto all = facts(R"(import shop_pb2
# about it
@app.post("/orders")
@traced
def create(order: shop_pb2.Order, note=None):
    line = shop_pb2.Line(product_id="x", quantity=2)
    order.lines.append(line)
    return [x.id for x in order.lines]
)",
                         Language::python);
  const Scope* create = scope(all, "create");
  ASSERT_NE(create, nullptr);
  EXPECT_EQ(create->first, 2U);
  EXPECT_EQ(create->last, 8U);
  const Fact* key = find(all, Role::key, "product_id");
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(literal_of(all, *key), "shop_pb2.Line");
  EXPECT_EQ(find(all, Role::key, "quantity")->enclosing, key->enclosing);
  EXPECT_EQ(find(all, Role::parameter, "order")->type, "shop_pb2.Order");
  EXPECT_EQ(find(all, Role::member_read, "id")->receiver, "x");
  EXPECT_EQ(find(all, Role::local, "x")->from, "order.lines");
  EXPECT_EQ(find(all, Role::literal, "/orders")->line, 3U);
}

TEST(SyntaxTypeScript, PatternsNameTheirSource) {
  const auto all = facts(R"(import { Order } from './gen/shop';
interface Props extends Base { order: Order; }
/** shows it */
export const Show = ({ order: { lines: [first], userId: who = '' } }: Props) => {
  const { data: total = { units: 0 } } = useQuery<Order>({ queryKey: ['x'] });
  return client.place({ order: { userId: who } }, (err, res) => res.orderId);
};
)",
                         Language::typescript);
  const Fact* user = find(all, Role::pattern, "userId");
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(user->receiver, "Props{}.order");
  EXPECT_EQ(user->alias, "who");
  EXPECT_EQ(find(all, Role::local, "total")->from, "useQuery<Order>().data");
  EXPECT_EQ(find(all, Role::parameter, "res")->from, "client.place()=>");
  const Scope* show = scope(all, "Show");
  ASSERT_NE(show, nullptr);
  EXPECT_EQ(show->first, 3U);
  EXPECT_EQ(show->last, 7U);
  const auto inner =
      std::find_if(all.groups.begin(), all.groups.end(), [](const Group& g) { return g.key == "order"; });
  ASSERT_NE(inner, all.groups.end());
  EXPECT_EQ(all.groups[inner->parent - 1].sink, "client.place()");
}

TEST(SyntaxJava, AccessorsAreCalls) {
  const auto all = facts(R"(import shop.Shop.Order;
class Desk {
  /** One. */
  @Override
  public long sum(Order order) {
    Order copy = Order.newBuilder().setUserId("u").addAllLines(order.getLinesList()).build();
    return copy.getTotal().getUnits();
  }
}
)",
                         Language::java);
  EXPECT_EQ(find(all, Role::call, "setUserId")->receiver, "Order.newBuilder()");
  EXPECT_EQ(find(all, Role::call, "getUnits")->receiver, "copy.getTotal()");
  EXPECT_EQ(find(all, Role::local, "copy")->type, "Order");
  const Scope* sum = scope(all, "sum");
  ASSERT_NE(sum, nullptr);
  EXPECT_EQ(sum->first, 3U);
  EXPECT_EQ(sum->type, "Desk");
}

TEST(SyntaxOthers, OneMemberAndOneKeyEach) {
  struct Case {
    Language language;
    std::string_view text, receiver;
  };
  const Case cases[] = {
      {Language::csharp, "class A { void F(Order o) { var c = new Cart { UserId = o.UserId }; } }", "o"},
      {Language::kotlin, "fun f(o: Order) { val c = Cart(UserId = o.UserId) }", "o"},
      {Language::rust, "fn f(o: &Order) { let c = Cart { UserId: o.UserId.clone() }; }", "o"},
      {Language::ruby, "def f(o)\n  Cart.new(UserId: o.UserId)\nend\n", "o"},
      {Language::php, "<?php function f(Order $o) { return ['UserId' => $o->UserId]; }", "o"},
      {Language::cpp, "int f(Order& o) { Cart c = {.UserId = o->UserId}; }", "o"},
      {Language::javascript, "function f(o) { return { UserId: o?.UserId } }", "o"},
  };
  for (const auto& one : cases) {
    const auto all = facts(one.text, one.language);
    const Fact* read = find(all, Role::member_read, "UserId");
    ASSERT_NE(read, nullptr) << static_cast<int>(one.language);
    EXPECT_EQ(read->receiver, one.receiver) << static_cast<int>(one.language);
    if (one.language != Language::cpp)
      EXPECT_NE(find(all, Role::key, "UserId"), nullptr) << static_cast<int>(one.language);
  }
}

TEST(SyntaxRust, MacrosAreLookedInto) {
  const auto all = facts("fn f(o: Order) {\n  info!(\"{}\",\n    o.cost.units);\n}\n", Language::rust);
  const Fact* units = find(all, Role::member_read, "units");
  ASSERT_NE(units, nullptr);
  EXPECT_EQ(units->receiver, "o.cost");
  EXPECT_EQ(units->line, 3U);
}

TEST(SyntaxTemplates, LinesStayWhereTheyWere) {
  const auto erb = facts(
      "<p>\n<%= order.order_id %></p>\n<% order.items.each do |i| %>\n<%= i.cost.units %><% end %>\n", Language::erb);
  EXPECT_EQ(find(erb, Role::member_read, "order_id")->line, 2U);
  EXPECT_EQ(find(erb, Role::member_read, "cost")->receiver, "i");
  EXPECT_EQ(find(erb, Role::parameter, "i")->from, "order.items().each()=>");
  const auto jinja =
      facts("<b>{{ order.total.units }}</b>\n{# no #}\n{% for i in order.items %}{{ i.name }}\n", Language::html);
  EXPECT_EQ(find(jinja, Role::member_read, "units")->receiver, "order.total");
  EXPECT_EQ(find(jinja, Role::member_read, "name")->line, 3U);
}

TEST(SyntaxJson, KeysKnowTheirObject) {
  const auto all = facts("[\n {\"email\": \"a@b\",\n  \"address\": {\"zipCode\": \"1\"}}\n]", Language::json);
  const Fact* zip = find(all, Role::key, "zipCode");
  ASSERT_NE(zip, nullptr);
  EXPECT_EQ(zip->line, 3U);
  EXPECT_EQ(all.groups[zip->enclosing - 1].key, "address");
}

TEST(SyntaxBad, AnyBytesGiveAnAnswer) {
  const std::string deep = std::string(20'000, '(') + std::string(20'000, '{');
  const std::string noise("\xff\xfe\x00<%{{'\"`\n", 11);
  for (int i = 0; i < 45; ++i) {
    const auto language = static_cast<Language>(i);
    if (!reads(language)) {
      EXPECT_FALSE(read("x", language).has_value());
      continue;
    }
    for (const std::string& text : {std::string(), deep, noise}) {
      const auto all = read(text, language);
      ASSERT_TRUE(all.has_value());
      EXPECT_FALSE(all->scopes.empty());
    }
  }
}

}  // namespace
}  // namespace weir::workspace::syntax
