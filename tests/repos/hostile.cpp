// The shapes, and which of them each parser gets.
#include "hostile.h"

#include <array>
#include <map>

#include "base/limits.h"
#include "workspace/edges/ties/common.h"
#include "workspace/syntax/syntax.h"

namespace weir::workspace::hostile {
namespace {

constexpr std::size_t full = limits::workspace_file_bytes - 4096;  // just within what is read

std::string times(std::size_t n, std::string_view text) {
  std::string out;
  out.reserve(n * text.size());
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

std::string filled(std::string head, std::string_view piece, std::string_view tail = "") {
  head += times((full - head.size() - tail.size()) / piece.size(), piece);
  head += tail;
  return head;
}

// Pieces with a number in them: "%" stands for it.
std::string counted(std::string head, std::string_view piece, std::string_view tail = "") {
  for (std::size_t n = 0; head.size() + piece.size() + tail.size() + 8 < full; ++n) {
    for (const char c : piece) {
      if (c == '%')
        head += std::to_string(n);
      else
        head += c;
    }
  }
  head += tail;
  return head;
}

const std::string noise("\xff\xfe\xed\xa0\x80\x00\"'`{[(<%#\r", 17);

// A document that only its head makes one of this format.
std::vector<File> documents(const std::string& stem, const std::string& yaml_head, const std::string& json_head) {
  std::string bomb = yaml_head + "a0: &a0 [x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + ", " + before + "]\n";
  }
  return {
      {"", stem + "-bomb.yaml", bomb},
      {"", stem + "-deep.yaml", filled(yaml_head + "x: ", "[")},
      {"", stem + "-steps.yaml", filled(yaml_head, "- - - - - - - - ")},
      {"", stem + "-keys.yaml", counted(yaml_head, "k%: {a: 1}\n")},
      {"", stem + "-line.yaml", filled(yaml_head + "x: \"", "ab\\u0041", "\"\n")},
      {"", stem + "-noise.yaml", filled(yaml_head, noise)},
      {"", stem + "-tabs.yaml", filled(yaml_head, "\t:\t-\t&\t*\t!\t|\t>\n")},
      {"", stem + "-deep.json", filled(json_head + ",\"x\":", "{\"a\":[")},
      {"", stem + "-keys.json", counted(json_head, ",\"k%\":{\"type\":\"object\"}", "}")},
      {"", stem + "-cut.json", filled(json_head + ",\"x\":\"", "\\u12")},
  };
}

std::vector<File> schemas(const std::string& stem, const std::string& json_head, const std::string& open,
                          const std::string& close) {
  std::vector<File> out = documents(stem, "# " + json_head + "\n", json_head);
  out.push_back(
      {"", stem + "-many.json", counted(json_head + open, "\"p%\":{\"type\":\"string\"},", "\"z\":{}" + close)});
  std::string nested = json_head + open;
  nested += times(3000, "\"p\":{\"type\":\"object\",\"properties\":{");
  out.push_back({"", stem + "-nested.json", nested});
  return out;
}

std::vector<File> openapi() {
  std::vector<File> out = documents("openapi", "openapi: 3.1.0\n", "{\"openapi\":\"3.1.0\"");
  const std::string head = "openapi: 3.1.0\ncomponents:\n  schemas:\n";
  out.push_back({"", "openapi-circle.yaml",
                 head + "    A: {allOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/B'}]}\n"
                        "    B: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/A'}]}\n"
                        "paths:\n  /a:\n    get: {requestBody: {content: {application/json: {schema: {$ref: "
                        "'#/components/schemas/A'}}}}}\n"});
  out.push_back({"", "openapi-paths.yaml", counted("openapi: 3.1.0\npaths:\n", "  /a%/{b}: {get: {}, put: {}}\n")});
  out.push_back({"", "openapi-refs.yaml", counted(head, "    A%: {$ref: '#/components/schemas/A%'}\n")});
  return out;
}

std::vector<File> avro() {
  return {
      {"", "many.avsc",
       counted("{\"type\":\"record\",\"name\":\"R\",\"fields\":[", "{\"name\":\"f%\",\"type\":\"int\"},",
               "{\"name\":\"z\",\"type\":\"int\"}]}")},
      {"", "deep.avsc", filled("", "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":")},
      {"", "arrays.avsc", filled("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":", "[")},
      {"", "noise.avsc", filled("{", noise)},
  };
}

std::vector<File> protobuf() {
  return {
      {"", "deep.proto", filled("syntax = \"proto3\";\n", "message A { ")},
      {"", "many.proto", counted("syntax = \"proto3\";\nmessage A {\n", "  string f% = 1;\n", "}\n")},
      {"", "messages.proto", counted("", "message M% { M% m = 1; }\n")},
      {"", "comment.proto", filled("/*", "*")},
      {"", "string.proto", filled("option a = \"", "\\\"")},
      {"", "maps.proto", filled("message A { ", "map<")},
      {"", "option.proto", filled("message A { string a = 1 [", "(x) = { a: [")},
      {"", "noise.proto", filled("message ", noise)},
      {"", "package.proto", filled("", "package a; ")},
  };
}

std::vector<File> sql() {
  return {
      {"", "sql/1-deep.sql", filled("CREATE TABLE t (a int CHECK ", "(")},
      {"", "sql/2-columns.sql", counted("CREATE TABLE wide (", "c% int, ", "z int);")},
      {"", "sql/3-tables.sql", counted("", "CREATE TABLE t% (a int, b text);\n")},
      {"", "sql/4-renames.sql",
       counted("CREATE TABLE r (a int);\n", "ALTER TABLE r RENAME TO r%; ALTER TABLE r% RENAME TO r;\n")},
      {"", "sql/5-string.sql", filled("INSERT INTO t VALUES ('", "''")},
      {"", "sql/6-dollar.sql", filled("SELECT $a$", "$b$")},
      {"", "sql/7-values.sql", filled("INSERT INTO t VALUES ", "(1,2),")},
      {"", "sql/8-noise.sql", filled("CREATE TABLE ", noise)},
      {"", "sql/9-comment.sql", filled("", "/*-- ")},
  };
}

std::vector<File> graphql() {
  return {
      {"", "deep.graphql", filled("type A { a(x: ", "[")},
      {"", "fields.graphql", counted("type A {\n", "  f%(a: Int = 1): [A!]!\n", "}\n")},
      {"", "types.graphql", counted("", "type T% { a: T% }\n")},
      {"", "string.graphql", filled("\"\"\"", "\"\" ")},
      {"", "braces.graphql", filled("query ", "{a")},
      {"", "noise.graphql", filled("type ", noise)},
  };
}

std::vector<File> lines(const std::string& path, const std::string& head, const std::string& piece) {
  return {{"", path, counted(head, piece)}, {"", "noise/" + path, filled(head, noise)}};
}

std::vector<File> manifests() {
  std::vector<File> out = {
      {"", "deep/package.json", filled("{\"name\":\"a\",\"exports\":", "{\".\":")},
      {"", "many/package.json", counted("{\"name\":\"b\",\"dependencies\":{", "\"d%\":\"1\",", "\"z\":\"1\"}}")},
      {"", "links/package.json", counted("{\"name\":\"c\",\"workspaces\":[", "\"../../**/%/**\",", "\"**\"]}")},
      {"", "deep/composer.json", filled("{\"name\":", "[")},
      {"", "many/go.mod", counted("module example.test/a\n", "require example.test/m% v1\nreplace a => ../%\n")},
      {"", "many/Cargo.toml", counted("[package]\nname = \"a\"\n", "[a.%]\nb = [[[[[[[[\n")},
      {"", "many/pyproject.toml", counted("[project]\nname = \"p\"\n", "d% = \"\"\"x\n")},
      {"", "deep/pom.xml", filled("<project>", "<modules><module>")},
      {"", "many/a.csproj", counted("<Project>", "<ProjectReference Include=\"..\\%\\a.csproj\"/>", "</Project>")},
  };
  return out;
}

std::vector<File> deployment() {
  std::vector<File> out = documents("values", "apiVersion: v1\nkind: ConfigMap\n", "{\"containerDefinitions\":[]");
  out.push_back({"", "compose.yaml", counted("services:\n", "  s%:\n    build: ../../%\n    environment: {V%: 1}\n")});
  out.push_back({"", "values-template.yaml",
                 counted("apiVersion: v1\n", "{{- range $i, $e := until % }}\nenv:\n  - name: A%\n")});
  return out;
}

std::vector<File> code(const std::string& end) {
  return {
      {"", "code/deep" + end, filled("", "f(g[{")},
      {"", "code/else" + end, filled("void f() { ", "if (a) { } else ")},
      {"", "code/dots" + end, filled("a", ".b()")},
      {"", "code/string" + end, filled("x = \"", "\\\"${\"")},
      {"", "code/comment" + end, filled("/*", "/*")},
      {"", "code/noise" + end, filled("", noise)},
      {"", "code/calls" + end, counted("", "app.get('/a%/:b', f%); process.env.V%; db.query('SELECT a% FROM t%');\n")},
      {"", "code/angles" + end, filled("a", "<b")},
      {"", "code/tags" + end, filled("", "<% {{ <a>{")},
      {"", "code/words" + end, "x = <<~" + times(300, "W") + "\n" + times(300, "W") + "\ny = <<A\n"},
      {"", "code/nested" + end, filled("x = ", "\"#{\"${<<ABCD;")},
      {"", "code/dollars" + end, filled("x = \"", "$a\"")},
      {"", "code/heredoc" + end, filled("", "<<A <<~B `$(")},
      {"", "code/minus" + end, filled("x = ", "- -!~")},
      {"", "code/names" + end, counted("", "def f%(a, b): return order.user_id\n")},
  };
}

const std::map<Language, std::string>& endings() {
  using enum Language;
  static const std::map<Language, std::string> all = {
      {c, ".c"},           {cpp, ".cpp"},     {csharp, ".cs"},   {dart, ".dart"},
      {elixir, ".ex"},     {erb, ".erb"},     {go, ".go"},       {haskell, ".hs"},
      {hcl, ".tf"},        {html, ".html"},   {java, ".java"},   {javascript, ".js"},
      {json, ".json"},     {jsx, ".jsx"},     {kotlin, ".kt"},   {lua, ".lua"},
      {objc, ".m"},        {perl, ".pl"},     {php, ".php"},     {python, ".py"},
      {ruby, ".rb"},       {rust, ".rs"},     {scala, ".scala"}, {shell, ".sh"},
      {svelte, ".svelte"}, {swift, ".swift"}, {tsx, ".tsx"},     {typescript, ".ts"},
      {vue, ".vue"},       {zig, ".zig"},     {makefile, ".mk"}, {dockerfile, ".dockerfile"},
      {css, ".css"},       {markdown, ".md"}, {proto, ".proto"}, {graphql, ".graphql"},
      {sql, ".sql"},       {toml, ".toml"},   {xml, ".xml"},     {yaml, ".yaml"},
      {text, ".txt"},
  };
  return all;
}

}  // namespace

std::vector<File> for_reader(std::string_view reader) {
  std::vector<File> out;
  if (reader == "protobuf") out = protobuf();
  if (reader == "openapi") out = openapi();
  if (reader == "asyncapi")
    out = documents("asyncapi", "asyncapi: 3.0.0\nchannels:\n  a: {}\n", "{\"asyncapi\":\"3.0.0\"");
  if (reader == "graphql") out = graphql();
  if (reader == "sql") out = sql();
  if (reader == "json-schema")
    out = schemas("schema", "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":\"A\"",
                  ",\"properties\":{", "}}");
  if (reader == "avro") out = avro();
  if (reader == "flags") out = documents("flags", "flags:\n  a: true\n", "{\"flags\":{}");
  if (reader == "manifest") out = manifests();
  if (reader == "deployment") out = deployment();
  if (reader == "dotenv") out = lines("many.env", "A=1\n", "export V%='\n");
  if (reader == "dockerfile") out = lines("many.Dockerfile", "FROM a\nENV A=\"1 \\\n", "B%=\"2 \\\n");
  for (File& file : out) {
    file.parser = reader;
    file.path = std::string(reader) + "/" + file.path;
  }
  return out;
}

std::vector<File> for_language(Language language) {
  const auto end = endings().find(language);
  if (end == endings().end()) return {};
  std::vector<File> out = code(end->second);
  for (File& file : out) file.path = "language" + std::to_string(static_cast<int>(language)) + "/" + file.path;
  return out;
}

std::vector<File> for_the_rest() {
  return {
      {"", "ignore/.gitignore", filled("", "**/*a*a*a*a*[!b]*?*/**\n")},
      {"", "ignore/one/.weirignore", filled("*", "*a")},
      {"", ".gitmodules", counted("", "[submodule \"%\"]\n\tpath = ../../%\n\turl = ext::sh -c touch% x\n")},
      {"", "Makefile", counted("all:\n", "t%: t%\n\t$(shell touch made-%)\n")},
      {"", ".github/workflows/ci.yaml", filled("jobs:\n  a:\n    steps: ", "[{run: ")},
      {"", ".editorconfig", counted("root = true\n", "[*.{a%,{b,{c}}}]\nindent_size = %\n")},
      {"", "CONTRIBUTING.md", filled("# Tests\n", "```\n> * [a](b) ")},
  };
}

std::vector<Language> languages() {
  std::vector<Language> out;
  for (int i = 1; i <= static_cast<int>(Language::text); ++i) {
    const auto one = static_cast<Language>(i);
    if (syntax::reads(one) || edges::is_code(one)) out.push_back(one);
  }
  return out;
}

}  // namespace weir::workspace::hostile
