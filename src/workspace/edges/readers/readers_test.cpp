// What the readers take from interface files, dialect by dialect.
#include "workspace/edges/readers/readers.h"

#include <gtest/gtest.h>

#include <set>

#include "workspace/edges/gather.h"
#include "workspace/edges/readers/document.h"

namespace weir::workspace::edges {
namespace {

std::set<std::string> names(const std::vector<Definition>& all) {
  std::set<std::string> out;
  for (const Definition& one : all) {
    out.insert((one.owner.empty() ? "" : one.owner + ".") + one.name + ":" + std::to_string(one.place.line));
  }
  return out;
}

std::set<std::string> read(const Reader& reader, std::string_view path, std::string_view text) {
  std::vector<Definition> out;
  EXPECT_TRUE(reader.claims(path, text));
  reader.read(path, text, out);
  return names(out);
}

std::set<std::string> migrated(std::initializer_list<std::pair<const char*, const char*>> files) {
  std::vector<Definition> out;
  for (const auto& [path, text] : files) sql_reader().read(path, text, out);
  settle_sql(out);
  return names(out);
}

using Names = std::set<std::string>;

TEST(EdgesReaders, MigrationsLeaveWhatStandsAtTheEnd) {
  EXPECT_EQ(migrated({{"m/10.sql", "ALTER TABLE t DROP COLUMN b;\nALTER TABLE t RENAME COLUMN a TO c;"},
                      {"m/9.sql", "CREATE TABLE t (a int,\n b int);\nCREATE TABLE gone (x int);"},
                      {"m/11.sql", "DROP TABLE gone;\nALTER TABLE t RENAME TO u;"}}),
            (Names{"u:2", "u.c:2"}));
}

TEST(EdgesReaders, ManyDefinitionsOfOtherFilesTakeNoRoomOfASchema) {
  std::vector<Definition> all(30'000);
  json_schema_reader().read("a.json", R"({"$schema": "x", "title": "A", "properties": {"kept": {}}})", all);
  EXPECT_TRUE(names({all.begin() + 30'000, all.end()}).contains("A.kept:1"));
}

TEST(EdgesReaders, SqlIsQuotedInManyWays) {
  EXPECT_EQ(migrated({{"a.sql",
                       "CREATE TABLE \"s\".\"o\" (\"a b\" int, `c` text, [d] bit, PRIMARY KEY (c), CHECK (c > ';'))"}}),
            (Names{"o:1", "o.a b:1", "o.c:1", "o.d:1"}));
}

TEST(EdgesReaders, WhatUndoesAMigrationIsNotRead) {
  EXPECT_EQ(migrated({{"1.sql", "-- +goose Up\nCREATE TABLE t (a int);\n-- +goose Down\nDROP TABLE t;"},
                      {"1.down.sql", "DROP TABLE t;"}}),
            (Names{"t:2", "t.a:2"}));
}

TEST(EdgesReaders, ComposeListsAndMapsSetVariables) {
  EXPECT_EQ(read(deployment_reader(), "compose.yaml",
                 "services:\n  a:\n    build: ./x\n    environment:\n      - ONE=1\n      - TWO\n  b:\n    "
                 "environment: {THREE: 3}\n"),
            (Names{"a.ONE:5", "a.TWO:6", "b.THREE:8"}));
}

TEST(EdgesReaders, ChartsAreReadPastTheirTemplates) {
  EXPECT_EQ(read(deployment_reader(), "templates/d.yaml",
                 "apiVersion: apps/v1\nmetadata:\n  name: {{ .Release.Name }}-x\nspec:\n  {{- if .Values.on }}\n  "
                 "containers:\n"
                 "    - name: main\n      image: {{ .Values.image }}\n      env:\n        - name: PORT_NUMBER\n        "
                 "  value: \"{{ .p }}\"\n"
                 "  {{- end }}\n"),
            (Names{"main.PORT_NUMBER:10"}));
}

TEST(EdgesReaders, DockerfilesSetSeveralVariablesAtOnce) {
  EXPECT_EQ(read(dockerfile_reader(), "x/Dockerfile",
                 "FROM a\nENV A_A=\"1 2\" B_B=3 \\\n    C_C=4\nENV D_D five six\nRUN ENV=1\n"),
            (Names{"A_A:2", "B_B:2", "C_C:3", "D_D:4"}));
}

TEST(EdgesReaders, ADamagedDocumentKeepsItsBeginning) {
  EXPECT_EQ(read(openapi_reader(), "a.yaml", "openapi: 3.0.0\npaths:\n  /a:\n    get: {}\n  /b: [\n"),
            (Names{"GET /a:3"}));
  EXPECT_TRUE(documents("a.json", "{\"a\": ").empty());
}

TEST(EdgesReaders, ABombOfAliasesStaysSmall) {
  std::string text = "a: &a [x, x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    text += std::string(1, c) + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" + static_cast<char>(c - 1) + "]\n";
  }
  const auto all = documents("x.yaml", text);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front().children.size(), 25u);
}

TEST(EdgesReaders, DeepNestingEnds) {
  EXPECT_LE(documents("x.yaml", std::string(5000, '[')).size(), 1u);
  EXPECT_LE(documents("x.json", std::string(5000, '[')).size(), 1u);
}

TEST(EdgesReaders, AvroRecordsMayNest) {
  EXPECT_EQ(
      read(avro_reader(), "o.avsc",
           "{\"type\":\"record\",\"name\":\"O\",\"fields\":[\n{\"name\":\"n\",\"type\":\"string\"},\n"
           "{\"name\":\"l\",\"type\":{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"L\",\"fields\":[\n"
           "{\"name\":\"s\",\"type\":[\"null\",\"int\"]}]}}}]}"),
      (Names{"O:1", "O.n:2", "O.l:3", "L:3", "L.s:4"}));
}

}  // namespace
}  // namespace weir::workspace::edges
