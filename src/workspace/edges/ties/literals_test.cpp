// The lexer, paths in their normal form, and what stands around them.
#include "workspace/edges/ties/literals.h"

#include <gtest/gtest.h>

namespace weir::workspace::edges {
namespace {

std::vector<std::string> strings(std::string_view text, Language language) {
  std::vector<std::string> out;
  for (const Token& token : code_tokens(text, language)) {
    if (token.is_string()) out.emplace_back(token.text);
  }
  return out;
}
using Strings = std::vector<std::string>;

TEST(EdgesCode, CommentsAndDocStringsAreNoStrings) {
  EXPECT_EQ(strings("# \"a\"\ndef f():\n    \"\"\"b\"\"\"\n    return 'c'\n", Language::python), (Strings{"c"}));
  EXPECT_EQ(strings("// \"a\"\n/* \"b\" */ x = `c`", Language::go), (Strings{"c"}));
  EXPECT_EQ(strings("# \"a\"\n=begin\n\"b\"\n=end\nx = \"c\"", Language::ruby), (Strings{"c"}));
}

TEST(EdgesCode, EachLanguageWritesStringsItsOwnWay) {
  EXPECT_EQ(strings("r#\"a\"b\"# 'c' \"d\" &'a str", Language::rust), (Strings{"a\"b", "d"}));
  EXPECT_EQ(strings("@\"a\"\"b\" $\"c{d}\" 'e'", Language::csharp), (Strings{"a\"\"b", "c{d}"}));
  EXPECT_EQ(strings("R\"x(a)b)x\" \"c\"", Language::cpp), (Strings{"a)b", "c"}));
  EXPECT_EQ(strings("a = /['\"]/; b = \"c\"", Language::javascript), (Strings{"c"}));
  EXPECT_EQ(strings("x = <<~SQL\n  a\n  SQL\ny = 'b'", Language::ruby), (Strings{"  a", "b"}));
}

TEST(EdgesCode, CodeInsideAStringIsCode) {
  EXPECT_EQ(strings("`a${f(\"b\")}c`", Language::typescript), (Strings{"a${f(\"b\")}c", "b"}));
  EXPECT_EQ(strings("\"a#{ENV[\"b\"]}c\"", Language::ruby), (Strings{"a#{ENV[\"b\"]}c", "b"}));
}

TEST(EdgesCode, AShiftInRubyIsNoHeredoc) {
  EXPECT_EQ(strings("list << Order.new\nget 'a'\n", Language::ruby), (Strings{"a"}));
  EXPECT_EQ(strings("s << \"Hello\"\nget 'a'\n", Language::ruby), (Strings{"Hello", "a"}));
  EXPECT_EQ(strings("list <<ITEM\nget 'a'\nITEMS = 1\nget 'b'\n", Language::ruby), (Strings{"a", "b"}));
  EXPECT_EQ(strings("f(<<-'SQL')\n a\n SQLS\n  SQL\nget 'b'\n", Language::ruby), (Strings{" a\n SQLS", "b"}));
  EXPECT_EQ(strings("<?php f(<<< 'SQL'\na\nSQL, 1);\n$b = 'c';\n", Language::php), (Strings{"a", "c"}));
}

TEST(EdgesCode, ALongLineIsReadInLinearTime) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "a/b,";
  EXPECT_FALSE(code_tokens(text, Language::javascript).empty());
  EXPECT_TRUE(route_literals(Code(std::string(300'000, '('), Language::javascript)).empty());
}

TEST(EdgesPaths, ParametersAreAlike) {
  for (const char* text : {"/o/{id}/p", "/o/:id/p", "/o/<int:id>/p", "/o/${id}/p", "/o/%s/p", "{base}/o/{}/p/",
                           "http://h:1/o/#{x.y}/p?q=1"}) {
    const auto path = http_path(text);
    ASSERT_TRUE(path) << text;
    EXPECT_EQ(path->path, "/o/{}/p") << text;
  }
  for (const char* text : {"o/p", "/o p", "not a /path", "{a}b", "//x", ""}) EXPECT_FALSE(http_path(text)) << text;
}

struct Told {
  RouteRole role;
  std::string verb, path;
};
Told told(std::string_view text, Language language) {
  const Code code(text, language);
  const auto all = route_literals(code);
  return all.empty() ? Told{RouteRole::unknown, "", ""} : Told{all.back().role, all.back().verb, all.back().path.path};
}
void expect(const Told& got, RouteRole role, const char* verb, const char* path) {
  EXPECT_TRUE(got.role == role) << path;
  EXPECT_EQ(got.verb, verb) << path;
  EXPECT_EQ(got.path, path);
}

TEST(EdgesPaths, ServersAndClientsAreToldApart) {
  expect(told("const app = express(); app.post('/a/:b', f)", Language::javascript), RouteRole::serve, "POST", "/a/{}");
  expect(told("await axios.post(`${base}/a/${b}`, body)", Language::typescript), RouteRole::call, "POST", "/a/{}");
  expect(told("@app.get('/a/{b}')\ndef f(): pass", Language::python), RouteRole::serve, "GET", "/a/{}");
  expect(told("requests.delete(f'{BASE}/a/{b}')", Language::python), RouteRole::call, "DELETE", "/a/{}");
  expect(told("mux.HandleFunc(\"PUT /a/{b}\", f)", Language::go), RouteRole::serve, "PUT", "/a/{}");
  expect(told("http.NewRequest(http.MethodPut, base+\"/a/\"+b, nil)", Language::go), RouteRole::call, "PUT", "/a/{}");
  expect(told("Router::new().route(\"/a/:b\", post(f))", Language::rust), RouteRole::serve, "POST", "/a/{}");
  expect(told("@RequestMapping(\"/x\")\nclass C {\n @GetMapping(\"/a/{b}\")\n void f() {} }", Language::java),
         RouteRole::serve, "GET", "/x/a/{}");
  expect(told("[HttpPost(\"a/{b}\")]\npublic void F() {}", Language::csharp), RouteRole::serve, "POST", "/a/{}");
  expect(told("Route::put('/a/{b}', [C::class, 'f']);", Language::php), RouteRole::serve, "PUT", "/a/{}");
}

TEST(EdgesPaths, PagesAndLogsAreNoCalls) {
  EXPECT_TRUE(told("router.push('/a/b')", Language::javascript).role == RouteRole::unknown);
  EXPECT_TRUE(told("log.info('/a/b')", Language::javascript).role == RouteRole::unknown);
}

TEST(EdgesTopics, ALiteralNeedsMessagingAroundIt) {
  const auto names = [](std::string_view text, Language language) {
    std::vector<std::string> out;
    for (const TopicLiteral& one : topic_literals(Code(text, language))) out.push_back(one.name);
    return out;
  };
  EXPECT_EQ(names("import kafka\nkafka.producer.send(topic='a.b', value='c.d')", Language::python), (Strings{"a.b"}));
  EXPECT_EQ(names("log.info('a.b')\nimport kafka", Language::python), (Strings{}));
}

}  // namespace
}  // namespace weir::workspace::edges
