// Definitions by line shape: for each language a few lines as people write them, and what they define.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/text/text.h"

namespace weir::workspace::text {
namespace {

std::string defined(std::string_view text, Language language) {
  std::string out;
  for (const DefinitionLine& definition : definitions(text, language)) {
    if (!out.empty()) out += ' ';
    out += std::string(definition.name) + ":" + std::to_string(definition.line);
  }
  return out;
}

struct Case {
  const char* name;
  Language language;
  const char* text;
  const char* expected;  // NAME:LINE ...
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

const Case cases[] = {
    {"C", Language::c,
     "#define MAX_ITEMS 40\n"
     "typedef struct cart cart_t;\n"
     "static int add_item(struct cart *c, int id) {\n"
     "  int total = sum(c, id);\n"
     "  return total;\n"
     "}\n"
     "struct cart {\n"
     "  int count;\n"
     "};\n"
     "typedef void (*on_change)(int id);\n"
     "void\n"
     "clear_cart(struct cart *c)\n"
     "{\n",
     "MAX_ITEMS:1 cart_t:2 add_item:3 cart:7 on_change:10 clear_cart:12"},
    {"Cpp", Language::cpp,
     "class SHOP_API Cart final : public Base {\n"
     " public:\n"
     "  explicit Cart(int size);\n"
     "  virtual Status Add(const Item& item, int count) = 0;\n"
     "  void Clear();\n"
     "};\n"
     "class Later;\n"
     "Status Cart::Add(const Item& item, int count) {\n"
     "  MutexLock lock(&mutex_);\n"
     "  if (full(item)) return Status::Busy(\"no room\");\n"
     "  cart->Add(item);\n"
     "}\n"
     "template <typename T> struct Box {\n"
     "enum class Color : int { red };\n"
     "constexpr int kLimit = 3;\n"
     "using Items = std::vector<Item>;\n",
     "Cart:1 Cart:3 Add:4 Clear:5 Add:8 Box:13 Color:14 kLimit:15 Items:16"},
    {"Java", Language::java,
     "/* class Old {\n"
     " * public void gone() {\n"
     " */\n"
     "@Service(\"cart\")\n"
     "public final class CartService implements Service {\n"
     "  private static final int MAX = 3;\n"
     "  @Override public <T> List<T> find(String id, int n) throws IOException {\n"
     "    return repo.find(id);\n"
     "  }\n"
     "  public CartService(Repo repo) {\n"
     "    String s = format(id);\n"
     "    throw new Failure(id);\n"
     "  }\n"
     "  void add(Item item);\n"
     "}\n",
     "CartService:5 MAX:6 find:7 CartService:10 add:14"},
    {"CSharp", Language::csharp,
     "public sealed class CartStore : IStore\n"
     "{\n"
     "    public string UserId { get; set; }\n"
     "    public async Task<Cart> GetCartAsync(string userId)\n"
     "    {\n"
     "        await Connect(userId);\n"
     "        var cart = Load(userId);\n"
     "    }\n"
     "    private const int Retries = 3;\n"
     "}\n"
     "public record struct Price(decimal Amount);\n",
     "CartStore:1 UserId:3 GetCartAsync:4 Retries:9 Price:11"},
    {"Kotlin", Language::kotlin,
     "data class Quote(val cost: Double)\n"
     "sealed interface Result<out T>\n"
     "private val logger: Logger = make()\n"
     "suspend fun <T> List<T>.second(n: Int): T = get(n)\n"
     "object Registry {\n"
     "    override fun lookup(id: String) {\n"
     "        val local = id\n"
     "    }\n"
     "}\n"
     "typealias Handler = (Int) -> Unit\n",
     "Quote:1 Result:2 logger:3 second:4 Registry:5 lookup:6 Handler:10"},
    {"Scala", Language::scala,
     "sealed trait Shape\n"
     "case class Circle(r: Double) extends Shape {\n"
     "  def area: Double = r * r\n"
     "  private def scale(by: Int) = {\n"
     "    val local = by\n"
     "  }\n"
     "}\n"
     "object Shapes {\n"
     "  val unit = Circle(1)\n",
     "Shape:1 Circle:2 area:3 scale:4 Shapes:8 unit:9"},
    {"Swift", Language::swift,
     "public struct Cart: Codable {\n"
     "    let userId: String\n"
     "    @discardableResult func add(_ item: Item) -> Bool {\n"
     "        let local = item\n"
     "    }\n"
     "    class func make() -> Cart {\n"
     "}\n"
     "enum Kind: Int {\n"
     "typealias Items = [Item]\n",
     "Cart:1 userId:2 add:3 make:6 Kind:8 Items:9"},
    {"Dart", Language::dart,
     "abstract class CartModel extends Model {\n"
     "  Future<void> addItem(Item item) async {\n"
     "    final total = sum(item);\n"
     "    return save(total);\n"
     "  }\n"
     "  const CartModel({required this.id});\n"
     "        const Text('cart'),\n"
     "}\n"
     "typedef OnTap = void Function(int);\n",
     "CartModel:1 addItem:2 CartModel:6 OnTap:9"},
    {"JavaScript", Language::javascript,
     "export const TAX = 0.2\n"
     "const { a, b } = require('x')\n"
     "export default async function* walk(node) {\n"
     "class Cart extends Base {\n"
     "  async total(items) {\n"
     "    if (items.length) {\n"
     "    const local = 1\n"
     "    it('adds', () => {\n"
     "  }\n"
     "  static of(x) { return new Cart(x) }\n"
     "}\n"
     "exports.charge = async function (req) {\n"
     "Cart.prototype.clear = function () {\n",
     "TAX:1 walk:3 Cart:4 total:5 of:10 charge:12 clear:13"},
    {"TypeScript", Language::typescript,
     "export interface Order<T> extends Base {\n"
     "  find(id: string): Promise<T>;\n"
     "}\n"
     "export type Id = string | number\n"
     "declare module 'x' {\n"
     "const enum Level { low }\n"
     "export abstract class Store {\n"
     "  private readonly map = new Map()\n"
     "  protected async load<K>(key: K): Promise<void> {\n"
     "    this.map.set(key)\n"
     "  handle: (e: Event) => void\n"
     "}\n"
     "export const useCart = (id: Id) => {\n",
     "Order:1 find:2 Id:4 Level:6 Store:7 load:9 handle:11 useCart:13"},
    {"Go", Language::go,
     "package cart\n"
     "type Store struct {\n"
     "func (s *Store) AddItem(ctx context.Context, id string) error {\n"
     "\tx := find(id)\n"
     "func Map[K comparable](m map[K]int) {\n"
     "const (\n"
     "\tmaxItems = 3\n"
     "\tminItems\n"
     ")\n"
     "var ErrFull = errors.New(\"full\")\n",
     "Store:2 AddItem:3 Map:5 maxItems:7 minItems:8 ErrFull:10"},
    {"Rust", Language::rust,
     "pub(crate) async fn get_quote(req: Request) -> Result<Quote> {\n"
     "    let total = sum(req);\n"
     "pub struct Quote<T> where T: Clone {\n"
     "pub const fn limit() -> u32 {\n"
     "static mut COUNTER: u32 = 0;\n"
     "pub unsafe extern \"C\" fn on_exit(code: i32) {\n"
     "pub trait Ship: Send {\n"
     "    type Cost = u64;\n"
     "macro_rules! ensure {\n"
     "mod tests {\n",
     "get_quote:1 Quote:3 limit:4 COUNTER:5 on_exit:6 Ship:7 Cost:8 ensure:9 tests:10"},
    {"Zig", Language::zig,
     "const std = @import(\"std\");\n"
     "pub fn parse(text: []const u8) !Tree {\n"
     "    const local = text;\n"
     "pub const Tree = struct {\n",
     "std:1 parse:2 Tree:4"},
    {"Python", Language::python,
     "MAX_ITEMS: int = 3\n"
     "class Cart(Base):\n"
     "    \"\"\"Holds items.\n"
     "    class of things:\n"
     "    \"\"\"\n"
     "    async def add_item(self, item):\n"
     "        total = sum(item)\n"
     "    @property\n"
     "    def total(self): return 1\n"
     "logger = make_logger()\n"
     "if x == y:\n",
     "MAX_ITEMS:1 Cart:2 add_item:6 total:9 logger:10"},
    {"Ruby", Language::ruby,
     "module Shop\n"
     "  class Admin::Mailer < Base\n"
     "    LIMIT = 3\n"
     "    attr_reader :order, :user_id\n"
     "    def self.deliver(order)\n"
     "    def valid?\n"
     "      total = order.sum\n"
     "    private def render_body = 1\n",
     "Shop:1 Mailer:2 LIMIT:3 order:4 user_id:4 deliver:5 valid:6 render_body:8"},
    {"Php", Language::php,
     "<?php\n"
     "final class QuoteController extends Base {\n"
     "    const LIMIT = 3;\n"
     "    public static function calculate(int $n): float {\n"
     "        $total = sum($n);\n"
     "function &helper_one($x) {\n"
     "define('APP_NAME', 'shop');\n",
     "QuoteController:2 LIMIT:3 calculate:4 helper_one:6 APP_NAME:7"},
    {"Perl", Language::perl,
     "package Shop::Cart;\n"
     "use constant LIMIT => 3;\n"
     "use strict;\n"
     "our $VERSION = '1.0';\n"
     "sub add_item {\n"
     "  my $total = shift;\n",
     "Cart:1 LIMIT:2 VERSION:4 add_item:5"},
    {"Lua", Language::lua,
     "local function parse(text)\n"
     "function M.cart:add(item)\n"
     "M.total = function(items)\n"
     "  local x = parse(text)\n",
     "parse:1 add:2 total:3"},
    {"Elixir", Language::elixir,
     "defmodule Shop.Cart do\n"
     "  @doc \"\"\"\n"
     "  def in docs do\n"
     "  \"\"\"\n"
     "  def add(cart, item) do\n"
     "  defp total(cart), do: 1\n"
     "  defmacro guarded do\n",
     "Cart:1 add:5 total:6 guarded:7"},
    {"Haskell", Language::haskell,
     "module Shop.Cart (add) where\n"
     "data Cart = Cart Int\n"
     "newtype Id a = Id a\n"
     "class (Eq a) => Priced a where\n"
     "  price :: a -> Int\n"
     "addItem :: Cart -> Cart\n"
     "addItem c = c\n",
     "Cart:1 Cart:2 Id:3 Priced:4 price:5 addItem:6"},
    {"Shell", Language::shell,
     "#!/bin/sh\n"
     "export SHOP_PORT=8080\n"
     "ROOT=$(pwd)\n"
     "function deploy {\n"
     "build_all() {\n"
     "  local_value=1\n"
     "  echo deploy\n",
     "SHOP_PORT:2 ROOT:3 deploy:4 build_all:5"},
    {"Makefile", Language::makefile, "CFLAGS ?= -O2\nbuild: deps\n\tcc main.c\ndefine banner\nendef\n",
     "CFLAGS:1 build:2 banner:4"},
    {"Dockerfile", Language::dockerfile,
     "FROM golang:1.22 AS builder\nARG VERSION=1\nENV SHOP_ADDR=cart:80\nRUN make\n",
     "builder:1 VERSION:2 SHOP_ADDR:3"},
    {"Hcl", Language::hcl,
     "resource \"aws_sqs_queue\" \"orders\" {\n"
     "  name = \"orders\"\n"
     "}\n"
     "variable \"region\" {\n",
     "orders:1 region:4"},
    {"Sql", Language::sql,
     "-- table of old\n"
     "CREATE TABLE IF NOT EXISTS shop.\"orders\" (\n"
     "  id int\n"
     ");\n"
     "create or replace function add_order(id int)\n"
     "alter table orders add column note text;\n"
     "CREATE UNIQUE INDEX orders_by_user ON orders (user_id);\n",
     "orders:2 add_order:5 orders_by_user:7"},
    {"Proto", Language::proto,
     "syntax = \"proto3\";\n"
     "message Order {\n"
     "  string user_id = 1;\n"
     "  repeated Item items = 2 [deprecated = true];\n"
     "  map<string, int64> totals = 3;\n"
     "}\n"
     "enum State { \n"
     "  STATE_NEW = 0;\n"
     "service Checkout {\n"
     "  rpc PlaceOrder(Order) returns (Receipt) {}\n",
     "Order:2 user_id:3 items:4 totals:5 State:7 STATE_NEW:8 Checkout:9 PlaceOrder:10"},
    {"GraphQl", Language::graphql,
     "type Order implements Node {\n"
     "  \"\"\"\n"
     "  type of it\n"
     "  \"\"\"\n"
     "  items(first: Int): [Item!]!\n"
     "  userId: ID!\n"
     "}\n"
     "union Hit = Order | Item\n"
     "query FindOrder($id: ID!) {\n",
     "Order:1 items:5 userId:6 Hit:8 FindOrder:9"},
    {"ObjC", Language::objc,
     "@interface Cart : NSObject\n"
     "@property (nonatomic) NSString *userId;\n"
     "- (void)addItem:(Item *)item count:(int)n;\n"
     "+ (instancetype)shared {\n"
     "@end\n",
     "Cart:1 userId:2 addItem:3 shared:4"},
    {"Css", Language::css, "@mixin rounded($r) {\n.cart { color: red; }\n@keyframes spin {\n", "rounded:1 spin:3"},
    {"Vue", Language::vue, "<script setup>\nconst props = defineProps()\nfunction addItem(item) {\n</script>\n",
     "props:2 addItem:3"},
};

struct TextDefinitions : ::testing::TestWithParam<Case> {};

TEST_P(TextDefinitions, AreFound) {
  const Case& c = GetParam();
  EXPECT_EQ(defined(c.text, c.language), c.expected);
  std::string windows;  // the same with CRLF
  for (const char ch : std::string_view(c.text)) windows += ch == '\n' ? "\r\n" : std::string(1, ch);
  EXPECT_EQ(defined(windows, c.language), c.expected);
}

INSTANTIATE_TEST_SUITE_P(Languages, TextDefinitions, ::testing::ValuesIn(cases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(TextDefinitionLines, AreNotLookedForInDataAndProse) {
  for (const Language language : {Language::none, Language::json, Language::markdown, Language::text, Language::yaml}) {
    EXPECT_EQ(defined("class Order {\nfunction add() {\n", language), "");
  }
}

TEST(TextDefinitionLines, OfMinifiedCodeEndAtTheBound) {
  const std::string line = "export class Cart {" + std::string(1024 * 1024, 'x') + "}";
  EXPECT_EQ(defined(line, Language::javascript), "Cart:1");
  EXPECT_EQ(defined(std::string(4096, ' ') + "class Far {", Language::javascript), "");
}

TEST(TextDefinitionLines, SurviveWhatIsNoCode) {
  using namespace std::string_view_literals;
  constexpr std::string_view bytes = "class \0 {\nfn \xff\xfe(\ndef\nfunction (\n@\n#\nconst (\n"sv;
  for (unsigned l = 0; l <= static_cast<unsigned>(Language::text); ++l) {
    EXPECT_EQ(defined(bytes, static_cast<Language>(l)), "") << l;
  }
  EXPECT_EQ(defined("/* never closed\nclass Order {\n", Language::java), "");
}

}  // namespace
}  // namespace weir::workspace::text
