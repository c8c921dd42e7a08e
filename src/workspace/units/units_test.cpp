// Units in small workspaces of many kinds: what is one, what it is called, what it is built from.
#include "workspace/units/units.h"

#include <gtest/gtest.h>

#include <map>

#include "workspace/tree/tree.h"
#include "workspace/units/parts.h"

namespace weir::workspace {
namespace {

using Tree = std::map<std::string, std::string>;
using Names = std::vector<std::string>;

Units units(const Tree& tree) {
  std::vector<FileEntry> files;
  for (const auto& [path, text] : tree) files.push_back(entry_of(path, text.size(), text));
  return Units::find(files, [&](std::string_view path) -> Result<std::string> {
    const auto at = tree.find(std::string(path));
    return at == tree.end() ? fail(ErrorKind::not_found, "") : Result<std::string>(at->second);
  });
}
Names names(const Units& found) {
  Names out;
  for (const Unit& unit : found.all()) out.push_back(unit.name);
  return out;
}
Names names(const Units& found, const std::vector<int>& which) {
  Names out;
  for (const int unit : which) out.push_back(found.name(unit));
  return out;
}
const Unit& unit(const Units& found, const std::string& name) {
  for (const Unit& one : found.all()) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << "no unit " << name;
  static const Unit none;
  return none;
}

TEST(Units, AFolderWithADockerfileOrAManifestAndAProgram) {
  const Units found = units({{"svc/go/go.mod", "module example.com/go\n"},
                             {"svc/go/main.go", "package main\n"},
                             {"svc/py/Dockerfile", "FROM python\nCOPY . .\n"},
                             {"svc/py/app.py", "x\n"},
                             {"svc/js/package.json", R"({"name": "@acme/js"})"},
                             {"svc/js/index.ts", "x\n"},
                             {"svc/net/Net.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\"></Project>"},
                             {"svc/net/Program.cs", "x\n"},
                             {"svc/rb/Gemfile", "gem 'sinatra'\n"},
                             {"svc/rb/server.rb", "x\n"},
                             {"svc/ex/mix.exs", "defmodule X do end\n"},
                             {"svc/ex/lib/x.ex", "x\n"},
                             {"svc/php/composer.json", "{}"},
                             {"svc/php/index.php", "x\n"},
                             {"svc/jvm/build.gradle.kts", "plugins {}\n"},
                             {"svc/jvm/src/main/kotlin/A.kt", "x\n"},
                             {"svc/mvn/pom.xml", "<project><artifactId>mvn</artifactId></project>"},
                             {"svc/mvn/src/main/java/A.java", "x\n"},
                             {"svc/rs/Cargo.toml", "[package]\nname = \"rs\"\n"},
                             {"svc/rs/src/main.rs", "x\n"}});
  EXPECT_EQ(names(found), (Names{"ex", "go", "js", "jvm", "mvn", "net", "php", "py", "rb", "rs"}));
  EXPECT_EQ(unit(found, "go").because, "go.mod");
  EXPECT_EQ(unit(found, "py").because, "Dockerfile");
  EXPECT_EQ(found.name(found.of("svc/rs/src/main.rs")), "rs");
  EXPECT_EQ(found.of("README.md"), -1);
  EXPECT_EQ(found.of("svc/rsx"), -1);
}

TEST(Units, InfrastructureWithoutAProgramIsNone) {
  EXPECT_EQ(names(units({{"kafka/Dockerfile", "FROM kafka\n"},
                         {"proxy/Dockerfile", "FROM envoy\nCOPY envoy.yaml .\n"},
                         {"proxy/envoy.yaml", "a: b\n"},
                         {"db/Dockerfile", "FROM postgres\nCOPY init.sql .\n"},
                         {"db/init.sql", "create table a (b int);\n"},
                         {"docs/package.json", R"({"name": "docs"})"},
                         {"docs/theme.ts", "x\n"},
                         {"tools/go.mod", "module tools\n"},
                         {"tools/tools.go", "package tools\n"},
                         {"ci/Dockerfile", "FROM buildpack-deps\nRUN apt-get install x\n"},
                         {"ci/run.py", "x\n"},
                         {"package.json", R"({"name": "lint", "scripts": {"lint": "x"}})"}})),
            Names{});
}

TEST(Units, TestsFixturesExamplesAndTemplatesAreNone) {
  EXPECT_EQ(names(units({{"app/package.json", R"({"name": "app"})"},
                         {"app/main.ts", "x\n"},
                         {"app/tests/fixtures/one/package.json", R"({"name": "one"})"},
                         {"app/tests/fixtures/one/a.ts", "x\n"},
                         {"examples/shop/go.mod", "module shop\n"},
                         {"examples/shop/main.go", "x\n"},
                         {"create/template-vue/package.json", R"({"name": "vue"})"},
                         {"create/template-vue/src/main.ts", "x\n"},
                         {"e2e/package.json", R"({"name": "e2e"})"},
                         {"e2e/run.ts", "x\n"}})),
            Names{"app"});
}

TEST(Units, TheRootIsOneWhenItHasAManifestAndAProgramOfItsOwn) {
  const Units go =
      units({{"go.mod", "module go.example.com/server\n"}, {"Makefile", "all:\n"}, {"cmd/main.go", "x\n"}});
  EXPECT_EQ(names(go), Names{"server"});
  EXPECT_EQ(go.all()[0].root, "");
  EXPECT_EQ(go.all()[0].because, "go.mod");
  EXPECT_EQ(go.of("cmd/main.go"), 0);
  EXPECT_EQ(names(units({{"CMakeLists.txt", "project(x)\n"}, {"db/db.cc", "x\n"}})), Names{"root"});
  EXPECT_EQ(names(units({{"a.py", "x\n"}, {"b/c.go", "x\n"}})), Names{});
  EXPECT_EQ(names(units({})), Names{});
}

TEST(Units, AWorkspaceRootIsNoneItsMembersAre) {
  EXPECT_EQ(names(units(
                {{"Cargo.toml", "[workspace]\nmembers = [\"core\", \"macros\"]\n"},
                 {"core/Cargo.toml", "[package]\nname = \"core\"\n"},
                 {"core/src/lib.rs", "x\n"},
                 {"macros/Cargo.toml", "[package]\nname = \"macros\"\n[dependencies]\ncore = { path = \"../core\" }\n"},
                 {"macros/src/lib.rs", "x\n"}})),
            (Names{"core", "macros"}));
  EXPECT_EQ(names(units({{"package.json", R"({"name": "mono", "private": true})"},
                         {"pnpm-workspace.yaml", "packages:\n  - 'packages/*'\n"},
                         {"scripts/release.ts", "x\n"},
                         {"packages/a/package.json", R"({"name": "@m/a"})"},
                         {"packages/a/src/index.ts", "x\n"}})),
            Names{"a"});
  EXPECT_EQ(names(units({{"package.json", R"({"name": "mono", "workspaces": ["apps/*"]})"},
                         {"scripts/release.js", "x\n"},
                         {"apps/web/package.json", R"({"name": "web", "private": true})"},
                         {"apps/web/index.tsx", "x\n"}})),
            Names{"web"});
  EXPECT_EQ(names(units({{"pom.xml", "<project><packaging>pom</packaging><modules/></project>"},
                         {"api/pom.xml",
                          "<project><parent><artifactId>p</artifactId></parent><artifactId>api</artifactId></project>"},
                         {"api/src/main/java/A.java", "x\n"}})),
            Names{"api"});
}

TEST(Units, WhatLiesInADeployableFolderBelongsToIt) {
  const Units found = units({{"src/cart/src/Dockerfile", "FROM sdk\nCOPY ./src/cart/ ./\nCOPY ./pb/ ./pb/\n"},
                             {"src/cart/src/cart.csproj", "<Project></Project>"},
                             {"src/cart/src/Program.cs", "x\n"},
                             {"src/cart/tests/cart.tests.csproj",
                              "<Project><PackageReference Include=\"Microsoft.NET.Test.Sdk\" /></Project>"},
                             {"src/cart/tests/CartTests.cs", "x\n"},
                             {"src/load/Dockerfile", "FROM k6\nCOPY ./src/load/script.js .\n"},
                             {"src/load/script.js", "x\n"},
                             {"src/load/xk6/go.mod", "module xk6\n"},
                             {"src/load/xk6/module.go", "x\n"},
                             {"pb/shop.proto", "syntax = \"proto3\";\n"}});
  EXPECT_EQ(names(found), (Names{"cart", "load"}));
  EXPECT_EQ(unit(found, "cart").root, "src/cart");
  EXPECT_EQ(unit(found, "cart").because, "src/Dockerfile");
  EXPECT_EQ(unit(found, "cart").shared, Names{"pb"});
  EXPECT_EQ(found.name(found.of("src/cart/tests/CartTests.cs")), "cart");
  EXPECT_EQ(found.name(found.of("src/load/xk6/module.go")), "load");
}

TEST(Units, FilesThatDockerfilesCopyFromElsewhereAreShared) {
  const Units found =
      units({{"src/mcp/Dockerfile",
              "FROM python\nARG WHERE=src/shared\nCOPY src/mcp/run.py .\nCOPY ${WHERE}/tools.py lib/\n"},
             {"src/mcp/run.py", "x\n"},
             {"src/agent/Dockerfile",
              "FROM python\nCOPY --chown=app [\"/src/shared/tools.py\", \"lib/\"]\nCOPY src/agent/run.py \\\n  .\n"
              "COPY --from=build /out /out\nADD https://example.invalid/x /x\nCOPY ../../../etc/passwd .\n"},
             {"src/agent/run.py", "x\n"},
             {"src/web/Dockerfile", "FROM node\nCOPY . .\n"},
             {"src/web/a.js", "x\n"},
             {"src/web/genproto/Dockerfile", "FROM buf\nCOPY ./pb/ /pb/\n"},
             {"src/shared/tools.py", "x\n"},
             {"pb/a.proto", "x\n"}});
  EXPECT_EQ(names(found), (Names{"agent", "mcp", "web"}));
  EXPECT_EQ(unit(found, "agent").shared, Names{"src/shared/tools.py"});
  EXPECT_EQ(unit(found, "mcp").shared, Names{"src/shared/tools.py"});
  EXPECT_EQ(unit(found, "web").shared, Names{"pb"});
  EXPECT_EQ(found.of("src/shared/tools.py"), -1);
  EXPECT_EQ(names(found, found.all_of("src/shared/tools.py")), (Names{"agent", "mcp"}));
  EXPECT_EQ(names(found, found.all_of("pb/a.proto")), Names{"web"});
  EXPECT_EQ(names(found, found.all_of("src/mcp/run.py")), Names{"mcp"});
  EXPECT_EQ(names(found, found.all_of("README.md")), Names{});
}

TEST(Units, ComposeGivesContextsAndFolders) {
  const Units found =
      units({{"compose.yaml",
              "x-common: &c\n  restart: always\nservices:\n  # the first\n  api:\n    build:\n"
              "      context: ./backend\n      dockerfile: ${API_DOCKERFILE}\n  web:\n    build: ./web\n"
              "  jobs:\n    image: python:3\n    volumes:\n      - ./jobs:/app\n  db:\n    image: postgres\n"
              "volumes:\n  data:\n"},
             {".env", "API_DOCKERFILE=docker/api.Dockerfile\n"},
             {"backend/docker/api.Dockerfile", "FROM go\nCOPY api/ .\nCOPY common/ common/\n"},
             {"backend/api/main.go", "x\n"},
             {"backend/common/x.proto", "x\n"},
             {"web/main.ts", "x\n"},
             {"jobs/run.py", "x\n"},
             {"db/seed.py", "x\n"}});
  EXPECT_EQ(names(found), (Names{"api", "jobs", "web"}));
  EXPECT_EQ(unit(found, "api").root, "backend/api");
  EXPECT_EQ(unit(found, "api").shared, Names{"backend/common"});
  EXPECT_EQ(unit(found, "web").because, "compose.yaml:9");
  EXPECT_EQ(unit(found, "jobs").because, "compose.yaml:11");
}

TEST(Units, ClusterFilesNameFolders) {
  const Units found =
      units({{"k8s/mail.yaml",
              "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: mailer\nspec:\n  template:\n"
              "    spec:\n      containers:\n      - name: x\n        image: ghcr.io/acme/mailer:1.2\n"},
             {"services/mailer/main.py", "x\n"},
             {"services/other/main.py", "x\n"}});
  EXPECT_EQ(names(found), Names{"mailer"});
  EXPECT_EQ(unit(found, "mailer").because, "k8s/mail.yaml:4");
}

TEST(Units, WorkspaceDependenciesAreShared) {
  const Units found = units({{"packages/server/package.json", R"({"name": "@t/server"})"},
                             {"packages/server/a.ts", "x\n"},
                             {"packages/client/package.json",
                              R"({"name": "@t/client", "dependencies": {"@t/server": "workspace:*", "react": "*"}})"},
                             {"packages/client/a.ts", "x\n"},
                             {"go/a/go.mod", "module a\nreplace b => ../b\nreplace c => example.com/c v1\n"},
                             {"go/a/a.go", "x\n"},
                             {"go/b/go.mod", "module b\n"},
                             {"go/b/b.go", "x\n"}});
  EXPECT_EQ(unit(found, "client").shared, Names{"packages/server"});
  EXPECT_EQ(unit(found, "server").shared, Names{});
  EXPECT_EQ(unit(found, "a").shared, Names{"go/b"});
}

TEST(Units, NamesAreTheShortestThatTellApart) {
  EXPECT_EQ(names(units({{"shop/api/go.mod", "module a\n"},
                         {"shop/api/a.go", "x\n"},
                         {"bank/api/go.mod", "module b\n"},
                         {"bank/api/a.go", "x\n"},
                         {"bank/web/package.json", R"({"name": "w"})"},
                         {"bank/web/a.ts", "x\n"}})),
            (Names{"bank/api", "web", "shop/api"}));
}

TEST(Units, HostileManifestsDoNoHarm) {
  Tree tree;
  for (const std::string& name :
       {"go.mod", "Cargo.toml", "package.json", "pom.xml", "pyproject.toml", "x.csproj", "build.gradle", "Gemfile",
        "mix.exs", "composer.json", "Dockerfile", "compose.yaml"}) {
    for (const std::string& text :
         {std::string(), std::string(20'000, '['), std::string(20'000, '<'), std::string("COPY"),
          std::string("\\\n\\\n"), std::string("<project><parent><parent>"),
          std::string("services:\n  a:\n    build: ../../../../etc\n"),
          std::string("[dependencies]\nx = { path = \"../../../../../etc\" }\n"), std::string("a: ${${${${"),
          std::string("path: \""), std::string("replace x => ../../../..\n")}) {
      Tree one{{"u/" + name, text}, {"u/a.go", "x\n"}, {"u/a.ts", "x\n"}};
      for (const Unit& found : units(one).all()) { EXPECT_TRUE(found.shared.empty()) << name; }
    }
  }
}

TEST(UnitPaths, StayInside) {
  using unit_parts::resolved;
  EXPECT_EQ(resolved("src/a", "../../pb/./x"), "pb/x");
  EXPECT_EQ(resolved("src/a", "/pb"), "pb");
  EXPECT_EQ(resolved("src", ".."), "");
  EXPECT_EQ(resolved("src", "../.."), std::nullopt);
}

}  // namespace
}  // namespace weir::workspace
